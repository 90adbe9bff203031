"""Huidu (灰度) SDK 2.0 network cards: packets, pieces of XML and what they say. Knows no line and no clock.

    length LE2 (of the whole packet) | command LE2 | payload
    2001 version asked: 05 00 00 01      2002 version answered        005F heartbeat     0060 its answer
    2003 XML: total LE4 | offset LE4 | at most 8000 bytes             2004 XML answered, the same way
    2000 error: code LE2

    <sdk guid="…"><in method="AddProgram">…</in></sdk>
    <sdk guid="…"><out method="AddProgram" result="kSuccess">…</out></sdk>
    The first request (GetIFVersion, guid ##GUID) is answered with the GUID that all later ones must carry.

A TCP line brings whole streams or none: a packet that makes no sense costs its bytes one by one, as everywhere here.

Sources: alparslanahmed/huidu-led and the C# SDK 2.0 it reads (commands, error codes, effects); see docs/protocols.md.
"""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from drivers.codec.scan import Scanner
from drivers.errors import FrameError

ASK_VERSION, VERSION, ASK, ANSWER = 0x2001, 0x2002, 0x2003, 0x2004
ERROR, HEARTBEAT, HEARTBEAT_ANSWER = 0x2000, 0x005F, 0x0060
OUR_VERSION = 0x01000005
NO_GUID = "##GUID"
SUCCESS = "kSuccess"
GUID = re.compile(r'<sdk\s[^>]*?guid="([^"]*)"')
RESULT = re.compile(r'<out\s[^>]*?result="([^"]*)"')
CHUNK = 8000
HEAD, XML_HEAD = 4, 12
LONGEST_XML = 1 << 16  # an answer has some hundred bytes
LONGEST_PACKET = XML_HEAD + CHUNK
SIZES = {ERROR: 6, VERSION: 8, HEARTBEAT_ANSWER: 4, ASK_VERSION: 8, HEARTBEAT: 4}
# How a packet begins: its length, if it is fixed, and its command.
BEGINNING = re.compile(
    b"|".join(
        [
            *(re.escape(struct.pack("<HH", size, command)) for command, size in SIZES.items()),
            *(b".." + re.escape(struct.pack("<H", command)) for command in (ASK, ANSWER)),
        ]
    ),
    re.DOTALL,
)
STILL, RUN_LEFT = 0, 26  # effects: shown at once, and run to the left without end
HALF_SECOND, STAY = 5, 50  # tenths of a second
COLOURS = {"red": "#ff0000", "green": "#00ff00", "yellow": "#ffff00"}


@dataclass(frozen=True, slots=True)
class Packet:
    command: int
    payload: bytes = b""

    def to_bytes(self) -> bytes:
        return (HEAD + len(self.payload)).to_bytes(2, "little") + self.command.to_bytes(2, "little") + self.payload

    @property
    def number(self) -> int:
        """A version or an error code."""
        return int.from_bytes(self.payload, "little")


class Decoder(Scanner[Packet]):
    """Gives the packets of either side."""

    def __init__(self) -> None:
        super().__init__(_step, longest=LONGEST_PACKET)


def _step(held: bytearray) -> tuple[int, Packet | None] | None:
    if len(held) < HEAD:
        return None
    found = BEGINNING.search(held)
    if found is None or found.start():
        return found.start() if found else len(held) - HEAD + 1, None
    size, command = struct.unpack_from("<HH", held)
    if command in (ASK, ANSWER) and not XML_HEAD < size <= LONGEST_PACKET:
        return 1, None
    if command in (ASK, ANSWER) and len(held) >= XML_HEAD and not _piece_is_possible(held, size):
        return 1, None
    if len(held) < size:
        return None
    return size, Packet(command, bytes(held[HEAD:size]))


def _piece_is_possible(held: bytearray, size: int) -> bool:
    total, offset = int.from_bytes(held[4:8], "little"), int.from_bytes(held[8:12], "little")
    return total <= LONGEST_XML and offset + size - XML_HEAD <= total


class Answer:
    """Puts the pieces of one XML answer together again."""

    def __init__(self) -> None:
        self._text = b""

    def take(self, packet: Packet) -> bytes | None:
        """The whole XML once it is there. Raises FrameError for a piece that does not follow the last one."""
        total, offset = (int.from_bytes(packet.payload[at : at + 4], "little") for at in (0, 4))
        if offset != len(self._text):
            raise FrameError(f"a piece of XML from {offset} on, {len(self._text)} was due")
        self._text += packet.payload[8:]
        return self._text if len(self._text) >= total else None


def ask_version() -> bytes:
    return Packet(ASK_VERSION, OUR_VERSION.to_bytes(4, "little")).to_bytes()


def heartbeat() -> bytes:
    return Packet(HEARTBEAT).to_bytes()


def ask(xml: str) -> bytes:
    """The packets that carry one request."""
    content = xml.encode("utf-8")
    total = len(content).to_bytes(4, "little")
    return b"".join(
        Packet(ASK, total + start.to_bytes(4, "little") + content[start : start + CHUNK]).to_bytes()
        for start in range(0, len(content), CHUNK)
    )


def request(guid: str, method: str, inner: str = "") -> str:
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return f"{head}<sdk guid={quoteattr(guid)}><in method={quoteattr(method)}>{inner}</in></sdk>"


def ask_guid() -> str:
    return request(NO_GUID, "GetIFVersion", f'<version value="{OUR_VERSION:x}"/>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One page over the whole board; `tenths` of a second it stays."""

    text: str
    colour: str
    font: str
    font_size: int
    runs: bool = False
    speed: int = 4
    tenths: int = STAY

    def to_xml(self, guid: str) -> str:
        shown = "".join(char if char == "\n" or char.isprintable() else " " for char in self.text)
        effect = RUN_LEFT if self.runs else STILL
        return (
            f'<text guid="{guid}" singleLine="{"true" if self.runs else "false"}">'
            f'<style align="{"left" if self.runs else "center"}" valign="middle"/>'
            f"<string>{escape(shown)}</string>"
            f'<font name={quoteattr(self.font)} size="{self.font_size}" color="{COLOURS[self.colour]}"'
            ' bold="false" italic="false" underline="false"/>'
            f'<effect in="{effect}" out="0" inSpeed="{self.speed}" outSpeed="0" duration="{self.tenths}"/></text>'
        )


def program(pages: Sequence[Text], *, width: int, height: int, stamp: int) -> str:
    """The content of AddProgram: these pages one after another, over and over, instead of all that was there."""
    texts = "".join(page.to_xml(f"bianmin-text-{number}") for number, page in enumerate(pages))
    return (
        f'<screen timeStamps="{stamp}"><program type="normal" id="0" guid="bianmin-program">'
        '<playControl count="1" disabled="false"/>'
        f'<area alpha="255" guid="bianmin-area"><rectangle x="0" y="0" width="{width}" height="{height}"/>'
        f"<resources>{texts}</resources></area></program></screen>"
    )


def said(xml: bytes) -> tuple[str, str]:
    """GUID and result word of an answer; "" for what it does not say."""
    text = xml.decode("utf-8", "replace")
    guid, result = GUID.search(text), RESULT.search(text)
    return guid[1] if guid else "", result[1] if result else ""
