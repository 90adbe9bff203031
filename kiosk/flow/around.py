"""What changes in every state alike: language, mode, what is known of the hall, what bars the kiosk."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.rule.place import IN_TRUST

E = TypeVar("E", bound=on.Event)
Change = Callable[[st.Visit, on.Event], st.Visit]


def rested(visit: st.Visit) -> st.Visit:
    """Where nobody is in the middle of something, what bars the kiosk is shown."""
    if visit.around.bars and not isinstance(visit.state, IN_TRUST):
        return replace(visit, state=visit.around.bars[0], trail=())
    return visit


def barred(visit: st.Visit, bar: st.Bar) -> st.Visit:
    """With `bar`, in the place of another of its kind; shown at once, or when what is in trust has ended."""
    others = [each for each in visit.around.bars if type(each) is not type(bar)]
    bars = tuple(sorted([*others, bar], key=lambda each: st.RANK.index(type(each))))
    around = replace(visit.around, bars=bars)
    return replace(visit, around=around) if isinstance(visit.state, IN_TRUST) else rested(st.Visit(around=around))


def _freed(visit: st.Visit, kind: type[st.Bar]) -> st.Visit:
    bars = tuple(each for each in visit.around.bars if not isinstance(each, kind))
    around = replace(visit.around, bars=bars)
    if isinstance(visit.state, st.RANK):
        return rested(st.Visit(around=around))
    return replace(visit, around=around)


def _line(event: type[E], change: Callable[[st.Visit, E], st.Visit]) -> tuple[type, Change]:
    def typed(visit: st.Visit, happened: on.Event) -> st.Visit:
        if not isinstance(happened, event):
            raise TypeError(f"{event.__name__} got another event")
        return change(visit, happened)

    return event, typed


def _away(visit: st.Visit, *, is_away: bool) -> st.Visit:
    return replace(visit, around=replace(visit.around, is_away=is_away))


def _stopped(visit: st.Visit, *, may_issue: bool) -> st.Visit:
    return replace(visit, around=replace(visit.around, may_issue=may_issue))


AROUND: Mapping[type, Change] = dict(
    [
        _line(on.LanguageChosen, lambda visit, e: replace(visit, language=e.language)),
        _line(on.ModeChosen, lambda visit, e: replace(visit, mode=e.mode)),
        _line(on.HallChanged, lambda visit, e: replace(visit, around=replace(visit.around, offer=e.offer))),
        _line(on.ServerAway, lambda visit, _: _away(visit, is_away=True)),
        _line(on.ServerBack, lambda visit, _: _away(visit, is_away=False)),
        _line(on.LockSet, lambda visit, e: barred(visit, st.Locked(e.text))),
        _line(on.LockLifted, lambda visit, _: _freed(visit, st.Locked)),
        _line(on.IssuingStopped, lambda visit, _: _stopped(visit, may_issue=False)),
        _line(on.IssuingAllowed, lambda visit, _: _stopped(visit, may_issue=True)),
        _line(on.Broke, lambda visit, e: barred(visit, st.OutOfOrder(e.code, e.phone))),
        _line(on.Unpaired, lambda visit, e: barred(visit, st.Pairing(e.code, e.hall, e.why, e.detail))),
        _line(on.Paired, lambda visit, _: _freed(visit, st.Pairing)),
    ]
)
