"""The polling plan: everybody's turn within the stated bound, whoever dies, whatever is wished."""

import random
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.codec.plan import LONGEST_S, SHARE, SOON_S, Plan

DEAD_S = 0.3


@dataclass
class Member:
    """One simulated member: how long an exchange with it takes, and when it is dead."""

    took: float
    period: float | None = None
    dead: list[tuple[float, float]] = field(default_factory=list)

    def is_dead(self, now: float) -> bool:
        return any(begin <= now < end for begin, end in self.dead)


@dataclass(frozen=True)
class Turn:
    name: str
    began: float
    ended: float
    answered: bool


@dataclass
class Wish:
    """What was wished of whom, how many had something wished then, whether the plan took it for live; its turn."""

    at: float
    name: str
    wishing: int
    live: bool
    began: float | None = None


class Line:
    """A line in virtual time that does what the plan says and notes each turn."""

    def __init__(self, members: dict[str, Member], wishes: list[tuple[float, str]] = ()) -> None:  # type: ignore[assignment]
        self.plan = Plan()
        self.members = members
        self.turns: list[Turn] = []
        self.now = 0.0
        self.waiting: dict[str, Wish] = {}
        self.wishes: list[Wish] = []
        self._wishes = sorted(wishes)
        for name, member in members.items():
            self.plan.add(name)
            if member.period is not None:
                self.plan.poll(name, member.period, 0.0)

    def run(self, until: float) -> list[Turn]:
        while self.now < until:
            self._take_wishes()
            name = self.plan.next(self.now)
            if name is None:
                coming = [at for at in (self.plan.wake(), self._next_wish(), until) if at is not None]
                self.now = max(min(coming), self.now + 1e-9)
                continue
            self._turn(name)
        return self.turns

    def _turn(self, name: str) -> None:
        member, began = self.members[name], self.now
        answered = not member.is_dead(began)
        self.now += member.took if answered else DEAD_S
        self._take_wishes()
        self.turns.append(Turn(name, began, self.now, answered))
        self.plan.served(name, self.now, answered=answered, took=self.now - began)
        if answered and name in self.waiting:
            self.waiting.pop(name).began = began

    def _take_wishes(self) -> None:
        while self._wishes and self._wishes[0][0] <= self.now:
            at, name = self._wishes.pop(0)
            self.plan.wish(name)
            if name not in self.waiting:
                self.waiting[name] = Wish(at, name, len(self.waiting) + 1, not self.plan.is_silent(name))
                self.wishes.append(self.waiting[name])

    def _next_wish(self) -> float | None:
        return self._wishes[0][0] if self._wishes else None


def _names(turns: list[Turn]) -> list[str]:
    return [turn.name for turn in turns]


def test_nobody_has_a_turn_who_has_nothing() -> None:
    plan = Plan()
    plan.add("board")
    assert plan.next(0.0) is None
    assert plan.wake() is None


def test_wishes_are_served_in_the_order_they_came() -> None:
    line = Line({name: Member(0.1) for name in "abcd"}, [(0.0, "c"), (0.01, "a"), (0.02, "d"), (0.03, "a")])
    assert _names(line.run(5.0)) == ["c", "a", "d"]


def test_a_wish_goes_before_those_that_are_only_due() -> None:
    line = Line({"a": Member(0.1, 1.0), "b": Member(0.1, 1.0), "board": Member(0.1)}, [(0.05, "board")])
    assert _names(line.run(0.25)) == ["a", "board", "b"]


def test_polls_and_wishes_take_turns_so_that_neither_starves() -> None:
    pads = {f"pad-{n}": Member(0.1, 0.01) for n in range(2)}
    boards = {f"board-{n}": Member(0.1) for n in range(4)}
    line = Line(pads | boards, [(0.0, name) for name in boards])
    assert _names(line.run(0.75)) == [
        "board-0", "pad-0", "board-1", "pad-1", "board-2", "pad-0", "board-3", "pad-1",
    ]  # fmt: skip


def test_everybody_is_polled_in_turn_at_their_period() -> None:
    line = Line({"a": Member(0.1, 0.5), "b": Member(0.1, 1.05)})
    assert [(turn.name, round(turn.began, 6)) for turn in line.run(2.0)] == [
        ("a", 0.0), ("b", 0.1), ("a", 0.6), ("a", 1.2), ("b", 1.3), ("a", 1.8),
    ]  # fmt: skip


def test_a_silent_member_is_tried_after_one_two_four_seconds_when_many_are() -> None:
    members = {str(n): Member(0.1, 1.0, [(0.0, 1e9)]) for n in range(40)}
    tries = [turn.began for turn in Line(members).run(200.0) if turn.name == "0"]
    gaps = [later - before - DEAD_S for before, later in pairwise(tries)]
    assert gaps[0] >= 1.0
    assert gaps[1] >= 2.0
    assert max(gaps) <= LONGEST_S + 40 * DEAD_S


@pytest.mark.parametrize("dead", [1, 2, 5, 15])
def test_the_dead_cost_a_fifth_of_the_line_at_most(dead: int) -> None:
    members = {f"dead-{n}": Member(0.1, 1.0, [(0.0, 1e9)]) for n in range(dead)}
    turns = Line(members).run(600.0)
    # Not counting the beginning, when nobody knows yet how many they are.
    assert sum(turn.ended - turn.began for turn in turns if turn.began > 100.0) <= 500.0 * SHARE


