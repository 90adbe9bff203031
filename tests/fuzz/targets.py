"""What the fuzzer feeds: every decoder and parser of text, with what must hold whatever comes. Knows no fuzzer."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from drivers import port, profile, recording
from drivers.codec.escpos_reply import PrinterStatus, ReplyParser, fold
from drivers.errors import SettingError
from tests.drivers.decoders import CASES, Case

Target = Callable[[bytes], None]


def _decoder(case: Case) -> Target:
    def fed(content: bytes) -> None:
        """Frames do not depend on how the bytes were cut, and never more is held than the case says."""
        whole, pieces = case.make(), case.make()
        at_once = [*whole.feed(content), *_silence(whole)]
        size = 1 + (content[0] if content else 0) % 7
        in_pieces: list[Any] = []
        for start in range(0, len(content), size):
            in_pieces += pieces.feed(content[start : start + size])
            assert pieces.held <= case.most_held
        in_pieces += _silence(pieces)
        assert at_once == in_pieces

    return fed


def _silence(decoder: object) -> Sequence[Any]:
    silence = getattr(decoder, "silence", None)
    return silence() if silence else ()


def _printer_answers(content: bytes) -> None:
    parser, status = ReplyParser(), PrinterStatus()
    for byte in content:
        parser.expect(1 + byte % 4)
        for reply in parser.feed(bytes([byte])):
            status = fold(status, reply)


def _port_url(content: bytes) -> None:
    try:
        port.parse(content.decode("utf-8", "replace"))
    except SettingError:
        return


def _profile(content: bytes) -> None:
    try:
        profile.parse(content.decode("utf-8", "replace"), source="fuzz")
    except SettingError:
        return


def _recording(content: bytes) -> None:
    try:
        recording.read(io.StringIO(content.decode("utf-8", "replace")), source="fuzz")
    except SettingError:
        return


TARGETS: dict[str, Target] = {
    **{case.name.replace(" ", "-"): _decoder(case) for case in CASES},
    "printer-answers": _printer_answers,
    "port-url": _port_url,
    "profile": _profile,
    "recording": _recording,
}

SEEDS: dict[str, Sequence[bytes]] = {
    **{case.name.replace(" ", "-"): (*case.frames, b"".join(case.frames)) for case in CASES},
    "port-url": (b"serial:///dev/ttyUSB0?baud=9600&parity=N", b"tcp://10.0.0.9:9100", b"usb://0416:5011/KQ1"),
    "recording": (b"   0.100 > 10 04 01\n   0.102 < 12\n",),
    "profile": (b'kind = "keypad"\nname = "x"\n[levels]\n00 = 5\n[keys]\n"06 0F" = "no_show"\n',),
}
