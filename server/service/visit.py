"""A visit as its holder's phone shows it: today's from the hall, a past day's from the books. Looks are counted."""

from dataclasses import dataclass, field
from datetime import timedelta

from server.domain.errors import NotFound, Refusal
from server.domain.hall import Hall
from server.service.attempts import Attempts, TooManyGuesses
from server.service.hall import HallService
from server.service.my_ticket import Finder
from server.service.view import to_hall, to_opening, to_reasons
from server.vocab import ServiceId, TicketId, TicketState
from server.wire import kiosk as wk
from server.wire import visit as wv

LOOKS, WITHIN = 60, timedelta(minutes=1)
"""Of one ticket: five phones of a family that look every five seconds."""


class TooManyLooks(Refusal):
    """The same ticket was looked at too often."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too_many_looks", f"查询太频繁，请 {seconds} 秒后再看。", retry_after=seconds)


@dataclass(slots=True)
class Visits:
    """One hall's."""

    service: HallService
    finder: Finder
    _looks: Attempts = field(default_factory=lambda: Attempts(LOOKS, WITHIN))

    async def of(self, ticket_id: TicketId) -> wv.Visit:
        """For whoever holds the ticket's secret. Raises NotFound or TooManyLooks."""
        self._count(ticket_id)
        await self.service.settled()
        found = await self.finder.of_id(ticket_id)
        if found is None:
            days = self.service.hall.catalogue.policy.late_evaluation_days
            raise NotFound("unknown_ticket", f"没有这张号票，或者已经超过 {days} 天。")
        return self._to_visit(found)

    def _count(self, ticket_id: TicketId) -> None:
        now, key = self.service.now(), str(ticket_id)
        try:
            self._looks.require(key, now)
        except TooManyGuesses as over:
            raise TooManyLooks(int(over.facts["retry_after"] or 1)) from None
        self._looks.note_wrong(key, now)

    def _to_visit(self, found: wk.MyTicket) -> wv.Visit:
        hall, now = self.service.hall, self.service.now()
        ticket = found.ticket
        service = hall.services.get(ServiceId(ticket.service_id))
        is_served = ticket.state is TicketState.FINISHED
        day = found.business_day or hall.business_day
        days = timedelta(days=hall.catalogue.policy.late_evaluation_days)
        return wv.Visit(
            hall=to_hall(hall),
            opening=to_opening(hall.opening(now)),
            supervision_phone=hall.catalogue.publicity.supervision_phone,
            ticket=ticket,
            service=service.name if service else "",
            service_en=service.name_en if service else "",
            business_day=found.business_day,
            may_evaluate=found.may_evaluate,
            evaluated=is_served and not found.may_evaluate and _is_evaluated(hall, found),
            evaluate_until=day + days if day is not None and is_served else None,
            unexplained=found.unexplained,
            reasons=to_reasons(hall),
        )


def _is_evaluated(hall: Hall, found: wk.MyTicket) -> bool:
    """A level that was given late stands in the hall until the books have it."""
    return found.ticket.level is not None or TicketId(found.ticket.id) in hall.late
