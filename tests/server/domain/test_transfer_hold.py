"""Transfer and hold: number and base stay, the counter keeps what it holds, and what was held comes back by itself."""

import pytest

from server.domain import command as c
from server.domain import event as e
from server.domain.ticket import Ticket
from server.vocab import CounterId, ServiceId, SlipState
from server.vocab import TicketState as T
from tests.server.domain.playground import (
    CIVIL,
    EXPRESS,
    FOUR,
    GENERAL,
    ONE,
    SOCIAL,
    THREE,
    TWO,
    Play,
    clerk_at,
    refused,
    with_policy,
)


@pytest.fixture
def play() -> Play:
    play = Play()
    play.open(ONE, TWO, THREE)
    return play


def at_one(play: Play, *services: ServiceId) -> Ticket:
    play.issue(*services)
    ticket = play.call(ONE)
    assert ticket is not None
    return ticket


def hold(play: Play, ticket: Ticket, minutes: int | None = 10, reason: str = "补材料") -> None:
    play.do(c.Hold(ticket_id=ticket.id, reason=reason, minutes=minutes))


# -- transfer ------------------------------------------------------------------------------------------------------


def test_a_transferred_ticket_keeps_number_and_base_and_stands_where_its_base_puts_it(play: Play) -> None:
    ticket = at_one(play)
    others = [play.issue(CIVIL, after=1) for _ in range(2)]
    number, base = ticket.number, ticket.base_at
    play.do(c.Transfer(ticket_id=ticket.id, service_id=CIVIL, note="低保申报,材料已看"))
    assert (ticket.number, ticket.base_at, ticket.note) == (number, base, "低保申报,材料已看")
    assert play.order(THREE) == [number, *(other.number for other in others)]
    assert play.post(ONE).current is None


def test_a_ticket_transferred_to_a_counter_waits_for_that_counter_alone(play: Play) -> None:
    ticket = at_one(play)
    play.do(c.Transfer(ticket_id=ticket.id, counter_id=THREE))
    assert [play.order(counter) for counter in (ONE, TWO, THREE)] == [[], [], [ticket.number]]
    assert play.call(THREE) is ticket
    assert ticket.service_id == GENERAL


def test_a_transfer_to_service_and_counter_does_both(play: Play) -> None:
    ticket = at_one(play)
    play.do(c.Transfer(ticket_id=ticket.id, service_id=CIVIL, counter_id=FOUR))
    assert (ticket.service_id, play.order(THREE), play.order(FOUR)) == (CIVIL, [], [ticket.number])


def test_a_later_transfer_to_a_service_ends_the_binding_and_keeps_the_note(play: Play) -> None:
    ticket = at_one(play)
    play.do(c.Transfer(ticket_id=ticket.id, counter_id=THREE, note="看过"))
    play.do(c.Transfer(ticket_id=ticket.id, service_id=SOCIAL))
    assert (ticket.bound_to, ticket.note, play.order(TWO)) == (None, "看过", [ticket.number])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "transfer_target_required"),
        ({"service_id": ServiceId("none")}, "unknown_service"),
        ({"counter_id": CounterId(9)}, "unknown_counter"),
    ],
)
def test_a_transfer_needs_a_place_that_exists(play: Play, more: dict[str, object], code: str) -> None:
    ticket = at_one(play)
    assert refused(play, c.Transfer(ticket_id=ticket.id, **more)).code == code  # type: ignore[arg-type]


def test_only_the_counter_that_has_a_ticket_gives_it_away_but_anyone_moves_one_that_waits(play: Play) -> None:
    waiting = play.issue(EXPRESS)
    play.do(c.Transfer(ticket_id=waiting.id, service_id=CIVIL), clerk_at(TWO))
    ticket = at_one(play)
    wish = c.Transfer(ticket_id=ticket.id, service_id=CIVIL)
    assert refused(play, wish, clerk_at(TWO)).code == "not_your_counter"
    play.do(wish, clerk_at(ONE))


# -- hold ----------------------------------------------------------------------------------------------------------


