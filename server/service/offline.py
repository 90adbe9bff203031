"""Takes what kiosks issued while they were alone, each once, in their order.

A kiosk's clock is not believed alone: what counts is how long ago the issue was, and what the kiosk had heard by then.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from server.domain.command import Actor
from server.domain.command_kiosk import HandIn
from server.domain.errors import Refusal
from server.domain.hall import Hall
from server.domain.offline import HandedIn, known_as
from server.service.hall import HallService
from server.service.port import Log
from server.vocab import ItemId, ServiceId, TicketId
from server.wire import kiosk as wk


async def hand_in(service: HallService, sent: wk.HandIn, actor: Actor) -> wk.HandInAnswer:
    """Every ticket is answered, taken or not. May be asked again, also after a crash on either side."""
    await service.settled()
    tickets = sorted(sent.tickets, key=lambda each: each.sequence)
    newest = service.hall.rev
    revs = {min(each.heard_rev, newest) for each in tickets}
    heard = await service.read(lambda log: _times_of(log, revs))
    unheard = await service.read(lambda log: _unheard(log, tickets))
    now = service.now()
    jobs = [
        _take(
            service,
            each,
            actor,
            issued_at=_issued_at(each, sent.clock, now),
            heard_at=heard.get(min(each.heard_rev, newest), now),
            instead_of=unheard.get(each.request_id),
        )
        for each in tickets
    ]
    return wk.HandInAnswer(tickets=list(await asyncio.gather(*jobs)))


def _times_of(log: Log, revs: Iterable[int]) -> Mapping[int, datetime]:
    deeds = {rev: log.deed_of_rev(rev) for rev in revs}
    return {rev: deed.at for rev, deed in deeds.items() if deed is not None}


def _unheard(log: Log, tickets: Iterable[wk.OfflineTicket]) -> Mapping[UUID, TicketId]:
    """The tickets that were issued before the kiosk gave up waiting for the answer, by what was issued instead."""
    days = log.last_days(2)
    kept = {each.request_id: log.answer(each.instead_of.hex, days) for each in tickets if each.instead_of is not None}
    found = {key: _TICKET.search(answer.body) for key, answer in kept.items() if answer is not None}
    return {key: TicketId(int(match[1])) for key, match in found.items() if match is not None}


_TICKET = re.compile(r'"ticket":\{"id":(\d+),')


def _issued_at(ticket: wk.OfflineTicket, clock: datetime, now: datetime) -> datetime:
    """In the hall's time: by the kiosk's steady clock, or by how far its wall clock has gone on since."""
    if ticket.age_s is not None:
        return now - timedelta(seconds=ticket.age_s)
    return now - (clock - ticket.issued_at)


async def _take(
    service: HallService,
    ticket: wk.OfflineTicket,
    actor: Actor,
    *,
    issued_at: datetime,
    heard_at: datetime,
    instead_of: TicketId | None,
) -> wk.HandedIn:
    request_id = ticket.request_id.hex
    wish = HandIn(
        request_id=request_id,
        number=ticket.number,
        sequence=ticket.sequence,
        service_id=ServiceId(ticket.service_id),
        ticket_class=ticket.ticket_class,
        class_reason=ticket.class_reason,
        item_id=ItemId(ticket.item_id) if ticket.item_id else None,
        language=ticket.language,
        is_printed=ticket.printed,
        is_doubtful=ticket.doubtful,
        kiosk_at=ticket.issued_at,
        issued_at=issued_at,
        heard_at=heard_at,
        instead_of=instead_of,
    )
    found = known_as(service.hall.offline.values(), request_id)
    if found is None:
        try:
            await service.do(wish, actor, request_id)
        except Refusal as refusal:  # the id stood for something else before
            return _answer(service.hall, ticket, HandedIn(code=refusal.code), refusal.detail)
        found = known_as(service.hall.offline.values(), request_id)
    else:
        await service.settled()  # another try of the same kiosk may be on its way to the disk
    return _answer(service.hall, ticket, found or HandedIn(code="request_too_old"))


def _answer(hall: Hall, ticket: wk.OfflineTicket, found: HandedIn, detail: str | None = None) -> wk.HandedIn:
    known = hall.tickets.get(found.ticket_id) if found.ticket_id is not None else None
    return wk.HandedIn(
        request_id=ticket.request_id,
        number=ticket.number,
        ticket_id=found.ticket_id,
        state=known.state if known else None,
        code=found.code,
        detail=detail or (WHY_NOT.get(found.code, OTHERWISE) if found.code else None),
    )


OTHERWISE = "这张号票没有接收，请到导办台重新取号。"
WHY_NOT = {
    "unknown_service": "号票上的业务已经不办理，请到导办台重新取号。",
    "number_taken": "今天已有同样号码的号票，请到导办台重新取号。",
    "number_not_offline": "号码不是自助机断网时的号码，请到导办台重新取号。",
    "quota_reached": "号票没有打印出来，今天（或本时段）的号已取完。",
    "hall_closed": "号票没有打印出来，大厅现在不开放取号。",
    "not_on_duty": "号票没有打印出来，这项业务今天不办理。",
}
