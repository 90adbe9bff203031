"""Boards that have digits only: what the box has to say to them, and what they make of it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from display.bootstrap import _caps
from display.render.board import counter_lines, hall_lines
from drivers import profile as profiles
from drivers.device.board_layout import number_in
from drivers.profile import BoardProfile
from server.vocab import CounterState, TicketState
from server.wire.hall import Counter
from tests.display.words import board, call, counter, current

ZONE = ZoneInfo("Asia/Shanghai")
BACK = datetime(2025, 6, 9, 2, 30, tzinfo=UTC)


@pytest.fixture(params=["number-4byte", "modbus-number"])
def profile(request: pytest.FixtureRequest) -> BoardProfile:
    loaded = profiles.load(request.param)
    assert isinstance(loaded, BoardProfile)
    return loaded


@pytest.mark.parametrize("offline", [False, True])
@pytest.mark.parametrize(
    ("seen", "number"),
    [
        (counter(current=current("A105")), 105),
        (counter(current=current("ABCD105", ticket_id=5)), 105),
        (counter(12, current=current("105", ticket_id=5)), 105),
        (counter(current=current(state=TicketState.SERVING)), 5),
        (counter(), None),
        (counter(12, name="办不成事反映"), None),
        (counter(state=CounterState.CLOSED), None),
        (counter(state=CounterState.PAUSED, reason="12", contact="", back_at=BACK), None),
    ],
)
def test_a_ticket_shows_its_digits_and_nothing_else_shows_any(
    seen: Counter, number: int | None, offline: bool, profile: BoardProfile
) -> None:
    lines = counter_lines(seen, _caps(profile.capabilities), ZONE, offline=offline)
    assert number_in(lines) == number


def test_a_hall_board_of_digits_shows_the_last_call(profile: BoardProfile) -> None:
    caps = _caps(profile.capabilities)
    assert number_in(hall_lines(board(calls=(call("A007"), call("A005"))), caps)) == 7
    assert number_in(hall_lines(board(), caps)) is None
