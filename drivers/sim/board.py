"""An Onbon LED card: checks frames, keeps areas, answers, draws what it shows. Knows no driver."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from drivers.profile import OnbonProfile
from drivers.sim import board_area, board_frame
from drivers.sim.board_area import ShownArea
from drivers.sim.board_card import Card
from drivers.sim.board_frame import Request, RequestReader
from drivers.sim.board_screen import Glass, Panel, Screen
from drivers.sim.host import Reporter

ANSWERING_BROADCAST, SILENT_BROADCAST = 0xFFFE, 0xFFFF
AREAS, TEXT_BYTES = 32, 1024
USAGE = "refuse CODE TIMES, answer-as ADDRESS, silent on|off, font on|off, show"
CHANGE_AREAS, READ_STATE, CLEAR = (0xA3, 0x06), (0xA1, 0x02), (0xA3, 0x10)


class BoardMachine:
    """One card with its screen of the profile's size; reports each change of what people see.

    What it holds: areas 0 to 31 with 1024 bytes of text each.
    """

    def __init__(self, profile: OnbonProfile, out: Path, report: Reporter, *, card: int = 1) -> None:
        self._profile = profile
        self._report = report
        self._address = self._answers_as = card
        self._panel = Panel(Glass(profile.width, profile.height, profile.line_height), out)
        self._reader = RequestReader()
        self._card = Card(report)
        self._areas: dict[int, Screen] = {}
        self._refuse = (0, 0)
        self._silent = False
        self._has_font = True

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
            case ["answer-as", address] if address.isdecimal() and int(address) < SILENT_BROADCAST:
                self._answers_as = int(address)
            case ["silent", "on" | "off" as silent]:
                self._silent = silent == "on"
            case ["font", "on" | "off" as font]:
                self._has_font = font == "on"
            case ["show"]:
                areas = {str(number): screen.text for number, screen in self._areas.items()}
                self._report({"areas": areas, "lit": self._card.is_on, "brightness": self._card.brightness})
            case _:
                raise ValueError(USAGE)
        return b""

    def _serve(self, request: Request) -> bytes:
        if request.target not in (self._address, ANSWERING_BROADCAST, SILENT_BROADCAST):
            return b""
        error = request.error or self._refusal() or self._obey(request)
        wants_reply = request.body[2] == 1 and request.target != SILENT_BROADCAST
        if error:
            self._report({"refused": error, "bytes": request.raw.hex()})
        if not wants_reply:
            return b""
        if not error and _command(request) == READ_STATE:
            return board_frame.reply(self._answers_as, bytes([*READ_STATE, 0, 0, 0]) + self._card.state(self._areas))
        return board_frame.answer(self._answers_as, error)

    def _refusal(self) -> int:
        code, times = self._refuse
        if not times:
            return board_frame.OK
        self._refuse = (code, times - 1)
        return code

    def _obey(self, request: Request) -> int:
        payload = request.body[5:]
        match _command(request):
            case command if command == CLEAR:
                self._delete(list(self._areas))
            case command if command == CHANGE_AREAS:
                return self._change_areas(payload, request.raw)
            case (0xA2, 0x01):
                self._areas.clear()
                self._report({"reset": True})
            case (group, number):
                return self._card.obey(group, number, payload)
        return board_frame.OK

    def _change_areas(self, payload: bytes, raw: bytes) -> int:
        """All or nothing, as the card has one answer only."""
        try:
            deleted, areas = board_area.areas_in(payload)
            screens = [(area, board_area.screen_of(area, self._profile.line_height)) for area in areas]
        except (ValueError, IndexError):
            return board_frame.BAD_TYPE
        if error := self._objection(deleted, areas):
            return error
        if deleted:
            self._delete(list(self._areas) if board_area.ALL in deleted else deleted)
        for area, screen in screens:
            self._areas[area.number] = screen
            self._report({"area": area.number, **self._panel.shown(screen), "bytes": raw.hex()})
            if area.spoken is not None:
                self._report({"spoken": area.spoken.text, "voice": asdict(area.spoken)})
        return board_frame.OK

    def _objection(self, deleted: Sequence[int], areas: Sequence[ShownArea]) -> int:
        if any(number not in self._areas for number in deleted if number != board_area.ALL):
            return board_frame.NO_FILE
        if any(area.number >= AREAS or not self._fits(area) for area in areas):
            return board_frame.MEMORY
        if any(len(area.text) > TEXT_BYTES for area in areas):
            return board_frame.MEMORY
        if areas and not self._has_font:
            return board_frame.NO_FONT
        if self._profile.voice is None and any(area.spoken for area in areas):
            return board_frame.BAD_TYPE
        return board_frame.OK

    def _fits(self, area: ShownArea) -> bool:
        unit = 8 if self._profile.x_unit == "byte8" else 1
        right = ((area.x & 0x7FFF) + (area.width & 0x7FFF)) * unit
        return right <= self._profile.width and area.y + area.height <= self._profile.height

    def _delete(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            del self._areas[number]
        self._report({"cleared": list(numbers), "png": str(self._panel.draw(None))})


def _command(request: Request) -> tuple[int, int]:
    return request.body[0], request.body[1]
