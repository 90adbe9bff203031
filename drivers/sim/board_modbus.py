"""A Modbus-RTU numeric board: registers, brightness, refusals; draws its digits. Knows no driver.

Written from the Modbus specification and its vectors, apart from the library the drivers use.
"""

from collections.abc import Sequence
from pathlib import Path

from drivers.profile import ModbusBoardProfile
from drivers.sim import modbus_frame
from drivers.sim.board_screen import Glass, Panel, Screen
from drivers.sim.host import Reporter

READ, WRITE_ONE, WRITE_MANY = 3, 6, 16
BAD_FUNCTION, BAD_REGISTER, BAD_VALUE = 1, 2, 3
BROADCAST = 0
LONGEST = 64
# A frame that pauses for longer than this is two pieces of noise; 3.5 characters at 9600 baud are 4 ms.
SILENCE_S = 0.1
USAGE = "refuse CODE TIMES, answer-as ADDRESS, show"


class ModbusBoardMachine:
    """One board of the line: the registers of its number and, if the profile names one, of its brightness."""

    def __init__(self, profile: ModbusBoardProfile, out: Path, report: Reporter) -> None:
        self._profile = profile
        self._report = report
        self._panel = Panel(Glass.of_columns(profile.digits, 1), out)
        self._number = range(profile.value_reg, profile.value_reg + _registers(profile))
        self._values = dict.fromkeys(self._number, profile.blank_value)
        if profile.brightness_reg is not None:
            self._values[profile.brightness_reg] = 8
        self._held = b""
        self._last = float("-inf")
        self._refuse = (0, 0)
        self._answers_as = profile.address

    def receive(self, chunk: bytes, now: float) -> bytes:
        if now - self._last >= SILENCE_S:
            self._held = b""
        self._last = now
        self._held = (self._held + chunk)[-LONGEST:]
        answers = b""
        while (frame := self._next_frame()) is not None:
            answers += self._serve(frame)
        return answers

    def tick(self, now: float) -> bytes:
        return b""

    def due(self) -> None:
        return None

    def command(self, words: Sequence[str], now: float) -> bytes:
        match words:
            case ["refuse", code, times] if code.isdecimal() and times.isdecimal() and int(code) < 256:
                self._refuse = (int(code), int(times))
            case ["answer-as", address] if address.isdecimal() and int(address) < 256:
                self._answers_as = int(address)
            case ["show"]:
                self._report({"text": self._text(), "registers": {str(key): val for key, val in self._values.items()}})
            case _:
                raise ValueError(USAGE)
        return b""

    def _next_frame(self) -> bytes | None:
        found = modbus_frame.first_frame(self._held)
        if found is None:
            return None
        frame, self._held = found
        return frame

    def _serve(self, frame: bytes) -> bytes:
        address, function, content = frame[0], frame[1], frame[2:]
        if address not in (BROADCAST, self._profile.address):
            return b""
        code = self._refusal()
        answer = b"" if code else self._obey(function, content)
        if not isinstance(answer, bytes):
            code = answer
        if code:
            self._report({"refused": code, "bytes": frame.hex()})
            answer = bytes([code])
            function |= 0x80
        sent = bytes([self._answers_as, function]) + bytes(answer)
        return b"" if address == BROADCAST else modbus_frame.framed(sent)

    def _refusal(self) -> int:
        code, times = self._refuse
        if not times:
            return 0
        self._refuse = (code, times - 1)
        return code

    def _obey(self, function: int, content: bytes) -> bytes | int:
        """What stands behind the function in the answer, or an exception code."""
        if function not in (READ, WRITE_ONE, WRITE_MANY):
            return BAD_FUNCTION
        if len(content) < 4:
            return BAD_VALUE
        first, second = content[0] << 8 | content[1], content[2] << 8 | content[3]
        if function == WRITE_ONE:
            return self._write(first, [second]) or content[:4]
        if not 1 <= second <= 123:
            return BAD_VALUE
        if function == READ:
            wanted = range(first, first + second)
            if any(register not in self._values for register in wanted):
                return BAD_REGISTER
            return bytes([second * 2]) + b"".join(self._values[register].to_bytes(2, "big") for register in wanted)
        values = content[5:]
        if content[4] != second * 2 or len(values) != second * 2:
            return BAD_VALUE
        words = [values[at] << 8 | values[at + 1] for at in range(0, len(values), 2)]
        return self._write(first, words) or content[:4]

    def _write(self, first: int, values: Sequence[int]) -> int:
        if any(register not in self._values for register in range(first, first + len(values))):
            return BAD_REGISTER
        self._values.update(zip(range(first, first + len(values)), values, strict=True))
        if first == self._profile.brightness_reg:
            self._report({"brightness": values[0]})
        else:
            shown = self._panel.shown(Screen(pages=((self._text().rjust(self._profile.digits),),), colour="red"))
            self._report({**shown, "text": self._text()})
        return 0

    def _text(self) -> str:
        """What its digits make of the registers; what is no number is dark."""
        values = [self._values[register] for register in self._number]
        match self._profile.format:
            case "u16":
                text = str(values[0])
            case "bcd":
                text = "".join(f"{value:04x}" for value in values).lstrip("0") or "0"
            case _:
                text = b"".join(value.to_bytes(2, "big") for value in values).decode("ascii", "replace").strip()
        return text if text.isdecimal() and len(text) <= self._profile.digits else ""


def _registers(profile: ModbusBoardProfile) -> int:
    return {"u16": 1, "bcd": (profile.digits + 3) // 4, "ascii": (profile.digits + 1) // 2}[profile.format]
