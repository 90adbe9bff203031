"""docs/states.md: the life cycles of ticket and counter, drawn from the tables that drive the code."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import chain
from typing import TypeVar

from server.domain.item_life import ITEM, ITEM_STEP_ZH
from server.domain.lifecycle import ACTIVE, COUNTER, COUNTER_STEP_ZH, LIVE, STEP_ZH, TICKET
from server.vocab import ZH, CounterState, ItemState, TicketState
from tools.docs_table import GENERATED, table

Cycle = Mapping[StrEnum, Mapping[StrEnum, StrEnum]]
"""step → state before → state after."""
Words = Mapping[StrEnum, str]
S = TypeVar("S", bound=StrEnum)
T = TypeVar("T", bound=StrEnum)

INTRODUCTION = """From the tables in `server/domain/lifecycle.py` and `server/domain/item_life.py`. A step that is
not in a table is refused with `illegal_step`, and a refused step changes nothing. Who may take a step stands in
[wire.md](wire.md)."""

TICKET_NOTES = """A ticket that is served without having been taken (a walk-up) begins in `serving`. `resume` goes on at
the counter that held the ticket; `return` is the end of a hold whose minutes ran out, and a closing counter's way of
giving back what it held. A ticket for several services in turn moves on (`move_on`) from one to the next."""

ITEM_NOTES = """A version is written beside the one that is published, and takes its place; an item that was withdrawn
comes back as a new version. An item that came with a hall file is `published` when its six public blocks are there."""

START, END = "[*]", "[*]"


def page() -> str:
    """The whole page."""
    ticket, counter, item = _plain(TICKET), _plain(COUNTER), _plain(ITEM)
    ticket_words, counter_words, item_words = _words(STEP_ZH), _words(COUNTER_STEP_ZH), _words(ITEM_STEP_ZH)
    return "\n\n".join([
        "# Life cycles 状态图",
        GENERATED,
        INTRODUCTION,
        "## Ticket 号票",
        _diagram(ticket, ticket_words, first=TicketState.WAITING, ends=[s for s in TicketState if s not in LIVE]),
        _states(TicketState, ABOUT_TICKET),
        _steps(ticket, ticket_words),
        TICKET_NOTES,
        "## Counter 窗口",
        _diagram(counter, counter_words, first=CounterState.CLOSED, ends=[]),
        _states(CounterState, ABOUT_COUNTER),
        _steps(counter, counter_words),
        "## Version of an item 事项的一个版本",
        _diagram(item, item_words, first=ItemState.DRAFT, ends=[ItemState.WITHDRAWN]),
        _states(ItemState, ABOUT_ITEM),
        _steps(item, item_words),
        ITEM_NOTES,
    ]) + "\n"  # fmt: skip


ZH_STATES: Words = {state: word for state, word in ZH.items() if isinstance(state, StrEnum)}


def _plain(cycle: Mapping[S, Mapping[T, T]]) -> Cycle:
    return {step: dict(moves.items()) for step, moves in cycle.items()}


def _words(steps: Mapping[S, str]) -> Words:
    return dict(chain[tuple[StrEnum, str]](ZH_STATES.items(), steps.items()))


def _diagram(cycle: Cycle, words: Words, *, first: StrEnum, ends: Iterable[StrEnum]) -> str:
    """Mermaid; steps between the same two states share an arrow."""
    arrows: dict[tuple[StrEnum, StrEnum], list[str]] = {}
    for step, moves in cycle.items():
        for before, after in moves.items():
            arrows.setdefault((before, after), []).append(words[step])
    states = dict.fromkeys(state for arrow in arrows for state in arrow)
    lines = [
        *(f"    {state}: {words[state]} {state}" for state in states),
        f"    {START} --> {first}",
        *(f"    {before} --> {after}: {'、'.join(steps)}" for (before, after), steps in arrows.items()),
        *(f"    {state} --> {END}" for state in ends),
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def _states(kind: type[StrEnum], about: Mapping[StrEnum, str]) -> str:
    return table(("state", "中文", "meaning"), ((f"`{state}`", ZH_STATES[state], about[state]) for state in kind))


def _steps(cycle: Cycle, words: Words) -> str:
    return table(("step", "中文", "from", "to"), _step_rows(cycle, words))


def _step_rows(cycle: Cycle, words: Words) -> Iterator[tuple[str, str, str, str]]:
    for step, moves in cycle.items():
        for after in dict.fromkeys(moves.values()):
            before = "、".join(f"`{state}` {words[state]}" for state, then in moves.items() if then is after)
            yield f"`{step}`", words[step], before, f"`{after}` {words[after]}"


def _place(state: TicketState) -> str:
    if state in ACTIVE:
        return "occupies its counter, one ticket at a time"
    return "can still change" if state in LIVE else "final"


ABOUT_TICKET: Mapping[StrEnum, str] = {state: _place(state) for state in TicketState}
ABOUT_COUNTER: Mapping[StrEnum, str] = {
    CounterState.CLOSED: "nobody works here",
    CounterState.OPEN: "calls and serves",
    CounterState.PAUSED: "calls nobody; reason, contact and, if given, the time of return are shown",
}
ABOUT_ITEM: Mapping[StrEnum, str] = {
    ItemState.DRAFT: "is written; the public sees the version before it, if there is one",
    ItemState.REVIEW: "somebody else looks at it; nobody changes it meanwhile",
    ItemState.SCHEDULED: "reviewed; published when its day begins",
    ItemState.PUBLISHED: "is what kiosks, phones, boards and the booklet show",
    ItemState.WITHDRAWN: "is shown nowhere, and nobody gets a ticket for it",
}
