"""Handbook D-1, D-2 and D-3 as far as the queue is concerned, in the order they are told there."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from server.domain import command as c
from server.domain import event as e
from server.domain.catalogue import Calendar, Catalogue, Span
from server.vocab import Channel, ItemId, Level, SlipState, TicketClass
from server.vocab import TicketState as T
from tests.server.domain.playground import (
    CIVIL,
    GENERAL,
    KIOSK,
    ONE,
    SHANGHAI,
    SMALL,
    SOCIAL,
    THREE,
    TWO,
    Play,
    refused,
    staff,
)

CALENDAR = Calendar(
    duty_hours=(Span(SMALL.calendar.duty_hours[0].start, SMALL.calendar.duty_hours[0].end),),
    off_days=frozenset({date(2025, 6, 2), *(date(2025, 10, day) for day in range(1, 9))}),
    work_days=frozenset({date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11)}),
    years=frozenset({2025}),
)
UNCAPPED = tuple(replace(each, day_cap=None, period_caps=()) for each in SMALL.services)
HALL: Catalogue = replace(SMALL, calendar=CALENDAR, services=UNCAPPED)


def test_d1_an_old_visitor_is_called_before_those_who_wait_and_evaluates_once() -> None:
    play = Play(HALL)
    play.do(c.OpenCounter(counter_id=ONE), staff("张明"))
    play.do(c.OpenCounter(counter_id=TWO), staff("王芳"))
    first = play.issue()
    play.call(ONE)
    play.do(c.Start(ticket_id=first.id))
    waiting = [play.issue(after=1).number for _ in range(3)]
    assert waiting == ["A002", "A003", "A004"]

    old = play.issue(ticket_class=TicketClass.GREEN, class_reason="老", wants_slip=True)
    assert (old.number, old.ahead_at_issue) == ("A005", 0)
    play.do(c.SettleSlip(ticket_id=old.id, slip=SlipState.FAILED, detail="缺纸"), KIOSK)
    assert play.order(TWO) == waiting
    play.do(c.SettleSlip(ticket_id=old.id, slip=SlipState.PRINTED), KIOSK)

    play.do(c.CallNext(counter_id=TWO), staff("王芳"))
    assert (old.state, old.counter_id) == (T.CALLED, TWO)
    assert play.order(ONE) == waiting
    play.do(c.Start(ticket_id=old.id), staff("王芳"))
    play.do(c.Finish(ticket_id=old.id), staff("王芳"))

    wish = c.Evaluate(ticket_id=old.id, level=Level.VERY_SATISFIED, channel=Channel.KEYPAD)
    [evaluated] = play.do(wish)
    assert isinstance(evaluated, e.TicketEvaluated)
    assert (evaluated.counter_id, evaluated.clerk, evaluated.level) == (TWO, "王芳", 5)
    assert refused(play, replace(wish, channel=Channel.QR)).code == "already_evaluated"
    assert play.issue().number == "A006"  # the failed print burnt no number


def test_d1_five_green_and_two_ordinary_are_called_g1_g2_a002_g3_g4_a003_g5() -> None:
    play = Play(HALL)
    play.open(ONE, TWO)
    play.issue()
    play.call(ONE)
    names = {play.issue().number: name for name in ("A002", "A003")}
    names |= {play.green().number: f"G{n}" for n in range(1, 6)}
    assert [names[number] for number in play.order(TWO)] == ["G1", "G2", "A002", "G3", "G4", "A003", "G5"]
    called = [play.serve(TWO) for _ in range(7)]
    assert [names[number or ""] for number in called] == ["G1", "G2", "A002", "G3", "G4", "A003", "G5"]


def test_d2_two_counters_press_five_hundred_times_and_no_ticket_is_given_twice_or_lost() -> None:
    play = Play(HALL)
    play.open(ONE, TWO)
    called = []
    for _ in range(500):
        play.issue(), play.issue()
        called += [play.serve(ONE), play.serve(TWO)]
    assert called == [f"A{n:03d}" for n in range(1, 1001)]
    assert sum(isinstance(event, e.TicketCalled) for event, _ in play.log) == 1000


def test_d2_transfer_pass_and_return() -> None:
    play = Play(HALL)
    play.at(16, 30)
    play.do(c.OpenCounter(counter_id=ONE), staff("张明"))
    play.open(TWO, THREE)
    a010, a011 = play.issue(), play.issue(after=1)
    civil = [play.issue(CIVIL, after=1).number for _ in range(2)]
    play.call(ONE), play.call(TWO)

    play.do(c.Transfer(ticket_id=a010.id, service_id=CIVIL, note="低保申报,材料已看"), staff("张明"))
    assert play.order(THREE) == [a010.number, *civil]  # first, with its original time of issue
    assert play.call(THREE) is a010
    assert (a010.note, a010.counter_id) == ("低保申报,材料已看", THREE)

    play.do(c.Recall(ticket_id=a011.id)), play.do(c.Recall(ticket_id=a011.id))
    assert play.do(c.Recall(ticket_id=a011.id)) == []
    play.do(c.MarkNoShow(ticket_id=a011.id))
    assert (a011.state, a011.calls) == (T.NO_SHOW, 3)
    others = [play.issue(after=1).number for _ in range(4)]
    play.pass_time(10)
    play.do(c.Reinstate(ticket_id=a011.id), KIOSK)
    assert play.order(TWO) == [*others[:3], a011.number, others[3]]

    play.do(c.Start(ticket_id=a010.id)), play.do(c.Finish(ticket_id=a010.id))
    for counter in (ONE, TWO, THREE):
        play.do(c.CloseCounter(counter_id=counter))
    play.at(17, 30)
    assert a011.state is T.CLOSED_UNSERVED
    play.at(9, days=1)
    assert play.issue().number == "A001"


@pytest.fixture
def saturday() -> Play:
    """Friday's booking for Saturday 2025-06-14 09:30, and Saturday morning."""
    play = Play(HALL, now=datetime(2025, 6, 13, 9, tzinfo=SHANGHAI).astimezone(UTC))
    play.book(9, 30)
    play.book(9, 30, code="B0008")
    play.at(9, days=1)
    play.open(TWO)
    return play


def test_d3_on_a_saturday_only_what_is_extended_is_to_be_had(saturday: Play) -> None:
    saturday.issue(SOCIAL, item_id=ItemId("pension"))
    for services, item in (((GENERAL,), None), ((SOCIAL,), ItemId("job")), ((SOCIAL, GENERAL), None)):
        refusal = refused(saturday, c.IssueTicket(services=services, item_id=item), KIOSK)
        assert refusal.code == "not_on_duty"
        assert HALL.booking_phone in refusal.detail
    draft = c.IssueTicket(services=(SOCIAL,), item_id=ItemId("draft"))
    assert refused(saturday, draft, KIOSK).code == "item_draft"


def test_d3_who_comes_for_the_booking_goes_first_and_who_comes_late_is_ordinary(saturday: Play) -> None:
    walk_in = saturday.issue(SOCIAL)
    saturday.at(9, 25)
    booked = saturday.check_in()
    assert booked.ticket_class is TicketClass.BOOKING
    assert saturday.order(TWO) == [walk_in.number, booked.number]
    saturday.at(9, 30)
    assert saturday.order(TWO) == [booked.number, walk_in.number]
    saturday.at(9, 50)
    late = saturday.check_in("B0008")
    assert late.ticket_class is TicketClass.ORDINARY
    assert saturday.order(TWO) == [booked.number, walk_in.number, late.number]
    assert saturday.log[-1][0] == e.BookingCheckedIn(code="B0008", ticket_id=late.id, late_minutes=20)
