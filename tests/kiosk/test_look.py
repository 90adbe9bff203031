"""The looks: contrast, sizes, a screen for every state, texts in every language, nothing cut off, letters' shapes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from kiosk.flow import state as st
from kiosk.flow.speech import says
from kiosk.phrase import LANGUAGES, phrases
from kiosk.ui.font import NOTO, NOTO_SC_FACE, letters
from kiosk.ui.theme import CONTRAST, ELDER, THEMES, Theme, contrast, scale_of
from kiosk.ui.wrap import NOT_FIRST, lines
from tests.kiosk import specimen
from tests.kiosk.glyphs import SIZE

ROOT = Path(__file__).parents[2]
PATIENCE_S = 240
SHAPES = "直门角令海"
RARE = "𠮷䶮"
JAPANESE_FACE = 0


def told(module: str, *arguments: str) -> str:
    """What a process with a window of its own prints."""
    run = subprocess.run(
        [sys.executable, "-m", f"tests.kiosk.{module}", *arguments],
        cwd=ROOT,
        env=os.environ | {"LP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    return run.stdout


@pytest.mark.parametrize("mode", list(st.Mode))
def test_every_text_stands_out_from_what_it_is_written_on(mode: st.Mode) -> None:
    pale = {name: round(contrast(ink, ground), 2) for name, ink, ground in THEMES[mode].pairs()}
    assert {name: ratio for name, ratio in pale.items() if ratio < 4.5} == {}


def test_contrast_is_measured_as_the_guideline_says() -> None:
    assert round(contrast((0, 0, 0, 1), (1, 1, 1, 1)), 3) == 21
    grey = (0x76 / 255, 0x76 / 255, 0x76 / 255, 1)
    assert round(contrast(grey, (1, 1, 1, 1)), 2) == 4.54


@pytest.mark.parametrize("theme", [ELDER, CONTRAST])
def test_the_large_looks_have_letters_of_30_dp_and_targets_of_60(theme: Theme) -> None:
    assert min(theme.small, theme.text, theme.title, theme.huge) >= 30
    assert min(theme.target, theme.main_target) >= 60


def test_an_upright_screen_is_scaled_as_a_lying_one() -> None:
    assert scale_of(1920, 1080) == scale_of(1080, 1920) == 1.35
    assert scale_of(1280, 800) == 1


def test_the_specimens_show_every_state() -> None:
    assert {type(state) for _, state in specimen.states()} == set(get_args(st.State))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text(language: str) -> None:
    chinese, other = phrases("zh"), phrases(language)
    assert {part: set(texts) for part, texts in other.parts.items()} == {
        part: set(texts) for part, texts in chinese.parts.items()
    }
    assert [key for texts in other.parts.values() for key, text in texts.items() if not text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_says_something_to_whoever_cannot_see_it(language: str) -> None:
    for _, state in specimen.states():
        saying = says(state)
        if saying is not None:
            assert phrases(language).say("speech", saying.key, **dict(saying.values))


def test_a_line_never_begins_with_a_comma_and_a_word_stays_whole() -> None:
    made = lines("取号机暂时连不上大厅服务器，请到窗口或咨询台取号。", 5, lambda _: 1)
    assert "".join(made) == "取号机暂时连不上大厅服务器，请到窗口或咨询台取号。"
    assert [line for line in made if line[0] in NOT_FIRST or len(line) > 5] == []
    assert lines("Please take your slip", 11, lambda _: 1) == ["Please take", "your slip"]
    assert lines("extraordinary", 5, lambda _: 1) == ["extra", "ordin", "ary"]


@pytest.mark.kivy
@pytest.mark.slow
def test_nothing_is_cut_off_too_small_or_out_of_reach(tmp_path: Path) -> None:
    """Every screen, in every language, look and size, and of halls at the edge; each is laid out, none raises."""
    assert json.loads(told("studio", str(tmp_path))) == []


@pytest.mark.kivy
@pytest.mark.slow
def test_every_text_on_a_drawn_screen_stands_out_from_the_pixels_behind_it(tmp_path: Path) -> None:
    seen = json.loads(told("pixels", str(tmp_path)))
    assert seen["pale"] == {}
    assert seen["texts"] > 1500


def inked(image: Image.Image) -> Image.Image:
    """The letter alone, of one size."""
    grey = image.convert("L")
    return grey.crop(grey.getbbox()).resize((SIZE, SIZE))


def ideal(char: str, face: int) -> Image.Image:
    image = Image.new("L", (SIZE * 2, SIZE * 2))
    font = ImageFont.truetype(str(NOTO), SIZE, index=face)
    ImageDraw.Draw(image).text((SIZE // 2, SIZE // 4), char, fill=255, font=font)
    return inked(image)


def distance(one: Image.Image, other: Image.Image) -> float:
    return sum(value * count for value, count in enumerate(ImageChops.difference(one, other).histogram()))


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Image.Image]:
    """A letter as the screen draws it."""
    folder = tmp_path_factory.mktemp("letters")
    told("glyphs", str(folder), str(folder), SHAPES + RARE)

    def drawn(char: str) -> Image.Image:
        with Image.open(folder / f"{ord(char):x}.png") as picture:
            return inked(picture)

    return drawn


@pytest.mark.kivy
@pytest.mark.skipif(not NOTO.exists(), reason="fonts-noto-cjk is not installed")
@pytest.mark.parametrize("char", SHAPES)
def test_letters_have_their_simplified_chinese_shapes(char: str, letter: Callable[[str], Image.Image]) -> None:
    seen = letter(char)
    assert distance(seen, ideal(char, NOTO_SC_FACE)) < distance(seen, ideal(char, JAPANESE_FACE))


@pytest.mark.kivy
@pytest.mark.skipif(not NOTO.exists(), reason="fonts-noto-cjk is not installed")
@pytest.mark.parametrize("char", RARE)
def test_a_rare_character_of_a_name_is_shown(char: str, letter: Callable[[str], Image.Image]) -> None:
    seen = letter(char)
    missing = ideal(chr(0xE123), NOTO_SC_FACE)
    assert distance(seen, ideal(char, NOTO_SC_FACE)) < distance(seen, missing) / 3


@pytest.mark.skipif(not NOTO.exists(), reason="fonts-noto-cjk is not installed")
def test_what_letters_a_font_has_is_read_from_it() -> None:
    has = letters(NOTO)
    assert all(has(char) for char in "便𠮷A，")
    assert not has(chr(0xE123))


@pytest.mark.kivy
@pytest.mark.slow
def test_a_monkey_finds_no_dead_end(tmp_path: Path) -> None:
    """A thousand touches in each mode, half of them in each language, in every situation of the hall."""
    seen = json.loads(told("monkey", str(tmp_path), "7", "500"))
    assert {name.split()[0] for name in seen} == set(st.Mode)
    assert len(seen) == len(st.Mode) * len(LANGUAGES) * 6
    assert len({state for states in seen.values() for state in states}) > 20
