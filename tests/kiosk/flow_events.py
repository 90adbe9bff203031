"""One or a few of every event, so that a test can try all of them everywhere. Knows no rule."""

from __future__ import annotations

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.offer import Offer
from server.vocab import Level, SlipState, TicketState
from tests.client.stub import ticket

TICKET = ticket(12)
OWN = st.OfflineTicket(id="k1-1", number="K001", service_id="general")
URL = "http://10.0.0.5:8000/t/12#s3cret"
LONG = "7" * 13

GOING: list[on.Event] = [
    on.Touched(),
    on.WentBack(),
    on.WentHome(),
    on.HelpWanted(),
    on.CornerHeld(),
    *(on.ServicesWanted(each) for each in st.Purpose),
    *(on.TopicsWanted(st.Sorting.CATEGORY, each) for each in st.Purpose),
    *(on.TopicChosen(st.Sorting.DEPARTMENT, "topic", each) for each in st.Purpose),
    *(on.ServiceItemsWanted("general", each) for each in st.Purpose),
    *(on.HotItemsWanted(each) for each in st.Purpose),
    *(on.SearchWanted(each) for each in st.Purpose),
    on.ServiceChosen("general"),
    on.ServiceChosen("full"),
    on.ItemChosen("item", "general"),
    on.GuideWanted("item"),
    *(on.CodeWanted(each) for each in st.CodePurpose),
    *(on.LeafWanted(each) for each in (st.Leaf.RULES, st.Leaf.ROSTER)),
    on.EntryChosen("entry"),
    *(on.SectionChosen(each) for each in (st.Section.MENU, st.Section.PRINTER)),
    *(on.TabChosen(each) for each in (st.Tab.OFFICIAL, st.Tab.PLAIN)),
]
WISHES: list[on.Event] = [
    on.Typed(LONG),
    on.WordPicked(LONG),  # one sign alone, as all that is typed here: two would make a million texts
    on.Erased(),
    on.Cleared(),
    on.GreenWanted(),
    on.ReasonChosen("elderly"),
    on.LargeToggled(),
    on.Confirmed(),
    on.AskedAgain(),
    on.OfflineWanted(),
    on.SlipInHand(),
    on.NumberRemembered(),
    on.AskWanted(()),
    on.AskWanted(("married", "children")),
    on.Answered(yes=True),
    on.Answered(yes=False),
    on.NoticeWanted(),
    on.GuidePrintWanted(),
    on.CancelWanted(),
    on.ReinstateWanted(),
    on.EvaluateWanted(),
    *(on.LevelChosen(each) for each in Level),
    on.WhyToggled("slow"),
    *(on.ChoreWanted(each) for each in st.Chore),
]
OUTCOMES: list[on.Event] = [
    on.Reserved(TICKET),
    on.IssueRefused("quota_reached", "取完了"),
    on.IssueRefused("unknown_booking", "没有"),
    on.ServerLost(),
    on.ServerLost(may_issue=True),
    on.IssuedOffline(OWN),
    on.SlipPrinted(),
    on.SlipFailed("paper_out", "缺纸"),
    on.SlipFailed("no_reply", "没有确认", doubtful=True),
    on.PaperPrinted("item"),
    on.PaperFailed("item", "paper_out", "缺纸"),
    *(
        on.TicketFound(code, ticket(12, state=state, slip=SlipState.PRINTED), state is TicketState.FINISHED)
        for code in (URL, LONG)
        for state in (TicketState.WAITING, TicketState.NO_SHOW, TicketState.FINISHED, TicketState.SERVING)
    ),
    on.TicketChanged(ticket(12, state=TicketState.CANCELLED, slip=SlipState.PRINTED)),
    on.Evaluated(12),
    on.Refused("unknown_ticket", "没有"),
    on.Refused("illegal_step", "不行"),
    on.HelpHeard(),
    on.StaffLetIn(),
    on.StaffRefused(),
    *(on.ChoreEnded(each, is_fine=False, detail="不行") for each in st.Chore),
]
QUIET_NEWS: list[on.Event] = [
    on.TimedOut(),
    on.ScannerRead(URL),
    on.ScannerRead("0007"),
    on.ScannerRead("nothing we know"),
    on.ScannerRead("000000198506071233"),
]
AROUND: list[on.Event] = [
    on.LanguageChosen("en"),
    *(on.ModeChosen(each) for each in st.Mode),
    on.HallChanged(Offer(is_open=True, services=frozenset({"general", "full"}), full=frozenset({"full"}))),
    on.ServerAway(),
    on.ServerBack(),
    on.IssuingStopped(),
    on.IssuingAllowed(),
]
BARRING: list[on.Event] = [
    on.LockSet("停用"),
    on.LockLifted(),
    on.Broke("no_disk"),
    on.Unpaired("4711"),
    on.Paired(),
]
VISIT_EVENTS = [*GOING, *WISHES, *OUTCOMES, *QUIET_NEWS]
EVENTS = [*VISIT_EVENTS, *AROUND, *BARRING]
