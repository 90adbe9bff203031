"""Folds facts about kiosks into the hall. A ticket of theirs that is taken is folded like any other, in `fold`."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from server.domain import event_kiosk as e
from server.domain.fact import Stamp
from server.domain.hall import AS_USUAL, Direction, Hall
from server.domain.offline import HandedIn, Series

Fold: TypeAlias = Callable[[Hall, Any, Stamp], None]


def series_of(hall: Hall, kiosk: str) -> Series:
    """A kiosk's own series, begun when it first hands something in."""
    return hall.offline.setdefault(kiosk, Series())


def _offline_refused(hall: Hall, event: e.OfflineTicketRefused, stamp: Stamp) -> None:
    series_of(hall, event.kiosk).note(event.request_id, event.sequence, HandedIn(code=event.code))
    hall.turned_down.append(event.number)


def _directed(hall: Hall, event: e.KioskDirected, stamp: Stamp) -> None:
    told = Direction(is_locked=event.is_locked, text=event.text, may_issue=event.may_issue)
    if told == AS_USUAL:
        hall.kiosks.pop(event.kiosk, None)
    else:
        hall.kiosks[event.kiosk] = told


def _help_called(hall: Hall, event: e.HelpCalled, stamp: Stamp) -> None:
    hall.helps[event.kiosk] = stamp.at


def _help_given(hall: Hall, event: e.HelpGiven, stamp: Stamp) -> None:
    hall.helps.pop(event.kiosk, None)


KIOSK: Mapping[type, Fold] = {
    e.OfflineTicketRefused: _offline_refused,
    e.KioskDirected: _directed,
    e.HelpCalled: _help_called,
    e.HelpGiven: _help_given,
}
