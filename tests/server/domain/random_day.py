"""A day on which anybody does anything at any time, all chance from one seed. Judges only that a no is a no."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

from server.domain import command as c
from server.domain import event as e
from server.domain.catalogue import Catalogue
from server.domain.command import HALL, Actor
from server.domain.command_admin import ImportCatalogue
from server.domain.command_kiosk import HandIn
from server.domain.decide import Command, decide
from server.domain.errors import Refusal
from server.domain.fact import Event, Stamp
from server.domain.offline import to_offline_number
from server.vocab import Channel, CounterState, Level, ServiceId, SlipState, TicketClass, TicketId
from server.vocab import TicketState as T
from tests.server.domain import invariants
from tests.server.domain.playground import (
    BOSS,
    CIVIL,
    EXPRESS,
    FOUR,
    GENERAL,
    KIOSK,
    ONE,
    PAD,
    SMALL,
    SOCIAL,
    THREE,
    TWO,
    Play,
    clerk_at,
    staff,
    state_of,
    with_policy,
)

COUNTERS = (ONE, TWO, THREE, FOUR)
SERVICES = (GENERAL, GENERAL, EXPRESS, CIVIL, SOCIAL)
ACTORS = (*(BOSS,) * 12, KIOSK, PAD, clerk_at(ONE), clerk_at(TWO), staff("张明"), staff("李华", ONE))
CLASSES = (TicketClass.ORDINARY,) * 4 + (TicketClass.GREEN,) * 3 + (TicketClass.URGENT, TicketClass.BOOKING)
BUSY = with_policy(
    replace(SMALL, services=tuple(replace(each, day_cap=None, period_caps=()) for each in SMALL.services)),
    booking_ahead_days=0,
    booking_per_day=99,
)


class RandomDay:
    """Plays `steps` steps; after each the invariants are checked, at each call the umpire looks on."""

    def __init__(self, seed: int, catalogue: Catalogue = BUSY, *, with_clock_steps: bool = True) -> None:
        self.chance = Random(seed)
        self.play = Play(catalogue)
        self.umpire = invariants.Umpire()
        self.refusals = 0
        self.jump = 0
        self.weights: dict[Callable[[], None], int] = {
            self.issue: 12,
            self.a_green_group_comes: 3,
            self.book: 4,
            self.use_booking: 4,
            self.settle_slip: 4,
            self.hand_in: 1,
            self.call_next: 14,
            self.call_chosen: 3,
            self.at_the_counter: 16,
            self.away_from_the_counter: 5,
            self.transfer: 4,
            self.serve_walk_up: 1,
            self.evaluate: 1,
            self.counter_step: 6,
            self.pass_time: 5,
            self.counter_one_changes: 1,
            self.clock_steps: 2 if with_clock_steps else 0,
        }

    def run(self, steps: int) -> None:
        for counter in COUNTERS[: self.chance.randint(1, 4)]:
            self.ask(c.OpenCounter(counter_id=counter))
        for action in self.chance.choices(list(self.weights), list(self.weights.values()), k=steps):
            action()
            invariants.check(self.play.hall)
            invariants.check_previews(self.play.hall, Stamp(0, self.play.now))

    # -- asking ---------------------------------------------------------------------------------------------------

    def ask(self, wish: Command, actor: Actor = BOSS) -> list[Event]:
        """Like `Play.do`, with the umpire looking on; a refusal must leave no trace, nor may deciding alone."""
        hall, before = self.play.hall, state_of(self.play.hall)
        first = self.play.preview(wish.counter_id)[:1] if isinstance(wish, c.CallNext) else []
        try:
            events = decide(hall, wish, self.play.now, actor)
        except Refusal:
            assert state_of(hall) == before
            self.refusals += 1
            return []
        assert state_of(hall) == before, "deciding is not doing"
        if isinstance(wish, c.CallNext):
            called = [event.ticket_id for event in events if isinstance(event, e.TicketCalled)]
            assert called == [choice.ticket.id for choice in first], "the preview promised another one"
        for event in events:
            stamp = Stamp(hall.rev + 1, self.play.now)
            self.umpire.before(hall, event, stamp)
            self.play.fold(event, stamp)
        return events

    def tick(self) -> None:
        for _ in range(5):
            if not self.ask(c.Tick(), HALL):
                return
        raise AssertionError("ticking does not come to rest")

    def pick(self, *states: T) -> TicketId | None:
        found = [ticket.id for ticket in self.play.hall.tickets.values() if not states or ticket.state in states]
        return self.chance.choice(found) if found else None

    def actor(self) -> Actor:
        return self.chance.choice(ACTORS)

    # -- people come ----------------------------------------------------------------------------------------------

    def issue(self) -> None:
        self.play.now += timedelta(seconds=self.chance.choice([0, 20, 60, 400, 1000]))
        services = self.chance.choices(SERVICES, k=self.chance.choice([1, 1, 1, 2, 3]))
        wish = c.IssueTicket(
            services=tuple(services),
            ticket_class=self.chance.choice(CLASSES),
            class_reason="老",
            bound_to=self.chance.choice([None] * 8 + list(COUNTERS)),
            wants_slip=self.chance.random() < 0.4,
        )
        self.ask(wish, self.chance.choice([KIOSK, BOSS]))

    def a_green_group_comes(self) -> None:
        for _ in range(self.chance.randint(2, 4)):
            wish = c.IssueTicket(services=(GENERAL,), ticket_class=TicketClass.GREEN, class_reason="孕")
            self.ask(wish, KIOSK)

    def book(self) -> None:
        code = f"B{len(self.play.log):04d}"
        local = self.play.hall.local(self.play.now).replace(hour=9, minute=0, second=0, microsecond=0)
        slot = local + timedelta(minutes=30 * self.chance.randint(0, 5))
        self.ask(c.MakeBooking(code=code, service_id=GENERAL, slot_at=slot.astimezone(self.play.now.tzinfo)))

    def use_booking(self) -> None:
        if self.play.hall.bookings:
            code = self.chance.choice(list(self.play.hall.bookings))
            self.ask(c.CancelBooking(code=code) if self.chance.random() < 0.1 else c.CheckIn(code=code), KIOSK)

    def settle_slip(self) -> None:
        if ticket_id := self.pick(T.WAITING, T.WAITING, T.CALLED, T.NO_SHOW, T.HELD):
            self.ask(c.SettleSlip(ticket_id=ticket_id, slip=self.chance.choice(list(SlipState))), self.actor())

    def hand_in(self) -> None:
        """A kiosk that was alone: some of its tickets come twice, some for services that are gone."""
        now, hour = self.play.now, timedelta(minutes=60)
        sequence = len(self.play.log) + 1
        wish = HandIn(
            request_id=f"{sequence:032x}" if self.chance.random() < 0.8 else f"{1:032x}",
            number=to_offline_number("L", 1, sequence),
            sequence=sequence,
            service_id=self.chance.choice([*SERVICES, ServiceId("gone")]),
            ticket_class=self.chance.choice([TicketClass.ORDINARY, TicketClass.GREEN]),
            class_reason="elderly",
            is_printed=self.chance.random() < 0.9,
            kiosk_at=now,
            issued_at=now - hour * self.chance.random() * 2,
            heard_at=now - hour * self.chance.random(),
        )
        self.ask(wish, replace(KIOSK, token_id="k1"))

    # -- counters call and serve ----------------------------------------------------------------------------------

    def call_next(self) -> None:
        self.play.now += timedelta(seconds=self.chance.choice([0, 1, 100]))
        free = [post.id for post in self.play.hall.posts.values() if post.state == "open" and post.current is None]
        self.ask(c.CallNext(counter_id=self.chance.choice(free * 3 + list(COUNTERS))), self.actor())

    def call_chosen(self) -> None:
        if ticket_id := self.pick(T.WAITING):
            self.ask(c.CallTicket(counter_id=self.chance.choice(COUNTERS), ticket_id=ticket_id), self.actor())

    def at_the_counter(self) -> None:
        ticket_id = self.pick(T.CALLED, T.SERVING)
        if ticket_id is None:
            return
        minutes = self.chance.choice([None, 1, 20, 0])
        is_called = self.play.hall.tickets[ticket_id].state is T.CALLED
        wishes: list[Command] = [
            *[c.Start(ticket_id=ticket_id) if is_called else c.Finish(ticket_id=ticket_id)] * 6,
            c.Finish(ticket_id=ticket_id),
            c.Recall(ticket_id=ticket_id),
            c.MarkNoShow(ticket_id=ticket_id),
            c.Hold(ticket_id=ticket_id, reason="复印", minutes=minutes),
            c.Cancel(ticket_id=ticket_id),
        ]
        self.ask(self.chance.choice(wishes), self.actor())

    def away_from_the_counter(self) -> None:
        if ticket_id := self.pick(T.HELD, T.NO_SHOW):
            wishes: list[Command] = [
                c.Resume(ticket_id=ticket_id),
                c.Reinstate(ticket_id=ticket_id),
                c.Cancel(ticket_id=ticket_id),
            ]
            self.ask(self.chance.choice(wishes), self.actor())

    def transfer(self) -> None:
        if ticket_id := self.pick():
            wish = c.Transfer(
                ticket_id=ticket_id,
                service_id=self.chance.choice([None, *SERVICES]),
                counter_id=self.chance.choice([None, *COUNTERS]),
                note="材料已看",
            )
            self.ask(wish, self.actor())

    def serve_walk_up(self) -> None:
        wish = c.ServeWalkUp(counter_id=self.chance.choice(COUNTERS), service_id=self.chance.choice(SERVICES))
        self.ask(wish, self.actor())

    def evaluate(self) -> None:
        if ticket_id := self.pick(T.FINISHED):
            level = self.chance.choice(list(Level))
            self.ask(c.Evaluate(ticket_id=ticket_id, level=level, channel=Channel.KEYPAD))

    def counter_step(self) -> None:
        counter = self.chance.choice(COUNTERS)
        is_closed = self.play.post(counter).state is CounterState.CLOSED
        wishes: list[Command] = [
            c.OpenCounter(counter_id=counter),
            c.PauseCounter(counter_id=counter, reason="开会", contact="0000"),
            c.CloseCounter(counter_id=counter),
        ]
        self.ask(wishes[0] if is_closed else self.chance.choice(wishes), self.actor())

    # -- time and the set-up --------------------------------------------------------------------------------------

    def pass_time(self) -> None:
        self.play.now += timedelta(minutes=self.chance.choice([1, 3, 10, 25, 61]))
        self.tick()

    def counter_one_changes(self) -> None:
        services = self.chance.choice([(GENERAL,), (GENERAL, EXPRESS), (CIVIL, SOCIAL)])
        catalogue = self.play.hall.catalogue
        counters = [replace(each, services=services) if each.id == ONE else each for each in catalogue.counters]
        self.ask(ImportCatalogue(catalogue=replace(catalogue, counters=tuple(counters))))

    def clock_steps(self) -> None:
        """A jump changes no order and loses nobody, booked or waiting."""
        hall = self.play.hall
        orders = [self.play.order(counter) for counter in COUNTERS]
        alive = {ticket.id for ticket in invariants.live(hall)}
        seconds = self.chance.choice([-3600, 3600, 17, -86400, 10 * 3600, -55 * 365 * 86400])
        if self.jump:
            seconds = -self.jump  # somebody sets it right
        self.jump = 0 if self.jump else seconds
        self.play.now += timedelta(seconds=seconds)
        self.ask(c.StepClock(seconds=seconds), HALL)
        assert [self.play.order(counter) for counter in COUNTERS] == orders
        self.tick()
        assert {ticket.id for ticket in invariants.live(hall)} == alive
