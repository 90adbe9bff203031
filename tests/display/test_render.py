"""What stands on boards, line by line: states, sizes, what is cut, what is replaced, what never appears."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.render.board import counter_lines, hall_lines
from display.render.text import Caps, fit, plain, public, width
from server.vocab import CounterState, TicketState
from server.wire.hall import Counter
from tests.display.words import board, call, counter, current

ZONE = ZoneInfo("Asia/Shanghai")
SMALL, WIDE, TALL = Caps(1, 8), Caps(1, 16), Caps(2, 16)
NARROW_TALL = Caps(2, 12)
CALLED = counter(current=current())
SERVING = counter(current=current(state=TicketState.SERVING))
CLOSED = counter(state=CounterState.CLOSED)
PAUSED = counter(
    state=CounterState.PAUSED,
    reason="会议",
    contact="李四 13800000000",
    back_at=datetime(2025, 6, 9, 2, 30, tzinfo=UTC),
)

GOLDEN: list[tuple[Counter, Caps, list[str], list[str]]] = [
    (CALLED, SMALL, ["A005 2号"], ["A005离线"]),
    (CALLED, WIDE, ["A005 请到2号窗口"], ["A005 2号 离线"]),
    (CALLED, TALL, ["A005 请到2号窗口"], ["A005 请到2号窗口", "离线"]),
    (CALLED, NARROW_TALL, ["A005", "请到2号窗口"], ["A005 2号窗口", "离线"]),
    (SERVING, SMALL, ["A005办理"], ["A005离线"]),
    (SERVING, WIDE, ["A005 正在办理"], ["A005办理 离线"]),
    (counter(), SMALL, ["社保"], ["2号 离线"]),
    (counter(), WIDE, ["2号窗口 社保"], ["社保 离线"]),
    (counter(name="办不成事反映"), SMALL, ["2号窗口"], ["2号 离线"]),
    (CLOSED, SMALL, ["暂未开放"], ["关窗离线"]),
    (CLOSED, TALL, ["2号窗口 暂未开放"], ["2号窗口 暂未开放", "离线"]),
    (PAUSED, SMALL, ["暂停服务 会议 10:30回"], ["暂停服务 会议 10:30回 离线"]),
    (PAUSED, TALL, ["暂停服务", "会议 10:30回"], ["暂停服务", "离线"]),
]


@pytest.mark.parametrize(("seen", "caps", "lines", "offline"), GOLDEN)
def test_a_counter_board_says_what_is_so(seen: Counter, caps: Caps, lines: list[str], offline: list[str]) -> None:
    assert counter_lines(seen, caps, ZONE) == lines
    assert counter_lines(seen, caps, ZONE, offline=True) == offline


def test_the_newest_call_stands_on_top_of_the_hall_board() -> None:
    seen = board(calls=(call("B012", 12), call("A005", 2), call("A004", 1)))
    assert hall_lines(seen, Caps(2, 16)) == ["B012 12号窗口", "A005 请到2号窗口"]
    assert hall_lines(seen, Caps(3, 16), offline=True) == ["B012 12号窗口", "A005 请到2号窗口", "离线"]
    assert hall_lines(seen, SMALL) == ["B012→12"]


def test_a_hall_board_of_a_zone_shows_that_zone_and_only_who_is_sent() -> None:
    seen = board(
        calls=(call("A009", state="no_show"), call("A008", zone="乙区"), call("A007", state="finished"), call())
    )
    assert hall_lines(seen, Caps(4, 16), zone="甲区") == ["A005 请到2号窗口"]


def test_a_hall_board_without_calls_shows_the_hall() -> None:
    assert hall_lines(board(), Caps(2, 16)) == ["便民服务中心"]
    assert hall_lines(board(), SMALL) == ["便民服务"]


def test_a_character_the_font_lacks_is_seen_to_be_missing() -> None:
    assert plain("𠮷A朱镕基") == "〓A朱〓基"
    assert plain("一\x07二\n三") == "一〓二 三"


def test_no_personal_number_reaches_a_board() -> None:
    told = counter(state=CounterState.PAUSED, reason="找王五138 0000-0000或37060219900101123X", contact="13800000000")
    for caps in (SMALL, WIDE, TALL, Caps(4, 64)):
        shown = "".join(counter_lines(told, caps, ZONE))
        assert not any(part in shown for part in ("138", "3706", "123X"))
    assert public("10:30 回, 3 号门") == "10:30 回, 3 号门"


def test_neither_clerk_nor_contact_reaches_a_board() -> None:
    for state in CounterState:
        seen = counter(state=state, clerk="zhangsan", contact="李四", current=current(), reason="开会")
        shown = "".join(counter_lines(seen, Caps(4, 64), ZONE))
        assert "zhangsan" not in shown
        assert "李四" not in shown


@given(st.text(), st.integers(0, 40))
def test_cutting_never_exceeds_the_board_and_never_splits_a_character(text: str, columns: int) -> None:
    cut = fit(text, columns)
    assert width(cut) <= columns
    assert text.startswith(cut)


@given(
    st.text(max_size=12),
    st.text(max_size=12),
    st.integers(1, 99),
    st.sampled_from(list(CounterState)),
    st.builds(Caps, st.integers(1, 4), st.integers(4, 40)),
    st.booleans(),
)
def test_every_state_of_every_counter_fits_and_can_be_sent(
    number: str, name: str, counter_number: int, state: CounterState, caps: Caps, offline: bool
) -> None:
    seen = counter(counter_number, state=state, name=name, reason=name, current=current(number) if number else None)
    lines = counter_lines(seen, caps, ZONE, offline=offline)
    assert len(lines) <= caps.lines
    assert "\n" not in "".join(lines)
    "".join(lines).encode("gb2312")
    runs = state is CounterState.PAUSED and caps.lines == 1
    assert runs or all(width(line) <= caps.columns for line in lines)
    assert not offline or "离线" in "".join(lines)
