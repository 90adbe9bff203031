"""What goes for every state a person stands in: back, home, left alone, help, the scanner, the hidden corner."""

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.rule.mine import scanned
from kiosk.flow.rule.move import Move, Row, always, back, end, home, instead, onward, row, table

LISTS: tuple[type[st.State], ...] = (
    st.Services,
    st.Topics,
    st.Items,
    st.ServiceItems,
    st.HotItems,
    st.Searching,
    st.Confirming,
    st.GuideShown,
    st.EnterCode,
    st.MyTicket,
    st.Reading,
    st.HelpCalled,
    st.Rejected,
)
"""WentBack leads to the place before."""

QUESTIONS: tuple[type[st.State], ...] = (
    st.ChoosingReason,
    st.Asking,
    st.CancelAsked,
    st.Evaluating,
    st.ChoosingWhy,
    st.Changed,
)
"""WentBack is a matter of their own tables."""

PLACES = LISTS + QUESTIONS
BARS: tuple[type[st.State], ...] = st.RANK
IN_TRUST: tuple[type[st.State], ...] = (
    st.Issuing,
    st.CheckingIn,
    st.Printing,
    st.Shown,
    st.PrintFailed,
    st.Unreached,
    st.Changing,
    st.IssuingOffline,
    st.PrintingOffline,
    st.ShownOffline,
    st.OfflineFailed,
    st.StaffCode,
    st.StaffChecking,
    st.StaffPage,
)
"""Nothing from outside takes these away: a ticket is on its way, or staff are at work."""


def _scan(state: type[st.State]) -> Row:
    def rule(now: st.State, event: on.ScannerRead, visit: st.Visit) -> Move:
        return scanned(now, event, visit) or instead(now)

    return row(state, on.ScannerRead, rule)


def _forgotten(state: type[st.State]) -> Row:
    """A ticket that came when nobody waits for it any more is not to be called."""
    return row(state, on.Reserved, lambda s, e, _: instead(s, do.Cancel(e.ticket.id)))


TABLE = table(
    *always(LISTS, on.WentBack, back()),
    *always(PLACES, on.WentHome, home()),
    *always(PLACES, on.TimedOut, end()),
    *always(
        [st.Home, *(each for each in PLACES if each is not st.HelpCalled)],
        on.HelpWanted,
        onward(st.HelpCalled(), do.CallHelp()),
    ),
    *always([st.Attract, st.Home, *PLACES, *BARS], on.CornerHeld, instead(st.StaffCode())),
    *(_scan(each) for each in (st.Attract, st.Home, *(each for each in PLACES if each is not st.EnterCode))),
    *(_forgotten(each) for each in (*BARS, st.StaffCode, st.StaffChecking, st.StaffPage)),
    row(st.Pairing, on.AskedAgain, lambda s, _, __: instead(s, do.Pair())),
    row(st.Pairing, on.TimedOut, lambda s, _, __: instead(s, do.Pair())),
    row(st.OutOfOrder, on.TimedOut, lambda s, _, __: instead(s, do.StartAgain())),
)
