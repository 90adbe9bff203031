"""A Huidu network card: wants to be greeted, gives a GUID, takes programs of text, draws them. Knows no driver.

Written from the packet tables, apart from drivers.codec.
"""

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from drivers.profile import HuiduProfile
from drivers.sim.board_program import page_of, screen_of
from drivers.sim.board_screen import Glass, Panel
from drivers.sim.host import Reporter

OUT_OF_TURN, BAD_LENGTH, TOO_LONG, BAD_OFFSET, BAD_XML, BAD_GUID = 2, 7, 20, 21, 22, 43
VERSION = (5).to_bytes(3, "little") + b"\x01"
LONGEST_PIECE, LONGEST_XML = 8000, 65536
GREETING = b"\x08\x00\x01\x20"
# A host that misses two heartbeats of 30 s has hung up.
PATIENCE_S = 90.0
USAGE = "refuse RESULT, pieces BYTES, show"


class HuiduMachine:
    """One card with its screen of the profile's size; each greeting gives another GUID."""

    def __init__(self, profile: HuiduProfile, out: Path, report: Reporter) -> None:
        self._profile = profile
        self._report = report
        self._panel = Panel(Glass(profile.width, profile.height, profile.line_height), out)
        self._held = b""
        self._xml = b""
        self._greeted = False
        self._guid: str | None = None
        self._sessions = 0
        self._last = float("-inf")
        self._refuse = ""
        self._piece = LONGEST_PIECE
        self._text = ""

    def receive(self, chunk: bytes, now: float) -> bytes:
        if now - self._last > PATIENCE_S:
            self._end_session()
        self._last = now
        if chunk.startswith(GREETING):
            self._held = b""  # a new connection; what the last one left unfinished is gone
        self._held += chunk
        answers = b""
        while len(self._held) >= 4:
            size = int.from_bytes(self._held[:2], "little")
            if not 4 <= size <= LONGEST_PIECE + 12:
                self._held = b""
                return answers + self._error(BAD_LENGTH)
            if len(self._held) < size:
                break
            packet, self._held = self._held[:size], self._held[size:]
            answers += self._serve(int.from_bytes(packet[2:4], "little"), packet[4:])
        return answers

    def tick(self, now: float) -> bytes:
        return b""

    def due(self) -> None:
        return None

    def command(self, words: Sequence[str], now: float) -> bytes:
        match words:
            case ["refuse", result]:
                self._refuse = result
            case ["pieces", size] if size.isdecimal() and 0 < int(size) <= LONGEST_PIECE:
                self._piece = int(size)
            case ["show"]:
                self._report({"text": self._text})
            case _:
                raise ValueError(USAGE)
        return b""

    def _end_session(self) -> None:
        self._greeted, self._guid, self._xml, self._held = False, None, b"", b""

    def _serve(self, command: int, payload: bytes) -> bytes:
        match command, len(payload):
            case 0x2001, 4:
                # A new connection begins like this; whoever was here before is gone.
                self._guid, self._xml, self._greeted = None, b"", True
                return _packet(0x2002, VERSION)
            case _ if not self._greeted:
                return self._error(OUT_OF_TURN)
            case 0x005F, 0:
                self._report({"heartbeat": True})
                return _packet(0x0060, b"")
            case 0x2003, size if size > 8:
                return self._take_piece(payload)
            case _:
                return self._error(BAD_LENGTH)

    def _take_piece(self, payload: bytes) -> bytes:
        total, offset = int.from_bytes(payload[:4], "little"), int.from_bytes(payload[4:8], "little")
        if total > LONGEST_XML:
            return self._error(TOO_LONG)
        if offset != len(self._xml) or offset + len(payload) - 8 > total:
            self._xml = b""
            return self._error(BAD_OFFSET)
        self._xml += payload[8:]
        if len(self._xml) < total:
            return b""
        xml, self._xml = self._xml, b""
        try:
            # Only what a driver on this machine says comes here, and expat refuses bombs of entities.
            sdk = ET.fromstring(xml.decode("utf-8"))  # noqa: S314
        except (ET.ParseError, UnicodeDecodeError):
            return self._error(BAD_XML)
        return self._obey(sdk, xml)

    def _obey(self, sdk: ET.Element, raw: bytes) -> bytes:
        order = sdk.find("in")
        if sdk.tag != "sdk" or order is None:
            return self._error(BAD_XML)
        method, guid = order.get("method", ""), sdk.get("guid")
        if method == "GetIFVersion" and guid == "##GUID":
            self._sessions += 1
            self._guid = f"{self._sessions:08x}-0000-4000-8000-000000000000"
            return self._answer(method, "kSuccess", '<version value="0x1000000"/>')
        if self._guid is None or guid != self._guid:
            return self._error(BAD_GUID)
        if self._refuse:
            result, self._refuse = self._refuse, ""
            self._report({"refused": result})
            return self._answer(method, result)
        if method != "AddProgram":
            return self._answer(method, "kInvalidMethod")
        return self._answer(method, self._add_program(order, raw))

    def _add_program(self, order: ET.Element, raw: bytes) -> str:
        try:
            pages = [page_of(text) for text in order.findall("screen/program/area/resources/text")]
            screen = screen_of(order, pages, width=self._profile.width, height=self._profile.height)
        except ValueError as wrong:
            self._report({"refused": str(wrong)})
            return "kInvalidParam"
        self._text = screen.text
        self._report({**self._panel.shown(screen), "bytes": raw.hex()})
        return "kSuccess"

    def _answer(self, method: str, result: str, inner: str = "") -> bytes:
        head = f'<?xml version="1.0" encoding="utf-8"?><sdk guid="{self._guid}">'
        xml = f'{head}<out method="{method}" result="{result}">{inner}</out></sdk>'.encode()
        total = len(xml).to_bytes(4, "little")
        return b"".join(
            _packet(0x2004, total + start.to_bytes(4, "little") + xml[start : start + self._piece])
            for start in range(0, len(xml), self._piece)
        )

    def _error(self, code: int) -> bytes:
        self._report({"refused": code})
        return _packet(0x2000, code.to_bytes(2, "little"))


def _packet(command: int, payload: bytes) -> bytes:
    return (4 + len(payload)).to_bytes(2, "little") + command.to_bytes(2, "little") + payload
