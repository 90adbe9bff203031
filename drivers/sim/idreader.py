"""A reader with a SAM_V module: checks frames, finds a card once per placement, hands out its files. Knows no driver.

Written from the tables of the protocol, apart from drivers.codec. What it says of itself names the card, never what
stands on it.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import xor

from drivers.sim.host import Reporter
from drivers.sim.idcard import CARDS, SimCard

HEAD = bytes.fromhex("AA AA AA 96 69")
SAM_ID = bytes.fromhex("05 00 03 00 A5 3A 34 01 01 00 00 00 02 00 00 00")
MAX_HELD = 64
OK, FOUND, NO_CARD, NOT_SELECTED, NOTHING_NEW = 0x90, 0x9F, 0x80, 0x81, 0x91
BAD_SUM, BAD_LENGTH, BAD_COMMAND, NOT_READ = 0x10, 0x11, 0x21, 0x41
USAGE = f"card on {'|'.join(CARDS)}, card off, refuse CODE TIMES, spoil TIMES, head long|short|dirty, show"
HEADS = {"long": HEAD, "short": HEAD[1:], "dirty": b"\x00\x96\xaa\x69\x00" + HEAD}


class IdReaderMachine:
    """One reader. A card is found once, then selected, then read as often as wanted, until it is taken away."""

    def __init__(self, report: Reporter) -> None:
        self._report = report
        self._held = b""
        self._card: SimCard | None = None
        self._name = ""
        self._found = self._selected = False
        self._refuse = (0, 0)
        self._spoil = 0
        self._head = HEAD
        self._answers: dict[bytes, Callable[[], bytes]] = {
            b"\x10\xff": self._reset,
            b"\x11\xff": lambda: bytes([OK]),
            b"\x12\xff": lambda: bytes([OK]) + SAM_ID,
            b"\x20\x01": self._find,
            b"\x20\x02": self._select,
            b"\x30\x01": lambda: self._read(fingerprints=False),
            b"\x30\x03": self._newest_address,
            b"\x30\x10": lambda: self._read(fingerprints=True),
            **{bytes([0x60, speed]): lambda: bytes([OK]) for speed in range(5)},
        }

    def receive(self, chunk: bytes, now: float) -> bytes:
        self._held += chunk
        out = b""
        while (frame := self._next_frame()) is not None:
            out += self._framed(self._answer(frame))
        return out

    def tick(self, now: float) -> bytes:
        return b""

    def due(self) -> None:
        return None

    def command(self, words: Sequence[str], now: float) -> bytes:
        match words:
            case ["card", "on", name] if name in CARDS:
                self._lay(CARDS[name], name)
            case ["card", "off"]:
                self._lay(None, "")
            case ["refuse", code, times] if _is_byte(code) and times.isdecimal():
                self._refuse = (int(code, 16), int(times))
            case ["spoil", times] if times.isdecimal():
                self._spoil = int(times)
            case ["head", "long" | "short" | "dirty" as head]:
                self._head = HEADS[head]
            case ["show"]:
                self._report({"card": self._name, "found": self._found, "selected": self._selected})
            case _:
                raise ValueError(USAGE)
        return b""

    def _lay(self, card: SimCard | None, name: str) -> None:
        self._card, self._name = card, name
        self._found = self._selected = False

    def _next_frame(self) -> bytes | None:
        """What stands behind the head, up to the checksum; anything before a head is dropped."""
        start = self._held.find(HEAD)
        if start < 0:
            self._held = self._held[-(len(HEAD) - 1) :]
            return None
        self._held = self._held[start:]
        length = int.from_bytes(self._held[5:7])
        if len(self._held) < 7 or (length <= MAX_HELD and len(self._held) < 7 + length):
            return None
        end = 7 + length if length <= MAX_HELD else 7
        frame, self._held = self._held[5:end], self._held[end:]
        return frame

    def _answer(self, frame: bytes) -> bytes:
        """SW3 and what belongs to it."""
        if len(frame) != 5:
            return bytes([BAD_LENGTH])
        if reduce(xor, frame) != 0:
            return bytes([BAD_SUM])
        code, times = self._refuse
        if times:
            self._refuse = (code, times - 1)
            return bytes([code])
        answer = self._answers.get(frame[2:4])
        if answer is None:
            self._report({"unknown": frame[2:4].hex(" ")})
            return bytes([BAD_COMMAND])
        return answer()

    def _framed(self, content: bytes) -> bytes:
        inner = (len(content) + 3).to_bytes(2) + b"\0\0" + content
        total = reduce(xor, inner)
        if self._spoil:
            self._spoil -= 1
            total ^= 0x01
        return self._head + inner + bytes([total])

    def _reset(self) -> bytes:
        self._found = self._selected = False
        return bytes([OK])

    def _find(self) -> bytes:
        if self._card is None or self._found:
            return bytes([NO_CARD])
        self._found = True
        return bytes([FOUND]) + bytes(4)

    def _select(self) -> bytes:
        if self._card is None or not self._found:
            return bytes([NOT_SELECTED])
        self._selected = True
        return bytes([OK]) + bytes(8)

    def _read(self, *, fingerprints: bool) -> bytes:
        if self._card is None or not self._selected:
            return bytes([NOT_READ])
        files = [self._card.text, self._card.photo] + ([self._card.fingerprints] if fingerprints else [])
        self._report({"read": self._name, "fingerprints": fingerprints})
        return bytes([OK]) + b"".join(len(file).to_bytes(2) for file in files) + b"".join(files)

    def _newest_address(self) -> bytes:
        if self._card is None or not self._selected:
            return bytes([NOT_READ])
        address = self._card.newest_address
        return bytes([OK]) + address if address else bytes([NOTHING_NEW])


def _is_byte(word: str) -> bool:
    return len(word) == 2 and all(char in "0123456789abcdefABCDEF" for char in word)
