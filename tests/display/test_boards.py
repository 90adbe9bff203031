"""What stands on boards: every state on every size, and what must hold of any name, number and size."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.plan import counter_plan, hall_plan
from display.render.text import OFFLINE, Caps, width
from display.view import View, from_snapshot, lost
from server.vocab import CounterState, TicketState
from server.wire.content import Leader
from server.wire.hall import BoardCall
from tests.display import boards
from tests.display.boards import AWAY, COUNTERS, HALLS, NOON, content, now, plan_of, seated, seen, told
from tests.display.words import AT, board, call, counter, current, snapshot

STATES = [*(("counter", view) for view in COUNTERS.values()), *(("hall", view) for view in HALLS.values())]
SIZES = st.builds(Caps, st.integers(1, 4), st.integers(8, 32), st.sampled_from(["gb2312", "gbk", "gb18030"]))
NUMBERS = st.from_regex(r"[A-Z]{0,2}[0-9]{3,4}", fullmatch=True)


def lines_of(view: View | None, caps: Caps, number: int = 2) -> list[tuple[str, ...]]:
    return [page.lines for page in counter_plan(number, caps, now).paint(view)]


def test_every_state_on_every_board_stands_as_it_was_looked_at() -> None:
    assert boards.table() == boards.GOLDEN.read_text(encoding="utf-8")


@given(
    st.text(max_size=24),
    NUMBERS,
    st.integers(1, 99),
    st.sampled_from(list(CounterState)),
    st.sampled_from([None, TicketState.CALLED, TicketState.SERVING]),
    SIZES,
    st.booleans(),
)
def test_any_counter_fits_its_board_and_the_number_survives(
    text: str, number: str, at: int, state: CounterState, ticket: TicketState | None, caps: Caps, is_lost: bool
) -> None:
    here = counter(
        at, state=state, name=text, services=["social"], clerk="x", reason=text, contact=text, back_at=AWAY["back_at"],
        current=current(number, ticket) if ticket else None,
    )  # fmt: skip
    view = seen(board(here))
    pages = lines_of(lost(view) if is_lost else view, caps, at)
    assert pages
    assert all(len(page) <= caps.lines for page in pages)
    runs = state is CounterState.PAUSED and caps.lines == 1
    assert runs or all(width(line) <= caps.columns for page in pages for line in page)
    everything = "".join(line for page in pages for line in page)
    everything.encode(caps.alphabet if caps.alphabet != "gb2312" else "gbk")
    assert "\n" not in everything
    assert not is_lost or OFFLINE in everything
    if state is CounterState.OPEN and ticket is not None:
        assert number in "".join(pages[0])


@given(st.lists(st.tuples(NUMBERS, st.integers(1, 99), st.sampled_from(["called", "serving", "finished"])), max_size=9),
       st.text(max_size=40), SIZES, st.booleans())  # fmt: skip
def test_any_hall_fits_its_board_and_every_called_number_is_seen(
    calls: list[tuple[str, int, str]], text: str, caps: Caps, is_lost: bool
) -> None:
    made = tuple(_call(place, *each) for place, each in enumerate(calls))
    view = seen(board(calls=made))
    view = View(view.board, content=content(board={"slogan": text, "language": "zh"}))
    pages = [page.lines for page in hall_plan(caps, now).paint(lost(view) if is_lost else view)]
    assert pages
    assert all(len(page) <= caps.lines and all(width(line) <= caps.columns for line in page) for page in pages)
    lines = [line for page in pages for line in page]
    if is_lost:
        assert any(OFFLINE in line for line in lines)
    else:
        assert all(any(line.startswith(each[0]) for line in lines) for each in calls if each[2] == "called")


def _call(place: int, number: str, counter_number: int, state: str) -> BoardCall:
    return call("A000", counter_number, state=state).model_copy(update={"number": number, "ticket_id": place})


def test_a_call_stands_on_top_of_the_hall_s_board_with_the_others_below() -> None:
    first, second = call("A005"), call("B012", 12)
    plan, view = hall_plan(Caps(3, 16), now), seen(board(calls=(second, first, call("A001", 1, state="serving"))))
    picture = plan.call(view, first)
    assert picture.lines == ("A005 请到2号窗口", "B012 12号窗口", "A001 请到1号窗口")
    assert picture.flash


def test_a_hall_s_board_of_a_zone_shows_that_zone() -> None:
    here = board(
        seated(), counter(3, zone="乙区", services=["household"]), calls=(call("A008", 3, zone="乙区"), call())
    )
    pages = hall_plan(Caps(4, 16), now, zone="甲区").paint(View(seen(here).board))
    assert told(pages[:1]) == "red A005 请到2号窗口"
    plan = hall_plan(Caps(4, 16), now, zone="乙区")
    assert [plan.concerns(seen(here), each) for each in (12, 13, None)] == [False, True, False]


def test_whoever_is_done_is_off_the_hall_s_board() -> None:
    gone = tuple(call(f"A00{n}", state=state) for n, state in enumerate(("finished", "no_show", "held", "waiting")))
    pages = plan_of("hall", Caps(4, 16)).paint(from_snapshot(snapshot(board(calls=gone))))
    assert pages[0].lines == ("便民服务中心",)


def test_neither_an_account_nor_a_private_number_reaches_a_board() -> None:
    reason, contact = "找王五138 0000-0000或37060219900101123X", "李四 139-0000-0000"
    for _, view in [*STATES, ("", seen(board(seated(state=CounterState.PAUSED, reason=reason, contact=contact))))]:
        for caps in (Caps(1, 8), Caps(2, 16), Caps(4, 32)):
            shown = "".join("".join(page) for page in lines_of(view, caps))
            assert not any(part in shown for part in ("zhang.ming", "138", "3706", "123X", "139", "李四"))


def test_a_clerk_who_stands_in_is_named_as_published() -> None:
    assert ("B岗 李华",) in lines_of(seen(board(seated(post="B"))), Caps(1, 8))
    assert ("A岗 李华",) in lines_of(seen(board(seated(clerk="李华"))), Caps(1, 8))
    unknown = View(seen(board(seated(post="C"))).board, content=content())
    assert not any("岗" in line for page in lines_of(unknown, Caps(1, 8)) for line in page)


@pytest.mark.parametrize(
    ("at", "opens_at", "word"),
    [
        (datetime(2025, 6, 9, 0, 0, tzinfo=UTC), datetime(2025, 6, 9, 0, 30, tzinfo=UTC), "尚未办公"),
        (NOON, datetime(2025, 6, 9, 6, 0, tzinfo=UTC), "午间休息"),
        (datetime(2025, 6, 9, 10, 0, tzinfo=UTC), datetime(2025, 6, 10, 0, 30, tzinfo=UTC), "不办公"),
        (NOON, None, "不办公"),
    ],
)
def test_a_closed_counter_says_why(at: datetime, opens_at: datetime | None, word: str) -> None:
    view = seen(board(seated(state=CounterState.CLOSED)), open_=boards.opening(is_open=False, opens_at=opens_at))
    [page] = counter_plan(2, Caps(1, 8), lambda: at).paint(view)
    assert word in page.lines[0] or page.lines[0] == "现在不办"


def test_a_pause_that_ends_another_day_names_the_day() -> None:
    away = {**AWAY, "back_at": datetime(2025, 6, 10, 1, 0, tzinfo=UTC)}
    [page] = lines_of(seen(board(seated(**away))), Caps(1, 16))
    assert page == ("暂停服务 县民政局送件 6月10日09:00回",)


def test_a_rare_character_is_shown_by_the_boards_that_have_it() -> None:
    view = COUNTERS["free, rare name"]
    shown = {alphabet: lines_of(view, Caps(1, 32, alphabet))[0][0] for alphabet in ("gb2312", "gbk", "gb18030")}
    assert shown["gb2312"].startswith("2号窗口 〓〓·〓〓 ")
    assert shown["gbk"].startswith("2号窗口 〓昇·〓〓 ")
    assert shown["gb18030"].startswith("2号窗口 䶮昇·㛃〓 ")


def test_a_counter_the_hall_does_not_have_is_told_on_its_board() -> None:
    assert lines_of(seen(board(seated())), Caps(2, 16), 9) == [("无9号窗口",)]


def test_before_the_hall_is_found_a_board_says_so() -> None:
    assert lines_of(None, Caps(2, 16)) == [("离线",)]
    assert told(plan_of("hall", Caps(2, 16)).paint(None)) == "yellow 离线"


def test_notices_are_shown_on_their_days_only() -> None:
    def on(moment: datetime) -> str:
        return "".join(
            line for page in hall_plan(Caps(2, 24), lambda: moment).paint(HALLS["no calls"]) for line in page.lines
        )

    assert "周六延时服务" in on(AT)
    assert "去年的公告" not in on(AT)
    assert "去年的公告" in on(datetime(2024, 12, 31, tzinfo=UTC))


def test_the_leader_on_duty_is_named_on_the_hall_s_board() -> None:
    on_mondays = content(leaders=(Leader(name="王强", rank="副镇长", weekdays=(0,)),))
    view = View(HALLS["no calls"].board, content=on_mondays)
    pages = hall_plan(Caps(2, 24), now).paint(view)
    assert ("今日带班 副镇长 王强",) in [page.lines for page in pages]
    tuesday = hall_plan(Caps(2, 24), lambda: datetime(2025, 6, 10, 1, tzinfo=UTC)).paint(view)
    assert not any("带班" in line for page in tuesday for line in page.lines)
