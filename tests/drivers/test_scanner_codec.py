"""The scanner codec against the published frames, every end of a code, and answers among codes."""

from binascii import crc_hqx

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec import scanner
from drivers.codec.scanner import Answer, Code, Decoder, Dialect, Gm65Command
from drivers.errors import FrameError
from tests.drivers.vectors_card import GM65_ACK, GM65_COMMANDS, GM65_UNCHECKED, GM65_WRONG_LENGTH, HONEYWELL, SSI

ACK = bytes.fromhex(GM65_ACK)
SSI_DONE, SSI_REFUSED = bytes.fromhex("04 D0 00 00 FF 2C"), bytes.fromhex("05 D1 00 00 01 FF 29")

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=60)
commands = st.builds(Gm65Command, st.integers(0, 255), st.integers(0, 0xFFFF), st.binary(max_size=20))


@pytest.mark.parametrize(("raw", "kind", "address", "content"), GM65_COMMANDS.values(), ids=GM65_COMMANDS)
def test_a_published_gm65_command_reads_and_writes(raw: str, kind: int, address: int, content: str) -> None:
    command = Gm65Command(kind, address, bytes.fromhex(content))
    assert command.to_bytes() == bytes.fromhex(raw)
    assert Gm65Command.from_bytes(bytes.fromhex(raw)) == command


@pytest.mark.parametrize(("raw", "kind", "address", "content"), GM65_UNCHECKED.values(), ids=GM65_UNCHECKED)
def test_a_gm65_command_without_a_checksum_reads_and_writes(raw: str, kind: int, address: int, content: str) -> None:
    command = Gm65Command(kind, address, bytes.fromhex(content))
    assert command.to_bytes(checked=False) == bytes.fromhex(raw)
    assert Gm65Command.from_bytes(bytes.fromhex(raw)) == command


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (GM65_WRONG_LENGTH, "length"),
        ("7E 00 08 01 00 02 01 AB CE", "checksum"),
        ("7E 01 08 01 00 02 01 AB CD", "head"),
        ("7E 00 08 01 00 02", "head"),
    ],
)
def test_a_spoilt_gm65_command_is_refused(raw: str, complaint: str) -> None:
    with pytest.raises(FrameError, match=complaint):
        Gm65Command.from_bytes(bytes.fromhex(raw))


@given(commands, st.booleans())
def test_a_gm65_command_comes_back(command: Gm65Command, checked: bool) -> None:
    assert Gm65Command.from_bytes(command.to_bytes(checked=checked)) == command


def test_scanners_are_triggered_with_the_published_bytes() -> None:
    assert {
        Dialect.HONEYWELL: (bytes.fromhex(HONEYWELL["trigger"]), bytes.fromhex(HONEYWELL["release"])),
        Dialect.SSI: (bytes.fromhex(SSI["start"]), bytes.fromhex(SSI["stop"])),
        Dialect.GM65: (
            bytes.fromhex(GM65_COMMANDS["trigger"][0]),
            Gm65Command.from_bytes(bytes.fromhex(GM65_UNCHECKED["stop"][0])).to_bytes(),
        ),
    } == scanner.TRIGGERS
    assert scanner.ssi_packet(scanner.SSI_ENABLE) == bytes.fromhex(SSI["enable"])
    assert scanner.ssi_packet(scanner.SSI_DISABLE) == bytes.fromhex(SSI["disable"])


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t"])
def test_every_end_is_an_end(end: bytes) -> None:
    decoder = Decoder()
    assert decoder.feed(b"A001" + end + b"A002" + end) == [Code(b"A001"), Code(b"A002")]
    assert [code for byte in b"A003" + end + b"A004" + end for code in decoder.feed(bytes([byte]))] == [
        Code(b"A003"), Code(b"A004"),
    ]  # fmt: skip
    assert decoder.garbage == 0


def test_a_code_without_an_end_is_ended_by_silence() -> None:
    decoder = Decoder()
    assert decoder.feed(b"A001") == []
    assert decoder.silence() == [Code(b"A001")]
    assert decoder.silence() == []


