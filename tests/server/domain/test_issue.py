"""Taking a ticket: numbers, opening, caps, the closing guard, items, slips, cancelling."""

from dataclasses import replace
from datetime import time

import pytest

from server.domain import command as c
from server.domain import event as e
from server.domain.catalogue import Span
from server.domain.decide_issue import CLOSES_FIRST, to_number
from server.domain.errors import RuleSaysNo
from server.vocab import CounterId, ItemId, LimitAction, ServiceId, SlipState, TicketClass, TicketId
from tests.server.domain.playground import (
    BOSS,
    CIVIL,
    EXPRESS,
    GENERAL,
    KIOSK,
    ONE,
    SMALL,
    SOCIAL,
    THREE,
    Play,
    clerk_at,
    refused,
    with_policy,
)


def want(*services: ServiceId, item: str | None = None, **more: object) -> c.IssueTicket:
    return c.IssueTicket(services=services, item_id=ItemId(item) if item else None, **more)  # type: ignore[arg-type]


def test_numbers_follow_the_prefix_and_services_may_share_one() -> None:
    play = Play()
    assert [play.issue(each).number for each in (GENERAL, EXPRESS, CIVIL, GENERAL)] == ["A001", "A002", "B001", "A003"]


def test_a_number_has_at_least_three_digits() -> None:
    assert [to_number("A", seq) for seq in (1, 99, 999, 1000)] == ["A001", "A099", "A999", "A1000"]


def test_what_the_ticket_says_of_the_queue_is_true_when_it_is_issued() -> None:
    play = Play()
    play.issue(), play.issue(), play.issue(EXPRESS)
    assert play.issue(after=1).ahead_at_issue == 2
    assert play.green(after=1).ahead_at_issue == 0


@pytest.mark.parametrize(
    ("services", "code"),
    [((ServiceId("none"),), "unknown_service"), ((), "bad_services"), ((GENERAL, GENERAL), "bad_services")],
)
def test_what_is_not_there_cannot_be_queued_for(services: tuple[ServiceId, ...], code: str) -> None:
    assert refused(Play(), want(*services), KIOSK).code == code


def test_a_ticket_cannot_be_bound_to_a_counter_that_is_not_there() -> None:
    assert refused(Play(), want(GENERAL, bound_to=CounterId(9))).code == "unknown_counter"


@pytest.mark.parametrize(("hour", "minute"), [(8, 29), (12, 0), (13, 59), (17, 30)])
def test_outside_opening_hours_there_are_no_tickets(hour: int, minute: int) -> None:
    play = Play()
    play.at(hour, minute, days=1)
    refusal = refused(play, want(GENERAL), KIOSK)
    assert refusal.code == "hall_closed"
    assert "下次开放" in refusal.detail


def test_tickets_are_issued_from_the_first_to_the_last_minute() -> None:
    play = Play()
    numbers = []
    for hour, minute in ((11, 59), (14, 0), (17, 29)):
        play.at(hour, minute)
        numbers.append(play.issue().number)
    assert numbers == ["A001", "A002", "A003"]


@pytest.mark.parametrize(
    ("service", "item", "code"),
    [
        (SOCIAL, "unheard", "unknown_item"),
        (GENERAL, "pension", "item_elsewhere"),
        (SOCIAL, "draft", "item_draft"),
    ],
)
def test_an_item_must_be_published_and_belong_to_the_service(service: ServiceId, item: str, code: str) -> None:
    assert refused(Play(), want(service, item=item), KIOSK).code == code


# -- caps ----------------------------------------------------------------------------------------------------------


def test_a_period_is_full_until_it_ends_and_then_the_day_is_full() -> None:
    play = Play()  # civil: 3 in the morning, 4 a day
    for _ in range(3):
        play.issue(CIVIL)
    assert refused(play, want(CIVIL), KIOSK).code == "quota_reached"
    play.at(14)
    play.issue(CIVIL)
    assert refused(play, want(CIVIL), KIOSK).code == "quota_reached"
    play.issue(GENERAL)
    play.at(9, days=1)
    play.issue(CIVIL)


def full(play: Play) -> TicketId:
    """Fill the morning of civil; the last ticket."""
    return [play.issue(CIVIL) for _ in range(3)][-1].id


def test_a_cancelled_ticket_frees_its_place() -> None:
    play = Play()
    play.do(c.Cancel(ticket_id=full(play)), KIOSK)
    assert play.issue(CIVIL).number == "B004"  # and burns its number


def test_a_ticket_that_was_called_has_used_its_place() -> None:
    play = Play()
    play.open(THREE)
    full(play)
    called = play.call(THREE)
    assert called is not None
    play.do(c.Cancel(ticket_id=called.id))
    assert refused(play, want(CIVIL), KIOSK).code == "quota_reached"


def test_a_transferred_ticket_frees_the_place_it_took_not_one_of_its_new_service() -> None:
    play = Play()
    moved = play.issue(GENERAL)
    play.do(c.Transfer(ticket_id=moved.id, service_id=CIVIL))
    last = full(play)
    play.do(c.Cancel(ticket_id=moved.id))
    assert refused(play, want(CIVIL), KIOSK).code == "quota_reached"
    play.do(c.Transfer(ticket_id=last, service_id=GENERAL))
    play.do(c.Cancel(ticket_id=last))
    play.issue(CIVIL)


def test_someone_served_without_a_ticket_takes_and_frees_no_place() -> None:
    play = Play()
    play.open(THREE)
    [served] = play.do(c.ServeWalkUp(counter_id=THREE, service_id=CIVIL))
    full(play)
    assert isinstance(served, e.WalkUpServed)
    play.do(c.Transfer(ticket_id=served.ticket_id, service_id=CIVIL))
    play.do(c.Cancel(ticket_id=served.ticket_id))
    assert refused(play, want(CIVIL), KIOSK).code == "quota_reached"


