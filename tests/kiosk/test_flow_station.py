"""Locks, faults, pairing and staff; what hangs; and the ways in which a story itself can fail."""

from __future__ import annotations

import pytest

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from tests.client.stub import ticket
from tests.kiosk.flow_story import EffectMissing, EffectUnwanted, NothingHappened, Step, Story, WrongScreen

A005 = ticket(5)
PLAIN = st.Choice(service_id="general")


def test_a_lock_waits_for_the_ticket_that_is_on_its_way() -> None:
    story = Story(st.Visit(st.Printing(PLAIN, A005)))
    story.tell(
        Step(on.LockSet("停电检修"), at=st.Printing),
        Step(on.SlipPrinted(), at=st.Shown, does=[do.Settle(5, printed=True)]),
        Step(on.TimedOut(), at=st.Locked("停电检修")),
        Step(on.LockLifted(), at=st.Home),
    )


def test_a_lock_waits_for_a_person_without_a_slip() -> None:
    failed = st.PrintFailed(PLAIN, A005, "paper_out", "缺纸", doubtful=False)
    Story(st.Visit(failed)).tell(
        Step(on.LockSet("停用"), at=failed),
        Step(on.TimedOut(), at=st.Locked, does=[do.Cancel(5)]),
    )


def test_a_lock_ends_a_visit_that_only_looks() -> None:
    story = Story(st.Visit(st.Services(st.Purpose.GUIDE), language="en"))
    story.tell(Step(on.LockSet("停用"), at=st.Locked("停用")))
    assert (story.visit.language, story.visit.trail) == ("zh", ())


def test_the_gravest_bar_is_shown_first_and_each_is_lifted_by_itself() -> None:
    Story().tell(
        Step(on.Broke("no_disk", "0000-1"), at=st.OutOfOrder("no_disk", "0000-1")),
        Step(on.LockSet("停用"), at=st.Locked("停用")),
        Step(on.Unpaired("4711"), at=st.Pairing("4711")),
        Step(on.TimedOut(), at=st.Pairing("4711"), does=[do.Pair]),
        Step(on.Unpaired("4712"), at=st.Pairing("4712")),
        Step(on.Paired(), at=st.Locked("停用")),
        Step(on.LockLifted(), at=st.OutOfOrder),
        Step(on.TimedOut(), at=st.OutOfOrder, does=[do.StartAgain]),
    )


def test_a_kiosk_that_may_issue_nothing_still_shows_guides_and_says_where_to_go() -> None:
    story = Story()
    story.tell(
        Step(on.IssuingStopped(), at=st.Home),
        Step(on.ServiceChosen("general"), at=st.Rejected("kiosk_stopped", "", PLAIN)),
        Step(on.WentHome(), at=st.Home),
        Step(on.TopicsWanted(st.Sorting.CATEGORY, st.Purpose.GUIDE), at=st.Topics),
        Step(on.TimedOut(), at=st.Home),
        Step(on.ServerAway(), at=st.Home),
        Step(on.ServiceChosen("general"), at=st.Rejected),
        Step(on.WentHome(), at=st.Home),
        Step(on.IssuingAllowed(), at=st.Home),
        Step(on.ServiceChosen("general"), at=st.Confirming),
    )


def test_staff_reach_their_page_through_the_corner_and_the_bar_is_still_there_after() -> None:
    Story().tell(
        Step(on.Broke("no_disk"), at=st.OutOfOrder),
        Step(on.CornerHeld(), at=st.StaffCode),
        Step(on.Typed("4711"), at=st.StaffCode),
        Step(on.Confirmed(), at=st.StaffChecking, does=[do.CheckStaffCode("4711")]),
        Step(on.StaffRefused(), at=st.StaffCode(tries=1)),
        Step(on.Typed("4712"), at=st.StaffCode),
        Step(on.Confirmed(), at=st.StaffChecking, does=[do.CheckStaffCode("4712")]),
        Step(on.StaffLetIn(), at=st.StaffPage()),
        Step(on.SectionChosen(st.Section.PRINTER), at=st.StaffPage),
        Step(on.ChoreWanted(st.Chore.PRINTER_TEST), at=st.StaffPage, does=[do.PrinterTest]),
        Step(on.ChoreEnded(st.Chore.PRINTER_TEST, is_fine=True, detail="打印正常。"), at=st.StaffPage),
        Step(on.ChoreWanted(st.Chore.ROLL_CHANGED), at=st.StaffPage, does=[do.RollChanged]),
        Step(on.WentBack(), at=st.StaffPage),
        Step(on.WentBack(), at=st.OutOfOrder),
    )


def test_how_a_chore_ended_is_told_only_where_it_was_done() -> None:
    ended = st.StaffPage(section=st.Section.PRINTER, done=st.Chore.PRINTER_TEST, is_fine=True)
    Story(st.Visit(ended)).tell(Step(on.WentBack(), at=st.StaffPage()))
    Story(st.Visit(ended)).tell(Step(on.SectionChosen(st.Section.NETWORK), at=st.StaffPage(section=st.Section.NETWORK)))


def test_one_chore_at_a_time() -> None:
    story = Story(st.Visit(st.StaffPage()))
    story.tell(Step(on.ChoreWanted(st.Chore.PRINTER_TEST), at=st.StaffPage, does=[do.PrinterTest]))
    for chore in st.Chore:
        with pytest.raises(NothingHappened):
            story.tell(Step(on.ChoreWanted(chore), at=st.StaffPage))


def test_three_wrong_staff_codes_end_at_home() -> None:
    story = Story(st.Visit(st.StaffCode()))
    wrong = [Step(on.Typed("1"), at=st.StaffCode), Step(on.Confirmed(), at=st.StaffChecking, does=[do.CheckStaffCode])]
    for _ in range(2):
        story.tell(*wrong, Step(on.StaffRefused(), at=st.StaffCode))
    story.tell(*wrong, Step(on.StaffRefused(), at=st.Home))


def test_work_that_never_ends_takes_the_kiosk_out_of_order_and_a_ticket_that_comes_after_all_is_cancelled() -> None:
    Story(st.Visit(st.Issuing(PLAIN))).tell(
        Step(on.TimedOut(), at=st.OutOfOrder("no_answer")),
        Step(on.Reserved(A005), at=st.OutOfOrder, does=[do.Cancel(5)]),
    )
    Story(st.Visit(st.Printing(PLAIN, A005))).tell(
        Step(on.TimedOut(), at=st.OutOfOrder, does=[do.Settle(5, printed=False, detail="no_answer")])
    )


def test_each_way_a_story_can_fail_has_its_name() -> None:
    chosen = on.ServiceChosen("general")
    with pytest.raises(WrongScreen, match="step 1, ServiceChosen"):
        Story().tell(Step(chosen, at=st.Shown))
    with pytest.raises(NothingHappened, match="step 2, SlipInHand"):
        Story().tell(Step(chosen, at=st.Confirming), Step(on.SlipInHand(), at=st.Confirming))
    with pytest.raises(EffectMissing):
        Story().tell(Step(chosen, at=st.Confirming, does=[do.Issue]))
    with pytest.raises(EffectUnwanted):
        Story(st.Visit(st.Confirming(PLAIN))).tell(Step(on.Confirmed(), at=st.Issuing))
    with pytest.raises(EffectMissing, match="says"):
        Story().tell(Step(chosen, at=st.Confirming, says="confirming"))
