"""A small hall in the words of the wire, for tests of the display."""

from datetime import UTC, datetime

from server.vocab import CounterState, SlipState, TicketState
from server.wire.event import Envelope, EventBody, Snapshot, SnapshotBody
from server.wire.hall import Board, BoardCall, Counter, Current, Hall, Opening
from server.wire.ticket import Ticket

AT = datetime(2025, 6, 9, 1, 0, tzinfo=UTC)


def hall() -> Hall:
    return Hall(
        id="hall-1",
        name="便民服务中心",
        name_en="Service Hall",
        phone="0535-0000000",
        booking_phone="0535-0000001",
        timezone="Asia/Shanghai",
        business_day="2025-06-09",
    )


def counter(
    number: int = 2, *, state: CounterState = CounterState.OPEN, name: str = "社保", zone: str = "甲区", **more: object
) -> Counter:
    return Counter.model_validate(
        {
            "id": 10 + number,
            "number": number,
            "name": name,
            "name_en": "Social Security",
            "zone": zone,
            "state": state,
            "services": ["social"],
            **more,
        }
    )


def current(number: str = "A005", state: TicketState = TicketState.CALLED, ticket_id: int = 5) -> Current:
    return Current(ticket_id=ticket_id, number=number, state=state)


def board(*counters: Counter, calls: tuple[BoardCall, ...] = (), rev: int = 1) -> Board:
    opening = Opening(is_open=True, day="working", spans=[])
    return Board(
        hall=hall(), calls=list(calls), waiting=[], counters=list(counters) or [counter()], opening=opening, rev=rev
    )


def call(number: str = "A005", counter_number: int = 2, *, zone: str = "甲区", state: str = "called") -> BoardCall:
    return BoardCall(
        ticket_id=int(number[1:]),
        number=number,
        counter_id=10 + counter_number,
        counter_number=counter_number,
        counter_name="社保",
        counter_name_en="Social Security",
        zone=zone,
        at=AT,
        calls=1,
        state=state,
    )


def ticket(
    number: str = "A005",
    state: TicketState = TicketState.CALLED,
    *,
    counter_number: int | None = 2,
    language: str = "zh",
) -> Ticket:
    return Ticket(
        id=int(number[1:]),
        number=number,
        service_id="social",
        services=["social"],
        state=state,
        slip=SlipState.PRINTED,
        issued_at=AT,
        base_at=AT,
        counter_id=None if counter_number is None else 10 + counter_number,
        calls=1,
        language=language,
    )


def fact(kind: str, rev: int, **body: object) -> Envelope:
    return Envelope(rev=rev, type=kind, at=AT, body=EventBody.model_validate(body))


def snapshot(of: Board | None = None, *, rev: int = 1) -> Snapshot:
    return Snapshot(rev=rev, at=AT, body=SnapshotBody(board=of or board()))
