"""What an Onbon card makes of the areas it is sent: geometry, speech, in-text codes, strictly. Knows no screen.

Written from the protocol tables and their vectors, apart from drivers.codec.
"""

import re
from dataclasses import dataclass

from drivers.sim.board_screen import Screen

CODE = re.compile(rb"\\C([123])|\\FO\d{3}|\\FE\d{3}|(\\n)")
COLOURS = {b"1": "red", b"2": "green", b"3": "yellow"}
RUNNING = (3, 4, 5, 6)
SILENT, SPEAK_SHOWN, SPEAK_OWN = 0, 1, 2
ALL = 0xFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    text: str
    person: int
    repeats: int
    volume: int
    speed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownArea:
    """A dynamic area as the host described it; x and width in the card's unit."""

    number: int
    x: int
    y: int
    width: int
    height: int
    align: int
    single_line: bool
    display: int
    stay: int
    text: bytes
    spoken: Spoken | None


def areas_in(payload: bytes) -> tuple[list[int], list[ShownArea]]:
    """Numbers to delete ([255]: all) and areas to show, from the payload of A3 06. Raises ValueError."""
    count = payload[0]
    listed = 0 if count == ALL else count
    deleted = [ALL] if count == ALL else list(payload[1 : 1 + listed])
    rest = payload[1 + listed :]
    areas, left = rest[0], rest[1:]
    shown = []
    for _ in range(areas):
        size = left[0] | left[1] << 8
        shown.append(_area(left[2 : 2 + size]))
        left = left[2 + size :]
    if left:
        raise ValueError("bytes behind the last area")
    return deleted, shown


def _area(block: bytes) -> ShownArea:
    voice, rest = _voice(block[14:])
    extra, align, single_line, new_line, display, _, speed, stay = rest[:8]
    text = rest[12:]
    if block[0] != 0 or extra:
        raise ValueError("a kind of area this card does not know")
    if int.from_bytes(rest[8:12], "little") != len(text) or new_line not in (1, 2) or speed > 24:
        raise ValueError("an area's fields contradict each other")
    if single_line not in (1, 2) or not 1 <= display <= 6:
        raise ValueError("a way of showing this card does not know")
    x, y, width, height = (block[at] | block[at + 1] << 8 for at in (1, 3, 5, 7))
    return ShownArea(
        number=block[9],
        x=x,
        y=y,
        width=width,
        height=height,
        align=align,
        single_line=single_line == 1,
        display=display,
        stay=stay,
        text=text,
        spoken=_spoken(voice, text),
    )


def _voice(block: bytes) -> tuple[bytes, bytes]:
    """What concerns speech, and what stands behind it."""
    match block[0]:
        case 0:
            return block[:1], block[1:]
        case 1:
            return block[:4], block[4:]
        case 2:
            size = 8 + int.from_bytes(block[4:8], "little")
            if size > len(block):
                raise ValueError("less text to speak than announced")
            return block[:size], block[size:]
        case _:
            raise ValueError("a way of speaking this card does not know")


def _spoken(voice: bytes, shown: bytes) -> Spoken | None:
    if voice[0] == SILENT:
        return None
    if voice[2] > 10 or voice[3] > 10 or voice[1] & 0x0F > 5:
        raise ValueError("a voice this card does not have")
    said = CODE.sub(b"", shown) if voice[0] == SPEAK_SHOWN else voice[8:]
    return Spoken(
        text=said.decode("gb2312", "strict"),
        person=voice[1] & 0x0F,
        repeats=voice[1] >> 4,
        volume=voice[2],
        speed=voice[3],
    )


def screen_of(area: ShownArea, line_height: int) -> Screen:
    """What the card makes of an area's text. Raises ValueError for an in-text code or bytes it does not know."""
    colour, lines = "amber", [b""]
    position = 0
    for match in CODE.finditer(area.text):
        lines[-1] += area.text[position : match.start()]
        position = match.end()
        if match[1]:
            colour = COLOURS[match[1]]
        elif match[2]:
            lines.append(b"")
    lines[-1] += area.text[position:]
    if any(b"\\" in line for line in lines):
        raise ValueError("an in-text code this card does not know")
    texts = [line.decode("gbk") for line in lines]
    rows = len(texts) if area.single_line else max(1, area.height // line_height)
    pages = tuple(tuple(texts[start : start + rows]) for start in range(0, len(texts), rows))
    blank_last = len(pages) > 1 and not any(line.strip() for line in pages[-1])
    return Screen(pages=pages, colour=colour, running=area.display in RUNNING, flashing=blank_last and area.stay == 1)
