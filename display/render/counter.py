"""The pages of the board over a counter, fitted to the board. Pure: knows what is known of a counter, no clock."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from display.render.text import (
    OFFLINE,
    Caps,
    Layout,
    choose,
    chunks,
    fits,
    packed,
    plain,
    public,
    uncut,
    width,
    wrapped,
)
from server.vocab import CounterState, TicketState
from server.wire.hall import Counter

Page = list[str]

MOST_PAGES = 4
"""Of services, or of what a pause says: what takes longer nobody waits for."""
PAUSED = "暂停服务"
LONGEST_LANDLINE = 16  # an area code of four, a number of eight, an extension of four
SPACING = re.compile(r"[\s.·()（）\-]")
MOBILE = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """What is known of a counter besides its state; all of it is public.

    `holder`: who has the post in force, as published (岗位公示). `closed`: why it is closed, a long and a short way to
    say it. `hours`: when the hall is open today, each "08:30-12:00". `back`: when a pause ends.
    """

    counter: Counter
    services: tuple[str, ...] = ()
    holder: str = ""
    closed: tuple[str, str] = ("暂未开放", "关窗")
    hours: tuple[str, ...] = ()
    back: str = ""


def counter_pages(plate: Plate, caps: Caps, *, offline: bool = False) -> list[Page]:
    """The pages to show in turn, never none: closed, paused, called, serving or free.

    Only a pause on a board of one line may give a line wider than the board; it is to run through. Without the hall
    (`offline`) the first page stands alone, marked; a number that leaves no room for the mark takes turns with it.
    """
    counter = plate.counter
    match counter.state:
        case CounterState.CLOSED:
            return _closed_pages(plate, caps, offline=offline)
        case CounterState.PAUSED:
            return _pause_pages(plate, caps, offline=offline)
        case CounterState.OPEN if counter.current is not None:
            number = plain(counter.current.number)
            is_called = counter.current.state == TicketState.CALLED
            layouts = call_layouts(number, counter.number, caps) if is_called else _serving(number, plate)
            return with_number(number, layouts, caps, offline=offline)
        case CounterState.OPEN:
            return _free_pages(plate, caps, offline=offline)


def call_layouts(number: str, counter_number: int, caps: Caps) -> list[Layout]:
    """Ways to say where a ticket goes, richest first, on two lines where there are; the number survives longest."""
    one_line = call_lines(number, counter_number)
    if caps.lines < 2 or caps.digits_only:
        return one_line
    return [[number, f"请到{counter_number}号窗口"], [number, f"{counter_number}号窗口"], *one_line]


def call_lines(number: str, counter_number: int) -> list[Layout]:
    """The same in one line."""
    ways = (f" 请到{counter_number}号窗口", f" {counter_number}号窗口", f" {counter_number}号", f"→{counter_number}")
    return [*([f"{number}{way}"] for way in ways), [f"{number}>{counter_number}"], [number]]


def with_number(number: str, layouts: Sequence[Layout], caps: Caps, *, offline: bool = False) -> list[Page]:
    """One page; a mark that leaves the number no room takes turns with it."""
    page = choose(layouts, caps, offline=offline)
    return [page] if not offline or number in "".join(page) else [choose([[number]], caps), page]


def _serving(number: str, plate: Plate) -> list[Layout]:
    layouts: list[Layout] = [[f"{number} 正在办理"], [number, "正在办理"], [f"{number}办理"], [number]]
    if not plate.holder:
        return layouts
    return [[f"{number} 正在办理", _post(plate)], *layouts]


def _free_pages(plate: Plate, caps: Caps, *, offline: bool) -> list[Page]:
    name, number = plain(plate.counter.name), f"{plate.counter.number}号"
    if offline or caps.digits_only:
        layouts = [[f"{number}窗口 {name}"], [f"{number}窗口", name], [f"{number} {name}"], [f"{number}窗口"], [number]]
        return [choose([layout for layout in layouts if layout[-1]], caps, offline=offline)]
    head = packed([*_headline(number, name, caps), *_holder(plate, caps)], caps.columns)
    services = packed([plain(each) for each in plate.services if plain(each) != name], caps.columns)
    return _grouped(head, services if len(services) <= MOST_PAGES * caps.lines else [], caps)


def _headline(number: str, name: str, caps: Caps) -> list[str]:
    """The counter's number and name: one part if both fit into a line, else two."""
    if not name:
        return [f"{number}窗口"]
    shorts = ((head, uncut(name, caps.columns - width(head) - 1)) for head in (f"{number}窗口", number))
    return next(([f"{head} {short}"] for head, short in shorts if short), [f"{number}窗口", name])


def _holder(plate: Plate, caps: Caps) -> list[str]:
    if not plate.holder:
        return []
    ways = (_post(plate), _post(plate).replace(" ", ""))
    return [next((way for way in ways if width(way) <= caps.columns), plain(plate.holder))]


def _post(plate: Plate) -> str:
    return f"{plain(plate.counter.post)}岗 {plain(plate.holder)}"


def _closed_pages(plate: Plate, caps: Caps, *, offline: bool) -> list[Page]:
    number, (word, short) = f"{plate.counter.number}号窗口", plate.closed
    layouts = [[f"{number} {word}"], [number, word], [word], [short]]
    page = choose(layouts, caps, offline=offline)
    if offline or caps.digits_only or any(width(span) > caps.columns for span in plate.hours):
        return [page]
    return _grouped(page, packed(plate.hours, caps.columns), caps)


def _pause_pages(plate: Plate, caps: Caps, *, offline: bool) -> list[Page]:
    """R-223: where to, until when, how to be reached. One line lets what does not fit run: a pause is in no hurry."""
    counter = plate.counter
    contact = contact_shown(counter.contact or "")
    details = [part for part in (public(counter.reason or ""), plate.back) if part]
    if caps.lines == 1:
        told = [PAUSED, *details, *([f"联系 {contact}"] if contact else []), *([OFFLINE] if offline else [])]
        return [[" ".join(told)]]
    head = next(way for way in (f"{counter.number}号窗口 {PAUSED}", PAUSED, "暂停", "") if width(way) <= caps.columns)
    lines = [line for detail in details for line in wrapped(detail, caps.columns)]
    if offline:
        fewer = [[head, *lines[:count]] for count in range(len(lines), -1, -1)]
        return [choose(fewer, caps, offline=True)]
    ways = [way for way in (f"联系 {contact}", contact) if contact and width(way) <= caps.columns]
    return [[head, *chunk] for chunk in chunks([*lines, *ways[:1]], caps.lines - 1)[:MOST_PAGES]] or [[head]]


def contact_shown(contact: str) -> str:
    """The contact of an away notice, if it is the hall's: a landline or an extension, no mobile phone, no identity."""
    shown = plain(contact)
    close = SPACING.sub("", unicodedata.normalize("NFKC", shown))
    digits = sum(char.isdecimal() for char in close)
    return "" if digits > LONGEST_LANDLINE or MOBILE.search(close) else shown


def _grouped(first: list[str], second: list[str], caps: Caps) -> list[Page]:
    """On one page if both fit, else each on pages of its own."""
    together = [*first, *second]
    return [together] if fits(together, caps) else [*chunks(first, caps.lines), *chunks(second, caps.lines)]
