"""The green channel: its reasons, and how it is mixed with the others so that nobody starves on either side."""

import pytest

from server.domain import command as c
from server.domain.policy import GREEN_REASONS, GreenReason
from server.domain.ticket import Ticket
from server.vocab import TicketClass
from tests.server.domain.playground import (
    CIVIL,
    EXPRESS,
    GENERAL,
    KIOSK,
    ONE,
    SOCIAL,
    THREE,
    TWO,
    Play,
    refused,
    with_policy,
)


def wish(reason: str | None) -> c.IssueTicket:
    return c.IssueTicket(services=(GENERAL,), ticket_class=TicketClass.GREEN, class_reason=reason)


def test_the_reasons_are_exactly_those_of_the_handbook() -> None:
    assert [each.name for each in GREEN_REASONS] == ["老", "弱", "病", "残", "孕", "军人家属", "困难群众"]


@pytest.mark.parametrize("reason", GREEN_REASONS)
def test_a_reason_is_taken_by_code_or_by_name_and_kept_as_code(reason: GreenReason) -> None:
    play = Play()
    for word in (reason.code, reason.name):
        play.do(wish(word), KIOSK)
    kept = {ticket.class_reason for ticket in play.hall.tickets.values()}
    assert kept == {reason.code}


@pytest.mark.parametrize("reason", [None, "", "熟人"])
def test_without_one_of_the_reasons_there_is_no_green_ticket(reason: str | None) -> None:
    assert refused(Play(), wish(reason), KIOSK).code == "reason_required"


def test_after_two_green_calls_one_of_the_others_goes_first() -> None:
    play = Play()
    play.open(ONE)
    ordinary = [play.issue() for _ in range(2)]
    greens = [play.green() for _ in range(5)]
    expected = [*greens[:2], ordinary[0], *greens[2:4], ordinary[1], greens[4]]
    assert play.order() == [ticket.number for ticket in expected]
    called = [play.serve() for _ in range(7)]
    assert called == [ticket.number for ticket in expected]


def test_the_length_of_a_run_is_a_parameter() -> None:
    play = Play(with_policy(max_run=1))
    play.issue(), play.issue(), play.green(), play.green()
    assert play.order() == ["A003", "A001", "A004", "A002"]


def test_a_run_counts_over_all_counters_of_a_service() -> None:
    play = Play()
    play.open(ONE, TWO)
    ordinary, greens = play.issue(), [play.green() for _ in range(3)]
    assert [play.serve(ONE), play.serve(TWO)] == [greens[0].number, greens[1].number]
    called = play.call(TWO)
    assert called is ordinary
    assert called.why is not None
    assert (called.why.rule, called.why.over) == ("green_run", greens[2].number)


def test_a_call_of_another_service_ends_the_run_only_where_it_was_made() -> None:
    play = Play()
    play.open(ONE, TWO, THREE)
    play.issue(CIVIL)
    ordinary, greens = play.issue(), [play.green() for _ in range(3)]
    play.serve(ONE), play.serve(ONE), play.serve(THREE)
    assert play.order(ONE) == [ordinary.number, greens[2].number]


def test_greens_go_on_while_nobody_else_waits() -> None:
    play = Play()
    greens = [play.green() for _ in range(4)]
    assert play.order() == [ticket.number for ticket in greens]


def test_a_booking_before_its_time_does_not_end_a_run() -> None:
    play = Play()
    play.book(11)
    play.at(9, days=1)
    booked, greens = play.check_in(), [play.green() for _ in range(3)]
    assert play.order() == [*(ticket.number for ticket in greens), booked.number]


def test_a_green_ticket_bound_elsewhere_does_not_give_way_for_ever() -> None:
    """The run that counts for it is that of its counter, for no other counter can call it."""
    play = Play()
    play.open(ONE, THREE)
    for _ in range(2):
        play.green(CIVIL)
        play.serve(THREE)  # civil has seen its run; nobody of civil is called any more
    waiting: list[Ticket] = [play.issue(after=1) for _ in range(3)]
    bound = play.green(CIVIL)
    play.do(c.Transfer(ticket_id=bound.id, counter_id=ONE))
    assert play.order(ONE) == [bound.number, *(ticket.number for ticket in waiting)]


def test_bound_green_tickets_too_let_an_ordinary_one_pass_after_a_run() -> None:
    play = Play()
    ordinary = play.issue(EXPRESS)
    greens = [play.green(SOCIAL) for _ in range(3)]
    for ticket in greens:
        play.do(c.Transfer(ticket_id=ticket.id, counter_id=ONE))
    assert play.order(ONE) == [greens[0].number, greens[1].number, ordinary.number, greens[2].number]


def test_the_run_is_forgotten_over_night() -> None:
    play = Play()
    play.open(ONE)
    play.green(), play.green()
    play.serve(), play.serve()
    play.at(9, days=1)
    ordinary, green = play.issue(), play.green()
    assert play.order() == [green.number, ordinary.number]
