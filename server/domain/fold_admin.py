"""Folds facts about the set-up, the tokens and the staff into the hall."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from server.domain import event_admin as e
from server.domain.fact import Stamp
from server.domain.hall import Hall, Session, Staff, Token
from server.domain.learned import ServiceTimes
from server.domain.ticket import CounterNow

Fold: TypeAlias = Callable[[Hall, Any, Stamp], None]


def _imported(hall: Hall, event: e.CatalogueImported, stamp: Stamp) -> None:
    catalogue = event.catalogue
    hall.catalogue, hall.catalogue_rev, hall.catalogue_at = catalogue, stamp.rev, stamp.at
    hall.zone = hall.zone_of(catalogue.timezone)
    hall.founded_at = hall.founded_at or stamp.at
    hall.staffing += 1
    hall.services = {service.id: service for service in catalogue.services}
    hall.counters = {counter.id: counter for counter in catalogue.counters}
    hall.items = {item.id: item for item in catalogue.items}
    hall.posts = {counter: hall.posts.get(counter) or CounterNow(id=counter) for counter in hall.counters}
    for service in catalogue.services:
        if service.id not in hall.times:
            hall.times[service.id] = ServiceTimes(service.expected_minutes)


def _token_issued(hall: Hall, event: e.TokenIssued, stamp: Stamp) -> None:
    hall.doors.tokens[event.digest] = Token(
        id=event.token_id, role=event.role, name=event.name, counter_id=event.counter_id, station=event.station
    )
    hall.doors.stations = max(hall.doors.stations, event.station)


def _token_revoked(hall: Hall, event: e.TokenRevoked, stamp: Stamp) -> None:
    hall.kiosks.pop(event.token_id, None)
    hall.helps.pop(event.token_id, None)
    hall.boxes.pop(event.token_id, None)
    tokens = hall.doors.tokens
    hall.doors.tokens = {digest: token for digest, token in tokens.items() if token.id != event.token_id}


def _box_fitted(hall: Hall, event: e.BoxFitted, stamp: Stamp) -> None:
    hall.boxes[event.station] = event.box


def _staff_set(hall: Hall, event: e.StaffSet, stamp: Stamp) -> None:
    hall.doors.staff[event.name] = Staff(
        name=event.name, role=event.role, password_hash=event.password_hash, counters=event.counters
    )
    _end_sessions(hall, event.name)


def _staff_removed(hall: Hall, event: e.StaffRemoved, stamp: Stamp) -> None:
    hall.doors.staff.pop(event.name, None)
    _end_sessions(hall, event.name)


def _logged_in(hall: Hall, event: e.StaffLoggedIn, stamp: Stamp) -> None:
    sessions = hall.doors.sessions
    sessions[event.digest] = Session(event.name, event.until)
    hall.doors.sessions = {digest: session for digest, session in sessions.items() if session.until > stamp.at}


def _logged_out(hall: Hall, event: e.StaffLoggedOut, stamp: Stamp) -> None:
    hall.doors.sessions.pop(event.digest, None)


def _end_sessions(hall: Hall, name: str) -> None:
    sessions = hall.doors.sessions
    hall.doors.sessions = {digest: session for digest, session in sessions.items() if session.name != name}


def _refused(hall: Hall, event: e.AccessRefused, stamp: Stamp) -> None:
    """Kept in the log for those who look there; the hall itself does not change."""


ADMIN: Mapping[type, Fold] = {
    e.CatalogueImported: _imported,
    e.TokenIssued: _token_issued,
    e.TokenRevoked: _token_revoked,
    e.BoxFitted: _box_fitted,
    e.StaffSet: _staff_set,
    e.StaffRemoved: _staff_removed,
    e.StaffLoggedIn: _logged_in,
    e.StaffLoggedOut: _logged_out,
    e.AccessRefused: _refused,
}
