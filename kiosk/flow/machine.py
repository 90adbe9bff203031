"""The whole behaviour of a visit: (visit, event) → (visit, effects). Puts the tables of flow.rule together.

An event no table names for a state changes nothing: a second touch of a button, an answer that comes late. What goes
for every state alike stands in flow.around.

    Attract ⇄ Home → lists, guides, my ticket, reading → Confirming → Issuing → Printing → Shown → Home
"""

from dataclasses import replace

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.around import AROUND, barred, rested
from kiosk.flow.rule import browse, guide, mine, offline, place, reading, staff, take
from kiosk.flow.rule.move import Move, Table, Way, table
from kiosk.flow.speech import says

LONGEST_TRAIL = 12
SUBJECTS = (browse, take, offline, guide, mine, reading, staff, place)
TABLE: Table = table(*(line for subject in SUBJECTS for line in subject.TABLE.items()))


def step(visit: st.Visit, event: on.Event) -> tuple[st.Visit, tuple[do.Effect, ...]]:
    """What the kiosk is after `event`, and what is to be done now."""
    after, effects = _happened(visit, event)
    return after, effects + _voice(visit, after)


def _happened(visit: st.Visit, event: on.Event) -> tuple[st.Visit, tuple[do.Effect, ...]]:
    change = AROUND.get(type(event))
    if change is not None:
        return change(visit, event), ()
    rule = TABLE.get((type(visit.state), type(event)))
    if rule is None:
        return visit, ()
    move = rule(visit.state, event, visit)
    after = rested(_arrived(visit, move))
    return after if move.bar is None else barred(after, move.bar), move.effects


def _arrived(visit: st.Visit, move: Move) -> st.Visit:
    match move.way:
        case Way.INSTEAD:
            return replace(visit, state=move.state)
        case Way.ON:
            is_start = isinstance(visit.state, st.Home | st.Attract)
            trail = () if is_start else (*visit.trail, _remembered(visit.state))[-LONGEST_TRAIL:]
            return replace(visit, state=move.state, trail=trail)
        case Way.BACK:
            return replace(visit, state=visit.trail[-1] if visit.trail else st.Home(), trail=visit.trail[:-1])
        case Way.HOME:
            return replace(visit, state=st.Home(), trail=())
        case Way.END:
            return st.Visit(state=move.state, around=visit.around)


def _remembered(state: st.State) -> st.State:
    """A guide is found again without its printing: the outcome will have come while nobody looked."""
    return replace(state, paper=st.Paper.NONE, failure=None) if isinstance(state, st.GuideShown) else state


def _voice(before: st.Visit, after: st.Visit) -> tuple[do.Effect, ...]:
    """适老版 and 无障碍 are spoken to; whoever comes next is not."""
    if after.mode is st.Mode.NORMAL:
        return () if before.mode is st.Mode.NORMAL else (do.Speak(None, after.language),)
    now = do.Speak(says(after.state), after.language)
    is_new = before.mode is st.Mode.NORMAL or now != do.Speak(says(before.state), before.language)
    return (now,) if is_new else ()
