"""The simulated Onbon card is as strict as the real one, fed with frames made here from the protocol's tables."""

from dataclasses import replace
from pathlib import Path

import pytest

from drivers.profile import OnbonProfile, Voice
from drivers.sim import board_frame
from drivers.sim.board import BoardMachine
from tests.drivers.benches import Reports
from tests.golden.made import board_profile

OK, NO_GROUP, NO_COMMAND, MEMORY, NO_FILE, BAD_TYPE, NO_FONT, BAD_DATE = 0, 1, 2, 4, 6, 10, 12, 14
AREA = "00 00 00 00 00 08 00 10 00 {number} 00 00 05 00 {speech} 00 00 02 01 02 00 00 08 {size} {text}"


def sent(body: str) -> bytes:
    raw = bytes.fromhex(body)
    content = bytes.fromhex("01 00 00 80 00 00 00 00 00 00 FE 02") + len(raw).to_bytes(2, "little") + raw
    content += board_frame.crc(content).to_bytes(2, "little")
    for plain, escaped in ((0xA6, "A6 01"), (0xA5, "A6 02"), (0x5B, "5B 01"), (0x5A, "5B 02")):
        content = content.replace(bytes([plain]), bytes.fromhex(escaped))
    return b"\xa5" + content + b"\x5a"


def area(text: bytes = b"A", *, number: int = 0, speech: str = "00", delete: str = "00") -> bytes:
    block = bytes.fromhex(
        AREA.format(number=f"{number:02x}", speech=speech, size=len(text).to_bytes(4, "little").hex(), text=text.hex())
    )
    size = len(block).to_bytes(2, "little").hex()
    return sent(f"A3 06 01 00 00 {delete} 01 {size} {block.hex()}")


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def card(reports: Reports, tmp_path: Path) -> BoardMachine:
    return BoardMachine(board_profile(), tmp_path, reports)


@pytest.fixture
def speaking(reports: Reports, tmp_path: Path) -> BoardMachine:
    profile: OnbonProfile = replace(board_profile(), voice=Voice())
    return BoardMachine(profile, tmp_path, reports)


def refused(card: BoardMachine, frame: bytes, error: int) -> bool:
    return card.receive(frame, 0.0) == board_frame.answer(1, error)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("A9 00 01 00 00", NO_GROUP),
        ("A4 05 01 00 00", NO_COMMAND),
        ("A3 00 01 00 00 03", BAD_TYPE),
        ("A3 00 01 00 00", BAD_TYPE),
        ("A3 02 01 00 00 01 10", BAD_TYPE),
        ("A3 02 01 00 00 02 01", BAD_TYPE),
        ("A3 02 01 00 00 01", BAD_TYPE),
        ("A2 03 01 00 00 25 20 13 25 11 17 26 06", BAD_DATE),  # month 13
        ("A2 03 01 00 00 25 20 0A 25 11 17 26 06", BAD_DATE),  # no decimal digit
        ("A2 03 01 00 00 25 20", BAD_DATE),
        ("A3 06 01 00 00 01 05 00", NO_FILE),  # deletes an area that is not there
    ],
)
def test_an_order_outside_its_limits_is_refused(body: str, error: int, card: BoardMachine, reports: Reports) -> None:
    assert refused(card, sent(body), error)
    assert reports.next("refused")["refused"] == error


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        (area(b"A" * 1024), OK),
        (area(b"A" * 1025), MEMORY),
        (area(number=31), OK),
        (area(number=32), MEMORY),
        (area(rb"\X1"), BAD_TYPE),
        (area(b"\x81\x20"), BAD_TYPE),
        (area(speech="01 00 05 05"), BAD_TYPE),  # it has no voice
        (area(delete="01 00"), NO_FILE),
    ],
)
def test_an_area_beyond_the_cards_means_is_refused(frame: bytes, error: int, card: BoardMachine) -> None:
    assert refused(card, frame, error)


def test_without_its_font_a_card_shows_nothing(card: BoardMachine) -> None:
    card.command(["font", "off"], 0.0)
    assert refused(card, area(), NO_FONT)
    card.command(["font", "on"], 0.0)
    assert refused(card, area(), OK)


@pytest.mark.parametrize(
    ("speech", "said"),
    [
        ("01 00 05 05", "A012"),
        ("02 31 0A 02 04 00 00 00 C7 EB B5 BD", "请到"),
    ],
)
def test_a_card_with_a_voice_says_what_it_shows_or_what_it_is_told(
    speech: str, said: str, speaking: BoardMachine, reports: Reports
) -> None:
    assert refused(speaking, area(rb"\C1A012", speech=speech), OK)
    assert reports.next("spoken")["spoken"] == said


@pytest.mark.parametrize(
    "speech", ["01 06 05 05", "01 00 0B 05", "01 00 05 0B", "02 00 05 05 FF 00 00 00 C7 EB", "03 00 05 05"]
)
def test_a_voice_beyond_its_limits_is_refused(speech: str, speaking: BoardMachine) -> None:
    assert refused(speaking, area(speech=speech), BAD_TYPE)


def test_a_wrong_escape_is_met_with_silence(card: BoardMachine) -> None:
    assert card.receive(b"\xa5\x01\xa6\x03\x5a", 0.0) == b""
    assert card.receive(area().replace(b"\xa5", b"\xa5\xa6\x00", 1), 0.0) == b""


def test_a_word_it_does_not_know_names_those_it_does(card: BoardMachine) -> None:
    with pytest.raises(ValueError, match="font on"):
        card.command(["dance"], 0.0)
