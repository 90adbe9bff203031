"""Kiosks as the wire shows them: what they were told, and their own numbers. Reads the state, changes nothing."""

from server.domain.hall import AS_USUAL, Hall, Token
from server.domain.offline import Series
from server.vocab import Role
from server.wire import kiosk as wk


def to_kiosk(hall: Hall, token: Token) -> wk.Kiosk:
    """A kiosk as the hall knows it now."""
    told = hall.kiosks.get(token.id, AS_USUAL)
    return wk.Kiosk(
        id=token.id,
        name=token.name,
        station=token.station,
        is_locked=told.is_locked,
        text=told.text,
        may_issue=told.may_issue,
        help_since=hall.helps.get(token.id),
        offline=_series(hall, token),
    )


def kiosks(hall: Hall) -> list[wk.Kiosk]:
    """All kiosks with a token, by number."""
    found = [token for token in hall.doors.tokens.values() if token.role is Role.KIOSK]
    return [to_kiosk(hall, token) for token in sorted(found, key=lambda each: each.station)]


def kiosk_of(hall: Hall, token_id: str) -> wk.Kiosk | None:
    return next((each for each in kiosks(hall) if each.id == token_id), None)


def _series(hall: Hall, token: Token) -> wk.OfflineSeries | None:
    policy = hall.catalogue.policy
    is_a_service_s = any(each.prefix == policy.offline_prefix for each in hall.services.values())
    if not (token.station and policy.offline_minutes and policy.offline_max) or is_a_service_s:
        return None
    return wk.OfflineSeries(
        prefix=f"{policy.offline_prefix}{token.station}",
        next_sequence=hall.offline.get(token.id, Series()).last + 1,
        minutes=policy.offline_minutes,
        max_tickets=policy.offline_max,
    )
