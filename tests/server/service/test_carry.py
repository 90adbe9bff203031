"""What is carried over the night is the whole hall: it goes on as if nothing had been cut."""

from __future__ import annotations

import json
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from server.domain import command as c
from server.domain.command import Actor
from server.domain.event_admin import CatalogueImported
from server.domain.fact import Stamp
from server.domain.fold import apply
from server.domain.hall import Hall
from server.service import carry
from server.service.hall import HallService
from server.service.port import LogDamaged
from server.service.view import hall_answer, preview, to_board, to_ticket, waiting_in_order
from server.vocab import Channel, CounterId, Level, Role, ServiceId, TicketClass, TicketId
from tests.server.running import FakeClock

BOSS = Actor(role=Role.ADMIN, name="admin")
GENERAL, HOUSEHOLD = ServiceId("general"), ServiceId("household")


@pytest.fixture
async def busy(service: HallService, clock: FakeClock) -> HallService:
    """A hall in the middle of a morning: everything there is, somewhere."""
    numbers = count(1)

    async def do(*wishes: object) -> None:
        for wish in wishes:
            clock.go_on(minutes=2)
            await service.do(wish, BOSS, f"{next(numbers):032x}")  # type: ignore[arg-type]

    one, two = CounterId(1), CounterId(2)
    await do(c.OpenCounter(counter_id=one), c.OpenCounter(counter_id=two, post="B"))
    for n in range(12):
        green = TicketClass.GREEN if n % 3 == 0 else TicketClass.ORDINARY
        services = (GENERAL, HOUSEHOLD) if n % 4 == 0 else (GENERAL if n % 2 else HOUSEHOLD,)
        wish = c.IssueTicket(services=services, ticket_class=green, class_reason="elderly" if n % 3 == 0 else None)
        await do(wish)
    for post in (one, two, one, one):
        await do(c.CallNext(counter_id=post))
        ticket = service.hall.posts[post].current
        assert ticket is not None
        await do(c.Start(ticket_id=ticket))
        if len(service.hall.recent) < 3:
            await do(c.Finish(ticket_id=ticket))
        else:
            await do(c.Hold(ticket_id=ticket, reason="x", minutes=60))
    await do(c.CallNext(counter_id=one))
    missed = service.hall.posts[one].current
    assert missed is not None
    await do(c.MarkNoShow(ticket_id=missed), c.Reinstate(ticket_id=missed), c.CallNext(counter_id=one))
    done = next(each for each in service.hall.tickets.values() if each.state == "finished")
    await do(c.Evaluate(ticket_id=done.id, level=Level.SATISFIED, channel=Channel.KEYPAD, reasons=(), comment=None))
    await do(c.PauseCounter(counter_id=two, reason="x", contact="y"))
    return service


def restored(hall: Hall) -> Hall:
    """The same hall from its catalogue and its carried state."""
    found = Hall(zone_of=ZoneInfo)
    assert hall.last_at is not None
    apply(found, CatalogueImported(catalogue=hall.catalogue), Stamp(hall.catalogue_rev, hall.last_at))
    carry.restore(found, carry.parse(carry.to_text(hall)))
    found.uid = hall.uid
    return found


async def test_carried_twice_is_carried_once(busy: HallService) -> None:
    assert carry.to_text(restored(busy.hall)) == carry.to_text(busy.hall)


async def test_what_is_shown_is_the_same(busy: HallService) -> None:
    hall, again, now = busy.hall, restored(busy.hall), busy.now()
    assert to_board(again, now) == to_board(hall, now)
    assert hall_answer(again, now) == hall_answer(hall, now)
    assert waiting_in_order(again, now, 99) == waiting_in_order(hall, now, 99)
    for counter in hall.counters:
        assert preview(again, counter, 99, now) == preview(hall, counter, 99, now)
    for ticket_id, ticket in hall.tickets.items():
        assert to_ticket(again, again.tickets[ticket_id], now) == to_ticket(hall, ticket, now)
    assert again.held == hall.held
    assert again.doors == hall.doors


async def test_what_is_decided_next_is_the_same(busy: HallService) -> None:
    hall, again, now = busy.hall, restored(busy.hall), busy.now()
    assert again.next_ticket_id == hall.next_ticket_id
    assert {each: again.number_after(each) for each in "ABW"} == {each: hall.number_after(each) for each in "ABW"}
    assert [again.waiting[each] for each in again.waiting if again.waiting[each]] == [
        hall.waiting[each] for each in again.waiting if again.waiting[each]
    ]
    assert again.lanes.green_run == hall.lanes.green_run
    order = [each.id for each in waiting_in_order(again, now, 99)]
    assert order == [each.id for each in waiting_in_order(hall, now, 99)]
    assert len(order) > 3


async def test_there_is_something_to_carry(busy: HallService) -> None:
    carried = json.loads(carry.to_text(busy.hall))
    states = {each.get("state", "waiting") for each in carried["tickets"]}
    assert {"waiting", "called", "finished", "held"} <= states
    assert {"times", "arrivals", "tokens", "staff", "posts", "recent", "issued", "seqs"} <= set(carried)


async def test_a_hall_whose_service_is_gone_can_still_be_restored(busy: HallService) -> None:
    text = carry.to_text(busy.hall).replace('"times":{', '"times":{"long-gone":[3.0],', 1)
    try:
        found = carry.parse(text)
    except LogDamaged:
        pytest.fail("a service that was taken away is no damage")
    assert "long-gone" in found.times


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"rev":"x"}', '{"rev":1'])
def test_what_is_no_carried_state_is_damage(text: str) -> None:
    with pytest.raises(LogDamaged):
        carry.parse(text)


async def test_a_cut_in_the_middle_is_damage(busy: HallService) -> None:
    text = carry.to_text(busy.hall)
    with pytest.raises(LogDamaged):
        carry.parse(text[: len(text) // 2])
    assert TicketId(1) in busy.hall.tickets
