"""The whole behaviour of a visit: (state, event) → (state, effects). Everything that decides stands in this table.

An event the table does not name for a state changes nothing: a second touch of a button, an answer that comes late.

    Home ─ServiceChosen→ Confirming ─Confirmed→ Issuing ─Reserved→ Printing ─SlipPrinted→ Shown ─→ Home
                          ⇅ GreenWanted, ReasonChosen  ├─IssueRefused→ Rejected     └─SlipFailed→ PrintFailed
                         ChoosingReason                └─ServerLost→ Unreached         AskedAgain → Printing
    PrintFailed, left alone: the ticket is cancelled. NumberRemembered keeps it for the staff to release.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.state import State, Visit
from server.wire.ticket import Ticket

S = TypeVar("S", bound=State)
E = TypeVar("E", bound=on.Event)
Move = tuple[State, tuple[do.Effect, ...]]
Rule = Callable[[State, on.Event, str], Move]
Key = tuple[type, type]

HOME: Move = (st.Home(), ())
DEFAULT_LANGUAGE = "zh"

TIMEOUT_S: Mapping[type[State], float] = {
    st.Home: 60.0,
    st.Confirming: 45.0,
    st.ChoosingReason: 45.0,
    st.Shown: 15.0,
    st.PrintFailed: 60.0,
    st.Rejected: 20.0,
    st.Unreached: 45.0,
}
"""Seconds without a touch until TimedOut; states that are not here end by themselves."""


def step(visit: Visit, event: on.Event) -> tuple[Visit, tuple[do.Effect, ...]]:
    """What the kiosk is after `event`, and what is to be done now."""
    if isinstance(event, on.LanguageChosen):
        return replace(visit, language=event.language), ()
    rule = TABLE.get((type(visit.state), type(event)))
    if rule is None:
        return visit, ()
    state, effects = rule(visit.state, event, visit.language)
    # The next person is greeted in the language of the hall.
    language = DEFAULT_LANGUAGE if isinstance(state, st.Home) else visit.language
    return Visit(state, language), effects


def _row(state: type[S], event: type[E], rule: Callable[[S, E, str], Move]) -> tuple[Key, Rule]:
    """A line of the table; the types of its rule follow from its first two columns."""

    def typed(current: State, happened: on.Event, language: str) -> Move:
        if not isinstance(current, state) or not isinstance(happened, event):
            raise TypeError(f"{event.__name__} in {state.__name__} got other values")
        return rule(current, happened, language)

    return (state, event), typed


def _home(_state: State, _event: on.Event, _language: str) -> Move:
    return HOME


def _issue(choice: st.Choice, language: str, *, again: bool = False) -> Move:
    return st.Issuing(choice), (do.Issue(choice, language, again),)


def _print(choice: st.Choice, ticket: Ticket, language: str) -> Move:
    return st.Printing(choice, ticket), (do.Print(ticket, language, choice.large),)


def _green(now: st.Confirming, _event: on.GreenWanted, _language: str) -> Move:
    if now.choice.green_reason is None:
        return st.ChoosingReason(now.choice), ()
    return st.Confirming(replace(now.choice, green_reason=None)), ()


def _slip_failed(now: st.Printing, event: on.SlipFailed, _language: str) -> Move:
    failed = st.PrintFailed(now.choice, now.ticket, event.code, event.detail, event.doubtful)
    return failed, (do.Settle(now.ticket.id, printed=False, detail=event.code),)


def _printed(now: st.Printing | st.PrintFailed) -> Move:
    return st.Shown(now.ticket), (do.Settle(now.ticket.id, printed=True),)


TABLE: Mapping[Key, Rule] = dict(
    [
        _row(st.Home, on.ServiceChosen, lambda _, e, __: (st.Confirming(_chosen(e)), ())),
        _row(st.Home, on.TimedOut, _home),
        _row(st.Confirming, on.GreenWanted, _green),
        _row(st.Confirming, on.LargeToggled, lambda s, _, __: (st.Confirming(_larger(s.choice)), ())),
        _row(st.Confirming, on.Confirmed, lambda s, _, language: _issue(s.choice, language)),
        _row(st.Confirming, on.WentBack, _home),
        _row(st.Confirming, on.TimedOut, _home),
        _row(st.ChoosingReason, on.ReasonChosen, lambda s, e, _: (st.Confirming(_with_reason(s.choice, e.reason)), ())),
        _row(st.ChoosingReason, on.WentBack, lambda s, _, __: (st.Confirming(s.choice), ())),
        _row(st.ChoosingReason, on.TimedOut, _home),
        _row(st.Issuing, on.Reserved, lambda s, e, language: _print(s.choice, e.ticket, language)),
        _row(st.Issuing, on.IssueRefused, lambda _, e, __: (st.Rejected(e.code, e.detail), ())),
        _row(st.Issuing, on.ServerLost, lambda s, _, __: (st.Unreached(s.choice), ())),
        _row(st.Unreached, on.AskedAgain, lambda s, _, language: _issue(s.choice, language, again=True)),
        _row(st.Unreached, on.WentBack, _home),
        _row(st.Unreached, on.TimedOut, _home),
        _row(st.Rejected, on.WentBack, _home),
        _row(st.Rejected, on.TimedOut, _home),
        _row(st.Printing, on.SlipPrinted, lambda s, _, __: _printed(s)),
        _row(st.Printing, on.SlipFailed, _slip_failed),
        _row(st.PrintFailed, on.AskedAgain, lambda s, _, language: _print(s.choice, s.ticket, language)),
        _row(st.PrintFailed, on.SlipInHand, lambda s, _, __: _printed(s) if s.doubtful else (s, ())),
        _row(st.PrintFailed, on.NumberRemembered, _home),
        _row(st.PrintFailed, on.TimedOut, lambda s, _, __: (st.Home(), (do.Cancel(s.ticket.id),))),
        _row(st.Shown, on.WentBack, _home),
        _row(st.Shown, on.TimedOut, _home),
    ]
)


def _chosen(event: on.ServiceChosen) -> st.Choice:
    return st.Choice(service_id=event.service_id, item_id=event.item_id)


def _larger(choice: st.Choice) -> st.Choice:
    return replace(choice, large=not choice.large)


def _with_reason(choice: st.Choice, reason: str) -> st.Choice:
    return replace(choice, green_reason=reason)
