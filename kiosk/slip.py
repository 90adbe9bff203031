"""What stands on a slip (号票), line by line, in the visitor's language. Knows no printer; never says why 绿色通道."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from drivers.device import width, wrap
from kiosk.phrase import Phrases, minutes, ranges
from server.wire.hall import Counter, HallAnswer, Service
from server.wire.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLine:
    """`size` 1 to 4 times normal."""

    text: str
    size: int = 1
    align: str = "left"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class SlipCode:
    """A QR code."""

    text: str


@dataclass(frozen=True, slots=True)
class Slip:
    parts: tuple[SlipLine | SlipCode, ...]


def ticket_url(base_url: str, ticket: Ticket) -> str | None:
    """The visitor's page. The secret is the fragment: a browser sends it to no server, so it stands in no log."""
    return None if ticket.secret is None else f"{base_url.rstrip('/')}/t/{ticket.id}#{ticket.secret}"


def compose(
    ticket: Ticket, hall: HallAnswer, words: Phrases, *, url: str | None, item: str | None = None, large: bool = False
) -> Slip:
    """The slip of `ticket`: site, number, service and item, people ahead, minutes, counters, time, code, phones.

    `large` is the version in large type. Without `url` there is no code.
    """
    return Slip(tuple(_parts(ticket, hall, words, url=url, item=item, large=large)))


def _parts(
    ticket: Ticket, hall: HallAnswer, words: Phrases, *, url: str | None, item: str | None, large: bool
) -> Iterator[SlipLine | SlipCode]:
    site = words.named(hall.hall.name, hall.hall.name_en)
    yield SlipLine(text=site, align="centre", bold=True)
    yield SlipLine(text=ticket.number, size=4, align="centre", bold=True)
    yield SlipLine(text=service_name(ticket.service_id, hall.services, words), size=2, align="centre")
    yield SlipLine(text="")
    for label, value in _facts(ticket, hall, words, item):
        yield from _fact(label, value, large=large)
    if ticket.warning:
        yield SlipLine(text=words.say("slip", "warning"), size=2 if large else 1, bold=True)
    if url is not None:
        yield SlipCode(url)
        yield SlipLine(text=words.say("slip", "scan"), align="centre")
    for key in ("listen", "missed"):
        yield SlipLine(text=words.say("slip", key), size=2 if large else 1, align="centre")


def _fact(label: str, value: str, *, large: bool) -> Iterator[SlipLine]:
    if large:
        yield SlipLine(text=label)
        yield SlipLine(text=value, size=2, bold=True)
    else:
        yield SlipLine(text=f"{label}：{value}" if not label.isascii() else f"{label}: {value}")


def _facts(ticket: Ticket, hall: HallAnswer, words: Phrases, item: str | None) -> Iterator[tuple[str, str]]:
    if item is not None:
        yield words.say("slip", "item"), item
    yield words.say("slip", "ahead"), words.say("slip", "ahead_value", ahead=ticket.ahead)
    if ticket.estimate is not None:
        low, high = minutes(ticket.estimate)
        key = "estimate_about" if low == high else "estimate_range"
        yield words.say("slip", "estimate"), words.say("slip", key, low=low, high=high)
    where = counters_of(ticket.service_id, hall.counters, words)
    if where:
        yield words.say("slip", "counters"), where
    local = ticket.issued_at.astimezone(ZoneInfo(hall.hall.timezone))
    yield words.say("slip", "issued"), f"{local:%Y-%m-%d %H:%M}"
    if hall.hall.phone:
        yield words.say("slip", "phone"), hall.hall.phone


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
        for line in wrap(part.text, columns // part.size):
            spare = columns - width(line) * part.size if part.align == "centre" else 0
            rows.append(" " * (spare // 2) + line)
    return "\n".join(row.rstrip() for row in rows) + "\n"
