"""Visits as stories: lists of steps and where they lead. The table is the whole behaviour."""

from __future__ import annotations

import pytest

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.machine import TABLE, step
from kiosk.flow.patience import WAITS
from kiosk.flow.state import Choice, Visit
from tests.client.stub import ticket

TICKET = ticket(12)
CHOSEN = on.ServiceChosen("general")
PLAIN = Choice(service_id="general")
TO_PRINTING: list[on.Event] = [CHOSEN, on.Confirmed(), on.Reserved(TICKET)]
TO_FAILED: list[on.Event] = [*TO_PRINTING, on.SlipFailed("paper_out", "缺纸")]
TO_DOUBTFUL: list[on.Event] = [*TO_PRINTING, on.SlipFailed("no_reply", "没有确认", doubtful=True)]


def told(story: list[on.Event], visit: Visit | None = None) -> tuple[Visit, list[do.Effect]]:
    """Where a story ends and everything it asked to be done."""
    visit = visit or Visit()
    done: list[do.Effect] = []
    for event in story:
        visit, effects = step(visit, event)
        done += effects
    return visit, done


def test_a_visit_takes_two_touches_to_a_printed_slip() -> None:
    visit, done = told([*TO_PRINTING, on.SlipPrinted()])
    assert visit.state == st.Shown(TICKET)
    assert done == [do.Issue(PLAIN, "zh"), do.Print(TICKET, "zh", large=False), do.Settle(12, printed=True)]


def test_the_green_channel_needs_a_reason_which_goes_with_the_wish() -> None:
    visit, done = told([CHOSEN, on.GreenWanted(), on.ReasonChosen("elderly"), on.Confirmed()])
    (issue,) = done
    assert isinstance(issue, do.Issue)
    assert (issue.choice.green_reason, issue.choice.ticket_class) == ("elderly", "green")
    assert isinstance(visit.state, st.Issuing)


def test_going_back_from_the_reasons_keeps_an_ordinary_ticket() -> None:
    visit, _ = told([CHOSEN, on.GreenWanted(), on.WentBack()])
    assert visit.state == st.Confirming(PLAIN)


def test_the_green_channel_can_be_taken_back() -> None:
    visit, _ = told([CHOSEN, on.GreenWanted(), on.ReasonChosen("elderly"), on.GreenWanted()])
    assert visit.state == st.Confirming(PLAIN)


def test_an_item_and_large_type_go_along() -> None:
    _, done = told([on.ServiceChosen("general", "id-card"), on.LargeToggled(), on.Confirmed(), on.Reserved(TICKET)])
    assert done == [
        do.Issue(Choice(service_id="general", item_id="id-card", large=True), "zh"),
        do.Print(TICKET, "zh", large=True),
    ]


def test_a_second_touch_of_confirm_asks_for_no_second_ticket() -> None:
    _, done = told([CHOSEN, on.Confirmed(), on.Confirmed()])
    assert len(done) == 1


def test_a_slip_that_did_not_print_is_reported_and_the_number_stays_on_the_screen() -> None:
    visit, done = told(TO_FAILED)
    assert visit.state == st.PrintFailed(PLAIN, TICKET, "paper_out", "缺纸", doubtful=False)
    assert done[-1] == do.Settle(12, printed=False, detail="paper_out")


def test_a_reprint_is_of_the_same_ticket_and_is_reported() -> None:
    visit, done = told([*TO_FAILED, on.AskedAgain(), on.SlipPrinted()])
    assert visit.state == st.Shown(TICKET)
    assert done[-2:] == [do.Print(TICKET, "zh", large=False), do.Settle(12, printed=True)]
    assert [type(each) for each in done].count(do.Issue) == 1


def test_a_ticket_without_a_slip_is_cancelled_when_left_alone() -> None:
    visit, done = told([*TO_FAILED, on.TimedOut()])
    assert visit == Visit()
    assert done[-1] == do.Cancel(12)


def test_a_person_who_goes_to_the_staff_keeps_the_number() -> None:
    visit, done = told([*TO_FAILED, on.NumberRemembered()])
    assert visit == Visit()
    assert not any(isinstance(each, do.Cancel) for each in done)


def test_a_doubtful_slip_counts_when_the_person_holds_it_and_only_then() -> None:
    visit, done = told([*TO_DOUBTFUL, on.SlipInHand()])
    assert (visit.state, done[-1]) == (st.Shown(TICKET), do.Settle(12, printed=True))
    visit, done = told([*TO_FAILED, on.SlipInHand()])
    assert isinstance(visit.state, st.PrintFailed)


@pytest.mark.parametrize("code", ["hall_closed", "quota_reached"])
def test_a_refusal_is_shown_and_ends_at_home(code: str) -> None:
    visit, done = told([CHOSEN, on.Confirmed(), on.IssueRefused(code, "大厅的话")])
    assert visit.state == st.Rejected(code, "大厅的话", PLAIN)
    assert told([on.TimedOut()], visit)[0] == Visit()
    assert len(done) == 1


def test_when_the_server_is_away_asking_again_is_the_same_wish() -> None:
    visit, done = told([CHOSEN, on.Confirmed(), on.ServerLost(), on.AskedAgain()])
    assert done == [do.Issue(PLAIN, "zh"), do.Issue(PLAIN, "zh", again=True)]
    assert visit.state == st.Issuing(PLAIN)


def test_the_language_holds_through_a_visit_and_not_into_the_next() -> None:
    visit, done = told([on.LanguageChosen("en"), *TO_PRINTING, on.SlipPrinted()])
    assert visit.language == "en"
    assert done[1] == do.Print(TICKET, "en", large=False)
    assert told([on.WentBack()], visit)[0] == Visit()


def test_a_late_answer_of_a_visit_that_is_over_changes_nothing() -> None:
    for late in (on.Reserved(TICKET), on.SlipPrinted(), on.ServerLost(), on.SlipFailed("x", "y")):
        assert step(Visit(), late) == (Visit(), ())


def test_every_state_that_waits_for_a_person_ends_by_itself() -> None:
    assert {state for state, event in TABLE if event is on.TimedOut} == set(WAITS)


def test_every_state_can_be_left() -> None:
    assert {state for state, _ in TABLE} == set(st.State.__args__)
