"""What the flow is told when an effect could not be performed at all: it waits for something. Knows no reason.

Why is for the staff and the log: it names files, settings and tokens. Visitors get the plain words the catalogues have
for CODE.
"""

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from server.client import Refused

CODE = "station"
CHORES: dict[type[do.Effect], st.Chore] = {
    do.PrinterTest: st.Chore.PRINTER_TEST,
    do.RollChanged: st.Chore.ROLL_CHANGED,
    do.ExportLog: st.Chore.EXPORT_LOG,
    do.EndProgram: st.Chore.END_PROGRAM,
}


def said(no: Refused) -> tuple[str, str]:
    """Code and sentence of the hall's no for the visitor, who cannot mend that the hall does not take the token."""
    return (CODE, "") if no.is_about_the_token else (no.code, no.detail)


def failed(effect: do.Effect, why: str) -> on.Event | None:
    """The event that ends the waiting; None when the flow waits for nothing. `why` is told to the staff alone."""
    match effect:
        case do.Issue() | do.CheckIn() | do.IssueOffline():
            return on.IssueRefused(CODE, "")
        case do.Print() | do.PrintOffline():
            return on.SlipFailed(CODE, "", doubtful=True)
        case do.PrintNotice() | do.PrintGuide():
            return on.PaperFailed(effect.item_id, CODE, "")
        case do.LookUp() | do.Withdraw() | do.Reinstate() | do.Evaluate() | do.Explain():
            return on.Refused(CODE, "")
        case _:
            return _of_the_machine(effect, why)


def _of_the_machine(effect: do.Effect, why: str) -> on.Event | None:
    match effect:
        case do.CheckStaffCode():
            return on.StaffRefused()
        case do.CallHelp():
            return on.ServerLost()
        case _:
            chore = CHORES.get(type(effect))
            return None if chore is None else on.ChoreEnded(chore, is_fine=False, detail=why)
