"""What holds whatever people touch and whatever fails: no dead end, one touch is one ticket, one fate per ticket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from random import Random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.around import AROUND
from kiosk.flow.machine import LONGEST_TRAIL, TABLE, step
from kiosk.flow.offer import Offer
from kiosk.flow.patience import WAITS
from kiosk.flow.rule.move import onward, row, table
from kiosk.flow.rule.place import IN_TRUST
from kiosk.flow.speech import says
from tests.client.stub import ticket
from tests.kiosk.flow_events import BARRING, EVENTS, OUTCOMES, VISIT_EVENTS
from tests.kiosk.flow_story import TOUCHES

WORKING = (
    st.Issuing,
    st.CheckingIn,
    st.Printing,
    st.LookingUp,
    st.Changing,
    st.IssuingOffline,
    st.PrintingOffline,
    st.StaffChecking,
)
"""States that wait for the outcome of an effect, not for a person."""
IDLE = (st.Home, st.Attract)
START = st.Visit(
    around=st.Around(offer=Offer(is_open=True, services=frozenset({"general", "full"}), full=frozenset({"full"})))
)


@dataclass
class Graph:
    """Every state reachable without a bar; `visits`: one way of being there; `steps`: what leads where."""

    visits: dict[str, st.Visit] = field(default_factory=dict)
    steps: list[tuple[str, on.Event, str]] = field(default_factory=list)


def key(state: st.State) -> str:
    """All of a state, also what its repr hides; a ticket on the wire cannot be hashed."""
    return f"{type(state).__name__} {[getattr(state, each.name) for each in fields(state)]}"


@cache
def graph() -> Graph:
    found, open_ends = Graph({key(START.state): START}), [START]
    while open_ends:
        visit = open_ends.pop()
        here = key(visit.state)
        for event in VISIT_EVENTS:
            after, _ = step(visit, event)
            there = here if after is visit else key(after.state)
            found.steps.append((here, event, there))
            if there not in found.visits and not isinstance(after.state, st.RANK):
                found.visits[there] = after
                open_ends.append(after)
    return found


def test_the_events_of_the_tests_are_all_events_and_every_state_is_reached() -> None:
    assert {type(each) for each in EVENTS} == set(get_args(on.Event))
    assert {type(each.state) for each in graph().visits.values()} | set(st.RANK) == set(get_args(st.State))


def test_from_every_state_touches_alone_lead_home() -> None:
    into: dict[str, set[str]] = {}
    for before, event, after in graph().steps:
        if isinstance(event, TOUCHES):
            into.setdefault(after, set()).add(before)
    home, open_ends = {key(st.Home())}, [key(st.Home())]
    while open_ends:
        new = into.get(open_ends.pop(), set()) - home
        home |= new
        open_ends += new
    stuck = {name for name, each in graph().visits.items() if name not in home and not isinstance(each.state, WORKING)}
    assert stuck == set()


def test_every_state_left_alone_ends_at_home_or_takes_the_kiosk_out_of_order() -> None:
    for visit in graph().visits.values():
        after = step(visit, on.TimedOut())[0]
        if isinstance(visit.state, WORKING):
            assert isinstance(after.state, (*IDLE, st.OutOfOrder)), visit.state
        else:
            assert isinstance(after.state, IDLE), visit.state
        assert (after.language, after.mode, after.trail) == ("zh", st.Mode.NORMAL, ())


def test_every_state_that_works_ends_by_each_of_its_outcomes() -> None:
    for visit in graph().visits.values():
        if isinstance(visit.state, WORKING):
            named = [each for each in OUTCOMES if (type(visit.state), type(each)) in TABLE]
            assert named
            ends = [step(visit, each)[0].state for each in named]
            assert any(not isinstance(each, WORKING) for each in ends), visit.state


def test_going_back_again_and_again_leads_home() -> None:
    for start in graph().visits.values():
        if isinstance(start.state, (*WORKING, st.PrintFailed, st.OfflineFailed)):
            continue
        visit = start
        for _ in range(LONGEST_TRAIL + 8):
            visit = step(visit, on.WentBack())[0]
        assert isinstance(visit.state, IDLE)


def test_no_touch_of_a_visitor_gets_past_a_bar() -> None:
    staff = (st.StaffCode, st.StaffChecking, st.StaffPage)
    for event in BARRING:
        barred = step(START, event)[0]
        if not isinstance(barred.state, st.RANK):
            continue
        for touch in EVENTS:
            if type(touch) not in {type(each) for each in BARRING}:
                after = step(barred, touch)[0]
                assert isinstance(after.state, (type(barred.state), *staff)), touch


def test_every_screen_has_a_voice_and_the_staff_page_has_none() -> None:
    staff = (st.StaffCode, st.StaffChecking, st.StaffPage)
    for visit in graph().visits.values():
        assert (says(visit.state) is None) == isinstance(visit.state, staff)


def test_every_state_that_waits_for_a_person_has_its_patience_and_no_other() -> None:
    assert {state for state, event in TABLE if event is on.TimedOut} == set(WAITS)
    for state, waits in WAITS.items():
        if state not in (*WORKING, st.Pairing, st.OutOfOrder):
            assert waits.countdown_s > 0, "nobody is sent away without a warning"
            assert waits.total_s <= 60 or state is st.StaffPage


def test_what_is_always_possible_is_in_no_table() -> None:
    assert not {event for _, event in TABLE} & set(AROUND)


def test_two_rules_for_the_same_are_refused() -> None:
    twice = row(st.Home, on.Touched, lambda _, __, ___: onward(st.Attract()))
    with pytest.raises(ValueError, match="two rules for Home and Touched"):
        table(twice, twice)


# Walks: mostly forward, now and then elsewhere, seldom anything.

PATHS = some.lists(some.integers(0, 2**16), min_size=5, max_size=60)
AWAY = (on.TimedOut, on.WentBack, on.WentHome, on.HelpWanted, on.CornerHeld, on.ScannerRead)
Taken = tuple[st.Visit, on.Event, st.Visit, tuple[do.Effect, ...]]


def walk(path: list[int]) -> Iterator[Taken]:
    """Each number chooses the next event. The hall issues every number once."""
    visit = START
    for place, number in enumerate(path):
        choices = EVENTS if number % 16 == 0 else likely(visit.state, forward=number % 16 > 2)
        event = choices[number // 16 % len(choices)]
        if isinstance(event, on.Reserved):
            event = on.Reserved(ticket(100 + place))
        after, effects = step(visit, event)
        yield visit, event, after, effects
        visit = after


def likely(state: st.State, *, forward: bool) -> list[on.Event]:
    if isinstance(state, st.RANK):
        return BARRING
    offered = [each for each in EVENTS if (type(state), type(each)) in TABLE]
    return [each for each in offered if not (forward and isinstance(each, AWAY))] or offered


@given(PATHS)
@settings(max_examples=300, deadline=None)
def test_no_sequence_of_events_is_too_much(path: list[int]) -> None:
    for _, __, after, ___ in walk(path):
        assert len(after.trail) <= LONGEST_TRAIL
        assert not any(isinstance(each, (*WORKING, *IDLE, *st.RANK)) for each in after.trail)
        if after.around.bars:
            assert isinstance(after.state, (*IN_TRUST, type(after.around.bars[0])))


@given(some.lists(some.sampled_from(EVENTS), max_size=80))
@settings(max_examples=100, deadline=None)
def test_an_event_no_table_names_changes_nothing(events: list[on.Event]) -> None:
    visit = START
    for event in events:
        after, effects = step(visit, event)
        if (type(visit.state), type(event)) not in TABLE and type(event) not in AROUND:
            assert (after, effects) == (visit, ())
        visit = after


@given(PATHS)
@settings(max_examples=300, deadline=None)
def test_the_same_touch_twice_asks_once(path: list[int]) -> None:
    for _, event, after, effects in walk(path):
        if isinstance(event, TOUCHES) and any(not isinstance(each, do.Speak | do.Pair) for each in effects):
            again = [each for each in step(after, event)[1] if not isinstance(each, do.Speak | do.Pair)]
            assert again == [], f"{event} in {after.state}"


@dataclass
class Fates:
    """What became of the tickets of a walk, by what was asked for and said."""

    kept: set[int] = field(default_factory=set)
    cancelled: set[int] = field(default_factory=set)
    wishes: int = 0
    tickets: int = 0

    def note(self, before: st.Visit, event: on.Event, after: st.Visit, effects: tuple[do.Effect, ...]) -> None:
        self.kept |= {each.ticket_id for each in effects if isinstance(each, do.Settle) and each.printed}
        self.cancelled |= {each.ticket_id for each in effects if isinstance(each, do.Cancel)}
        self.wishes += sum(isinstance(each, do.Issue | do.CheckIn) for each in effects)
        self.tickets += isinstance(event, on.Reserved) and isinstance(after.state, st.Printing)
        if isinstance(before.state, st.PrintFailed):
            if isinstance(event, on.NumberRemembered):
                self.kept.add(before.state.ticket.id)
            if isinstance(event, on.TimedOut):
                assert before.state.ticket.id in self.cancelled


@given(PATHS)
@settings(max_examples=500, deadline=None)
def test_a_ticket_is_kept_or_cancelled_and_never_both(path: list[int]) -> None:
    fates = Fates()
    for taken in walk(path):
        fates.note(*taken)
        assert fates.tickets <= fates.wishes, "a ticket nobody asked for"
        assert not fates.kept & fates.cancelled


def test_walks_get_as_far_as_tickets() -> None:
    """Else the properties above would hold of nothing."""
    chance = Random(7)
    paths = [[chance.randrange(2**16) for _ in range(200)] for _ in range(60)]
    states = {type(after.state) for path in paths for _, __, after, ___ in walk(path)}
    assert {st.Shown, st.PrintFailed, st.ShownOffline, st.MyTicket, st.Locked} <= states
