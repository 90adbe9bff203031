"""An Onbon LED card: checks frames, keeps areas, answers, draws what it shows. Knows no driver."""

from collections.abc import Sequence
from pathlib import Path

from drivers.profile import BoardProfile
from drivers.sim import board_frame, board_screen
from drivers.sim.board_frame import Request, RequestReader, ShownArea
from drivers.sim.board_screen import Screen
from drivers.sim.host import Reporter

ANSWERING_BROADCAST, SILENT_BROADCAST = 0xFFFE, 0xFFFF
USAGE = "refuse CODE TIMES, silent on|off, show"
KNOWN = {0xA1: {0x02}, 0xA2: {0x00, 0x01, 0x03}, 0xA3: {0x00, 0x02, 0x06, 0x10}, 0xA4: {0x05}}


class BoardMachine:
    """One card with its screen of the profile's size; reports each change of what people see."""

    def __init__(self, profile: BoardProfile, out: Path, report: Reporter, *, card: int = 1) -> None:
        self._profile = profile
        self._out = out
        self._report = report
        self._card = card
        self._reader = RequestReader()
        self._areas: dict[int, Screen] = {}
        self._refuse = (0, 0)
        self._silent = False
        self._pictures = 0

    def receive(self, chunk: bytes, now: float) -> bytes:
        answers = b"".join(self._serve(request) for request in self._reader.feed(chunk))
        return b"" if self._silent else answers

    def tick(self, now: float) -> bytes:
        return b""

    def due(self) -> None:
        return None

    def command(self, words: Sequence[str], now: float) -> bytes:
        match words:
            case ["refuse", code, times] if code.isdecimal() and times.isdecimal() and int(code) < 256:
                self._refuse = (int(code), int(times))
            case ["silent", "on" | "off" as silent]:
                self._silent = silent == "on"
            case ["show"]:
                self._report({"areas": {str(number): screen.text for number, screen in self._areas.items()}})
            case _:
                raise ValueError(USAGE)
        return b""

    def _serve(self, request: Request) -> bytes:
        if request.target not in (self._card, ANSWERING_BROADCAST, SILENT_BROADCAST):
            return b""
        error = request.error or self._refusal() or self._obey(request)
        wants_reply = request.body[2] == 1 and request.target != SILENT_BROADCAST
        if error:
            self._report({"refused": error, "bytes": request.raw.hex()})
        return board_frame.answer(self._card, error) if wants_reply else b""

    def _refusal(self) -> int:
        code, times = self._refuse
        if not times:
            return board_frame.OK
        self._refuse = (code, times - 1)
        return code

    def _obey(self, request: Request) -> int:
        group, command, payload = request.body[0], request.body[1], request.body[5:]
        if group not in KNOWN:
            return board_frame.BAD_GROUP
        if command not in KNOWN[group]:
            return board_frame.BAD_COMMAND
        if (group, command) == (0xA3, 0x10):
            self._delete([0xFF])
        if (group, command) == (0xA3, 0x06):
            return self._change_areas(payload, request.raw)
        return board_frame.OK

    def _change_areas(self, payload: bytes, raw: bytes) -> int:
        """All or nothing, as the card has one answer only."""
        try:
            deleted, areas = board_frame.areas_in(payload)
            screens = [(area, board_screen.read(area, self._profile)) for area in areas]
        except (ValueError, IndexError):
            return board_frame.BAD_TYPE
        if not all(self._fits(area) for area in areas):
            return board_frame.MEMORY
        if deleted:
            self._delete(deleted)
        for area, screen in screens:
            self._areas[area.number] = screen
            self._tell(area.number, screen, raw)
        return board_frame.OK

    def _fits(self, area: ShownArea) -> bool:
        unit = 8 if self._profile.x_unit == "byte8" else 1
        right = ((area.x & 0x7FFF) + (area.width & 0x7FFF)) * unit
        return right <= self._profile.width and area.y + area.height <= self._profile.height

    def _delete(self, numbers: Sequence[int]) -> None:
        gone = list(self._areas) if 0xFF in numbers else [number for number in numbers if number in self._areas]
        for number in gone:
            del self._areas[number]
        self._report({"cleared": gone, "png": str(self._draw(None))})

    def _tell(self, number: int, screen: Screen, raw: bytes) -> None:
        self._report(
            {
                "area": number,
                "text": screen.text,
                "colour": screen.colour,
                "running": screen.running,
                "flashing": screen.flashing,
                "png": str(self._draw(screen)),
                "bytes": raw.hex(),
            }
        )

    def _draw(self, screen: Screen | None) -> Path:
        self._pictures += 1
        path = self._out / f"board-{self._pictures:04d}.png"
        board_screen.save(screen, self._profile, path)
        return path
