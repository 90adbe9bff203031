"""Evaluators and call pads on one FF 68 bus: pressed by command, repeating until acknowledged. Knows no driver.

Written from the frame description, apart from drivers.codec.
"""

import re
from collections import deque
from collections.abc import Sequence

from drivers.profile import Ff68Profile
from drivers.sim.host import Reporter

HEAD = re.compile(rb"\xff\x68([\x02-\x08])\1\x68", re.DOTALL)
RESULT, KEY, SHOW, BEEP = 0x11, 0x01, 0x02, 0x03
ATTEMPTS = 5
MOST_CONTENT = 3
"""Bytes behind address and command: what the host takes from a pad."""
MAX_HELD = 256


class KeypadMachine:
    """All pads of a bus. One press is on the line at a time; the next waits until it is acknowledged or given up."""

    def __init__(self, profile: Ff68Profile, report: Reporter, *, address: int = 1, repeat_s: float = 0.5) -> None:
        self._report = report
        self._address = address
        self._repeat_s = repeat_s
        self._codes = {str(level): (RESULT, bytes([code])) for code, level in profile.levels.items()}
        self._codes |= {name: (RESULT, bytes([code])) for code, name in profile.results.items()}
        self._codes |= {name: (KEY, content) for content, name in profile.keys.items() if name not in self._codes}
        self._held = b""
        self._presses: deque[tuple[str, bytes]] = deque()
        self._sent = 0
        self._due: float | None = None
        self._deaf = self._echo = False
        self._shown: dict[int, dict[str, object]] = {}

    def receive(self, chunk: bytes, now: float) -> bytes:
        """A two-wire adapter whose receiver stays on gives the host its own bytes back, before any pad can speak."""
        return (chunk if self._echo else b"") + self._obey(chunk, now)

    def _obey(self, chunk: bytes, now: float) -> bytes:
        if self._deaf:
            return b""
        self._held = (self._held + chunk)[-MAX_HELD:]
        while (frame := self._next_frame()) is not None:
            self._take(frame)
        return self.tick(now)

    def due(self) -> float | None:
        return self._due

    def tick(self, now: float) -> bytes:
        if not self._presses or (self._due is not None and now < self._due):
            return b""
        name, frame = self._presses[0]
        if self._sent >= ATTEMPTS:
            self._report({"unacknowledged": name, "address": frame[5]})
            self._next_press()
            return self.tick(now)
        self._sent += 1
        self._due = now + self._repeat_s
        return frame

    def command(self, words: Sequence[str], now: float) -> bytes:
        match words:
            case ["press", name, *rest] if name in self._codes and len(rest) <= 1:
                address = self._address_in(rest)
                kind, content = self._codes[name]
                self._presses.append((name, _frame(address, kind, content)))
            case ["type", digits, name, *rest] if self._can_type(digits, name) and len(rest) <= 1:
                content = bytes(int(digit) for digit in digits) + self._codes[name][1]
                self._presses.append((f"{digits} {name}", _frame(self._address_in(rest), KEY, content)))
            case ["deaf", "on" | "off" as deaf]:
                self._deaf = deaf == "on"
            case ["echo", "on" | "off" as echo]:
                self._echo = echo == "on"
            case ["show"]:
                self._report({"pads": {str(address): dict(shown) for address, shown in self._shown.items()}})
            case _:
                known = f"press {'|'.join(self._codes)} [ADDRESS], type DIGITS KEY [ADDRESS]"
                raise ValueError(f"{known}, deaf on|off, echo on|off, show")
        return self.tick(now)

    def _can_type(self, digits: str, name: str) -> bool:
        """The pad says digits and key in one frame."""
        kind, content = self._codes.get(name, (RESULT, b""))
        return kind == KEY and digits.isascii() and digits.isdecimal() and len(digits) + len(content) <= MOST_CONTENT

    def _address_in(self, rest: Sequence[str]) -> int:
        if not rest:
            return self._address
        if not rest[0].isdecimal() or int(rest[0]) > 255:
            raise ValueError("an address is 0 to 255")
        return int(rest[0])

    def _next_press(self) -> None:
        self._presses.popleft()
        self._sent, self._due = 0, None

    def _next_frame(self) -> bytes | None:
        """Address, command and content of the next sound frame; noise before it is dropped."""
        while (match := HEAD.search(self._held)) is not None:
            end = match.end() + match[1][0]
            if len(self._held) < end + 2:
                return None
            inner, total, last = self._held[match.end() : end], self._held[end], self._held[end + 1]
            sound = last == 0x16 and sum(inner) % 256 == total
            self._held = self._held[end + 2 if sound else match.start() + 1 :]
            if sound:
                return inner
        return None

    def _take(self, inner: bytes) -> None:
        if self._presses and inner == self._expected_ack():
            name, frame = self._presses[0]
            self._report({"acknowledged": name, "address": frame[5]})
            self._next_press()
            return
        address, command, content = inner[0], inner[1], inner[2:]
        match command, len(content):
            case (1, 1) if content == b"\x0b":
                self._report({"asked": address})
            case (2, 6):
                waiting, number = (
                    "".join("-" if d == 10 else str(d) for d in part) for part in (content[:3], content[3:])
                )
                self._show(address, {"waiting": waiting, "number": number})
            case (2, 1) if 1 <= content[0] <= 5:
                self._show(address, {"stars": content[0]})
            case (3, 0):
                self._report({"beep": address})
            case _:
                self._report({"address": address, "unknown": inner.hex(" ")})

    def _show(self, address: int, shown: dict[str, object]) -> None:
        """A pad goes on showing what it was not told to change."""
        self._shown[address] = self._shown.get(address, {}) | shown
        self._report({"address": address, **shown})

    def _expected_ack(self) -> bytes:
        sent = self._presses[0][1][5:-2]
        return sent[:1] + bytes([KEY]) + sent[2:] if sent[1] == RESULT else sent


def _frame(address: int, command: int, content: bytes) -> bytes:
    inner = bytes([address, command, *content])
    return b"\xff\x68" + bytes([len(inner)] * 2) + b"\x68" + inner + bytes([sum(inner) % 256, 0x16])
