"""The hidden corner: a code, then the staff page. Whoever leaves it leaves the visit; what bars the kiosk still does.

StaffCode ─Confirmed→ StaffChecking ─StaffLetIn→ StaffPage
    └──────StaffRefused, thrice at most──┘
"""

from dataclasses import replace

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.rule.move import Move, always, end, instead, row, table

LONGEST_CODE = 12
MOST_TRIES = 3
CHORES: dict[st.Chore, do.Effect] = {
    st.Chore.PRINTER_TEST: do.PrinterTest(),
    st.Chore.ROLL_CHANGED: do.RollChanged(),
    st.Chore.EXPORT_LOG: do.ExportLog(),
    st.Chore.END_PROGRAM: do.EndProgram(),
}
STAFF = (st.StaffCode, st.StaffChecking, st.StaffPage)


def _typed(now: st.StaffCode, event: on.Typed, _visit: st.Visit) -> Move:
    return instead(replace(now, typed=(now.typed + event.text)[:LONGEST_CODE]))


def _entered(now: st.StaffCode, _event: on.Confirmed, _visit: st.Visit) -> Move:
    return instead(st.StaffChecking(now.tries), do.CheckStaffCode(now.typed)) if now.typed else instead(now)


def _refused(now: st.StaffChecking, _event: on.StaffRefused, _visit: st.Visit) -> Move:
    tries = now.tries + 1
    return instead(st.StaffCode(tries=tries)) if tries < MOST_TRIES else end()


def _chore(now: st.StaffPage, event: on.ChoreWanted, _visit: st.Visit) -> Move:
    if now.doing is not None:
        return instead(now)
    return instead(st.StaffPage(section=now.section, doing=event.chore), CHORES[event.chore])


def _ended(now: st.StaffPage, event: on.ChoreEnded, _visit: st.Visit) -> Move:
    if event.chore is not now.doing:
        return instead(now)
    return instead(replace(now, doing=None, done=event.chore, is_fine=event.is_fine, detail=event.detail))


def _section(now: st.StaffPage, event: on.SectionChosen, _visit: st.Visit) -> Move:
    return instead(_elsewhere(now, event.section))


def _elsewhere(now: st.StaffPage, section: st.Section) -> st.StaffPage:
    """How a chore ended is told where it was done; one that goes on is still told everywhere."""
    return st.StaffPage(section=section, doing=now.doing)


def _back(now: st.StaffPage, _event: on.WentBack, _visit: st.Visit) -> Move:
    return end() if now.section is st.Section.MENU else instead(_elsewhere(now, st.Section.MENU))


TABLE = table(
    row(st.StaffCode, on.Typed, _typed),
    row(st.StaffCode, on.Erased, lambda s, _, __: instead(replace(s, typed=s.typed[:-1]))),
    row(st.StaffCode, on.Cleared, lambda s, _, __: instead(replace(s, typed=""))),
    row(st.StaffCode, on.Confirmed, _entered),
    row(st.StaffCode, on.WentBack, lambda _, __, ___: end()),
    row(st.StaffChecking, on.StaffLetIn, lambda _, __, ___: instead(st.StaffPage())),
    row(st.StaffChecking, on.StaffRefused, _refused),
    row(st.StaffPage, on.SectionChosen, _section),
    row(st.StaffPage, on.ChoreWanted, _chore),
    row(st.StaffPage, on.ChoreEnded, _ended),
    row(st.StaffPage, on.WentBack, _back),
    *always((st.StaffCode, st.StaffPage), on.WentHome, end()),
    *always(STAFF, on.TimedOut, end()),
)
