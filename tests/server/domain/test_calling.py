"""Calling and serving: next, chosen, recall and its limit, no-show and the way back, start, finish, evaluation."""

import pytest

from server.domain import command as c
from server.domain import event as e
from server.domain.ticket import Ticket
from server.vocab import Channel, CounterId, Level, ServiceId, SlipState
from server.vocab import TicketState as T
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


@pytest.fixture
def play() -> Play:
    play = Play()
    play.open(ONE, TWO, THREE)
    return play


def called(play: Play) -> Ticket:
    """The next one, just called at counter 1."""
    ticket = play.call(ONE)
    assert ticket is not None
    return ticket


def test_calling_when_nobody_waits_is_no_error_and_no_fact(play: Play) -> None:
    assert play.do(c.CallNext(counter_id=ONE)) == []


def test_a_called_ticket_is_at_one_counter_and_the_counter_is_taken(play: Play) -> None:
    ticket = play.issue()
    assert called(play) is ticket
    assert (ticket.state, ticket.counter_id, play.post(ONE).current) == (T.CALLED, ONE, ticket.id)
    play.issue()
    refusal = refused(play, c.CallNext(counter_id=ONE))
    assert (refusal.code, refusal.facts["ticket_id"]) == ("counter_busy", ticket.id)


def test_two_counters_that_press_one_after_the_other_never_get_the_same_ticket(play: Play) -> None:
    numbers = [play.issue().number for _ in range(40)]
    got = [play.serve(ONE if turn % 2 else TWO) for turn in range(40)]
    assert got == numbers
    assert play.serve(ONE) is None


def test_only_an_open_counter_calls(play: Play) -> None:
    play.issue()
    play.do(c.PauseCounter(counter_id=ONE, reason="开会", contact="0000"))
    assert refused(play, c.CallNext(counter_id=ONE)).code == "counter_paused"
    play.do(c.CloseCounter(counter_id=ONE))
    assert refused(play, c.CallNext(counter_id=ONE)).code == "counter_closed"
    assert refused(play, c.CallNext(counter_id=CounterId(9))).code == "unknown_counter"


def test_a_chosen_ticket_is_called_out_of_turn_and_the_reason_says_so(play: Play) -> None:
    first, chosen = play.issue(), play.issue(after=1)
    play.do(c.CallTicket(counter_id=ONE, ticket_id=chosen.id))
    assert chosen.why is not None
    assert (chosen.why.rule, chosen.why.over) == ("chosen", first.number)


def test_choosing_the_next_one_passes_nobody(play: Play) -> None:
    first = play.issue()
    play.do(c.CallTicket(counter_id=ONE, ticket_id=first.id))
    assert first.why is not None
    assert first.why.over is None


def test_a_counter_may_not_choose_what_it_does_not_serve(play: Play) -> None:
    civil, bound, failed = play.issue(CIVIL), play.issue(bound_to=TWO), play.issue(wants_slip=True)
    play.do(c.SettleSlip(ticket_id=failed.id, slip=SlipState.FAILED), KIOSK)
    for ticket, code in ((civil, "wrong_counter"), (bound, "bound_elsewhere"), (failed, "slip_failed")):
        assert refused(play, c.CallTicket(counter_id=ONE, ticket_id=ticket.id)).code == code


# -- recall, no-show, reinstate ------------------------------------------------------------------------------------


def test_after_the_third_call_a_further_press_says_nothing(play: Play) -> None:
    play.issue()
    ticket = called(play)
    wish = c.Recall(ticket_id=ticket.id)
    assert [len(play.do(wish)) for _ in range(4)] == [1, 1, 0, 0]
    assert ticket.calls == 3
    play.do(c.MarkNoShow(ticket_id=ticket.id))
    assert (ticket.state, play.post(ONE).current) == (T.NO_SHOW, None)


def test_the_limit_of_calls_is_a_parameter_and_counts_anew_after_a_return() -> None:
    play = Play(with_policy(call_max=1))
    play.open(ONE)
    play.issue()
    ticket = called(play)
    assert play.do(c.Recall(ticket_id=ticket.id)) == []
    play.do(c.MarkNoShow(ticket_id=ticket.id))
    play.do(c.Reinstate(ticket_id=ticket.id))
    assert called(play).calls == 1


def missed(play: Play) -> Ticket:
    play.issue()
    ticket = called(play)
    play.do(c.MarkNoShow(ticket_id=ticket.id))
    return ticket


def test_who_missed_the_call_comes_back_behind_the_next_three(play: Play) -> None:
    ticket = missed(play)
    others = [play.issue(after=1).number for _ in range(5)]
    play.do(c.Reinstate(ticket_id=ticket.id), KIOSK)
    play.issue(after=1)
    assert play.order() == [*others[:3], ticket.number, *others[3:], "A007"]
    assert ticket.base_at == ticket.issued_at


def test_with_fewer_waiting_it_comes_back_behind_those(play: Play) -> None:
    ticket = missed(play)
    other = play.issue(after=1).number
    play.do(c.Reinstate(ticket_id=ticket.id))
    later = play.issue(after=1).number
    assert play.order() == [other, ticket.number, later]


def test_alone_it_comes_back_at_its_own_place(play: Play) -> None:
    ticket = missed(play)
    before = ticket.rank
    play.do(c.Reinstate(ticket_id=ticket.id))
    assert ticket.rank == before


