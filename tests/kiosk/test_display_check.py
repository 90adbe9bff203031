"""A missing display is a loud failure, and one finger is one touch."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.config import ScreenPart
from kiosk.display_check import choose_driver, panel_identity, touch_source, why_no_touch, window_settings


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    (tmp_path / "card0").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({}, "没有找到显示器"),
        ({"SDL_VIDEODRIVER": "x11"}, "DISPLAY 没有设置"),
        ({"SDL_VIDEODRIVER": "kmsdrm"}, "没有可用的显卡"),
        ({"SDL_VIDEODRIVER": "offscreen", "DISPLAY": ":0"}, "不会显示任何东西"),
        ({"SDL_VIDEODRIVER": "dummy", "DISPLAY": ":0"}, "不会显示任何东西"),
    ],
)
def test_without_a_screen_one_sentence_says_why(environment: dict[str, str], word: str, tmp_path: Path) -> None:
    missing = choose_driver(environment, cards=tmp_path / "none")
    assert missing is not None
    assert word in missing
    assert missing.count("。") == 1


def test_a_desktop_is_drawn_on_by_x_and_a_console_by_the_kernel(cards: Path) -> None:
    desktop, console = {"DISPLAY": ":0"}, {"HOME": "/"}
    assert choose_driver(desktop, cards=cards) is None
    assert choose_driver(console, cards=cards) is None
    assert (desktop["SDL_VIDEODRIVER"], console["SDL_VIDEODRIVER"]) == ("x11", "kmsdrm")


def test_a_window_nobody_sees_must_be_asked_for(tmp_path: Path) -> None:
    environment = {"DISPLAY": ":0"}
    assert choose_driver(environment, offscreen=True, cards=tmp_path) is None
    assert environment["SDL_VIDEODRIVER"] == "offscreen"


def test_a_failed_choice_leaves_the_environment_alone(tmp_path: Path) -> None:
    environment: dict[str, str] = {}
    choose_driver(environment, cards=tmp_path)
    assert environment == {}


def test_a_named_panel_is_the_only_source_of_touches(tmp_path: Path) -> None:
    panel = tmp_path / "panel"
    panel.touch()
    screen = ScreenPart(touch=panel)
    assert touch_source(screen) == ("touch", f"mtdev,{panel}")
    assert why_no_touch(screen) is None
    assert why_no_touch(ScreenPart()) is None


def test_a_panel_that_is_not_there_is_said(tmp_path: Path) -> None:
    said = why_no_touch(ScreenPart(touch=tmp_path / "gone"))
    assert said is not None
    assert "screen.touch" in said


def test_a_panel_that_comes_back_is_another_one(tmp_path: Path) -> None:
    panel = tmp_path / "panel"
    panel.touch()
    screen = ScreenPart(touch=panel)
    before = panel_identity(screen)
    assert before == panel_identity(screen)
    (tmp_path / "again").touch()
    panel.unlink()
    assert panel_identity(screen) is None
    (tmp_path / "again").rename(panel)
    assert panel_identity(screen) not in {before, None}
    assert panel_identity(ScreenPart()) is None


def test_blanking_escape_and_cursor_are_off_on_a_full_screen() -> None:
    set_to = {key: value for _, key, value in window_settings(ScreenPart())}
    assert (set_to["allow_screensaver"], set_to["exit_on_escape"], set_to["show_cursor"]) == (0, 0, 0)


def test_a_full_screen_is_as_large_as_the_display_before_anybody_makes_it_so() -> None:
    set_to = {key: value for _, key, value in window_settings(ScreenPart(), (1920, 1080))}
    assert {key: set_to[key] for key in ("width", "height", "position", "left", "top")} == {
        "width": 1920,
        "height": 1080,
        "position": "custom",
        "left": 0,
        "top": 0,
    }
    window = {key: value for _, key, value in window_settings(ScreenPart(fullscreen=False), (1920, 1080))}
    assert (window["width"], window["height"], "position" in window) == (1280, 800, False)
