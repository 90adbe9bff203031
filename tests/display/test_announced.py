"""What leaders announce: on the hall's board before all but the calls, and said aloud once by an engine that reads."""

import threading
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest

from display.announcement import Notice
from display.clip import Clips
from display.engine import Engines
from display.plan import hall_plan
from display.render.text import Caps
from display.view import View, counted, from_snapshot
from server.wire.public import Announcement
from tests.display.said import reported
from tests.display.words import AT, board, call, counter, snapshot
from tests.display.zones import Speaker, Zone

WIDE = Caps(2, 20)


def made(number: int, text: str, *, minutes: int = 30, is_spoken: bool = True, text_en: str = "") -> Announcement:
    until = AT + timedelta(minutes=minutes)
    return Announcement(id=number, text=text, text_en=text_en, since=AT, until=until, is_spoken=is_spoken)


def announcing(view: View, *announcements: Announcement) -> View:
    """The view after a look at the board."""
    return counted(view, view.board.model_copy(update={"announcements": announcements}))


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


@pytest.fixture
def zone(tmp_path: Path, pack: Path, speaker: Speaker) -> Zone:
    """It calls from recordings, and reads with the speaker."""
    readers = Engines([("引擎", speaker)], monotonic)
    return Zone(tmp_path, [("录音", Clips([pack]))], speaker, readers=readers)


def lines_of(view: View, at: datetime = AT) -> list[str]:
    return [" ".join(page.lines) for page in hall_plan(WIDE, lambda: at).paint(view)]


def test_the_hall_s_board_shows_it_between_the_calls_until_it_is_over() -> None:
    view = from_snapshot(snapshot(board(counter(2), calls=(call("A005", 2),))))
    shown = announcing(view, made(1, "停电检修，请稍候"))
    assert any("停电检修" in line for line in lines_of(shown))
    assert lines_of(shown).index(next(each for each in lines_of(shown) if "停电" in each)) == 1
    over = AT + timedelta(minutes=30)
    assert not any("停电检修" in line for line in lines_of(shown, over))
    assert not any("停电检修" in line for line in lines_of(announcing(shown)))


def test_it_is_said_once_in_the_languages_it_was_written_in(tmp_path: Path, zone: Zone, speaker: Speaker) -> None:
    with zone.working():
        zone.see(zone.view)
        zone.see(announcing(zone.view, made(1, "停电检修", text_en="Power cut")))
        assert speaker.next().endswith("-notice1.wav")
        zone.see(announcing(zone.view, made(1, "停电检修", text_en="Power cut"), made(2, "请带好证件")))
        assert speaker.next().endswith("-notice2.wav")
    said = [(each.language, each.text) for each in speaker.said]
    assert said == [("zh", "停电检修"), ("en", "Power cut"), ("zh", "请带好证件")]
    assert [each["notice"] for each in reported(tmp_path, "spoken")] == [1, 2]


def test_what_was_announced_before_the_box_began_or_not_to_be_said_is_not(zone: Zone, speaker: Speaker) -> None:
    with zone.working():
        zone.see(announcing(zone.view, made(1, "旧的")))
        silent = made(2, "不念", is_spoken=False)
        zone.see(announcing(zone.view, made(1, "旧的"), silent))
        zone.see(announcing(zone.view, made(1, "旧的"), silent, made(3, "新的")))
        speaker.next()
    assert [each.text for each in speaker.said] == ["新的"]


def test_calls_go_first_and_one_that_is_taken_back_meanwhile_is_not_said(zone: Zone, speaker: Speaker) -> None:
    with zone.working():
        zone.see(zone.view)
        speaker.may_play.clear()
        zone.call("A005", 2)
        speaker.next()
        zone.see(announcing(zone.view, made(1, "停电检修"), made(2, "请带好证件")))
        zone.call("A006", 3, at=3)
        zone.see(announcing(zone.view, made(2, "请带好证件")))
        speaker.may_play.set()
        assert [speaker.next()[9:] for _ in range(2)] == ["A006.wav", "notice2.wav"]


def test_without_an_engine_that_reads_it_is_reported(tmp_path: Path, pack: Path, speaker: Speaker) -> None:
    mouth = Zone(tmp_path, [("录音", Clips([pack]))], speaker).mouth
    mouth.read(Notice(id=1, text="停电检修", text_en=""), from_snapshot(snapshot()), threading.Event())
    assert [(each["notice"], each["why"]) for each in reported(tmp_path, "unspoken")] == [(1, "no_engine")]


def test_a_reader_that_fails_leaves_the_voice_well(tmp_path: Path, zone: Zone, speaker: Speaker) -> None:
    speaker.engine_fails = 9
    with zone.working():
        zone.see(zone.view)
        zone.see(announcing(zone.view, made(1, "停电检修")))
        zone.call("A005", 2)
        assert speaker.next().endswith("-A005.wav")
        zone.condition("ok")
