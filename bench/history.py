"""Fills a hall with past: many days of whole visits, written as the server would have written them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bench.site import SERVICE, Site
from server.domain import event as e
from server.domain.fact import Event, Stamp
from server.domain.fold import apply
from server.service import codec
from server.service.loading import load, to_checkpoint
from server.service.port import Deed, TicketRow
from server.store import Store, open_store
from server.vocab import CounterId, ServiceId, TicketId

TICKETS_A_DAY = 20_000
GROUP = 2_000


class Writer:
    """Appends deeds one behind another in large groups."""

    def __init__(self, store: Store) -> None:
        loaded = load(store, ZoneInfo)
        self._store = store
        self.seq, self.rev = loaded.seq, loaded.hall.rev
        self.ticket_id = loaded.hall.next_ticket_id
        self._deeds: list[Deed] = []

    def write(self, at: datetime, command: str, facts: list[Event]) -> None:
        self.seq += 1
        self._deeds.append(
            Deed(
                seq=self.seq,
                first_rev=self.rev + 1,
                count=len(facts),
                at=at,
                business_day=at.date(),
                request_id=UUID(int=self.seq).hex,
                actor="clerk:bench",
                command=command,
                facts=codec.to_text(facts),
            )
        )
        self.rev += len(facts)
        if len(self._deeds) >= GROUP:
            self.flush()

    def flush(self) -> None:
        self._store.append(self._deeds, [])
        self._deeds.clear()


def visits(writer: Writer, day: datetime, count: int) -> Iterator[None]:
    """One day of `count` visits, each from issue to finish; yields after each."""
    writer.write(day, "tick", [e.DayOpened(business_day=day.date())])
    writer.write(day, "open_counter", [e.CounterOpened(counter_id=CounterId(1), clerk="bench")])
    for n in range(1, count + 1):
        at = day + timedelta(seconds=n)
        ticket_id = TicketId(writer.ticket_id)
        writer.ticket_id += 1
        why = e.Why("rank", None, 0, None)
        issued = e.TicketIssued(
            ticket_id=ticket_id,
            number=f"A{n:03d}",
            prefix="A",
            seq=n,
            services=(ServiceId(SERVICE),),
            p50_minutes=1.0,
            p90_minutes=2.0,
        )
        writer.write(at, "issue_ticket", [issued])
        called = e.TicketCalled(ticket_id=ticket_id, counter_id=CounterId(1), clerk="bench", why=why)
        writer.write(at, "call_next", [called])
        writer.write(at, "start", [e.TicketStarted(ticket_id=ticket_id)])
        writer.write(at, "finish", [e.TicketFinished(ticket_id=ticket_id)])
        yield
    writer.write(day + timedelta(seconds=count + 1), "close_counter", [e.CounterClosed(counter_id=CounterId(1))])


def fill(site: Site, tickets: int) -> None:
    """`tickets` visits on days long ago, their rows in the read model, and the checkpoint a new day leaves behind."""
    store = open_store(site.data)
    hall = load(store, ZoneInfo).hall
    writer = Writer(store)
    days = max(1, tickets // TICKETS_A_DAY)
    first = datetime(2024, 1, 1, tzinfo=UTC)
    for n in range(days):
        day = first + timedelta(days=n)
        begin = writer.ticket_id
        for _ in visits(writer, day, min(tickets, TICKETS_A_DAY)):
            pass
        writer.flush()
        store.put_tickets(list(_rows(day, range(begin, writer.ticket_id))))
    last = first + timedelta(days=days)
    # What folding all of it would leave, without folding it: nobody is in the hall, and the next ids are known.
    hall.rev, hall.next_ticket_id = writer.rev, TicketId(writer.ticket_id)
    apply(hall, e.DayOpened(business_day=last.date()), Stamp(writer.rev + 1, last))
    writer.write(last, "tick", [e.DayOpened(business_day=last.date())])
    writer.flush()
    store.save_checkpoint(to_checkpoint(hall, writer.seq))
    store.close()


def _rows(day: datetime, ids: range) -> Iterator[TicketRow]:
    for n, ticket_id in enumerate(ids, 1):
        at = day + timedelta(seconds=n)
        yield TicketRow(
            ticket_id=ticket_id,
            business_day=day.date(),
            number=f"A{n:03d}",
            service_id=SERVICE,
            ticket_class="ordinary",
            class_reason=None,
            state="finished",
            counter_id=1,
            clerk="bench",
            issued_at=at,
            called_at=at,
            started_at=at,
            finished_at=at,
            calls=1,
            promised_p50=1.0,
            promised_p90=2.0,
            level=None,
        )


def fill_today(site: Site, tickets: int) -> None:
    """`tickets` visits on one day that has no checkpoint behind it: a start must fold them all."""
    store = open_store(site.data)
    writer = Writer(store)
    for _ in visits(writer, datetime(2024, 1, 1, tzinfo=UTC), tickets):
        pass
    writer.flush()
    store.close()
