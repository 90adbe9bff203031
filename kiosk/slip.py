"""What stands on a slip (号票), line by line, in the visitor's language. Knows no printer; never says why 绿色通道."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from drivers.device import Bitmap, width, wrap
from kiosk.flow.state import OfflineTicket
from kiosk.layout import Layout, Line, usual
from kiosk.phrase import Phrases, minutes, ranges
from server.wire.hall import Counter, HallAnswer, Service
from server.wire.slip_code import short_code
from server.wire.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLine:
    """`size` 1 to 4 times normal; `drawn`: printed as a picture of the text."""

    text: str
    size: int = 1
    align: str = "left"
    bold: bool = False
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class SlipCode:
    """A QR code."""

    text: str


@dataclass(frozen=True, slots=True)
class SlipPicture:
    bitmap: Bitmap
    align: str


SlipPart = SlipLine | SlipCode | SlipPicture


@dataclass(frozen=True, slots=True)
class Slip:
    parts: tuple[SlipPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How this hall's slips look; without layouts the shipped ones hold. `minority` is a line in another script."""

    layout: Layout | None = None
    large_layout: Layout | None = None
    logo: Bitmap | None = None
    minority: str | None = None

    def of(self, columns: int, *, large: bool) -> Layout:
        """The layout for paper of so many columns."""
        own = self.large_layout if large else self.layout
        return usual(columns, large=large) if own is None else own


_SECRET = re.compile("[0-9a-f]{32}")
USUAL = Look()
WIDE = 48
"""Columns of 80 mm paper."""


def ticket_url(base_url: str, ticket: Ticket) -> str | None:
    """The visitor's page. The secret is the fragment: a browser sends it to no server, so it stands in no log."""
    return None if ticket.secret is None else f"{base_url.rstrip('/')}/t/{ticket.id}#{ticket.secret}"


def compose(
    ticket: Ticket,
    hall: HallAnswer,
    words: Phrases,
    *,
    url: str | None,
    item: str | None = None,
    large: bool = False,
    columns: int = WIDE,
    look: Look = USUAL,
) -> Slip:
    """The slip of `ticket`: site, number, service and item, people ahead, minutes, counters, time, code, phones.

    `large` is the version in large type. Without `url` there is no code.
    """
    said = {
        **_said(ticket.number, service_name(ticket.service_id, hall.services, words), hall, words, look),
        "warning": words.say("slip", "warning") if ticket.warning else None,
        "scan": None if url is None else words.say("slip", "scan"),
    }
    facts = dict(_facts(ticket, hall, words, item))
    return _laid_out(look.of(columns, large=large), said, facts, words, url=url, logo=look.logo)


def compose_offline(
    taken: OfflineTicket,
    at: datetime,
    hall: HallAnswer,
    words: Phrases,
    *,
    item: str | None = None,
    large: bool = False,
    columns: int = WIDE,
    look: Look = USUAL,
) -> Slip:
    """The slip of a number the kiosk has given by itself: it says so, and promises nothing about the queue."""
    said = _said(taken.number, service_name(taken.service_id, hall.services, words), hall, words, look)
    facts = {
        "item": item,
        "counters": counters_of(taken.service_id, hall.counters, words),
        "code": short_code(UUID(taken.id).hex),
        **_always(at, hall),
    }
    layout = look.of(columns, large=large)
    return _laid_out(layout, said | {"offline": words.say("slip", "offline")}, facts, words, url=None, logo=look.logo)


def _said(number: str, service: str, hall: HallAnswer, words: Phrases, look: Look) -> dict[str, str | None]:
    return {
        "hall": words.named(hall.hall.name, hall.hall.name_en),
        "number": number,
        "service": service,
        "minority": look.minority,
        **{key: words.say("slip", key) for key in ("listen", "missed")},
    }


def _laid_out(
    layout: Layout,
    said: Mapping[str, str | None],
    facts: Mapping[str, str | None],
    words: Phrases,
    *,
    url: str | None,
    logo: Bitmap | None,
) -> Slip:
    parts: list[SlipPart] = []
    for line in layout.line:
        if line.text is not None and all(said.get(name) for name in line.words):
            parts.append(_text(line, line.text.format(**said)))
        elif line.fact is not None and (value := facts.get(line.fact)):
            parts += _fact(line, words.say("slip", line.fact), value)
        elif line.code is not None and url is not None:
            parts.append(SlipCode(url))
        elif line.picture is not None and logo is not None:
            parts.append(SlipPicture(logo, "centre"))
    return Slip(tuple(parts))


def _text(line: Line, text: str) -> SlipLine:
    return SlipLine(text=text, size=line.size, align=line.align, bold=line.bold, drawn=line.drawn)


def _fact(line: Line, label: str, value: str) -> Iterator[SlipLine]:
    if line.stacked:
        yield SlipLine(text=label, align=line.align)
        yield _text(line, value)
    else:
        yield _text(line, f"{label}：{value}" if not label.isascii() else f"{label}: {value}")


def _facts(ticket: Ticket, hall: HallAnswer, words: Phrases, item: str | None) -> Iterator[tuple[str, str | None]]:
    yield "item", item
    yield "ahead", words.say("slip", "ahead_value", ahead=ticket.ahead)
    if ticket.estimate is not None:
        low, high = minutes(ticket.estimate)
        key = "estimate_about" if low == high else "estimate_range"
        yield "estimate", words.say("slip", key, low=low, high=high)
    yield "counters", counters_of(ticket.service_id, hall.counters, words)
    if ticket.secret is not None and _SECRET.fullmatch(ticket.secret):
        yield "code", short_code(ticket.secret)
    yield from _always(ticket.issued_at, hall).items()


def _always(at: datetime, hall: HallAnswer) -> dict[str, str]:
    local = at.astimezone(ZoneInfo(hall.hall.timezone))
    issued = f"{local:%Y-%m-%d %H:%M}"
    return {"issued": issued, "booking_phone": hall.hall.booking_phone, "phone": hall.hall.complaints_phone}


def service_name(service_id: str, services: list[Service], words: Phrases) -> str:
    """The name of a service; its id when the hall has forgotten it."""
    found = next((each for each in services if each.id == service_id), None)
    return service_id if found is None else words.named(found.name, found.name_en)


def counters_of(service_id: str, counters: list[Counter], words: Phrases) -> str:
    """Zone and numbers of the counters that serve a service: "A区 1-3、5 号窗口"; empty when none does."""
    zones: dict[str, list[int]] = {}
    for counter in counters:
        if service_id in counter.services:
            zones.setdefault(counter.zone, []).append(counter.number)
    spoken = [
        words.say("slip", "zone_value" if zone else "counters_value", zone=zone, counters=ranges(numbers, words.comma))
        for zone, numbers in zones.items()
    ]
    return words.comma.join(spoken)


def slip_text(slip: Slip, columns: int) -> str:
    """The slip as plain text on paper of `columns` characters, for narration and tests."""
    rows: list[str] = []
    for part in slip.parts:
        if isinstance(part, SlipCode):
            rows.append(f"[QR {part.text}]".center(columns).rstrip())
            continue
        if isinstance(part, SlipPicture):
            rows.append("[LOGO]".center(columns).rstrip())
            continue
        for line in wrap(part.text, columns // part.size):
            spare = columns - width(line) * part.size if part.align == "centre" else 0
            rows.append(" " * (spare // 2) + line)
    return "\n".join(row.rstrip() for row in rows) + "\n"
