"""A scanner: sends what is held under it, obeys the commands of its make, types like a keyboard. Knows no driver.

Written from the manuals, apart from drivers.codec.
"""

import struct
from binascii import crc_hqx
from collections.abc import Callable, Sequence

from drivers.profile import ScannerProfile
from drivers.sim.host import Reporter

ENDS = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "tab": b"\t", "none": b""}
USAGE = f"scan TEXT, show TEXT, take, end {'|'.join(ENDS)}, encoding utf-8|gb18030, nak TIMES"
MAX_HELD = 300
SHIFT_KEY, ENTER_KEY, TAB_KEY = 42, 28, 15
# Row by row of a US keyboard: the first key's code in linux/input-event-codes.h, what it types without and with shift.
ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
KEYS = {
    char: (first + index, shifted is row[1])
    for first, *row in ROWS
    for shifted in reversed(row)
    for index, char in enumerate(shifted)
}
GM65_TRIGGER = 0x0002
GM65_FACTORY = 0x00D9


class ScannerMachine:
    """One scanner. Without commands of its own it sends each code at once; with them, a code that is shown is sent when
    the scan is triggered, once."""

    def __init__(self, profile: ScannerProfile, report: Reporter) -> None:
        self._dialect = profile.dialect
        self._report = report
        self._held = b""
        self._shown: str | None = None
        self._triggered = False
        self._enabled = True
        self._end = "cr"
        self._encoding = "utf-8"
        self._naks = 0
        self._memory: dict[int, int] = {}

    def receive(self, chunk: bytes, now: float) -> bytes:
        readers: dict[str, Callable[[], bytes | None]] = {
            "honeywell": self._honeywell,
            "gm65": self._gm65,
            "ssi": self._ssi,
        }
        reader = readers.get(self._dialect)
        if reader is None:
            self._report({"ignored": chunk.hex(" ")})
            return b""
        self._held = (self._held + chunk)[-MAX_HELD:]
        out = b""
        while (answer := reader()) is not None:
            out += answer
        return out

    def tick(self, now: float) -> bytes:
        return b""

    def due(self) -> None:
        return None

    def command(self, words: Sequence[str], now: float) -> bytes:
        match words:
            case ["scan", *text] if text:
                return self._send(" ".join(text))
            case ["show", *text] if text:
                self._shown = " ".join(text)
                return self._look()
            case ["take"]:
                self._shown = None
            case ["end", end] if end in ENDS:
                self._end = end
            case ["encoding", "utf-8" | "gb18030" as encoding]:
                self._encoding = encoding
            case ["nak", times] if times.isdecimal():
                self._naks = int(times)
            case _:
                raise ValueError(USAGE)
        return b""

    def _look(self) -> bytes:
        """Send what lies under the lens if a scan is wanted."""
        if self._shown is None or not self._triggered:
            return b""
        text, self._shown, self._triggered = self._shown, None, False
        return self._send(text)

    def _send(self, text: str) -> bytes:
        if not self._enabled:
            self._report({"disabled": len(text)})
            return b""
        if self._dialect == "keyboard":
            return self._type(text)
        self._report({"sent": len(text)})
        return text.encode(self._encoding) + ENDS[self._end]

    def _type(self, text: str) -> bytes:
        if any(char not in KEYS for char in text):
            # As with a real one: what is not on its keyboard does not come out right.
            self._report({"untypable": sum(char not in KEYS for char in text)})
        strokes = [KEYS[char] for char in text if char in KEYS]
        ends = {"tab": [TAB_KEY], "none": []}.get(self._end, [ENTER_KEY])
        strokes += [(key, False) for key in ends]
        self._report({"typed": len(strokes)})
        return b"".join(_stroke(key, shift=shift) for key, shift in strokes)

    def _trigger(self, on: bool) -> bytes:
        self._triggered = on
        self._report({"trigger": on})
        return self._look()

    def _honeywell(self) -> bytes | None:
        start = self._held.find(b"\x16")
        if start < 0 or len(self._held) < start + 3:
            self._held = self._held[start:] if start >= 0 else b""
            return None
        command, self._held = self._held[start + 1 : start + 3], self._held[start + 3 :]
        if command in (b"T\r", b"U\r"):
            return self._trigger(command == b"T\r")
        self._report({"unknown": command.hex(" ")})
        return b""

    def _gm65(self) -> bytes | None:
        """A frame that is not sound has no answer."""
        start = self._held.find(b"\x7e\x00")
        if start < 0 or len(self._held) < start + 4 or len(self._held) < start + 8 + self._held[start + 3]:
            return None
        end = start + 8 + self._held[start + 3]
        frame, rest = self._held[start:end], self._held[end:]
        sound = frame[-2:] in (b"\xab\xcd", crc_hqx(frame[2:-2], 0).to_bytes(2))
        self._held = rest if sound else self._held[start + 1 :]
        if not sound:
            self._report({"bad": frame.hex(" ")})
            return b""
        return self._gm65_obey(frame[2], int.from_bytes(frame[4:6]), frame[6:-2])

    def _gm65_obey(self, kind: int, address: int, content: bytes) -> bytes:
        if self._naks:
            self._naks -= 1
            return _gm65_answer(b"\x00", kind=1)
        if kind == 0x07:
            return _gm65_answer(bytes(self._memory.get(address + index, 0) for index in range(content[0])))
        if kind == 0x09:
            return _gm65_answer(b"\x00")
        if kind != 0x08:
            self._report({"unknown": f"{kind:02x}"})
            return b""
        if address == GM65_FACTORY:
            self._memory.clear()
        elif address == GM65_TRIGGER:
            return _gm65_answer(b"\x00") + self._trigger(content == b"\x01")
        self._memory |= {address + index: value for index, value in enumerate(content)}
        return _gm65_answer(b"\x00")

    def _ssi(self) -> bytes | None:
        self._held = self._held.lstrip(b"\x00")
        if not self._held or len(self._held) < self._held[0] + 2:
            return None
        size = self._held[0] + 2
        packet, self._held = self._held[:size], self._held[size:]
        total = (sum(packet[:-2]) + int.from_bytes(packet[-2:])) % 65536
        if total or len(packet) < 6 or packet[2] != 4 or self._naks:
            self._naks -= bool(self._naks)
            self._report({"bad": packet.hex(" ")})
            return bytes.fromhex("05 D1 00 00 01 FF 29")
        done = bytes.fromhex("04 D0 00 00 FF 2C")
        match packet[1]:
            case 0xE4 | 0xE5:
                return done + self._trigger(packet[1] == 0xE4)
            case 0xE9 | 0xEA:
                self._enabled = packet[1] == 0xE9
                self._report({"enabled": self._enabled})
            case _:
                self._report({"unknown": f"{packet[1]:02x}"})
        return done


def _stroke(key: int, *, shift: bool) -> bytes:
    """Press and release as a 64-bit Linux tells it; the release of a shift comes last."""
    around = [SHIFT_KEY] if shift else []
    changes = [(code, 1) for code in (*around, key)] + [(code, 0) for code in (key, *around)]
    events = [event for code, value in changes for event in ((1, code, value), (0, 0, 0))]
    return b"".join(struct.pack("<qqHHi", 0, 0, *event) for event in events)


def _gm65_answer(content: bytes, *, kind: int = 0) -> bytes:
    inner = bytes([kind, len(content)]) + content
    return b"\x02\x00" + inner + crc_hqx(inner, 0).to_bytes(2)