def test_a_place_is_freed_in_the_period_it_was_taken_even_if_the_clock_jumped_since() -> None:
    play = Play()
    last = full(play)
    play.step(hours=6)
    play.do(c.Cancel(ticket_id=last))
    play.step(hours=-6)
    assert play.issue(CIVIL).number == "B004"
    assert refused(play, want(CIVIL), KIOSK).code == "quota_reached"


# -- the closing guard ---------------------------------------------------------------------------------------------


def crowd(action: LimitAction) -> tuple[Play, int]:
    """Half an hour before closing, with one counter open: how many of twenty get a ticket."""
    play = Play(with_policy(closing_guard=action))
    play.open(ONE)
    play.at(17, 0)
    for issued in range(20):
        try:
            play.issue()
        except RuleSaysNo:
            return play, issued
    return play, 20


def test_before_closing_a_crowd_is_warned() -> None:
    play, issued = crowd(LimitAction.WARN)
    warnings = [ticket.warning for ticket in play.hall.tickets.values()]
    assert issued == 20
    assert warnings[0] is None
    assert warnings[-1] == CLOSES_FIRST


def test_before_closing_a_crowd_is_stopped_where_the_hall_wants_it() -> None:
    warned, _ = crowd(LimitAction.WARN)
    stopped, issued = crowd(LimitAction.STOP)
    assert issued == [ticket.warning for ticket in warned.hall.tickets.values()].index(CLOSES_FIRST)
    assert refused(stopped, want(GENERAL), KIOSK).code == "closing_soon"


# -- slips and cancelling ------------------------------------------------------------------------------------------


def test_a_wanted_slip_is_pending_and_callable_at_once() -> None:
    play = Play()
    ticket = play.issue(wants_slip=True)
    assert (ticket.slip, ticket.is_callable) == (SlipState.PENDING, True)


def test_a_reprint_keeps_the_number_and_the_place() -> None:
    play = Play()
    ticket = play.issue(wants_slip=True)
    play.issue(after=5)
    play.do(c.SettleSlip(ticket_id=ticket.id, slip=SlipState.FAILED, detail="缺纸"), KIOSK)
    play.do(c.SettleSlip(ticket_id=ticket.id, slip=SlipState.PRINTED), KIOSK)
    assert play.order() == ["A001", "A002"]
    assert play.issue().number == "A003"


def test_staff_release_a_failed_slip() -> None:
    play = Play()
    ticket = play.issue(wants_slip=True)
    play.do(c.SettleSlip(ticket_id=ticket.id, slip=SlipState.FAILED), KIOSK)
    play.do(c.SettleSlip(ticket_id=ticket.id, slip=SlipState.NONE))
    assert play.order() == ["A001"]


def test_the_same_report_twice_is_one_fact_and_an_ended_ticket_takes_none() -> None:
    play = Play()
    ticket = play.issue(wants_slip=True)
    wish = c.SettleSlip(ticket_id=ticket.id, slip=SlipState.PRINTED)
    assert len(play.do(wish, KIOSK)) == 1
    assert play.do(wish, KIOSK) == []
    play.do(c.Cancel(ticket_id=ticket.id))
    assert refused(play, wish, KIOSK).code == "illegal_step"


def test_a_kiosk_cancels_what_waits_and_was_never_called() -> None:
    play = Play()
    play.open(ONE)
    first, second = play.issue(), play.issue()
    play.do(c.Cancel(ticket_id=second.id), KIOSK)
    play.call()
    assert refused(play, c.Cancel(ticket_id=first.id), KIOSK).code == "not_your_counter"
    play.do(c.Transfer(ticket_id=first.id, service_id=EXPRESS))
    assert refused(play, c.Cancel(ticket_id=first.id), KIOSK).code == "not_your_counter"
    play.do(c.Cancel(ticket_id=first.id))


def test_a_ticket_of_another_day_is_unknown() -> None:
    play = Play()
    ticket = play.issue()
    play.at(9, days=1)
    assert refused(play, c.Cancel(ticket_id=ticket.id)).code == "unknown_ticket"
    assert refused(play, c.Cancel(ticket_id=TicketId(99))).code == "unknown_ticket"


# -- classes -------------------------------------------------------------------------------------------------------


def test_urgent_is_for_those_in_charge_and_needs_a_reason() -> None:
    play = Play()
    wish = want(GENERAL, ticket_class=TicketClass.URGENT, class_reason="接孩子")
    assert refused(play, wish, KIOSK).code == "urgent_needs_approval"
    assert refused(play, wish, clerk_at(ONE)).code == "urgent_needs_approval"
    assert refused(play, replace(wish, class_reason=None), BOSS).code == "reason_required"
    play.do(wish, BOSS)


def test_a_booking_class_comes_only_by_checking_in() -> None:
    assert refused(Play(), want(GENERAL, ticket_class=TicketClass.BOOKING)).code == "booking_needs_check_in"


def test_an_ordinary_ticket_keeps_no_reason() -> None:
    assert Play().issue(class_reason="老").class_reason is None


def test_a_span_that_ends_at_midnight_is_open_until_then() -> None:
    calendar = replace(SMALL.calendar, hours=(Span(time(9), time(0)),))
    play = Play(replace(SMALL, calendar=calendar))
    play.at(23, 59)
    assert play.issue().number == "A001"
    play.at(0, 0, days=1)
    assert refused(play, want(GENERAL), KIOSK).code == "hall_closed"
