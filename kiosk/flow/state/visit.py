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


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stays when a visit ends: what is offered (None: nobody knows yet), whether the server is away, what bars
    the kiosk from serving, at most one of each kind."""

    offer: Offer | None = None
    is_away: bool = False
    bars: tuple[bar.Bar, ...] = ()


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
