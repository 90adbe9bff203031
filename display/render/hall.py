"""The pages of the hall's board, fitted to the board: calls, queues, pauses, texts. Pure: knows no clock."""

from collections.abc import Sequence
from dataclasses import dataclass

from display.render.counter import Page, call_lines, with_number
from display.render.text import (
    OFFLINE,
    Caps,
    choose,
    chunks,
    fit,
    packed,
    paged,
    plain,
    shortened,
    uncut,
    width,
    words_fit,
    wrapped,
)
from server.vocab import TicketState
from server.wire.hall import BoardCall, BoardWaiting

SENT = (TicketState.CALLED, TicketState.SERVING)
"""States in which a number belongs on the hall's board."""
NOBODY = ("当前无需等候", "无需等候")
SHORTEST_NAME = 6
MOST_TEXT_PAGES = 4
"""Of one text: the rest is read on a kiosk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lobby:
    """What the hall's board is to say, of one zone or of all: calls newest first, who waits, which counters pause.

    `paused`: a counter's number and when it is back. `closed`: ways to say why the hall is closed, richest first; none
    while it is open. `hours` as in `Plate`. `texts`: slogan, notices, phones, each in some ways, richest first; they
    are left out while there is something `announced`.
    """

    name: str
    calls: tuple[BoardCall, ...] = ()
    waiting: tuple[BoardWaiting, ...] = ()
    paused: tuple[tuple[int, str], ...] = ()
    closed: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    texts: tuple[tuple[str, ...], ...] = ()


def hall_pages(lobby: Lobby, caps: Caps, *, offline: bool = False) -> list[Page]:
    """The pages to show in turn, never none. The calls come back between any two other things, so that nobody who looks
    up waits long for a number; without the hall they stand alone, marked."""
    calls = call_pages(lobby.calls, caps, offline=offline)
    if offline or caps.digits_only:
        return calls or [_bare_name(plain(lobby.name), caps, offline=offline)]
    announced = _texts([(each,) for each in lobby.announced], caps)
    texts = _texts(lobby.texts, caps) if not announced else []
    others = [*announced, *_queues(lobby, caps), *_pauses(lobby, caps), *texts]
    if not calls:
        return [page for thing in (_name(lobby, caps), _hours(lobby, caps), *others) for page in thing]
    return [page for thing in others for page in (*calls, *thing)] or calls


def call_page(call: BoardCall, others: Sequence[BoardCall], caps: Caps, *, offline: bool = False) -> Page:
    """A call on top, below it who else is sent somewhere."""
    rest = [each for each in others if each.state in SENT and each.ticket_id != call.ticket_id]
    return call_pages([call.model_copy(update={"state": TicketState.CALLED}), *rest], caps, offline=offline)[0]


def call_pages(calls: Sequence[BoardCall], caps: Caps, *, offline: bool = False) -> list[Page]:
    """Whom the hall sends where, newest on top: all who are still called, and of those at their counters as many as
    there is room for."""
    if caps.lines == 1 or caps.digits_only:
        return _single_calls(calls, caps, offline=offline)
    room = caps.lines - 1 if offline else caps.lines
    pages = chunks([_call_line(each, caps) for each in _sent(calls, room)], room)
    if offline:
        return [[*page, fit(OFFLINE, caps.columns)] for page in pages[:1]]
    return pages


def _single_calls(calls: Sequence[BoardCall], caps: Caps, *, offline: bool) -> list[Page]:
    sent = _sent(calls, 1)[: 1 if offline or caps.digits_only else None]
    shown = ((plain(each.number), each.counter_number) for each in sent)
    return [
        page
        for number, counter in shown
        for page in with_number(number, call_lines(number, counter), caps, offline=offline)
    ]


def _sent(calls: Sequence[BoardCall], room: int) -> list[BoardCall]:
    called = sum(each.state == TicketState.CALLED for each in calls)
    spare = -called % room if called else room
    found: list[BoardCall] = []
    for each in calls:
        if each.state == TicketState.CALLED:
            found.append(each)
        elif each.state == TicketState.SERVING and spare:
            found.append(each)
            spare -= 1
    return found


def _call_line(call: BoardCall, caps: Caps) -> str:
    return choose(call_lines(plain(call.number), call.counter_number), Caps(1, caps.columns))[0]


def _bare_name(name: str, caps: Caps, *, offline: bool) -> Page:
    if not offline:
        return [shortened(name, caps.columns)]
    short = shortened(name, caps.columns - width(OFFLINE) - 1)
    ways = [[name], [short]] if width(short) >= SHORTEST_NAME else [[name]]
    return choose(ways, caps, offline=True)


def _name(lobby: Lobby, caps: Caps) -> list[Page]:
    """The hall's name, and that it is closed."""
    closed = [next((way for way in lobby.closed if width(way) <= caps.columns), "")] if lobby.closed else []
    return paged([wrapped(plain(lobby.name), caps.columns), closed], caps.lines)


def _hours(lobby: Lobby, caps: Caps) -> list[Page]:
    if not lobby.closed or any(width(span) > caps.columns for span in lobby.hours):
        return []
    return paged([["办公时间", *packed(lobby.hours, caps.columns)]] if lobby.hours else [], caps.lines)


def _queues(lobby: Lobby, caps: Caps) -> list[list[Page]]:
    """How many wait for each service somebody waits for (R-068, R-085)."""
    if lobby.closed:
        return []
    waiting = [_queue(each, caps.columns) for each in lobby.waiting if each.waiting]
    nobody = [next((word for word in NOBODY if width(word) <= caps.columns), "")]
    if caps.lines == 1:
        return [paged([lines], 1) for lines in waiting or [nobody]]
    return [[page] for page in paged(waiting or [nobody], caps.lines)]


def _queue(waiting: BoardWaiting, columns: int) -> list[str]:
    """One line, or two where the name would be cut to nothing."""
    name, count = plain(waiting.name), waiting.waiting
    ways = (f"等候{count}人", f"等{count}人", f"{count}人")
    shorts = ((uncut(name, columns - width(way) - 1), way) for way in ways)
    one_line = next((f"{short} {way}" for short, way in shorts if short), "")
    return [one_line] if one_line else [shortened(name, columns), next(way for way in ways if width(way) <= columns)]


def _pauses(lobby: Lobby, caps: Caps) -> list[list[Page]]:
    """R-223, as far as it concerns who is not yet at the counter."""
    lines = []
    for number, back in lobby.paused:
        ways = (
            f"{number}号窗口暂停服务 {back}",
            f"{number}号窗口暂停 {back}",
            f"{number}号暂停 {back}",
            f"{number}号暂停",
        )
        lines.append(next((way.strip() for way in ways if width(way.strip()) <= caps.columns), ""))
    return [[page] for page in chunks([line for line in lines if line], caps.lines)]


def _texts(texts: Sequence[tuple[str, ...]], caps: Caps) -> list[list[Page]]:
    """Each on pages of its own; one with a number this board would break is left out."""
    return [pages for ways in texts if (pages := _text([plain(way) for way in ways], caps))]


def _text(ways: Sequence[str], caps: Caps) -> list[Page]:
    told = [chunks(wrapped(way, caps.columns), caps.lines) for way in ways if words_fit(way, caps.columns)]
    return next((pages for pages in told if len(pages) <= MOST_TEXT_PAGES), told[-1][:MOST_TEXT_PAGES] if told else [])
