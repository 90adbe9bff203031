"""One's own ticket at the kiosk, and what it never shows, keeps or says of anybody."""

from __future__ import annotations

import pytest

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from server.vocab import Level, TicketState
from tests.client.stub import ticket
from tests.kiosk.flow_story import NothingHappened, Step, Story

A005 = ticket(5)


def found(state: TicketState, *, may_evaluate: bool = False) -> Story:
    mine = ticket(9, state=state)
    story = Story()
    url = "http://10.0.0.5:8000/t/9#s3cret"
    story.tell(
        Step(on.ScannerRead(url), at=st.LookingUp(url), does=[do.LookUp(url)]),
        Step(on.TicketFound(url, mine, may_evaluate), at=st.MyTicket(mine, may_evaluate)),
    )
    return story


def test_a_ticket_is_cancelled_after_a_question() -> None:
    story = found(TicketState.WAITING)
    gone = ticket(9, state=TicketState.CANCELLED)
    story.tell(
        Step(on.CancelWanted(), at=st.CancelAsked),
        Step(on.WentBack(), at=st.MyTicket),
        Step(on.CancelWanted(), at=st.CancelAsked),
        Step(on.Confirmed(), at=st.Changing, does=[do.Withdraw(9)]),
        Step(on.TicketChanged(gone), at=st.Changed(gone, st.Deed.CANCEL)),
        Step(on.WentBack(), at=st.Home),
    )


def test_a_missed_call_is_made_good() -> None:
    back = ticket(9)
    found(TicketState.NO_SHOW).tell(
        Step(on.ReinstateWanted(), at=st.Changing, does=[do.Reinstate(9)]),
        Step(on.TicketChanged(back), at=st.Changed(back, st.Deed.REINSTATE)),
    )


@pytest.mark.parametrize("level", [Level.VERY_SATISFIED, Level.SATISFIED, Level.FAIRLY_SATISFIED])
def test_a_late_evaluation_is_one_touch(level: Level) -> None:
    story = found(TicketState.FINISHED, may_evaluate=True)
    story.tell(
        Step(on.EvaluateWanted(), at=st.Evaluating),
        Step(on.WentBack(), at=st.MyTicket),
        Step(on.EvaluateWanted(), at=st.Evaluating),
        Step(on.LevelChosen(level), at=st.Changing, does=[do.Evaluate(9, level)]),
    )
    with pytest.raises(NothingHappened):
        story.tell(Step(on.Evaluated(8), at=st.Changed))
    story.tell(Step(on.Evaluated(9), at=st.Changed(ticket(9, state=TicketState.FINISHED), st.Deed.EVALUATE)))


@pytest.mark.parametrize("level", [Level.DISSATISFIED, Level.VERY_DISSATISFIED])
def test_a_bad_level_needs_a_reason(level: Level) -> None:
    story = found(TicketState.FINISHED, may_evaluate=True)
    story.tell(Step(on.EvaluateWanted(), at=st.Evaluating), Step(on.LevelChosen(level), at=st.ChoosingWhy))
    with pytest.raises(NothingHappened):
        story.tell(Step(on.Confirmed(), at=st.Changing))
    story.tell(
        Step(on.WhyToggled("slow"), at=st.ChoosingWhy),
        Step(on.WhyToggled("rude"), at=st.ChoosingWhy),
        Step(on.WhyToggled("slow"), at=st.ChoosingWhy),
        Step(on.Confirmed(), at=st.Changing, does=[do.Evaluate(9, level, ("rude",))]),
        Step(on.Refused("already_evaluated", "已经评价过了"), at=st.Rejected("already_evaluated", "已经评价过了")),
    )


def test_a_level_pressed_at_the_counter_gets_its_reason_and_stays() -> None:
    done, url = ticket(9, state=TicketState.FINISHED), "http://10.0.0.5:8000/t/9#s3cret"
    story = Story()
    story.tell(
        Step(on.ScannerRead(url), at=st.LookingUp(url), does=[do.LookUp(url)]),
        Step(on.TicketFound(url, done, unexplained=Level.DISSATISFIED), at=st.MyTicket),
        Step(on.EvaluateWanted(), at=st.ChoosingWhy(done, Level.DISSATISFIED, is_pressed=True)),
        Step(on.WentBack(), at=st.MyTicket(done, unexplained=Level.DISSATISFIED)),
        Step(on.EvaluateWanted(), at=st.ChoosingWhy),
        Step(on.WhyToggled("slow"), at=st.ChoosingWhy),
        Step(on.Confirmed(), at=st.Changing, does=[do.Explain(9, ("slow",))]),
        Step(on.Evaluated(9), at=st.Changed(done, st.Deed.EVALUATE)),
    )


@pytest.mark.parametrize(
    ("state", "touch"),
    [
        (TicketState.WAITING, on.EvaluateWanted()),
        (TicketState.WAITING, on.ReinstateWanted()),
        (TicketState.SERVING, on.CancelWanted()),
        (TicketState.FINISHED, on.EvaluateWanted()),  # evaluated already, or too long ago
    ],
)
def test_what_a_ticket_does_not_allow_is_not_offered(state: TicketState, touch: on.Event) -> None:
    story = found(state)
    with pytest.raises(NothingHappened):
        story.tell(Step(touch, at=st.MyTicket))


def test_the_answer_to_another_persons_code_is_not_shown() -> None:
    story = Story(st.Visit(st.LookingUp("B0021234")))
    with pytest.raises(NothingHappened):
        story.tell(Step(on.TicketFound("A0019876", A005), at=st.MyTicket))


@pytest.mark.parametrize("text", ["000000198506071233", "00000019850607123X", "000000850607123"])
def test_an_identity_card_held_to_the_scanner_is_dropped(text: str) -> None:
    for start in (st.Home(), st.Attract(), st.Services(st.Purpose.TICKET), st.MyTicket(A005)):
        with pytest.raises(NothingHappened):
            Story(st.Visit(start)).tell(Step(on.ScannerRead(text), at=st.Rejected))
    story = Story(st.Visit(st.EnterCode(st.CodePurpose.TICKET)))
    story.tell(Step(on.ScannerRead(text), at=st.EnterCode(st.CodePurpose.TICKET, "", "unreadable_code")))


def test_nothing_as_long_as_an_identity_number_can_be_typed() -> None:
    story = Story(st.Visit(st.EnterCode(st.CodePurpose.TICKET)))
    story.tell(*(Step(on.Typed("1"), at=st.EnterCode) for _ in range(14)))
    with pytest.raises(NothingHappened):
        story.tell(Step(on.Typed("1"), at=st.EnterCode))


def test_what_was_typed_is_in_no_printed_form_of_state_event_or_effect() -> None:
    state, event = st.EnterCode(st.CodePurpose.TICKET, "B0021234"), on.ScannerRead("B0021234")
    for each in (state, event, st.LookingUp("B0021234"), do.LookUp("B0021234"), on.TicketFound("B0021234", A005)):
        assert "B0021234" not in repr(each)
