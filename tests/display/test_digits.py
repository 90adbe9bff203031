"""Boards that have digits only: what the box has to say to them, and what they make of it."""

import pytest

from display.bootstrap import _caps
from display.render.counter import Plate, counter_pages
from display.render.hall import Lobby, hall_pages
from drivers import profile as profiles
from drivers.device.board_layout import number_in
from drivers.profile import BoardProfile
from server.vocab import CounterState, TicketState
from server.wire.hall import Counter
from tests.display.words import call, counter, current


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
        (counter(state=CounterState.PAUSED, reason="12", contact=""), None),
    ],
)
def test_a_ticket_shows_its_digits_and_nothing_else_shows_any(
    seen: Counter, number: int | None, offline: bool, profile: BoardProfile
) -> None:
    plate = Plate(counter=seen, services=("12",), holder="12", hours=("08:30-12:00",), back="12:00回")
    pages = counter_pages(plate, _caps(profile.capabilities), offline=offline)
    assert [number_in(page) for page in pages] == [number]


def test_a_hall_board_of_digits_shows_the_last_call(profile: BoardProfile) -> None:
    caps = _caps(profile.capabilities)
    called = Lobby(name="便民服务中心", calls=(call("A007"), call("A005")), texts=(("2025 年",),))
    assert [number_in(page) for page in hall_pages(called, caps)] == [7]
    assert [number_in(page) for page in hall_pages(Lobby(name="便民服务中心", texts=(("2025 年",),)), caps)] == [None]
