"""Keys on the discrete inputs of Modbus-RTU modules, pressed by command; contacts that bounce. Knows no driver.

Written from the Modbus application protocol (6.2) and the serial line's frame, apart from any library.
"""

from collections.abc import Sequence

from drivers.profile import ModbusKeypadProfile
from drivers.sim import modbus_frame
from drivers.sim.host import Reporter

READ_INPUTS = 2
NO_FUNCTION, NO_ADDRESS, NO_COUNT = 1, 2, 3
REQUEST = 8
MAX_HELD = 256
HELD_S = 0.2
BOUNCE_S = 0.03
INPUTS = 64


class ModbusKeypadMachine:
    """The modules of one line, 64 inputs each. `press` holds a key for 0.2 s."""

    def __init__(self, profile: ModbusKeypadProfile, report: Reporter) -> None:
        self._report = report
        self._addresses = profile.addresses
        self._numbers = {str(meaning): number for number, meaning in profile.keys.items()}
        self._numbers |= {str(level): number for number, level in profile.levels.items()}
        self._on: dict[tuple[int, int], bool] = {}
        self._changed_at: dict[tuple[int, int], float] = {}
        self._up_at: dict[tuple[int, int], float] = {}
        self._bounce = False
        self._flip = False
        self._held = b""

    def receive(self, chunk: bytes, now: float) -> bytes:
        self._held = (self._held + chunk)[-MAX_HELD:]
        answers = b""
        for start in range(len(self._held)):
            request = self._held[start : start + REQUEST]
            if len(request) == REQUEST and modbus_frame.crc(request) == 0:
                self._held = self._held[start + REQUEST :]
                answers += self._answer(request, now)
                return answers + self.receive(b"", now)
        return answers

    def due(self) -> float | None:
        return min(self._up_at.values(), default=None)

    def tick(self, now: float) -> bytes:
        for key in [key for key, at in self._up_at.items() if at <= now]:
            del self._up_at[key]
            self._set(key, False, now)
        return b""

    def command(self, words: Sequence[str], now: float) -> bytes:
        match words:
            case ["press" | "down" | "up" as deed, name, *rest] if name in self._numbers and len(rest) <= 1:
                key = self._address(rest), self._numbers[name]
                self._set(key, deed != "up", now)
                if deed == "press":
                    self._up_at[key] = now + HELD_S
            case ["bounce", "on" | "off" as bounce]:
                self._bounce = bounce == "on"
            case _:
                raise ValueError(f"press|down|up {'|'.join(self._numbers)} [ADDRESS], bounce on|off")
        return b""

    def _address(self, rest: Sequence[str]) -> int:
        if not rest:
            return self._addresses[0]
        if not rest[0].isdecimal() or int(rest[0]) not in self._addresses:
            raise ValueError(f"the addresses are {', '.join(map(str, self._addresses))}")
        return int(rest[0])

    def _set(self, key: tuple[int, int], on: bool, now: float) -> None:
        if self._on.get(key, False) != on:
            self._on[key] = on
            self._changed_at[key] = now
            self._report({"address": key[0], "input": key[1], "on": on})

    def _answer(self, request: bytes, now: float) -> bytes:
        address, function = request[0], request[1]
        if address not in self._addresses:
            return b""
        first, count = int.from_bytes(request[2:4]), int.from_bytes(request[4:6])
        error = NO_FUNCTION if function != READ_INPUTS else 0
        error = error or (NO_COUNT if not 1 <= count <= 2000 else NO_ADDRESS if first + count > INPUTS else 0)
        if error:
            self._report({"refused": error, "bytes": request.hex(" ")})
            return modbus_frame.framed(bytes([address, function | 0x80, error]))
        packed = 0
        for place in range(count):
            packed |= self._reads((address, first + place), now) << place
        content = packed.to_bytes((count + 7) // 8, "little")
        return modbus_frame.framed(bytes([address, function, len(content)]) + content)

    def _reads(self, key: tuple[int, int], now: float) -> bool:
        on = self._on.get(key, False)
        if self._bounce and now - self._changed_at.get(key, now - 1) < BOUNCE_S:
            self._flip = not self._flip
            return self._flip
        return on
