"""A USB keypad as Linux shows it: events of keys going down and up, pressed by command. Knows no driver.

Written from linux/input.h and the table of key codes, apart from drivers.codec.
"""

import struct
from collections.abc import Sequence

from drivers.profile import HidProfile
from drivers.sim.host import Reporter

CODES = {str(digit): digit + 1 for digit in range(1, 10)} | {"0": 11, "ESC": 1, "BACKSPACE": 14, "ENTER": 28}
CODES |= {"KP7": 71, "KP8": 72, "KP9": 73, "KPMINUS": 74, "KP4": 75, "KP5": 76, "KP6": 77, "KPPLUS": 78, "KP1": 79}
CODES |= {"KP2": 80, "KP3": 81, "KP0": 82, "KPDOT": 83, "KPENTER": 96, "KPASTERISK": 55, "KPSLASH": 98}
CODES |= {f"F{number}": 58 + number for number in range(1, 11)}
EV_SYN, EV_KEY, EV_MSC = 0, 1, 4
SYN_DROPPED, MSC_SCAN = 3, 4


class HidKeypadMachine:
    """One keyboard. Each press is scan code, key down, end of report, key up, end of report, as the kernel tells it."""

    def __init__(self, profile: HidProfile, report: Reporter) -> None:
        self._report = report
        named = [*((str(level), name) for name, level in profile.levels.items())]
        named += [(meaning, name) for name, meaning in profile.keys.items()]
        # A key's own name wins over a meaning of the same spelling: KP5 may mean level 5, 5 is a key too.
        self._keys = {meaning: CODES[name] for meaning, name in named if name in CODES} | CODES

    def receive(self, chunk: bytes, now: float) -> bytes:
        self._report({"ignored": chunk.hex(" ")})
        return b""

    def tick(self, now: float) -> bytes:
        return b""

    def due(self) -> float | None:
        return None

    def command(self, words: Sequence[str], now: float) -> bytes:
        match words:
            case ["press", *names] if names and all(name in self._keys for name in names):
                self._report({"pressed": " ".join(names)})
                return b"".join(self._press(name, now) for name in names)
            case ["hold", name, repeats] if name in self._keys and repeats.isdecimal() and int(repeats) <= 100:
                self._report({"held": name})
                return self._press(name, now, repeats=int(repeats))
            case ["drop"]:
                return _events(now, (EV_SYN, SYN_DROPPED, 0))
            case _:
                raise ValueError(f"press {'|'.join(self._keys)} …, hold KEY REPEATS, drop")

    def _press(self, name: str, now: float, *, repeats: int = 0) -> bytes:
        code = self._keys[name]
        scan, end = (EV_MSC, MSC_SCAN, 0x70000 + code), (EV_SYN, 0, 0)
        held = [event for _ in range(repeats) for event in ((EV_KEY, code, 2), (EV_SYN, 0, 1))]
        return _events(now, scan, (EV_KEY, code, 1), end, *held, scan, (EV_KEY, code, 0), end)


def _events(now: float, *events: tuple[int, int, int]) -> bytes:
    seconds, microseconds = divmod(int(now * 1_000_000), 1_000_000)
    return b"".join(struct.pack("<qqHHi", seconds, microseconds, *event) for event in events)
