"""How long each state waits for a touch. Knows no clock: whoever has one sends TimedOut."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.flow import state as st


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds without a touch until the countdown shows, and of the countdown (0: none is shown) until TimedOut."""

    idle_s: float
    countdown_s: float

    @property
    def total_s(self) -> float:
        return self.idle_s + self.countdown_s


CHOOSING = Patience(35, 10)
READING = Patience(50, 10)
TOLD = Patience(20, 10)
TAKEN = Patience(10, 5)
NO_SLIP = Patience(45, 15)
WORK = Patience(60, 0)  # an effect that never ends; each has its own, shorter limits
ASKED = Patience(20, 0)
STAFF = Patience(110, 10)
CODE_LIVES = Patience(300, 0)
BROKEN = Patience(15, 0)  # what is wrong can be read, then the program starts again

UNHURRIED = 3
"""适老版 and 无障碍: so many times as long, where a person is waited for."""

WAITS: Mapping[type[st.State], Patience] = {
    st.Attract: READING,
    st.Home: READING,
    st.Services: CHOOSING,
    st.Topics: CHOOSING,
    st.Items: CHOOSING,
    st.ServiceItems: CHOOSING,
    st.HotItems: CHOOSING,
    st.Searching: READING,
    st.Confirming: CHOOSING,
    st.ChoosingReason: CHOOSING,
    st.Issuing: WORK,
    st.Printing: WORK,
    st.Shown: TAKEN,
    st.PrintFailed: NO_SLIP,
    st.Rejected: TOLD,
    st.Unreached: CHOOSING,
    st.IssuingOffline: WORK,
    st.PrintingOffline: WORK,
    st.ShownOffline: TAKEN,
    st.OfflineFailed: NO_SLIP,
    st.GuideShown: READING,
    st.Asking: CHOOSING,
    st.EnterCode: READING,
    st.CheckingIn: WORK,
    st.LookingUp: ASKED,
    st.MyTicket: CHOOSING,
    st.CancelAsked: CHOOSING,
    st.Evaluating: CHOOSING,
    st.ChoosingWhy: CHOOSING,
    st.Changing: ASKED,
    st.Changed: TOLD,
    st.Reading: READING,
    st.HelpCalled: READING,
    st.StaffCode: CHOOSING,
    st.StaffChecking: ASKED,
    st.StaffPage: STAFF,
    st.Pairing: CODE_LIVES,
    st.OutOfOrder: BROKEN,
}
"""A state that is not here ends from outside only."""


def patience(visit: st.Visit) -> Patience | None:
    """What holds in `visit` now; None: no TimedOut."""
    usual = WAITS.get(type(visit.state))
    if usual is None or visit.mode is st.Mode.NORMAL or usual.countdown_s == 0:
        return usual
    return Patience(usual.idle_s * UNHURRIED, usual.countdown_s * UNHURRIED)