def test_a_single_dead_member_is_back_within_two_seconds() -> None:
    for returns in range(100):
        line = Line({"board": Member(0.1, 1.0, [(0.0, 50.0 + returns / 50)]), "pad": Member(0.02, 0.1)})
        back = next(turn for turn in line.run(60.0) if turn.name == "board" and turn.answered)
        assert back.ended - (50.0 + returns / 50) <= SOON_S + DEAD_S + 0.2


def test_when_one_returns_all_are_tried() -> None:
    members = {str(n): Member(0.1, 10.0, [(0.0, 100.0)]) for n in range(30)}
    turns = [turn for turn in Line(members).run(200.0) if turn.answered]
    first = turns[0].began
    assert {turn.name for turn in turns if turn.ended <= first + 30 * 0.1 + 0.001} == set(members)


def test_between_two_dead_everybody_else_who_waits_has_a_turn() -> None:
    dead = {f"dead-{n}": Member(0.1, 1.0, [(0.0, 1e9)]) for n in range(5)}
    live = {f"live-{n}": Member(0.1, 0.01) for n in range(10)}
    turns = Line(dead | live).run(100.0)
    # The first round finds them out; from then on:
    places = [place for place, turn in enumerate(turns) if not turn.answered and turn.began > 5.0]
    assert len(places) > 10
    for before, after in pairwise(places):
        assert {turn.name for turn in turns[before + 1 : after]} >= set(live)


def test_a_busy_line_still_tries_its_dead() -> None:
    live = {f"live-{n}": Member(0.2, 0.01) for n in range(10)}
    line = Line(live | {"dead": Member(0.1, 1.0, [(0.0, 60.0)])})
    assert any(turn.name == "dead" and turn.answered and turn.began < 60.0 + 2 * 10 * 0.2 for turn in line.run(70.0))


def test_a_wish_of_a_silent_member_is_kept_until_it_answers() -> None:
    line = Line({"board": Member(0.1, None, [(0.0, 9.0)])}, [(0.0, "board")])
    turns = line.run(20.0)
    assert turns[-1].answered
    assert sum(turn.answered for turn in turns) == 1


def test_after_the_line_broke_everybody_is_due_and_nobody_dead() -> None:
    plan = Plan()
    for name in ("a", "b"):
        plan.add(name)
        plan.poll(name, 5.0, 0.0)
    for name in ("a", "b"):
        plan.served(name, 0.3, answered=False, took=0.3)
    assert plan.next(0.4) is None
    plan.reset(0.5)
    assert not plan.is_silent("a")
    assert plan.next(0.5) == "a"


@st.composite
def _lines(draw: st.DrawFn) -> tuple[dict[str, Member], list[tuple[float, str]]]:
    number = draw(st.integers(1, 25))
    chance = random.Random(draw(st.integers(0, 2**32)))
    members = {}
    for n in range(number):
        period = chance.choice([None, chance.uniform(0.05, 5.0)])
        deaths = [
            (at, at + chance.expovariate(0.2))
            for at in (chance.uniform(0, 60) for _ in range(chance.choice([0, 0, 1, 3])))
        ]
        members[f"m{n}"] = Member(chance.uniform(0.01, 0.2), period, deaths)
    pace = draw(st.floats(0.05, 5.0))
    wishes, now = [], 0.0
    while now < 60.0:
        now += chance.expovariate(1 / pace)
        wishes.append((now, f"m{chance.randrange(number)}"))
    return members, wishes


def _bound(members: dict[str, Member], wishing: int) -> float:
    """X + D + 2·max(W, P)·X as the plan states it, for a line where X covers a member that falls silent."""
    longest = max(DEAD_S, *(member.took for member in members.values()))
    polled = sum(1 for member in members.values() if member.period is not None)
    return longest + DEAD_S + 2 * max(wishing, polled) * longest


@settings(max_examples=150, deadline=None)
@given(_lines())
def test_who_answers_has_its_turn_within_the_stated_bound(
    drawn: tuple[dict[str, Member], list[tuple[float, str]]],
) -> None:
    members, wishes = drawn
    line = Line(members, wishes)
    line.run(60.0)
    for wish in line.wishes:
        limit = wish.at + _bound(members, wish.wishing)
        dies = any(begin < limit and end > wish.at for begin, end in members[wish.name].dead)
        if wish.live and not dies and limit < 60.0:
            assert wish.began is not None
            assert wish.began <= limit


@settings(max_examples=150, deadline=None)
@given(_lines())
def test_who_is_polled_is_asked_within_its_period_and_the_stated_bound(
    drawn: tuple[dict[str, Member], list[tuple[float, str]]],
) -> None:
    members, wishes = drawn
    turns = Line(members, wishes).run(60.0)
    for name, member in members.items():
        own = [turn for turn in turns if turn.name == name]
        for before, after in pairwise(own):
            if member.period is not None and before.answered:
                assert after.began <= before.ended + member.period + _bound(members, len(members))


@settings(max_examples=50, deadline=None)
@given(_lines())
def test_nothing_wished_of_a_member_that_returns_is_forgotten(
    drawn: tuple[dict[str, Member], list[tuple[float, str]]],
) -> None:
    members, wishes = drawn
    for member in members.values():
        member.dead = [(begin, min(end, 60.0)) for begin, end in member.dead]
    line = Line(members, wishes)
    line.run(200.0)
    assert line.waiting == {}