def test_a_code_that_is_too_long_is_dropped_to_its_end() -> None:
    for size, taken in ((4096, True), (4097, False), (10_000, False)):
        for step in (1, 100, size):
            decoder = Decoder()
            stream = b"A" * size + b"\rB\r"
            pieces = [stream[start : start + step] for start in range(0, len(stream), step)]
            found = [code for piece in pieces for code in decoder.feed(piece)]
            assert found == ([Code(b"A" * size)] if taken else []) + [Code(b"B")]
            assert decoder.held == 0


def test_the_rest_of_a_code_that_is_too_long_is_not_handed_out_by_silence() -> None:
    decoder = Decoder()
    assert decoder.feed(b"A" * 5000) == []
    assert decoder.feed(b"rest") == []
    assert decoder.silence() == []
    assert decoder.feed(b"A001\r") == [Code(b"A001")]


def test_a_code_is_utf_8_or_else_gb18030() -> None:
    assert Code("测试䶮".encode()).text == "测试䶮"
    assert Code("测试䶮".encode("gb18030")).text == "测试䶮"
    with pytest.raises(FrameError, match="neither"):
        _ = Code(b"\xff\xff").text


@pytest.mark.parametrize(
    ("dialect", "done", "refused"),
    [(Dialect.GM65, ACK, bytes.fromhex("02 00 01 01 00 00 31")), (Dialect.SSI, SSI_DONE, SSI_REFUSED)],
)
def test_answers_are_told_from_codes_wherever_they_stand(dialect: Dialect, done: bytes, refused: bytes) -> None:
    refused = refused[:-2] + (crc_hqx(refused[2:-2], 0).to_bytes(2) if done == ACK else refused[-2:])
    stream = done + b"A001\r" + done + refused + b"A002\r\n" + done
    found = [Answer(True), Code(b"A001"), Answer(True), Answer(False), Code(b"A002"), Answer(True)]
    assert Decoder(dialect).feed(stream) == found
    decoder = Decoder(dialect)
    assert [one for byte in stream for one in decoder.feed(bytes([byte]))] == found
    assert decoder.garbage == 0


@pytest.mark.parametrize(("dialect", "done"), [(Dialect.GM65, ACK), (Dialect.SSI, SSI_DONE)])
def test_what_is_left_of_a_spoilt_answer_never_becomes_a_code(dialect: Dialect, done: bytes) -> None:
    for cut in range(1, len(done)):
        decoder = Decoder(dialect)
        found = decoder.feed(done[:cut]) + decoder.silence()
        assert found == []
    for bit in range(len(done) * 8):
        spoilt = bytearray(done)
        spoilt[bit // 8] ^= 1 << bit % 8
        decoder = Decoder(dialect)
        assert Code(b"A002") in decoder.feed(bytes(spoilt) + b"A001\rA002\r")


def test_a_code_that_begins_like_an_answer_is_a_code() -> None:
    assert Decoder(Dialect.GM65).feed(b"\x02A001\x03\r") == [Code(b"\x02A001\x03")]
    assert Decoder(Dialect.SSI).feed(b"\x04\x1e06\x1dA\x1e\x04\r") == [Code(b"\x04\x1e06\x1dA\x1e\x04")]


@given(st.lists(texts, max_size=5), st.sampled_from([b"\r", b"\n", b"\r\n", b"\t"]), st.integers(1, 30))
def test_codes_come_back_in_order_in_any_pieces(codes: list[str], end: bytes, size: int) -> None:
    stream = b"".join(code.encode() + end for code in codes)
    decoder = Decoder()
    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    found = [one for piece in pieces for one in decoder.feed(piece)]
    assert [one.text for one in found if isinstance(one, Code)] == codes


@given(st.binary(max_size=300), st.sampled_from(Dialect))
def test_no_noise_raises(noise: bytes, dialect: Dialect) -> None:
    decoder = Decoder(dialect)
    for found in decoder.feed(noise) + decoder.silence():
        assert isinstance(found, Answer) or (found.raw and 0 not in found.raw)
    assert decoder.held == 0
