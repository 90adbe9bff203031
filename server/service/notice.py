"""Finds a one-time notice by its number: today's in the hall, older ones in the log."""

from server.domain.decide_notice import rev_of
from server.domain.errors import NotFound
from server.domain.event_notice import NoticeGiven
from server.service import codec
from server.service.hall import HallService
from server.service.notice_view import to_notice
from server.service.port import Deed, Log
from server.wire import notice as wn


async def find_notice(service: HallService, number: str) -> wn.OneTimeNotice:
    """Of any day. Raises NotFound."""
    today = next((each for each in service.hall.notices if each.given.number == number), None)
    if today is not None:
        return to_notice(service.hall, today.given, today.at)
    rev = rev_of(number)
    deed = None if rev is None or rev > service.hall.rev else await service.read(lambda log: log.deed_of_rev(rev))
    given = None if deed is None else _given(deed, number)
    if deed is None or given is None:
        raise NotFound("unknown_notice", "没有这个编号的一次性告知单。")
    ticket_number = await service.read(lambda log: _ticket_number(log, given))
    return to_notice(service.hall, given, deed.at, ticket_number)


def _given(deed: Deed, number: str) -> NoticeGiven | None:
    facts = codec.from_text(deed.facts)
    return next((each for each in facts if isinstance(each, NoticeGiven) and each.number == number), None)


def _ticket_number(log: Log, given: NoticeGiven) -> str | None:
    row = None if given.ticket_id is None else log.ticket(given.ticket_id)
    return row.number if row else None
