"""What a counter's board and the hall's board are for: which pages they show, which calls concern them. Pure."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from display.board import CALL_COLOUR, Picture, Plan
from display.render.counter import Plate, call_layouts, counter_pages, with_number
from display.render.hall import Lobby, call_page, call_pages, hall_pages
from display.render.text import OFFLINE, Caps, choose, legible, plain
from display.view import ACTIVE, View
from server.vocab import CounterState, TicketState
from server.wire.content import Content
from server.wire.hall import BoardCall, Counter, Opening

BUSY_COLOUR, AWAY_COLOUR = "green", "yellow"
Now = Callable[[], datetime]
"""What time it is, with a zone: whether a closed hall will open today, which notices are shown."""


def counter_plan(number: int, caps: Caps, now: Now) -> Plan:
    """The board over the counter people know as `number`."""

    def paint(view: View | None) -> tuple[Picture, ...]:
        if view is None:
            return _nothing_known(caps)
        counter = view.counter_numbered(number)
        if counter is None:
            # Somebody wired a board to a counter the hall does not have: say it where it is seen.
            return _pictures([choose([[f"无{number}号窗口"], [f"无{number}号"]], caps)], AWAY_COLOUR, caps)
        pages = counter_pages(_plate(counter, view, _local(view, now)), caps, offline=not view.is_live)
        return _pictures(pages, _colour(counter) if view.is_live else AWAY_COLOUR, caps)

    def call(view: View | None, call: BoardCall) -> Picture:
        [page] = with_number(plain(call.number), call_layouts(plain(call.number), call.counter_number, caps), caps)
        return _picture(page, CALL_COLOUR, caps, flash=True)

    def concerns(view: View, counter_id: int | None) -> bool:
        counter = view.counter(counter_id)
        return counter is not None and counter.number == number

    return Plan(paint, call, concerns)


def hall_plan(caps: Caps, now: Now, *, zone: str | None = None) -> Plan:
    """The hall's board: all calls, or those of one zone."""

    def paint(view: View | None) -> tuple[Picture, ...]:
        if view is None:
            return _nothing_known(caps)
        lobby = _lobby(view, zone, _local(view, now))
        if not view.is_live:
            return _pictures(hall_pages(lobby, caps, offline=True), AWAY_COLOUR, caps)
        calls, colour = call_pages(lobby.calls, caps), AWAY_COLOUR if lobby.closed else BUSY_COLOUR
        pages = hall_pages(lobby, caps)
        return tuple(_picture(page, CALL_COLOUR if page in calls else colour, caps) for page in pages)

    def call(view: View | None, call: BoardCall) -> Picture:
        return _picture(call_page(call, _calls(view, zone) if view else (), caps), CALL_COLOUR, caps, flash=True)

    def concerns(view: View, counter_id: int | None) -> bool:
        counter = view.counter(counter_id)
        return counter is not None and zone in (None, counter.zone)

    return Plan(paint, call, concerns)


def _pictures(pages: list[list[str]], colour: str, caps: Caps) -> tuple[Picture, ...]:
    return tuple(_picture(page, colour, caps) for page in pages)


def _picture(page: list[str], colour: str, caps: Caps, *, flash: bool = False) -> Picture:
    return Picture(tuple(legible(line, caps.alphabet) for line in page), colour, flash)


def _nothing_known(caps: Caps) -> tuple[Picture, ...]:
    return _pictures([choose([[OFFLINE]], caps)], AWAY_COLOUR, caps)


def _colour(counter: Counter) -> str:
    if counter.state is not CounterState.OPEN:
        return AWAY_COLOUR
    is_called = counter.current is not None and counter.current.state == TicketState.CALLED
    return CALL_COLOUR if is_called else BUSY_COLOUR


def _local(view: View, now: Now) -> datetime:
    return now().astimezone(ZoneInfo(view.board.hall.timezone))


def _plate(counter: Counter, view: View, local: datetime) -> Plate:
    opening = view.board.opening
    names = {each.service_id: each.name for each in view.board.waiting}
    return Plate(
        counter=counter,
        services=tuple(names[service] for service in counter.services if service in names),
        holder=_holder(counter, view.content),
        closed=("暂未开放", "关窗") if opening.is_open else _closed(opening, local),
        hours=_hours(opening),
        back=_back(counter, local),
    )


def _lobby(view: View, zone: str | None, local: datetime) -> Lobby:
    board = view.board
    counters = [counter for counter in board.counters if zone in (None, counter.zone)]
    served = {service for counter in counters for service in counter.services}
    calls = _calls(view, zone)
    waiting = tuple(each for each in board.waiting if each.service_id in served)
    is_busy = any(each.state in ACTIVE for each in calls) or any(each.waiting for each in waiting)
    paused = [counter for counter in counters if counter.state is CounterState.PAUSED]
    return Lobby(
        name=board.hall.name,
        calls=calls,
        waiting=waiting,
        paused=tuple((counter.number, _back(counter, local)) for counter in paused),
        closed=() if board.opening.is_open or is_busy else _closed(board.opening, local),
        hours=_hours(board.opening),
        announced=tuple(each.text for each in board.announcements if each.until > local),
        texts=tuple(_texts(view.content, local)) if view.content else (),
    )


def _calls(view: View, zone: str | None) -> tuple[BoardCall, ...]:
    return tuple(call for call in view.board.calls if zone in (None, call.zone))


def _holder(counter: Counter, content: Content | None) -> str:
    """Who has the post, by the name the hall has published; an account's name is nobody's business."""
    if content is None or counter.clerk is None:
        return ""
    if any(post.name == counter.clerk for post in content.roster):
        return counter.clerk
    posts = {(post.counter_id, post.post): post.name for post in content.roster}
    return posts.get((counter.id, counter.post), "")


def _closed(opening: Opening, local: datetime) -> tuple[str, str]:
    """Why nobody is served, a long and a short way to say it."""
    if opening.opens_at is None or opening.opens_at.astimezone(local.tzinfo).date() != local.date():
        return "现在不办公", "不办公"
    has_begun = any(span.start <= f"{local:%H:%M}" for span in opening.spans)
    return ("午间休息", "午休") if has_begun else ("尚未开始办公", "尚未办公")


def _hours(opening: Opening) -> tuple[str, ...]:
    return tuple(f"{span.start}-{span.end}" for span in opening.spans)


def _back(counter: Counter, local: datetime) -> str:
    if counter.back_at is None:
        return ""
    back = counter.back_at.astimezone(local.tzinfo)
    return f"{back:%H:%M}回" if back.date() == local.date() else f"{back.month}月{back.day}日{back:%H:%M}回"


def _texts(content: Content, local: datetime) -> Iterator[tuple[str, ...]]:
    """Slogan (R-267), the leader on duty (R-229), notices of today, where to complain and book (R-210, R-021)."""
    if content.board.slogan:
        yield (content.board.slogan,)
    if (leader := content.leader_on(local.date())) is not None:
        yield (f"今日带班 {leader.rank} {leader.name}", f"今日带班 {leader.name}")
    for notice in content.notices:
        if notice.is_shown(local.date()):
            yield (f"{notice.title}：{notice.body}", notice.title)
    for name, phone in (("监督电话", content.supervision_phone), ("预约电话", content.booking_phone)):
        if phone:
            yield (f"{name} {phone}",)
