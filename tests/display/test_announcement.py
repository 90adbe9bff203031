"""Which calls are said: each once, in order, none that is over, never too many; and in which languages."""

from datetime import time

import pytest

from display.announcement import LONGEST, Call, Waiting, offered, spoken_in, still_called
from display.render.volume import Hours, hours_from, volume_at
from display.view import View, from_snapshot, lost
from server.vocab import TicketState
from tests.display.words import board, counter, current, snapshot


def call(ticket_id: int, counter_number: int = 2, *, rev: int = 1, heard_at: float = 0.0) -> Call:
    return Call(
        rev=rev,
        ticket_id=ticket_id,
        counter_id=10 + counter_number,
        number=f"A{ticket_id:03}",
        counter_number=counter_number,
        language="zh",
        heard_at=heard_at,
    )


def calling(ticket_id: int, state: TicketState = TicketState.CALLED) -> View:
    """Counter 2 is occupied with that ticket, counter 3 with nobody."""
    now = current(f"A{ticket_id:03}", state, ticket_id)
    return from_snapshot(snapshot(board(counter(2, current=now), counter(3))))


def numbers(waiting: Waiting) -> list[int]:
    return [each.ticket_id for each in waiting]


def test_calls_wait_in_the_order_they_came() -> None:
    assert numbers(offered(offered((), call(1)), call(2, 3))) == [1, 2]


def test_a_recall_takes_the_place_of_the_call_that_was_not_said_yet() -> None:
    waiting = offered(offered((), call(1, rev=1, heard_at=5.0)), call(2, rev=2))
    waiting = offered(waiting, call(1, rev=3, heard_at=9.0))
    assert [(each.ticket_id, each.rev) for each in waiting] == [(1, 3), (2, 2)]
    assert waiting[0].heard_at == 5.0, "the person has been waiting for the voice since the first call"


def test_a_call_to_another_counter_replaces_the_old_one() -> None:
    waiting = offered(offered((), call(1, 2)), call(1, 3, rev=2))
    assert [(each.ticket_id, each.counter_number) for each in waiting] == [(1, 3)]


def test_of_too_many_the_oldest_goes() -> None:
    waiting: Waiting = ()
    for ticket_id in range(LONGEST + 3):
        waiting = offered(waiting, call(ticket_id))
    assert numbers(waiting) == list(range(3, LONGEST + 3))


@pytest.mark.parametrize("state", [TicketState.SERVING, TicketState.FINISHED, TicketState.NO_SHOW])
def test_whoever_is_not_called_any_more_is_not_said(state: TicketState) -> None:
    assert numbers(still_called((call(1),), calling(1))) == [1]
    assert still_called((call(1),), calling(1, state)) == ()


def test_a_call_is_over_when_another_ticket_stands_at_the_counter_or_nothing_is_known() -> None:
    assert still_called((call(1), call(2, 3)), calling(7)) == ()
    assert still_called((call(1),), None) == ()


def test_the_loss_of_the_server_drops_no_call() -> None:
    assert numbers(still_called((call(1),), lost(calling(1)))) == [1]


@pytest.mark.parametrize(
    ("wanted", "ticket", "spoken"),
    [
        (("zh", "ticket"), "zh", ["zh", "zh"]),
        (("zh", "ticket"), "en", ["zh", "zh", "en"]),
        (("zh", "ticket"), "en-GB", ["zh", "zh", "en"]),
        (("zh", "en"), "en", ["zh", "en", "zh", "en"]),
        (("zh",), "en", ["zh", "zh"]),
        (("en", "zh"), "zh", ["en", "zh", "en", "zh"]),
        (("bo", "zh"), "zh", ["zh", "zh"]),
        (("bo",), "zh", ["zh", "zh"]),
        (("zh", "ticket"), "fr", ["zh", "zh"]),
        ((), "zh", ["zh", "zh"]),
    ],
)
def test_the_hall_says_in_which_languages(wanted: tuple[str, ...], ticket: str, spoken: list[str]) -> None:
    assert spoken_in(wanted, ticket, ["zh", "en"]) == spoken


def test_the_volume_follows_the_time_of_the_day() -> None:
    hours = (Hours(time(12), time(13, 30), 40), Hours(time(20), time(8), 0))
    at = {time(11, 59): 100, time(12): 40, time(13, 29): 40, time(13, 30): 100,
          time(20): 0, time(23, 59): 0, time(0): 0, time(7, 59): 0, time(8): 100}  # fmt: skip
    assert {each: volume_at(hours, each) for each in at} == at


def test_hours_are_written_as_in_the_hall_file() -> None:
    assert hours_from("12:00-13:30=40") == Hours(time(12), time(13, 30), 40)
    assert hours_from("18：00 - 24:00 = 0") == Hours(time(18), time(0), 0)
    for wrong in ("12:00=40", "12:00-13:30", "12:00-13:30=101", "25:00-26:00=1", "12:00-24:30=1", "12:60-13:00=5"):
        with pytest.raises(ValueError, match="应写作"):
            hours_from(wrong)
