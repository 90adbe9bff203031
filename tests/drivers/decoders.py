"""Every decoder of drivers.codec with sound frames of its own; the robustness tests and the fuzzer run over this list.

`accepts` bounds how many frames may be found per random byte: what the marks and the checksum of the protocol let pass
by chance, reckoned beside it. `passes` is the chance that a frame filled with other bytes passes its checksum (1 where
there is none). A decoder that finds more invents frames.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from drivers.codec import escpos_reply, evdev, ff68, framemap, huidu, onbon, relay, samv, scanner
from tests.drivers import vectors, vectors_card, vectors_keypad


class Decoder(Protocol):
    garbage: int

    @property
    def held(self) -> int: ...
    def feed(self, chunk: bytes) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`frames` are bytes as they stand on the line, each a whole frame; `most_held` bounds what waits inside."""

    name: str
    make: Callable[[], Decoder]
    frames: tuple[bytes, ...]
    accepts: float
    most_held: int
    passes: float = 1 / 256


CASES: tuple[Case, ...] = (
    Case(
        name="ff68 from a pad",
        make=lambda: ff68.Decoder(ff68.Direction.FROM_PAD),
        frames=(
            bytes.fromhex("FF 68 03 03 68 01 01 0C 0E 16"),
            bytes.fromhex("FF 68 04 04 68 03 01 03 0F 16 16"),
            bytes.fromhex("FF 68 03 03 68 C8 11 03 DC 16"),
        ),
        # FF 68, one of three lengths twice, 68, sum, 16: 3 ÷ 256⁷
        accepts=3 / 256**7,
        most_held=12,
    ),
    Case(
        name="ff68 from the host",
        make=lambda: ff68.Decoder(ff68.Direction.FROM_HOST),
        frames=(
            bytes.fromhex("FF 68 08 08 68 01 02 0A 0A 0A 00 01 02 24 16"),
            bytes.fromhex("FF 68 02 02 68 01 03 04 16"),
        ),
        accepts=7 / 256**7,  # as above, seven lengths
        most_held=15,
    ),
    Case(
        name="onbon",
        make=onbon.Decoder,
        frames=(vectors.ONBON["ack"], vectors.ONBON["nack busy"], vectors.ONBON["nack crc"]),
        accepts=1 / 256**5,  # A5, 5A, CRC 2, and a length that must match
        most_held=onbon.MAX_FRAME,
        passes=1 / 65536,
    ),
    Case(
        name="huidu",
        make=huidu.Decoder,
        frames=(
            bytes.fromhex("08 00 02 20 05 00 00 01"),
            bytes.fromhex("04 00 60 00"),
            bytes.fromhex("06 00 00 20 07 00"),
            bytes.fromhex("14 00 04 20 08 00 00 00 00 00 00 00 3C 73 64 6B 3E 3C 2F 3E"),
        ),
        # Five packets whose length and command are fixed: 5 ÷ 256⁴. A piece of XML has two commands, one length in
        # eight, a total and an offset that stand in order below 2¹⁶: 2 ÷ 256² ÷ 8 ÷ 256⁴, next to nothing.
        accepts=6 / 256**4,
        most_held=huidu.LONGEST_PACKET,
        passes=1,
    ),
    Case(
        name="samv from the host",
        make=samv.RequestDecoder,
        frames=(samv.FIND.to_bytes(), samv.READ.to_bytes()),
        accepts=1 / 256**7,  # AA AA 96 69, one length, sum
        most_held=10,
    ),
    Case(
        name="samv from the reader",
        make=samv.ReplyDecoder,
        frames=(
            bytes.fromhex("AA AA AA 96 69 00 04 00 00 90 94"),
            bytes.fromhex("AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97"),
            samv.Reply(samv.DONE, vectors_card.CARD_TEXT[52:122], 70).to_bytes(),
        ),
        accepts=71 / 256**7,  # AA AA 96 69, lengths 4 to 74, sum
        most_held=81,
    ),
    Case(
        name="evdev",
        make=evdev.Decoder,
        frames=(
            vectors_keypad.KP5_DOWN_64,
            vectors_keypad.REPORT_64,
            vectors_keypad.KP5_UP_64,
            vectors_keypad.REPORT_64,
            vectors_keypad.SCAN_64,
        ),
        # 31 and 44 zero bits of the two times, type below 32, code below 768
        accepts=2**-31 * 2**-44 * 2**-11 * 768 / 65536,
        most_held=24,
        passes=1,  # the kernel adds no checksum
    ),
    Case(
        name="framemap",
        make=lambda: framemap.Decoder([framemap.Pattern(match=framemap.mask_of("AA 01 ?? FF"), field=2)]),
        frames=tuple(vectors_keypad.FRAMEMAP.values()),
        accepts=1 / 256**3,  # its three known bytes
        most_held=4,
        passes=1,
    ),
    Case(
        name="framemap with a sum",
        make=lambda: framemap.Decoder(
            [framemap.Pattern(match=framemap.mask_of("AA 55 ?? ??"), field=2, checksum=framemap.Checksum("sum", 0, 3))]
        ),
        frames=tuple(vectors_keypad.FRAMEMAP_SUM.values()),
        accepts=1 / 256**3,  # two known bytes and the sum
        most_held=4,
    ),
    Case(
        name="scanner lines",
        make=scanner.Decoder,
        frames=(b"A001\r", b"https://q.example.gov.cn/t/A001\n", "测试".encode() + b"\t", b"999\r\n"),
        accepts=3 / 256,  # an end, whatever stands before it
        most_held=scanner.LONGEST_CODE,
        passes=1,
    ),
    Case(
        name="scanner gm65",
        make=lambda: scanner.Decoder(scanner.Dialect.GM65),
        frames=(bytes.fromhex("02 00 00 01 00 33 31"), b"A001\r", "测试".encode() + b"\n"),
        accepts=3 / 256,  # codes; an answer has 02 00 and two bytes of CRC
        most_held=scanner.LONGEST_CODE,
        passes=1,
    ),
    Case(
        name="scanner ssi",
        make=lambda: scanner.Decoder(scanner.Dialect.SSI),
        frames=(bytes.fromhex("04 D0 00 00 FF 2C"), b"A001\r", bytes.fromhex("05 D1 00 00 01 FF 29")),
        accepts=3 / 256,  # codes; an answer has two operations, 00 and two bytes of sum
        most_held=scanner.LONGEST_CODE,
        passes=1,
    ),
    Case(
        name="lcus from the host",
        make=relay.RequestDecoder,
        frames=(bytes.fromhex("A0 01 01 A2"), bytes.fromhex("A0 0F 00 AF"), bytes.fromhex("A0 0F 02 B1")),
        accepts=3 / 256**3,  # A0, one of three operations, sum
        most_held=4,
    ),
    Case(
        name="lcus from the board",
        make=relay.StateDecoder,
        frames=(b"CH1:ON\r\n", b"CH2:OFF\r\n", b"CH3: ON", b"CH9:OFF"),
        accepts=18 / 256**6,  # CH, one of nine digits, a colon, ON or nearly never more
        most_held=8,
        passes=1,
    ),
    Case(
        name="escpos answers",
        make=escpos_reply.ReplyParser,
        frames=(bytes.fromhex("10 00 00 00"), bytes.fromhex("18 00 0F 00"), bytes.fromhex("38 08 03 00")),
        # Nothing is checked: one of four answers to GS r, or one of eight bytes that open a group.
        accepts=12 / 256,
        most_held=3,
        passes=1,
    ),
)
