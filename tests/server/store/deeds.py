"""Deeds, answers and rows for the tests of the store: plausible, different from each other, made from a count."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from server.service.port import Answer, Deed, TicketRow
from server.store import Store

DAY = date(2025, 3, 3)
_START = datetime(2025, 3, 3, 0, 30, tzinfo=UTC)


def request_of(seq: int) -> str:
    return f"{seq * 0x9E3779B97F4A7C15 % 2**128:032x}"


def deed(seq: int, first_rev: int, *, count: int = 1, day: date = DAY) -> Deed:
    return Deed(
        seq=seq,
        first_rev=first_rev,
        count=count,
        at=_START + timedelta(seconds=seq, microseconds=seq),
        business_day=day,
        request_id=request_of(seq),
        actor=f"counter:{seq % 7}",
        command="CallNext",
        facts="[" + ",".join(f'{{"type":"ticket_called","body":{{"number":"A{seq:03}"}}}}' for _ in range(count)) + "]",
    )


def answer(seq: int, *, day: date = DAY) -> Answer:
    return Answer(
        business_day=day, request_id=request_of(seq), body=f'{{"ticket":{{"number":"A{seq:03}","name":"办事"}}}}'
    )


def add(store: Store, counts: list[int], *, day: date = DAY) -> list[Deed]:
    """Append one group: a deed with so many facts for each count, and its answer."""
    deeds: list[Deed] = []
    rev = next_rev(store)
    for seq, count in enumerate(counts, store.last_seq + 1):
        deeds.append(deed(seq, rev, count=count, day=day))
        rev += count
    store.append(deeds, [answer(one.seq, day=day) for one in deeds])
    return deeds


def next_rev(store: Store) -> int:
    if store.last_seq == 0:
        return 1
    last = next(store.deeds(store.last_seq - 1))
    return last.first_rev + last.count


def groups(sizes: list[int]) -> Iterator[list[int]]:
    """So many deeds per group, with 0 to 3 facts each."""
    for size in sizes:
        yield [(size + index) % 4 for index in range(size)]


def ticket(ticket_id: int, *, day: date = DAY, state: str = "finished") -> TicketRow:
    issued = _START + timedelta(minutes=ticket_id)
    return TicketRow(
        ticket_id=ticket_id,
        business_day=day,
        number=f"A{ticket_id:03}",
        service_id="household",
        ticket_class="green",
        class_reason=None if ticket_id % 2 else "老年人",
        state=state,
        counter_id=None if ticket_id % 3 else 2,
        clerk="li",
        issued_at=issued,
        called_at=issued + timedelta(minutes=3),
        started_at=None,
        finished_at=issued + timedelta(minutes=9, microseconds=1),
        calls=1,
        promised_p50=0.1 * ticket_id,
        promised_p90=None,
        level=5 if ticket_id % 2 else None,
    )
