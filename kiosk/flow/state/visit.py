"""A visit: where the kiosk is, how it speaks, and what it knows of the hall around it."""

from dataclasses import dataclass

from kiosk.flow.offer import Offer
from kiosk.flow.state import bar, browse, guide, mine, offline, reading, staff, take
from kiosk.flow.state.choice import Mode

State = (
    browse.Attract
    | browse.Home
    | browse.Browsing
    | take.Confirming
    | take.ChoosingReason
    | take.Issuing
    | take.Printing
    | take.Shown
    | take.PrintFailed
    | take.Rejected
    | take.Unreached
    | offline.IssuingOffline
    | offline.PrintingOffline
    | offline.ShownOffline
    | offline.OfflineFailed
    | guide.GuideShown
    | guide.Asking
    | mine.EnterCode
    | mine.CheckingIn
    | mine.LookingUp
    | mine.MyTicket
    | mine.CancelAsked
    | mine.Evaluating
    | mine.ChoosingWhy
    | mine.Changing
    | mine.Changed
    | reading.Reading
    | reading.HelpCalled
    | staff.StaffCode
    | staff.StaffChecking
    | staff.StaffPage
    | bar.Bar
)


PASSING = frozenset({"hall_closed", "quota_reached", "service_closed"})
"""Refusals that may be over by now, when the server was last seen long ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stays when a visit ends: what is offered (None: nobody knows yet), whether the server is away, whether the
    hall lets this kiosk issue tickets, what bars it from serving, at most one of each kind."""

    offer: Offer | None = None
    is_away: bool = False
    may_issue: bool = True
    bars: tuple[bar.Bar, ...] = ()

    def why_not(self, service_id: str, item_id: str | None = None) -> str | None:
        """The code of why a ticket cannot be had here now; None: it may be had."""
        if not self.may_issue:
            return "kiosk_stopped"
        no = None if self.offer is None else self.offer.why_not(service_id, item_id)
        return None if self.is_away and no in PASSING else no


HOME = browse.Home()
NOTHING_KNOWN = Around()


@dataclass(frozen=True, slots=True)
class Visit:
    """`trail`: the places WentBack leads to, the newest last; empty means Home."""

    state: State = HOME
    language: str = "zh"
    mode: Mode = Mode.NORMAL
    trail: tuple[State, ...] = ()
    around: Around = NOTHING_KNOWN
