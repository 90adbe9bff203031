"""Every state of a board on every size of board, as text: what stands on each page. `python -m tests.display.boards`
writes it anew into tests/golden/boards.txt, to be read before it is committed."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from display.board import Picture, Plan
from display.plan import counter_plan, hall_plan
from display.render.text import Caps
from display.view import View, lost
from server.vocab import BoardLanguage, CounterState, TicketState
from server.wire.content import BoardSetting, Content, Notice, Post
from server.wire.hall import Board, BoardWaiting, Counter, Opening, Span
from tests import golden
from tests.display.words import AT, board, call, counter, current

GOLDEN = Path(golden.__file__).parent / "boards.txt"
COUNTER_SIZES = (Caps(1, 8), Caps(1, 16), Caps(1, 32), Caps(2, 8), Caps(2, 16), Caps(2, 32))
HALL_SIZES = (Caps(1, 8), Caps(1, 16), Caps(2, 24), Caps(4, 16))
SPANS = [Span(start="08:30", end="12:00"), Span(start="14:00", end="17:30")]
LONG = "办不成事反映（投诉建议）服务窗口"
NOON = datetime(2025, 6, 9, 4, 30, tzinfo=UTC)


def now() -> datetime:
    return AT


def content(**more: object) -> Content:
    told = {
        "version": "1",
        "published_at": AT,
        "hall_id": "hall-1",
        "name": "便民服务中心",
        "name_en": "",
        "timezone": "Asia/Shanghai",
        "supervision_phone": "0535-0000002",
        "notices": (
            Notice(title="周六延时服务", body="每周六上午办理社保业务"),
            Notice(title="去年的公告", body="过期", until=date(2024, 12, 31)),
        ),
        "roster": (Post(counter_id=12, post="A", name="张明"), Post(counter_id=12, post="B", name="李华")),
        "board": BoardSetting(language=BoardLanguage.ZH, slogan="便民、规范、高效、廉洁"),
    }
    return Content.model_validate(told | more)


def opening(*, is_open: bool = True, opens_at: datetime | None = None) -> Opening:
    return Opening(is_open=is_open, day="working", spans=SPANS, opens_at=opens_at)


def waiting(service: str, name: str, count: int) -> BoardWaiting:
    return BoardWaiting(service_id=service, name=name, name_en="", waiting=count)


def seen(of: Board, *, open_: Opening | None = None) -> View:
    told = [waiting("social", "社会保障", 3), waiting("household", "户籍婚育（含计生）", 12)]
    known = of.model_copy(update={"waiting": of.waiting or told, "opening": open_ or opening()})
    return View(known, content=content())


def seated(**more: object) -> Counter:
    """Counter 2 with a clerk, whose account is nobody's business."""
    given: dict[str, object] = {"name": "综合受理", "services": ["social", "household"], "clerk": "zhang.ming"}
    return counter(2, **(given | more))  # type: ignore[arg-type]


AWAY = {"state": CounterState.PAUSED, "reason": "县民政局送件", "back_at": datetime(2025, 6, 9, 3, 0, tzinfo=UTC)}
COUNTERS: dict[str, View] = {
    "called": seen(board(seated(current=current()))),
    "called, long number": seen(board(seated(current=current("AB1234", ticket_id=5)))),
    "serving": seen(board(seated(current=current(state=TicketState.SERVING)))),
    "free": seen(board(seated())),
    "free, post B": seen(board(seated(post="B"))),
    "free, nobody known": seen(board(counter())),
    "free, long name": seen(board(seated(name=LONG))),
    "free, rare name": seen(board(seated(name="䶮昇·㛃𠮷"))),
    "paused": seen(board(seated(**AWAY, contact="0535-1234567"))),
    "paused, private phone": seen(board(seated(**AWAY, contact="张明 138 0000 0000"))),
    "closed": seen(board(seated(state=CounterState.CLOSED))),
    "closed at noon": seen(
        board(seated(state=CounterState.CLOSED)),
        open_=opening(is_open=False, opens_at=datetime(2025, 6, 9, 6, tzinfo=UTC)),
    ),
}
CALLS = (call("B012", 12), call("A005", 2), call("A004", 1, state="serving"), call("A003", 3, state="finished"))
NOBODY_WAITS = [waiting("social", "社会保障", 0)]
PAUSED_3 = counter(3, state=CounterState.PAUSED, reason="会议", back_at=datetime(2025, 6, 9, 3, 0, tzinfo=UTC))
HALLS: dict[str, View] = {
    "calls": seen(board(seated(), PAUSED_3, calls=CALLS)),
    "no calls": seen(board(seated()).model_copy(update={"waiting": NOBODY_WAITS})),
    "closed": seen(
        board(seated()).model_copy(update={"waiting": NOBODY_WAITS}),
        open_=opening(is_open=False, opens_at=datetime(2025, 6, 10, 0, 30, tzinfo=UTC)),
    ),
}


def table() -> str:
    """The whole of it."""
    return "".join([*_part("counter", COUNTERS, COUNTER_SIZES), *_part("hall", HALLS, HALL_SIZES)])


def _part(kind: str, views: dict[str, View], sizes: Sequence[Caps]) -> Iterator[str]:
    for name, view in views.items():
        for caps in sizes:
            for how, known in (("", view), (", offline", lost(view))):
                plan = plan_of(kind, caps)
                yield f"{kind} {name}{how} on {caps.lines}x{caps.columns}: {told(plan.paint(known))}\n"


def plan_of(kind: str, caps: Caps) -> Plan:
    return counter_plan(2, caps, now) if kind == "counter" else hall_plan(caps, now)


def told(pages: Sequence[Picture]) -> str:
    return " ‖ ".join(f"{page.colour} {'｜'.join(page.lines)}" for page in pages)


if __name__ == "__main__":
    GOLDEN.write_text(table(), encoding="utf-8")
