"""One-time notices as the wire shows them. Reads the state, changes nothing; older days are in the log."""

from datetime import datetime

from server.domain.event_notice import NoticeGiven
from server.domain.hall import Hall
from server.service.content import to_material
from server.vocab import CounterId
from server.wire import notice as wn


def to_notice(hall: Hall, given: NoticeGiven, at: datetime, ticket_number: str | None = None) -> wn.OneTimeNotice:
    """`ticket_number`: of a ticket that is not of the present day."""
    counter = hall.counters.get(given.counter_id)
    ticket = hall.tickets.get(given.ticket_id) if given.ticket_id is not None else None
    return wn.OneTimeNotice(
        number=given.number,
        at=at,
        item_id=given.item_id,
        item_name=given.item_name,
        ticket_id=given.ticket_id,
        ticket_number=ticket.number if ticket else ticket_number,
        version=given.version,
        counter_id=given.counter_id,
        counter_number=counter.number if counter else None,
        clerk=given.clerk,
        missing=tuple(map(to_material, given.missing)),
        faults=tuple(wn.Fault(material=each.material, text=each.text) for each in given.faults),
        remark=given.remark,
        again=given.again,
        language=given.language,
    )


def notices_of(hall: Hall, counter_id: CounterId | None) -> list[wn.OneTimeNotice]:
    """Of the present day, newest first; of one counter or of all."""
    shown = [each for each in hall.notices if counter_id in {None, each.given.counter_id}]
    return [to_notice(hall, each.given, each.at) for each in reversed(shown)]
