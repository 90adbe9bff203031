"""Evaluations: once per visit, a bad level with its reason, which may be added to one that was only pressed."""

from dataclasses import replace
from datetime import date

import pytest

from server.domain import command as c
from server.domain import event as e
from server.domain.command_admin import ImportCatalogue
from server.domain.hall import Unexplained
from server.domain.past import PastVisit
from server.domain.policy import EVALUATION_REASONS
from server.domain.ticket import Ticket
from server.service import carry
from server.vocab import Channel, Level, TicketId, TicketState
from tests.server.domain.playground import KIOSK, ONE, PAD, TWO, Play, refused, with_policy

BAD = (Level.DISSATISFIED, Level.VERY_DISSATISFIED)
GOOD = (Level.FAIRLY_SATISFIED, Level.SATISFIED, Level.VERY_SATISFIED)


@pytest.fixture
def play() -> Play:
    play = Play()
    play.open(ONE)
    return play


def pressed(
    play: Play, level: Level = Level.DISSATISFIED, *, reasons: tuple[str, ...] = (), comment: str | None = None
) -> Ticket:
    """A visit whose level was pressed at the counter."""
    ticket = play.issue()
    play.serve()
    wish = c.Evaluate(ticket_id=ticket.id, level=level, channel=Channel.KEYPAD, reasons=reasons, comment=comment)
    play.do(wish, PAD)
    return ticket


def why(ticket: Ticket, *reasons: str, comment: str | None = None) -> c.ExplainEvaluation:
    return c.ExplainEvaluation(ticket_id=ticket.id, channel=Channel.QR, reasons=reasons, comment=comment)


@pytest.mark.parametrize("level", BAD)
def test_a_reason_is_added_once_and_the_level_stays(play: Play, level: Level) -> None:
    ticket = pressed(play, level)
    [fact] = play.do(why(ticket, "等候过久"), KIOSK)
    assert fact == e.EvaluationExplained(ticket_id=ticket.id, channel=Channel.QR, reasons=("等候过久",))
    assert ticket.level is level
    assert refused(play, why(ticket, "其他"), KIOSK).code == "nothing_to_explain"


@pytest.mark.parametrize("level", GOOD)
def test_a_good_level_needs_no_reason(play: Play, level: Level) -> None:
    assert refused(play, why(pressed(play, level), "其他"), KIOSK).code == "nothing_to_explain"


def test_a_level_that_came_with_its_reason_takes_no_other(play: Play) -> None:
    for ticket in (pressed(play, reasons=("态度",)), pressed(play, comment="等得太久")):
        assert refused(play, why(ticket, "其他"), KIOSK).code == "nothing_to_explain"


def test_a_reason_is_something_said(play: Play) -> None:
    ticket = pressed(play)
    assert refused(play, why(ticket), KIOSK).code == "reason_required"
    assert refused(play, why(ticket, comment=" \n"), KIOSK).code == "reason_required"
    play.do(why(ticket, comment="等得太久"), KIOSK)


def test_a_reason_comes_no_later_than_an_evaluation_could(play: Play) -> None:
    tickets = [pressed(play) for _ in range(3)]
    days = play.hall.catalogue.policy.late_evaluation_days
    play.at(9, days=days)
    play.do(why(tickets[0], "其他"), KIOSK)
    play.do(ImportCatalogue(catalogue=with_policy(late_evaluation_days=days - 1)))
    assert refused(play, why(tickets[1], "其他"), KIOSK).code == "evaluation_over"
    play.do(ImportCatalogue(catalogue=with_policy()))
    play.do(why(tickets[1], "其他"), KIOSK)
    play.at(9, days=1)
    assert refused(play, why(tickets[2], "其他"), KIOSK).code == "nothing_to_explain"
    assert play.hall.unexplained == {}


def test_what_lacks_a_reason_is_carried_over_a_restart(play: Play) -> None:
    ticket = pressed(play)
    known = carry.parse(carry.to_text(play.hall))
    assert known.unexplained == {ticket.id: Unexplained(Level.DISSATISFIED, play.hall.business_day or date.min)}


def test_a_reason_from_home_keeps_no_day_open(play: Play) -> None:
    ticket = pressed(play)
    before = play.hall.last_activity
    play.at(20)
    play.do(why(ticket, "其他"), KIOSK)
    assert play.hall.last_activity == before


def test_a_level_pressed_before_the_day_ended_is_taken_after_it_and_only_from_the_counters_own_box(play: Play) -> None:
    visit = PastVisit(
        business_day=play.now.date(), state=TicketState.FINISHED, counter_id=ONE, clerk="王主任", level=None
    )
    wish = c.Evaluate(ticket_id=TicketId(4711), level=Level.SATISFIED, channel=Channel.KEYPAD, past=visit)
    assert refused(play, wish, replace(PAD, counter_id=TWO)).code == "not_your_counter"
    [fact] = play.do(wish, replace(PAD, counter_id=ONE))
    assert isinstance(fact, e.TicketEvaluated)
    assert (fact.counter_id, fact.clerk) == (ONE, "王主任")


def test_a_hall_offers_the_common_reasons_in_the_order_of_the_keys() -> None:
    assert [each.code for each in EVALUATION_REASONS] == [
        "not_told_once",
        "attitude",
        "too_long",
        "more_materials",
        "overdue",
        "other",
    ]
