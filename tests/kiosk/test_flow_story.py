"""The days of the hall at the kiosk: an old visitor, a Saturday, an outage. Each is a list of steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.alternative import Alternative, alternatives
from kiosk.flow.offer import Offer
from kiosk.flow.patience import patience
from server.vocab import TicketClass
from server.wire.hall import Item
from tests.client.stub import hall_answer, service, ticket
from tests.kiosk.flow_story import NothingHappened, Step, Story

CARD = "elder-card"
A005 = ticket(5, ahead=0, item_id=CARD, ticket_class=TicketClass.GREEN)
PLAIN = st.Choice(service_id="general")
OPEN = Offer.from_hall(hall_answer())


def item(item_id: str, *, extended: bool) -> Item:
    return Item(
        id=item_id,
        name=item_id,
        service_id="general",
        category="",
        kind="",
        materials=[],
        steps=[],
        limit="",
        demo_limit=False,
        basis="",
        fee="",
        extended=extended,
        historic=False,
    )


def knowing(offer: Offer) -> Story:
    return Story(st.Visit(around=st.Around(offer=offer)))


# The old visitor: 适老版, green channel, paper out, the same number again.


def test_an_old_visitor_gets_a_green_ticket_with_three_touches_in_the_elder_mode() -> None:
    story = Story()
    story.tell(Step(on.ModeChosen(st.Mode.ELDER), at=st.Home, says="home"))
    story.touches = 0
    green = st.Choice(service_id="general", item_id=CARD, green_reason="elderly")
    story.tell(
        Step(on.ItemChosen(CARD, "general"), at=st.Confirming, says="confirming"),
        Step(on.ReasonChosen("elderly"), at=st.Confirming(green)),
        Step(on.Confirmed(), at=st.Issuing(green), does=[do.Issue(green, "zh")], says="issuing"),
    )
    assert story.touches == 3
    story.tell(
        Step(on.Reserved(A005), at=st.Printing, does=[do.Print(A005, "zh", large=True)]),
        Step(
            on.SlipFailed("paper_out", "打印机缺纸。"),
            at=st.PrintFailed,
            does=[do.Settle(5, printed=False, detail="paper_out")],
            says="print_failed",
        ),
        Step(on.AskedAgain(), at=st.Printing, does=[do.Print(A005, "zh", large=True)]),
        Step(on.SlipPrinted(), at=st.Shown(A005), does=[do.Settle(5, printed=True)], says="shown"),
        Step(on.WentBack(), at=st.Home),
    )
    assert story.visit == st.Visit(), "the next visitor is met as everybody"


def test_the_elder_mode_gives_time_and_a_longer_countdown() -> None:
    usual = patience(st.Visit(st.Confirming(PLAIN)))
    elder = patience(st.Visit(st.Confirming(PLAIN), mode=st.Mode.ELDER))
    assert usual is not None
    assert elder is not None
    assert 30 <= usual.total_s <= 60
    assert usual.countdown_s == 10
    assert (elder.idle_s, elder.countdown_s) == (3 * usual.idle_s, 3 * usual.countdown_s)


def test_one_touch_calls_a_hand_and_the_place_is_kept() -> None:
    Story().tell(
        Step(on.ModeChosen(st.Mode.ELDER), at=st.Home),
        Step(on.ServicesWanted(), at=st.Services),
        Step(on.HelpWanted(), at=st.HelpCalled, does=[do.CallHelp], says="help_called.calling"),
        Step(on.HelpHeard(), at=st.HelpCalled(st.Help.COMING), says="help_called.coming"),
        Step(on.WentBack(), at=st.Services),
    )


def test_help_that_nobody_hears_says_so_and_can_be_asked_for_again() -> None:
    Story().tell(
        Step(on.HelpWanted(), at=st.HelpCalled, does=[do.CallHelp]),
        Step(on.ServerLost(), at=st.HelpCalled(st.Help.UNHEARD)),
        Step(on.AskedAgain(), at=st.HelpCalled(), does=[do.CallHelp]),
    )


# Saturday: duty day, booking, a guide with its questions.


def saturday() -> Offer:
    answer = hall_answer(services=[service(), service("civil-affairs", offered=False)])
    opening = answer.opening.model_copy(update={"day": "duty"})
    items = [item("medical", extended=True), item("seal", extended=False)]
    return Offer.from_hall(answer.model_copy(update={"opening": opening}), items)


def test_on_saturday_what_is_on_duty_can_be_had() -> None:
    knowing(saturday()).tell(
        Step(on.TopicChosen(st.Sorting.CATEGORY, "medical-care"), at=st.Items),
        Step(on.ItemChosen("medical", "general"), at=st.Confirming),
    )


def test_on_a_working_day_an_item_without_duty_hours_can_be_had() -> None:
    knowing(Offer.from_hall(hall_answer(), [item("seal", extended=False)])).tell(
        Step(on.ItemChosen("seal", "general"), at=st.Confirming)
    )


@pytest.mark.parametrize(("item_id", "service_id"), [("seal", "general"), ("allowance", "civil-affairs")])
def test_on_saturday_what_is_not_on_duty_leads_to_the_guide_and_the_booking_phone(
    item_id: str, service_id: str
) -> None:
    story = knowing(saturday())
    wanted = st.Choice(service_id=service_id, item_id=item_id)
    rejected = st.Rejected("not_on_duty", "", wanted)
    story.tell(
        Step(on.TopicChosen(st.Sorting.CATEGORY, "other"), at=st.Items),
        Step(on.ItemChosen(item_id, service_id), at=rejected),
    )
    assert alternatives(rejected) == (Alternative.GUIDE, Alternative.BOOKING, Alternative.OTHER_DAY)
    story.tell(
        Step(on.GuideWanted(item_id), at=st.GuideShown(item_id=item_id)),
        Step(on.WentBack(), at=rejected),
        Step(on.WentBack(), at=st.Items),
    )


@pytest.mark.parametrize("came", [TicketClass.BOOKING, TicketClass.ORDINARY])
def test_a_booking_is_checked_in_by_its_code_in_time_or_late(came: TicketClass) -> None:
    booked = ticket(7, ticket_class=came)
    knowing(saturday()).tell(
        Step(on.CodeWanted(st.CodePurpose.BOOKING), at=st.EnterCode),
        *(Step(on.Typed(each), at=st.EnterCode) for each in "0007"),
        Step(on.Confirmed(), at=st.CheckingIn("0007"), does=[do.CheckIn("0007", "zh")]),
        Step(on.Reserved(booked), at=st.Printing, does=[do.Print(booked, "zh", large=False)]),
        Step(on.SlipPrinted(), at=st.Shown(booked), does=[do.Settle(7, printed=True)]),
    )


def test_a_scanned_booking_is_checked_in_from_the_slides() -> None:
    Story(st.Visit(st.Attract())).tell(
        Step(on.ScannerRead("00070123\r\n"), at=st.CheckingIn("00070123"), does=[do.CheckIn])
    )


def test_a_code_nobody_booked_can_be_mended() -> None:
    Story().tell(
        Step(on.CodeWanted(st.CodePurpose.BOOKING), at=st.EnterCode),
        Step(on.Typed("0008"), at=st.EnterCode),
        Step(on.Confirmed(), at=st.CheckingIn, does=[do.CheckIn]),
        Step(
            on.IssueRefused("unknown_booking", "没有这个预约码。"),
            at=st.EnterCode(st.CodePurpose.BOOKING, "0008", "unknown_booking"),
        ),
        Step(on.Erased(), at=st.EnterCode(st.CodePurpose.BOOKING, "000")),
    )


def test_a_booking_of_another_day_is_refused_with_what_instead() -> None:
    story = Story(st.Visit(st.CheckingIn("0007")))
    story.tell(Step(on.IssueRefused("wrong_day", "请当天签到。"), at=st.Rejected("wrong_day", "请当天签到。")))
    assert isinstance(story.visit.state, st.Rejected)
    assert Alternative.BOOKING in alternatives(story.visit.state)


def test_a_guide_asks_what_its_materials_depend_on_and_prints_what_fits() -> None:
    answers = (("married", True), ("children", False))
    fitting = st.GuideShown(item_id="migrant", tab=st.Tab.MATERIALS, answers=answers)
    printing = replace(fitting, paper=st.Paper.PRINTING)
    Story().tell(
        Step(on.TopicsWanted(st.Sorting.LIFE_EVENT, st.Purpose.GUIDE), at=st.Topics),
        Step(on.TopicChosen(st.Sorting.LIFE_EVENT, "birth"), at=st.Items),
        Step(on.ItemChosen("migrant", "general"), at=st.GuideShown(item_id="migrant")),
        Step(on.AskWanted(("married", "children")), at=st.Asking),
        Step(on.Answered(yes=True), at=st.Asking),
        Step(on.Answered(yes=False), at=fitting),
        Step(on.NoticeWanted(), at=printing, does=[do.PrintNotice("migrant", answers, "zh", large=False)]),
        Step(on.PaperPrinted("migrant"), at=replace(fitting, paper=st.Paper.PRINTED)),
        Step(on.WentBack(), at=st.Items(st.Sorting.LIFE_EVENT, "birth", st.Purpose.GUIDE)),
    )


def test_the_last_look_before_the_ticket_knows_what_the_guide_was_answered() -> None:
    answers = (("married", False),)
    Story(st.Visit(st.GuideShown(item_id="migrant", tab=st.Tab.MATERIALS, answers=answers))).tell(
        Step(
            on.ServiceChosen("general", "migrant"),
            at=st.Confirming(st.Choice(service_id="general", item_id="migrant", answers=answers)),
        )
    )


def test_an_answer_can_be_taken_back() -> None:
    asking = st.Asking(item_id="migrant", questions=("married", "children", "local"))
    once = replace(asking, answers=(("married", True),))
    Story(st.Visit(asking)).tell(
        Step(on.Answered(yes=True), at=once),
        Step(on.Answered(yes=False), at=replace(asking, answers=(("married", True), ("children", False)))),
        Step(on.WentBack(), at=once),
        Step(on.WentBack(), at=asking),
        Step(on.WentBack(), at=st.GuideShown(item_id="migrant")),
    )


def test_a_notice_that_did_not_print_can_be_asked_for_again_and_one_touch_is_one_notice() -> None:
    shown = st.GuideShown(item_id="migrant")
    story = Story(st.Visit(shown))
    story.tell(Step(on.NoticeWanted(), at=st.GuideShown, does=[do.PrintNotice]))
    with pytest.raises(NothingHappened):
        story.tell(Step(on.NoticeWanted(), at=st.GuideShown))
    story.tell(
        Step(
            on.PaperFailed("migrant", "paper_out", "缺纸"),
            at=replace(shown, paper=st.Paper.FAILED, failure="paper_out"),
        ),
        Step(on.GuidePrintWanted(), at=replace(shown, paper=st.Paper.PRINTING), does=[do.PrintGuide]),
    )


def test_a_notice_that_comes_out_while_another_guide_is_read_leaves_no_screen_that_prints_for_ever() -> None:
    Story(st.Visit(st.GuideShown(item_id="licence"))).tell(
        Step(on.NoticeWanted(), at=st.GuideShown, does=[do.PrintNotice]),
        Step(on.GuideWanted("hygiene"), at=st.GuideShown(item_id="hygiene")),
        Step(on.WentBack(), at=st.GuideShown(item_id="licence")),
    )


# An outage: the server is away for five minutes.


def test_while_the_server_is_away_the_policy_allows_a_ticket_of_the_own_series() -> None:
    own = st.OfflineTicket(id="k1-7", number="K007", service_id="general")
    story = knowing(OPEN)
    story.tell(
        Step(on.ServerAway(), at=st.Home),
        Step(on.ServiceChosen("general"), at=st.Confirming),
        Step(on.Confirmed(), at=st.Issuing, does=[do.Issue]),
        Step(on.ServerLost(may_issue=True), at=st.Unreached(PLAIN, may_issue=True)),
        Step(on.OfflineWanted(), at=st.IssuingOffline, does=[do.IssueOffline(PLAIN, "zh")]),
        Step(on.IssuedOffline(own), at=st.PrintingOffline, does=[do.PrintOffline(own, "zh", large=False)]),
        Step(
            on.SlipFailed("paper_out", "缺纸"),
            at=st.OfflineFailed,
            does=[do.SettleOffline("k1-7", printed=False, detail="paper_out")],
        ),
        Step(on.AskedAgain(), at=st.PrintingOffline, does=[do.PrintOffline]),
        Step(on.SlipPrinted(), at=st.ShownOffline(own), does=[do.SettleOffline("k1-7", printed=True)]),
        Step(on.TimedOut(), at=st.Home),
    )
    assert story.visit.around.is_away, "that the server is away outlives a visit"
    story.tell(
        Step(on.ServerBack(), at=st.Home),
        Step(on.ServiceChosen("general"), at=st.Confirming),
        Step(on.Confirmed(), at=st.Issuing, does=[do.Issue]),
        Step(on.Reserved(A005), at=st.Printing, does=[do.Print]),
    )


@pytest.mark.parametrize(
    ("last_seen", "screen"),
    [
        (Offer(is_open=False, services=frozenset({"general"})), st.Confirming),
        (Offer(is_open=True, services=frozenset({"general"}), full=frozenset({"general"})), st.Confirming),
        (Offer(is_open=True, services=frozenset()), st.Rejected),
    ],
)
def test_what_was_closed_or_full_when_the_server_was_last_seen_may_not_be_now(last_seen: Offer, screen: type) -> None:
    story = knowing(last_seen)
    story.tell(Step(on.ServerAway(), at=st.Home), Step(on.ServiceChosen("general"), at=screen))


def test_an_own_ticket_without_a_slip_is_cancelled_when_left_alone() -> None:
    own = st.OfflineTicket(id="k1-7", number="K007", service_id="general")
    failed = st.OfflineFailed(PLAIN, own, "paper_out", "缺纸", doubtful=False)
    Story(st.Visit(failed)).tell(Step(on.TimedOut(), at=st.Home, does=[do.CancelOffline("k1-7")]))
    Story(st.Visit(failed)).tell(Step(on.NumberRemembered(), at=st.Home))


def test_where_the_policy_forbids_it_people_are_sent_to_the_desk() -> None:
    story = Story(st.Visit(st.Issuing(PLAIN), mode=st.Mode.ACCESS))
    story.tell(Step(on.ServerLost(), at=st.Unreached(PLAIN), says="unreached.desk"))
    with pytest.raises(NothingHappened):
        story.tell(Step(on.OfflineWanted(), at=st.IssuingOffline))


@pytest.mark.parametrize("leaving", [on.WentBack(), on.WentHome(), on.TimedOut()])
def test_a_wish_the_server_never_answered_is_given_up_when_its_holder_leaves(leaving: on.Event) -> None:
    Story(st.Visit(st.Unreached(PLAIN))).tell(Step(leaving, at=st.Home, does=[do.GiveUp]))
