"""Which function draws which state."""

from collections.abc import Callable, Mapping

from kiosk.flow import state as st
from kiosk.ui import attract, browse, closed, guide, home, mine, number, reading, staff, take
from kiosk.ui.page import Page, View

SCREENS: Mapping[type, Callable[[Page, object], View]] = {
    st.Attract: attract.attract,
    st.Home: home.home,
    st.Services: browse.services,
    st.Topics: browse.topics,
    st.Items: browse.items,
    st.ServiceItems: browse.service_items,
    st.HotItems: browse.hot_items,
    st.Searching: browse.searching,
    st.GuideShown: guide.guide_shown,
    st.Asking: guide.asking,
    st.Confirming: take.confirming,
    st.ChoosingReason: take.choosing_reason,
    st.Issuing: take.issuing,
    st.Rejected: take.rejected,
    st.Unreached: take.unreached,
    st.IssuingOffline: take.issuing_offline,
    st.Printing: number.printing,
    st.Shown: number.shown,
    st.PrintFailed: number.print_failed,
    st.PrintingOffline: number.printing_offline,
    st.ShownOffline: number.shown_offline,
    st.OfflineFailed: number.offline_failed,
    st.EnterCode: mine.enter_code,
    st.CheckingIn: mine.checking_in,
    st.LookingUp: mine.looking_up,
    st.MyTicket: mine.my_ticket,
    st.CancelAsked: mine.cancel_asked,
    st.Evaluating: mine.evaluating,
    st.ChoosingWhy: mine.choosing_why,
    st.Changing: mine.changing,
    st.Changed: mine.changed,
    st.Reading: reading.reading,
    st.HelpCalled: reading.help_called,
    st.StaffCode: staff.staff_code,
    st.StaffChecking: staff.staff_checking,
    st.StaffPage: staff.staff_page,
    st.Pairing: closed.pairing,
    st.Locked: closed.locked,
    st.OutOfOrder: closed.out_of_order,
}


def view_of(page: Page) -> View:
    """The screen of the visit's state."""
    return SCREENS[type(page.visit.state)](page, page.visit.state)
