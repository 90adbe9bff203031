"""What can be read, and the hand that is asked for."""

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.rule.move import Move, instead, onward, row, table


def _again(now: st.HelpCalled, _event: on.AskedAgain, _visit: st.Visit) -> Move:
    if now.help is not st.Help.UNHEARD:
        return instead(now)
    return instead(st.HelpCalled(), do.CallHelp())


TABLE = table(
    row(st.Home, on.LeafWanted, lambda _, e, __: onward(st.Reading(e.leaf))),
    row(st.Reading, on.LeafWanted, lambda _, e, __: instead(st.Reading(e.leaf))),
    row(st.Reading, on.EntryChosen, lambda s, e, _: onward(st.Reading(s.leaf, e.entry))),
    row(st.HelpCalled, on.HelpHeard, lambda _, __, ___: instead(st.HelpCalled(st.Help.COMING))),
    row(st.HelpCalled, on.ServerLost, lambda _, __, ___: instead(st.HelpCalled(st.Help.UNHEARD))),
    row(st.HelpCalled, on.AskedAgain, _again),
)
