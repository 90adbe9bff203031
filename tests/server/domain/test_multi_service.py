"""One ticket for several services in turn: one number, one base, each service at a counter that does it."""

import pytest

from server.domain import command as c
from server.domain import event as e
from server.domain.ticket import Ticket
from server.vocab import Channel, Level
from server.vocab import TicketState as T
from tests.server.domain.playground import CIVIL, GENERAL, ONE, SOCIAL, THREE, TWO, Play, refused


@pytest.fixture
def play() -> Play:
    play = Play()
    play.open(ONE, TWO, THREE)
    return play


def serve(play: Play, ticket: Ticket, *, start: bool = True) -> str:
    """Call and finish `ticket` at whichever counter has it first; the name of the last fact."""
    counter = next(each for each in (ONE, TWO, THREE) if ticket.number in play.order(each))
    assert play.call(counter) is ticket
    if start:
        play.do(c.Start(ticket_id=ticket.id))
    return type(play.do(c.Finish(ticket_id=ticket.id))[-1]).__name__


def test_services_are_done_in_turn_under_one_number_and_base(play: Play) -> None:
    ticket = play.issue(GENERAL, CIVIL, SOCIAL)
    number, base = ticket.number, ticket.base_at
    play.pass_time(5)
    assert [serve(play, ticket) for _ in range(3)] == ["TicketMovedOn", "TicketMovedOn", "TicketFinished"]
    assert (ticket.number, ticket.base_at, ticket.state) == (number, base, T.FINISHED)
    assert ticket.done == (GENERAL, CIVIL)


def test_at_the_next_service_it_stands_where_its_base_puts_it(play: Play) -> None:
    ticket = play.issue(GENERAL, CIVIL)
    other = play.issue(CIVIL, after=3)
    serve(play, ticket)
    assert play.order(THREE) == [ticket.number, other.number]
    assert play.order(ONE) == []


def test_it_waits_for_one_service_at_a_time(play: Play) -> None:
    ticket = play.issue(GENERAL, CIVIL)
    assert play.order(THREE) == []
    assert refused(play, c.CallTicket(counter_id=THREE, ticket_id=ticket.id)).code == "wrong_counter"
    assert play.hall.waiting == {GENERAL: 1}


def test_a_binding_is_for_the_first_service_only(play: Play) -> None:
    ticket = play.issue(GENERAL, CIVIL, bound_to=TWO)
    assert (play.order(ONE), play.order(TWO)) == ([], [ticket.number])
    serve(play, ticket)
    assert (ticket.bound_to, play.order(THREE)) == (None, [ticket.number])


def test_a_transfer_changes_the_present_service_and_keeps_the_rest(play: Play) -> None:
    ticket = play.issue(GENERAL, CIVIL)
    play.do(c.Transfer(ticket_id=ticket.id, service_id=SOCIAL))
    assert ticket.services == (SOCIAL, CIVIL)


def test_a_transfer_to_a_service_of_later_does_not_queue_for_it_twice(play: Play) -> None:
    ticket = play.issue(GENERAL, CIVIL, SOCIAL)
    play.do(c.Transfer(ticket_id=ticket.id, service_id=CIVIL))
    assert ticket.services == (CIVIL, SOCIAL)
    assert [serve(play, ticket) for _ in range(2)] == ["TicketMovedOn", "TicketFinished"]


def test_between_two_services_a_visit_is_not_evaluated(play: Play) -> None:
    ticket = play.issue(GENERAL, CIVIL)
    serve(play, ticket)
    wish = c.Evaluate(ticket_id=ticket.id, level=Level.SATISFIED, channel=Channel.KEYPAD)
    assert refused(play, wish).code == "illegal_step"
    serve(play, ticket)
    play.do(wish)


def test_only_the_first_service_counts_in_the_caps(play: Play) -> None:
    for _ in range(5):
        play.issue(GENERAL, CIVIL)
    assert play.hall.issued == {(GENERAL, None): 5}


def test_each_service_learns_its_own_time(play: Play) -> None:
    ticket = play.issue(GENERAL, CIVIL)
    for counter, minutes in ((ONE, 4), (THREE, 9)):
        play.call(counter)
        play.do(c.Start(ticket_id=ticket.id))
        play.pass_time(minutes)
        play.do(c.Finish(ticket_id=ticket.id))
    assert [play.hall.times[each].to_carry() for each in (GENERAL, CIVIL)] == [(4.0,), (9.0,)]


def test_the_end_of_the_day_closes_what_is_left_of_it(play: Play) -> None:
    ticket = play.issue(GENERAL, CIVIL)
    serve(play, ticket)
    [closed] = play.do(c.EndDay())
    assert isinstance(closed, e.TicketClosed)
    assert ticket.state is T.CLOSED_UNSERVED
