"""The voice: twice after a chime, one at a time, nothing that is over, and a failure that stops nobody."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest

from display import sound as sounds
from display.announcement import LONGEST, Call
from display.clip import Clips
from display.engine import REST_S, Engines
from display.mouth import Manner
from display.render.volume import hours_from
from display.sound import chime, silence
from display.speech import SpeechFailed
from display.view import from_snapshot, lost
from server.vocab import TicketState
from server.wire.hall import VoiceHours, VoiceSetting
from tests.display.said import reported
from tests.display.words import board, counter, snapshot
from tests.display.zones import KNOWN, ZH_FIRST, Speaker, Zone, zone_of


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


def test_a_call_becomes_a_wav_with_chime_and_the_sentence_twice(tmp_path: Path, pack: Path, speaker: Speaker) -> None:
    clips = Clips([pack])
    with Zone(tmp_path, [("录音", clips)], speaker).working() as zone:
        zone.call("A005", 2)
        name = speaker.next()
    heard = sounds.read(tmp_path / "voice" / name)
    said = reported(tmp_path, "spoken")[0]
    assert said["text"] == "请 A 零零五 号到 二 号窗口 请 A 零零五 号到 二 号窗口"
    assert said["wav"] == str(tmp_path / "voice" / name)
    once = clips.speak(KNOWN["zh"].call("A005", 2))
    assert heard.samples == chime().samples + 2 * (once.samples + silence(0.8).samples)


def test_one_call_is_over_before_the_next_begins_and_a_recall_waits_with_its_call(
    tmp_path: Path, speaker: Speaker
) -> None:
    speaker.may_play.clear()
    with zone_of(tmp_path, speaker).working() as zone:
        zone.call("A001", 2)
        assert speaker.next() == "00000002-A001.wav"
        zone.call("A002", 3, at=4)
        zone.call("A002", 4, at=4, kind="ticket_recalled")
        zone.call("A001", 5, kind="ticket_recalled")
        assert speaker.begun.empty()
        speaker.may_play.set()
        assert speaker.next() == "00000004-A002.wav", "the newest version, once"
        assert speaker.next() == "00000005-A001.wav"
    assert speaker.begun.empty()


def test_what_is_over_while_it_waits_is_not_said(tmp_path: Path, speaker: Speaker) -> None:
    speaker.may_play.clear()
    with zone_of(tmp_path, speaker).working() as zone:
        zone.call("A001", 2)
        speaker.next()
        zone.call("A002", 3, at=3)
        zone.call("A003", 4, at=4)
        zone.end("A002", 5, at=3, state=TicketState.NO_SHOW)
        speaker.may_play.set()
        assert speaker.next() == "00000004-A003.wav"
    assert [(line["number"], line["why"]) for line in reported(tmp_path, "unspoken")] == [("A002", "over")]


def test_calls_that_are_over_take_no_place_from_one_that_holds(tmp_path: Path, speaker: Speaker) -> None:
    speaker.may_play.clear()
    with zone_of(tmp_path, speaker).working() as zone:
        zone.call("A001", 2)
        speaker.next()
        zone.call("A002", 3, at=4)
        for n in range(LONGEST + 1):
            zone.call(f"A1{n:02}", 10 + 2 * n, at=3)
            zone.end(f"A1{n:02}", 11 + 2 * n, at=3)
        speaker.may_play.set()
        assert speaker.next() == "00000003-A002.wav"


def test_only_calls_of_the_zone_are_said_and_a_call_that_left_it_is_not(tmp_path: Path, speaker: Speaker) -> None:
    speaker.may_play.clear()
    with zone_of(tmp_path, speaker, zone="甲区").working() as zone:
        zone.call("A001", 2, at=3)
        zone.call("A002", 3, at=2)
        assert speaker.next() == "00000003-A002.wav"
        zone.call("A003", 4, at=4)
        zone.call("A003", 5, at=3)
        speaker.may_play.set()
        zone.call("A004", 6, at=4)
        assert speaker.next() == "00000006-A004.wav"


def test_after_a_snapshot_nothing_old_is_said(tmp_path: Path, speaker: Speaker) -> None:
    speaker.may_play.clear()
    with zone_of(tmp_path, speaker).working() as zone:
        zone.call("A001", 2)
        speaker.next()
        zone.call("A002", 3, at=4)
        zone.see(lost(zone.view))
        again = zone.view.board.model_copy(update={"counters": [counter(2), counter(3, zone="乙区"), counter(4)]})
        zone.see(from_snapshot(snapshot(again, rev=20)))
        zone.call("A009", 21)
        speaker.may_play.set()
        assert speaker.next() == "00000021-A009.wav"
    assert [line["number"] for line in reported(tmp_path, "unspoken")] == ["A002"]


def test_a_failing_engine_gives_way_to_the_next_which_is_said_and_comes_back(tmp_path: Path) -> None:
    first, second, now = Speaker(), Speaker(), [0.0]
    engines = Engines([("录音", first), ("espeak-ng", second)], lambda: now[0])
    call = KNOWN["zh"].call("A1", 1)
    first.engine_fails = 1
    for _ in range(2):
        engines.speak(call)
    assert (len(first.said), len(second.said)) == (0, 2), "it rests after a failure"
    assert engines.troubles == ["录音：不出声"]
    now[0] = REST_S
    engines.speak(call)
    assert (len(first.said), engines.troubles) == (1, [])


def test_an_engine_at_rest_is_asked_before_nothing_is_said() -> None:
    only = Speaker()
    engines = Engines([("录音", only)], lambda: 0.0)
    only.engine_fails = 1
    with pytest.raises(SpeechFailed, match="录音：不出声"):
        engines.speak(KNOWN["zh"].call("A1", 1))
    engines.speak(KNOWN["zh"].call("A1", 1))
    only.rate = 8000
    with pytest.raises(SpeechFailed, match="采样率是 8000"):
        engines.speak(KNOWN["zh"].call("A1", 1))


def test_the_hall_hears_which_engine_fails_and_that_another_speaks(tmp_path: Path, speaker: Speaker) -> None:
    broken = Speaker()
    broken.engine_fails = 1000
    with Zone(tmp_path, [("录音", broken), ("espeak-ng", speaker)], speaker).working() as zone:
        assert zone.condition("engine").detail == "录音：不出声。现由后备的语音播报"
        zone.call("A001", 2)
        assert speaker.next() == "00000002-A001.wav"


def test_a_card_that_is_away_is_reported_and_the_call_is_said_when_it_is_back(
    tmp_path: Path, speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("display.voice.RETRY_S", 0.01)
    with zone_of(tmp_path, speaker).working() as zone:
        assert zone.condition("ok").condition == "up"
        speaker.player_fails = 2
        zone.call("A001", 2)
        failed = zone.condition("sound_card")
        assert (failed.condition, failed.detail) == ("down", "没有声卡")
        assert speaker.next() == "00000002-A001.wav"
        assert zone.condition("ok").condition == "up"
    assert len(reported(tmp_path, "voice_failed")) == 1


def test_a_card_that_stays_away_costs_only_the_calls_of_its_time(
    tmp_path: Path, speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("display.voice.RETRY_S", 0.01)
    with zone_of(tmp_path, speaker).working() as zone:
        zone.condition("ok")
        speaker.player_fails = 3
        zone.call("A001", 2)
        zone.condition("sound_card")
        zone.call("A002", 3, at=4)
        assert speaker.next() == "00000003-A002.wav"
    assert [(line["number"], line["why"]) for line in reported(tmp_path, "unspoken")] == [("A001", "failed")]


def test_a_card_that_is_pulled_and_put_back_is_noticed_without_a_call(
    tmp_path: Path, speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("display.voice.CHECK_S", 0.01)
    with zone_of(tmp_path, speaker).working() as zone:
        zone.condition("ok")
        speaker.player_fails, speaker.plugged = 5, ""
        zone.condition("sound_card")
        zone.condition("ok")
    assert speaker.begun.empty(), "nothing was heard of it"


def test_in_quiet_hours_nothing_is_said_and_at_lunch_it_is_softer(tmp_path: Path, speaker: Speaker) -> None:
    lunch = datetime(2025, 6, 9, 4, 30, tzinfo=UTC)  # half past twelve in Shanghai
    setting = VoiceSetting(hours=(VoiceHours(start="12:00", end="13:30", volume=40),))
    with zone_of(tmp_path, speaker, now=lunch, manner=Manner(languages=ZH_FIRST, volume=50)).working() as zone:
        zone.view = from_snapshot(snapshot(board(counter(2)).model_copy(update={"voice": setting})))
        zone.call("A001", 2)
        speaker.next()
        assert reported(tmp_path, "spoken")[0]["volume"] == 20
    silent = Manner(languages=ZH_FIRST, hours=(hours_from("12:00-13:00=0"),))
    zone = zone_of(tmp_path / "2", speaker, now=lunch, manner=silent)
    call = Call(rev=2, ticket_id=1, counter_id=12, number="A001", counter_number=2, language="zh", heard_at=monotonic())
    zone.mouth.say(call, zone.view, threading.Event())
    assert speaker.begun.empty()
    assert [line["why"] for line in reported(tmp_path / "2", "unspoken")] == ["quiet_hours"]


def test_the_volume_is_in_the_samples(tmp_path: Path, speaker: Speaker) -> None:
    with zone_of(tmp_path, speaker, manner=Manner(languages=ZH_FIRST, volume=50)).working() as zone:
        zone.call("A001", 2)
        softer = sounds.read(tmp_path / "voice" / speaker.next())
    assert softer.samples.startswith(sounds.amplified(chime(), 0.5).samples)


def test_the_hall_chooses_the_languages_and_the_box_may_differ(tmp_path: Path, speaker: Speaker) -> None:
    with zone_of(tmp_path, speaker).working() as zone:
        zone.call("A001", 2, language="en")
        speaker.next()
        both = zone.view.board.model_copy(update={"voice": VoiceSetting(languages=("zh", "en"))})
        zone.see(from_snapshot(snapshot(both, rev=2)))
        zone.call("A002", 3)
        speaker.next()
    spoken = [str(line["text"]).count("Ticket") for line in reported(tmp_path, "spoken")]
    assert spoken == [1, 2]
    english = Manner(languages=ZH_FIRST, order=("en",), has_chime=False)
    with zone_of(tmp_path / "2", speaker, manner=english).working() as zone:
        zone.call("A001", 2)
        name = speaker.next()
    said = "Ticket A, zero, zero, one, please go to counter two."
    assert [line["text"] for line in reported(tmp_path / "2", "spoken")] == [f"{said} {said}"]
    assert not sounds.read(tmp_path / "2" / "voice" / name).samples.startswith(chime().samples)


def test_one_zone_that_is_mute_leaves_the_others_heard(tmp_path: Path) -> None:
    mute, heard = Speaker(), Speaker()
    mute.player_fails = 1000
    with zone_of(tmp_path / "1", mute).working() as one, zone_of(tmp_path / "2", heard).working() as other:
        one.call("A001", 2)
        other.call("A001", 2)
        assert heard.next() == "00000002-A001.wav"
        one.condition("sound_card")


def test_a_mistake_of_the_program_does_not_end_the_voice(
    tmp_path: Path, speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zone_of(tmp_path, speaker).working() as zone:
        zone.condition("ok")
        monkeypatch.setattr(speaker, "speak", lambda sentence: 1 // 0)
        zone.call("A001", 2)
        assert zone.condition("internal").detail == "程序出错（ZeroDivisionError），详情见日志"
        monkeypatch.undo()
        zone.call("A002", 3, at=4)
        assert speaker.next() == "00000003-A002.wav"
        zone.condition("ok")


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path, speaker: Speaker) -> None:
    (tmp_path / "voice").write_text("", encoding="utf-8")
    with zone_of(tmp_path, speaker).working() as zone:
        assert "写不进目录" in zone.condition("file").detail


def test_the_end_comes_at_once_also_before_the_beginning(tmp_path: Path, speaker: Speaker) -> None:
    zone_of(tmp_path, speaker).voice.stop()
    with zone_of(tmp_path, speaker).working() as zone:
        zone.condition("ok")