def test_two_who_come_back_keep_the_order_of_their_return_and_of_the_others(play: Play) -> None:
    first, second = missed(play), missed(play)
    others = [play.issue(after=1).number for _ in range(4)]
    play.do(c.Reinstate(ticket_id=first.id))
    play.do(c.Reinstate(ticket_id=second.id))
    assert play.order() == [*others[:3], first.number, second.number, others[3]]


def test_the_number_of_tickets_behind_which_one_comes_back_is_a_parameter() -> None:
    play = Play(with_policy(reactivate_after=1))
    play.open(ONE)
    ticket = missed(play)
    others = [play.issue(after=1).number for _ in range(2)]
    play.do(c.Reinstate(ticket_id=ticket.id))
    assert play.order() == [others[0], ticket.number, others[1]]


def test_a_booking_of_later_does_not_push_a_returned_ticket_back(play: Play) -> None:
    play.book(11)
    play.at(9, days=1)
    play.open(ONE)
    ticket = missed(play)
    other = play.issue(after=1)
    booked = play.check_in()
    play.do(c.Reinstate(ticket_id=ticket.id))
    later = play.issue(after=40)
    assert play.order() == [other.number, ticket.number, later.number, booked.number]


def test_a_bound_ticket_comes_back_to_its_counter(play: Play) -> None:
    ticket = play.issue(CIVIL, bound_to=ONE)
    called(play)
    play.do(c.MarkNoShow(ticket_id=ticket.id))
    others = [play.issue(after=1).number for _ in range(4)]
    play.do(c.Reinstate(ticket_id=ticket.id))
    assert play.order(ONE) == [*others[:3], ticket.number, others[3]]
    assert play.order(THREE) == []


def test_the_next_day_nobody_comes_back(play: Play) -> None:
    ticket = missed(play)
    play.at(9, days=1)
    assert refused(play, c.Reinstate(ticket_id=ticket.id)).code == "unknown_ticket"


# -- serving -------------------------------------------------------------------------------------------------------


def test_times_of_a_visit_are_kept(play: Play) -> None:
    ticket = play.issue()
    moments = [play.now]
    for wish in (c.CallNext(counter_id=ONE), c.Start(ticket_id=ticket.id), c.Finish(ticket_id=ticket.id)):
        play.pass_time(4)
        moments.append(play.now)
        play.do(wish)
    assert [ticket.issued_at, ticket.called_at, ticket.started_at, ticket.finished_at] == moments
    assert play.hall.times[GENERAL].to_carry() == (8.0,)  # from call to finish


def test_without_a_ticket_one_is_served_under_a_number_of_its_own_series(play: Play) -> None:
    play.issue()
    [event] = play.do(c.ServeWalkUp(counter_id=ONE, service_id=GENERAL))
    assert isinstance(event, e.WalkUpServed)
    ticket = play.hall.tickets[event.ticket_id]
    assert (ticket.number, ticket.state, play.post(ONE).current) == ("W001", T.SERVING, ticket.id)
    play.do(c.Finish(ticket_id=ticket.id))
    assert play.issue().number == "A002"


@pytest.mark.parametrize("service", [SOCIAL, CIVIL])
def test_without_a_ticket_too_a_counter_serves_only_its_services(play: Play, service: ServiceId) -> None:
    assert refused(play, c.ServeWalkUp(counter_id=ONE, service_id=service)).code == "wrong_counter"


def test_a_busy_counter_serves_nobody_beside(play: Play) -> None:
    play.issue()
    called(play)
    assert refused(play, c.ServeWalkUp(counter_id=ONE, service_id=EXPRESS)).code == "counter_busy"


# -- evaluation ----------------------------------------------------------------------------------------------------


def rate(ticket: Ticket, level: Level = Level.SATISFIED, **more: object) -> c.Evaluate:
    channel = more.pop("channel", Channel.KEYPAD)
    return c.Evaluate(ticket_id=ticket.id, level=level, channel=channel, **more)  # type: ignore[arg-type]


def test_a_visit_is_evaluated_once_and_after_it_ended(play: Play) -> None:
    ticket = play.issue()
    assert refused(play, rate(ticket)).code == "illegal_step"
    play.serve()
    [event] = play.do(rate(ticket))
    assert isinstance(event, e.TicketEvaluated)
    assert (event.counter_id, event.clerk, ticket.level) == (ONE, "王主任", Level.SATISFIED)
    assert refused(play, rate(ticket, channel=Channel.QR)).code == "already_evaluated"


@pytest.mark.parametrize("level", [Level.DISSATISFIED, Level.VERY_DISSATISFIED])
def test_a_bad_level_needs_a_reason_where_one_can_be_given(play: Play, level: Level) -> None:
    ticket = play.issue()
    play.serve()
    assert refused(play, rate(ticket, level, channel=Channel.QR)).code == "reason_required"
    play.do(rate(ticket, level, channel=Channel.QR, comment="等太久"))


def test_a_keypad_has_no_room_for_reasons(play: Play) -> None:
    ticket = play.issue()
    play.serve()
    play.do(rate(ticket, Level.VERY_DISSATISFIED))
    assert ticket.level is Level.VERY_DISSATISFIED
