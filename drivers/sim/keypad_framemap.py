"""An evaluator with frames of its own, as its profile describes them; pressed by command. Knows no driver.

What the profile leaves open (??) counts the presses, as the sequence numbers of such devices do. Where the profile has
an answer, a press is said again until exactly this answer has come.
"""

from collections import deque
from collections.abc import Sequence

from drivers.profile import FramemapProfile
from drivers.sim.host import Reporter

ATTEMPTS = 5
MOST_COPIES = 10


class FramemapMachine:
    """One device."""

    def __init__(self, profile: FramemapProfile, report: Reporter, *, repeat_s: float = 0.5) -> None:
        self._report = report
        self._repeat_s = repeat_s
        self._frames = profile.frames
        self._codes = {
            str(level): (place, code)
            for place, frame in enumerate(profile.frames)
            for code, level in (*frame.levels.items(), *frame.keys.items())
        }
        self._copies = 1
        self._count = 0
        self._heard = b""
        self._presses: deque[tuple[str, bytes, bytes]] = deque()
        self._sent = 0
        self._due: float | None = None

    def receive(self, chunk: bytes, now: float) -> bytes:
        if not self._presses:
            self._report({"ignored": chunk.hex(" ")})
            return b""
        name, _, answer = self._presses[0]
        self._heard = (self._heard + chunk)[-2 * len(answer) :]
        if answer in self._heard:
            self._report({"acknowledged": name})
            self._next_press()
        return self.tick(now)

    def due(self) -> float | None:
        return self._due

    def tick(self, now: float) -> bytes:
        if not self._presses or (self._due is not None and now < self._due):
            return b""
        name, frame, answer = self._presses[0]
        if self._sent >= ATTEMPTS:
            self._report({"unacknowledged": name})
            self._next_press()
            return self.tick(now)
        if not answer:
            self._report({"pressed": name, "bytes": frame.hex(" ")})
            self._next_press()
            return frame * self._copies + self.tick(now)
        self._sent += 1
        self._due = now + self._repeat_s
        return frame

    def command(self, words: Sequence[str], now: float) -> bytes:
        match words:
            case ["press", name] if name in self._codes:
                self._presses.append((name, *self._frame(*self._codes[name])))
            case ["copies", count] if count.isdecimal() and 1 <= int(count) <= MOST_COPIES:
                self._copies = int(count)
            case _:
                raise ValueError(f"press {'|'.join(self._codes)}, copies 1…{MOST_COPIES}")
        return self.tick(now)

    def _next_press(self) -> None:
        self._presses.popleft()
        self._sent, self._due, self._heard = 0, None, b""

    def _frame(self, place: int, code: int) -> tuple[bytes, bytes]:
        """What the device says for this key, and what it must hear for it; b"" for nothing."""
        self._count = (self._count + 1) % 256
        pattern = self._frames[place].pattern
        raw = bytearray(self._count if byte is None else byte for byte in pattern.match)
        raw[pattern.field] = code
        checksum = pattern.checksum
        if checksum is not None:
            raw[checksum.at] = _checked(checksum.rule, raw[checksum.first : checksum.at])
        if pattern.answer is None:
            return bytes(raw), b""
        answer = bytearray(raw[at] if byte is None else byte for at, byte in enumerate(pattern.answer))
        if checksum is not None and checksum.at < len(answer) and pattern.answer[checksum.at] is None:
            answer[checksum.at] = _checked(checksum.rule, answer[checksum.first : checksum.at])
        return bytes(raw), bytes(answer)


def _checked(rule: str, content: bytearray) -> int:
    total = 0
    for byte in content:
        total = total ^ byte if rule == "xor" else (total + byte) & 0xFF
    return total
