"""Finds the ticket a slip speaks of: by the text of its QR code, or by number and short code; today's or a past day's.

Whatever is wrong with it, the answer is the same: there is no such ticket. Guesses are counted.
"""

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from server.domain.command import Actor
from server.domain.decide_evaluation import may_still_explain
from server.domain.errors import NotFound
from server.domain.hall import Hall
from server.domain.past import PastVisit, may_still_evaluate
from server.service.attempts import Attempts
from server.service.hall import HallService
from server.service.port import Log, TicketRow
from server.service.secret import is_ticket_secret, ticket_secret
from server.service.view import to_ticket
from server.vocab import CounterId, Level, SlipState, TicketClass, TicketId, TicketState
from server.wire import kiosk as wk
from server.wire import ticket as wt
from server.wire.slip_code import short_code

WITHIN = timedelta(minutes=10)
_URL = re.compile(r"\S*/t/(\d{1,15})#([0-9a-f]{32})", re.ASCII)
_TYPED = re.compile(r"([A-Z]{1,3}\d{3,8}?)[- ]?(\d{6})", re.ASCII)


@dataclass(slots=True)
class Finder:
    """One hall's; `key` derives the tickets' secrets."""

    service: HallService
    key: bytes
    _by_kiosk: Attempts = field(default_factory=lambda: Attempts(20, WITHIN))
    _by_number: Attempts = field(default_factory=lambda: Attempts(5, WITHIN))

    async def find(self, text: str, actor: Actor) -> wk.MyTicket:
        """Raises NotFound or TooManyGuesses."""
        now = self.service.now()
        asker, number = f"{actor.token_id}", _number_in(text)
        self._by_kiosk.require(asker, now)
        self._by_number.require(number, now)
        await self.service.settled()
        found = await self._find(text.strip())
        if found is None:
            self._by_kiosk.note_wrong(asker, now)
            self._by_number.note_wrong(number, now)
            raise NotFound("unknown_ticket", "没有这张号票，请核对号码和取票码。")
        return found

    async def _find(self, text: str) -> wk.MyTicket | None:
        scanned, typed = _URL.fullmatch(text), _TYPED.fullmatch(text.upper())
        if scanned is not None and is_ticket_secret(self.key, int(scanned[1]), scanned[2]):
            return await self.of_id(TicketId(int(scanned[1])))
        return await self._of_number(typed[1], typed[2]) if typed is not None else None

    async def of_id(self, ticket_id: TicketId) -> wk.MyTicket | None:
        """For whoever has shown to hold it; None: there is none, or it is too long ago."""
        if ticket_id in self.service.hall.tickets:
            return self._today(ticket_id)
        row = await self.service.read(lambda log: log.ticket(ticket_id))
        return self._past(row) if row is not None and row.business_day >= self._since() else None

    async def _of_number(self, number: str, code: str) -> wk.MyTicket | None:
        hall = self.service.hall
        named = [each.id for each in hall.tickets.values() if each.number == number]
        opened = next((each for each in named if self._opens(each, code)), None)
        if opened is not None:
            return self._today(opened)
        since = self._since()
        rows = await self.service.read(lambda log: list(_rows_of(log, number, since, hall.business_day)))
        row = next((each for each in rows if self._opens(TicketId(each.ticket_id), code)), None)
        return self._past(row) if row is not None else None

    def _opens(self, ticket_id: TicketId, code: str) -> bool:
        """Is it the code of the ticket's secret, or of the id a kiosk gave it while it was alone?"""
        series = self.service.hall.offline.values()
        ids = (request for each in series for request, known in each.known.items() if known.ticket_id == ticket_id)
        secrets = (ticket_secret(self.key, ticket_id), *ids)
        return any(hmac.compare_digest(short_code(each), code) for each in secrets)

    def _since(self) -> date:
        hall = self.service.hall
        today = hall.business_day or self.service.now().date()
        return today - timedelta(days=hall.catalogue.policy.late_evaluation_days)

    def _today(self, ticket_id: TicketId) -> wk.MyTicket:
        hall = self.service.hall
        ticket = hall.tickets[ticket_id]
        can = ticket.state is TicketState.FINISHED and ticket.level is None
        shown = to_ticket(hall, ticket, self.service.now())
        return wk.MyTicket(ticket=shown, may_evaluate=can, unexplained=may_still_explain(hall, ticket_id))

    def _past(self, row: TicketRow) -> wk.MyTicket:
        hall = self.service.hall
        can = may_still_evaluate(hall, TicketId(row.ticket_id), to_past(row))
        return wk.MyTicket(
            ticket=_to_ticket(hall, row),
            business_day=row.business_day,
            may_evaluate=can,
            unexplained=may_still_explain(hall, TicketId(row.ticket_id)),
        )


def _number_in(text: str) -> str:
    """What guesses are counted by; a scanned secret is not guessed, but must not be a way around."""
    typed, scanned = _TYPED.fullmatch(text.strip().upper()), _URL.fullmatch(text.strip())
    return typed[1] if typed else scanned[1] if scanned else "?"


def _rows_of(log: Log, number: str, since: date, today: date | None) -> Iterator[TicketRow]:
    """A number comes again every day: newest first."""
    if today is not None:
        found = [row for row in log.tickets_of(since, today) if row.number == number]
        yield from reversed(found)


def to_past(row: TicketRow) -> PastVisit:
    """A ticket of the read model as the rules want to see it."""
    return PastVisit(
        business_day=row.business_day,
        state=TicketState(row.state),
        counter_id=None if row.counter_id is None else CounterId(row.counter_id),
        clerk=row.clerk,
        level=None if row.level is None else Level(row.level),
    )


def _to_ticket(hall: Hall, row: TicketRow) -> wt.Ticket:
    counter = hall.counters.get(CounterId(row.counter_id)) if row.counter_id is not None else None
    return wt.Ticket(
        id=row.ticket_id,
        number=row.number,
        service_id=row.service_id,
        services=[row.service_id],
        ticket_class=TicketClass(row.ticket_class),
        state=TicketState(row.state),
        slip=SlipState.NONE,
        issued_at=row.issued_at,
        base_at=row.issued_at,
        called_at=row.called_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        counter_id=row.counter_id,
        counter_number=counter.number if counter else None,
        calls=row.calls,
        level=None if row.level is None else Level(row.level),
    )
