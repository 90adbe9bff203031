"""A relay board with lamps: LCUS frames or Modbus coils; draws which lamps are on. Knows no driver.

Written from the makers' lists and the Modbus specification, apart from drivers.codec and the library the drivers use.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from drivers.font import chinese_font
from drivers.profile import RelayProfile
from drivers.sim import modbus_frame
from drivers.sim.host import Reporter

LAMP, GAP, LABEL = 48, 12, 20
COLOURS = {"red": (255, 48, 24), "yellow": (255, 200, 0), "green": (64, 224, 64), "blue": (64, 128, 255)}
OTHER, DARK, BOARD = (255, 255, 255), (40, 40, 40), (16, 16, 16)
USAGE = "stuck CHANNEL|none, refuse CODE TIMES, show"
ALL = 15
READ_COILS, WRITE_COIL, WRITE_COILS = 1, 5, 15
BAD_FUNCTION, BAD_COIL, BAD_VALUE = 1, 2, 3
MAX_HELD = 64


class RelayMachine:
    """One board; reports every change with a picture of it. A stuck relay does not move."""

    def __init__(self, profile: RelayProfile, out: Path, report: Reporter) -> None:
        self._profile = profile
        self._out = out
        self._report = report
        self._on = dict.fromkeys(range(1, profile.channels + 1), False)
        self._held = b""
        self._stuck: int | None = None
        self._refuse = (0, 0)
        self._pictures = 0
        self._next: Callable[[], bytes | None] = self._lcus if profile.protocol == "lcus" else self._modbus

    def receive(self, chunk: bytes, now: float) -> bytes:
        self._held = (self._held + chunk)[-MAX_HELD:]
        out = b""
        while (answer := self._next()) is not None:
            out += answer
        return out

    def tick(self, now: float) -> bytes:
        return b""

    def due(self) -> None:
        return None

    def command(self, words: Sequence[str], now: float) -> bytes:
        match words:
            case ["stuck", "none"]:
                self._stuck = None
            case ["stuck", channel] if channel.isdecimal() and int(channel) in self._on:
                self._stuck = int(channel)
            case ["refuse", code, times] if code.isdecimal() and times.isdecimal() and int(code) < 256:
                self._refuse = (int(code), int(times))
            case ["show"]:
                self._tell()
            case _:
                raise ValueError(USAGE)
        return b""

    def _set(self, wanted: dict[int, bool]) -> None:
        before = dict(self._on)
        self._on |= {channel: on for channel, on in wanted.items() if channel != self._stuck}
        if self._on != before:
            self._tell()

    def _tell(self) -> None:
        self._pictures += 1
        path = self._out / f"relay-{self._pictures:04d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._picture().save(path)
        on = [self._name(channel) for channel, is_on in self._on.items() if is_on]
        text = " ".join(f"{self._name(channel)}:{'on' if on else 'off'}" for channel, on in self._on.items())
        self._report({"on": on, "text": text, "png": str(path)})

    def _name(self, channel: int) -> str:
        return next((name for name, number in self._profile.lights.items() if number == channel), str(channel))

    def _picture(self) -> Image.Image:
        width = GAP + len(self._on) * (LAMP + GAP)
        image = Image.new("RGB", (width, GAP + LAMP + LABEL), BOARD)
        draw = ImageDraw.Draw(image)
        for index, (channel, on) in enumerate(self._on.items()):
            left = GAP + index * (LAMP + GAP)
            light = COLOURS.get(self._name(channel), OTHER)
            draw.ellipse((left, GAP, left + LAMP, GAP + LAMP), fill=light if on else DARK, outline=light)
            draw.text((left, GAP + LAMP), self._name(channel), fill=OTHER, font=chinese_font(14))
        return image

    def _lcus(self) -> bytes | None:
        """A frame with a wrong sum or for a channel that is not there is passed over, as the board does."""
        start = self._held.find(0xA0)
        if start < 0 or len(self._held) < start + 4:
            self._held = self._held[start:] if start >= 0 else b""
            return None
        frame = self._held[start : start + 4]
        sound = sum(frame[:3]) % 256 == frame[3] and frame[2] <= 2
        self._held = self._held[start + (4 if sound else 1) :]
        channels = [*self._on] if frame[1] == ALL else [channel for channel in self._on if channel == frame[1]]
        if not sound or not channels:
            self._report({"bad": frame.hex(" ")})
            return b""
        if frame[2] == 2:
            lines = (f"CH{channel}:{'ON' if self._on[channel] else 'OFF'}\r\n" for channel in channels)
            return "".join(lines).encode() if self._profile.answers else b""
        self._set(dict.fromkeys(channels, frame[2] == 1))
        return b""

    def _modbus(self) -> bytes | None:
        """The next frame whose CRC comes out right, whatever stands before it."""
        found = modbus_frame.first_frame(self._held)
        if found is None:
            return None
        frame, self._held = found
        return self._answer(frame)

    def _answer(self, frame: bytes) -> bytes:
        address, function = frame[0], frame[1]
        if address != self._profile.address:
            return b""
        code, times = self._refuse
        content: bytes | int = code
        if times:
            self._refuse = (code, times - 1)
        else:
            content = self._obey(function, frame[2:])
        if isinstance(content, int):
            self._report({"refused": content})
            answer = bytes([address, function | 0x80, content])
        else:
            answer = bytes([address, function]) + content
        return modbus_frame.framed(answer)

    def _obey(self, function: int, content: bytes) -> bytes | int:
        if function not in (READ_COILS, WRITE_COIL, WRITE_COILS) or len(content) < 4:
            return BAD_FUNCTION
        first, amount = int.from_bytes(content[:2]), int.from_bytes(content[2:4])
        count = 1 if function == WRITE_COIL else amount
        channels = range(first - self._profile.first_coil + 1, first - self._profile.first_coil + 1 + count)
        if not count or any(channel not in self._on for channel in channels):
            return BAD_COIL
        if function == READ_COILS:
            bits = sum(self._on[channel] << index for index, channel in enumerate(channels))
            size = (count + 7) // 8
            return bytes([size]) + bits.to_bytes(size, "little")
        if function == WRITE_COIL:
            if amount not in (0x0000, 0xFF00):
                return BAD_VALUE
            self._set({channels[0]: amount == 0xFF00})
            return content
        bits = int.from_bytes(content[5:], "little")
        if content[4] != (count + 7) // 8 or len(content) != 5 + content[4]:
            return BAD_VALUE
        self._set({channel: bool(bits >> index & 1) for index, channel in enumerate(channels)})
        return content[:4]