def test_a_counter_holds_several_and_goes_on_calling(play: Play) -> None:
    held = []
    for _ in range(2):
        held.append(at_one(play))
        hold(play, held[-1])
    third = at_one(play)
    assert play.post(ONE).held == {ticket.id for ticket in held}
    assert play.post(ONE).current == third.id
    assert {ticket.counter_id for ticket in held} == {ONE}  # whose they are


def test_a_held_ticket_is_resumed_where_it_is_held_when_the_counter_is_free(play: Play) -> None:
    ticket = at_one(play)
    hold(play, ticket)
    other = at_one(play)
    wish = c.Resume(ticket_id=ticket.id)
    assert refused(play, wish).code == "counter_busy"
    assert refused(play, wish, clerk_at(TWO)).code == "not_your_counter"
    play.do(c.MarkNoShow(ticket_id=other.id))
    play.do(wish, clerk_at(ONE))
    assert (ticket.state, play.post(ONE).current, play.post(ONE).held) == (T.SERVING, ticket.id, set())


def test_after_its_minutes_a_held_ticket_waits_for_the_counter_that_held_it(play: Play) -> None:
    ticket = at_one(play)
    hold(play, ticket, minutes=10)
    newcomer = play.issue(after=1)
    assert play.pass_time(8.9) == []
    assert [type(event) for event in play.pass_time(0.1)] == [e.TicketReturned]
    assert play.order(ONE) == [ticket.number, newcomer.number]  # by its own base
    assert play.order(TWO) == [newcomer.number]


def test_without_minutes_the_policy_says_how_long() -> None:
    play = Play(with_policy(hold_minutes=5))
    play.open(ONE)
    ticket = at_one(play)
    hold(play, ticket, minutes=None)
    play.pass_time(5)
    assert ticket.state is T.WAITING


@pytest.mark.parametrize(("reason", "minutes", "code"), [(" ", 5, "reason_required"), ("复印", 0, "bad_minutes")])
def test_a_hold_needs_a_reason_and_an_end(play: Play, reason: str, minutes: int, code: str) -> None:
    ticket = at_one(play)
    assert refused(play, c.Hold(ticket_id=ticket.id, reason=reason, minutes=minutes)).code == code
    assert refused(play, c.Hold(ticket_id=ticket.id, reason="复印", minutes=481)).code == "bad_minutes"


def test_when_its_counter_closes_a_held_ticket_waits_for_its_service(play: Play) -> None:
    ticket = at_one(play)
    hold(play, ticket)
    play.do(c.CloseCounter(counter_id=ONE))
    assert (ticket.state, ticket.bound_to, play.order(TWO)) == (T.WAITING, None, [ticket.number])
    assert play.pass_time(30) == []


def test_when_its_counter_closes_and_no_other_serves_it_it_stays_bound(play: Play) -> None:
    play.issue(SOCIAL)
    ticket = play.call(TWO)
    assert ticket is not None
    hold(play, ticket)
    play.do(c.CloseCounter(counter_id=TWO))
    assert (ticket.state, ticket.bound_to) == (T.WAITING, TWO)


def test_a_closing_counter_lets_go_of_every_ticket_bound_to_it(play: Play) -> None:
    unprinted, missed = play.issue(bound_to=ONE, wants_slip=True), play.issue(bound_to=ONE)
    play.do(c.SettleSlip(ticket_id=unprinted.id, slip=SlipState.FAILED))
    play.call(ONE)
    play.do(c.MarkNoShow(ticket_id=missed.id))
    play.do(c.CloseCounter(counter_id=ONE))
    play.do(c.SettleSlip(ticket_id=unprinted.id, slip=SlipState.PRINTED))
    play.do(c.Reinstate(ticket_id=missed.id))
    assert sorted(play.order(TWO)) == [unprinted.number, missed.number]


def test_a_held_ticket_that_is_transferred_or_cancelled_is_held_no_more(play: Play) -> None:
    moved = at_one(play)
    hold(play, moved)
    gone = at_one(play)
    hold(play, gone)
    play.do(c.Transfer(ticket_id=moved.id, service_id=CIVIL))
    play.do(c.Cancel(ticket_id=gone.id))
    assert (play.hall.held, play.post(ONE).held) == (set(), set())
    assert play.pass_time(60) == []
