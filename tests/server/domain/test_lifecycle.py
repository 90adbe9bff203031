"""Every step meets every state, through `decide`: legal ones lead where the table says, illegal ones change nothing."""

from collections.abc import Callable

import pytest

from server.domain import command as c
from server.domain.decide import Command
from server.domain.errors import RuleSaysNo
from server.domain.lifecycle import ACTIVE, COUNTER, LIVE, TICKET, CounterStep, TicketStep
from server.domain.ticket import Ticket
from server.vocab import CounterState as C
from server.vocab import ServiceId
from server.vocab import TicketState as T
from tests.server.domain.playground import BOSS, EXPRESS, GENERAL, ONE, TWO, Play, state_of


def ticket_in(play: Play, state: T, *services: ServiceId) -> Ticket:
    """Bring a ticket into `state` at counter 1, by commands only."""
    ticket = play.issue(*services or (GENERAL,))
    ways: dict[T, list[Command]] = {
        T.WAITING: [],
        T.CALLED: [c.CallNext(counter_id=ONE)],
        T.SERVING: [c.CallNext(counter_id=ONE), c.Start(ticket_id=ticket.id)],
        T.HELD: [c.CallNext(counter_id=ONE), c.Hold(ticket_id=ticket.id, reason="补材料", minutes=10)],
        T.NO_SHOW: [c.CallNext(counter_id=ONE), c.MarkNoShow(ticket_id=ticket.id)],
        T.FINISHED: [c.CallNext(counter_id=ONE), c.Start(ticket_id=ticket.id), c.Finish(ticket_id=ticket.id)],
        T.CANCELLED: [c.Cancel(ticket_id=ticket.id)],
        T.CLOSED_UNSERVED: [c.EndDay()],
    }
    for wish in ways[state]:
        play.do(wish)
    if state is T.FINISHED and len(services) > 1:  # the second service too
        for wish in ways[state]:
            play.do(wish)
    assert ticket.state is state
    return ticket


ASK: dict[TicketStep, Callable[[Ticket], Command]] = {
    TicketStep.CALL: lambda ticket: c.CallTicket(counter_id=TWO, ticket_id=ticket.id),
    TicketStep.RECALL: lambda ticket: c.Recall(ticket_id=ticket.id),
    TicketStep.NO_SHOW: lambda ticket: c.MarkNoShow(ticket_id=ticket.id),
    TicketStep.REINSTATE: lambda ticket: c.Reinstate(ticket_id=ticket.id),
    TicketStep.START: lambda ticket: c.Start(ticket_id=ticket.id),
    TicketStep.MOVE_ON: lambda ticket: c.Finish(ticket_id=ticket.id),
    TicketStep.FINISH: lambda ticket: c.Finish(ticket_id=ticket.id),
    TicketStep.HOLD: lambda ticket: c.Hold(ticket_id=ticket.id, reason="补材料"),
    TicketStep.RESUME: lambda ticket: c.Resume(ticket_id=ticket.id),
    TicketStep.TRANSFER: lambda ticket: c.Transfer(ticket_id=ticket.id, service_id=EXPRESS),
    TicketStep.CANCEL: lambda ticket: c.Cancel(ticket_id=ticket.id),
}
"""The command that asks for a step. `return` and `close` are nobody's command: they come with time."""

OF_TIME: dict[TicketStep, Callable[[Play], object]] = {
    TicketStep.RETURN: lambda play: play.pass_time(10),
    TicketStep.CLOSE: lambda play: play.do(c.EndDay()),
}


@pytest.fixture
def play() -> Play:
    play = Play()
    play.open(ONE, TWO)
    return play


def test_every_step_can_be_asked_for_or_comes_with_time() -> None:
    assert set(ASK) | set(OF_TIME) == set(TicketStep) == set(TICKET)


@pytest.mark.parametrize("state", T)
@pytest.mark.parametrize("step", ASK)
def test_a_step_leads_where_the_table_says_or_is_refused_and_changes_nothing(
    play: Play, step: TicketStep, state: T
) -> None:
    several = (GENERAL, EXPRESS) if step is TicketStep.MOVE_ON else (GENERAL,)
    ticket = ticket_in(play, state, *several)
    before, known = state_of(play.hall), len(play.log)
    after = TICKET[step].get(state)
    if after is not None:
        play.do(ASK[step](ticket))
        assert ticket.state is after
        return
    with pytest.raises(RuleSaysNo) as refusal:
        play.do(ASK[step](ticket), BOSS)
    assert refusal.value.code == "illegal_step"
    assert refusal.value.facts["state"] == state.value
    assert (state_of(play.hall), len(play.log)) == (before, known)


@pytest.mark.parametrize("state", T)
@pytest.mark.parametrize("step", OF_TIME)
def test_a_step_of_time_moves_only_the_states_of_its_row(play: Play, step: TicketStep, state: T) -> None:
    ticket = ticket_in(play, state)
    OF_TIME[step](play)
    assert ticket.state is TICKET[step].get(state, state)


COUNTER_ASK: dict[CounterStep, Command] = {
    CounterStep.OPEN: c.OpenCounter(counter_id=ONE),
    CounterStep.PAUSE: c.PauseCounter(counter_id=ONE, reason="去街道开会", contact="0000-1"),
    CounterStep.CLOSE: c.CloseCounter(counter_id=ONE),
}


@pytest.mark.parametrize("state", C)
@pytest.mark.parametrize("step", CounterStep)
def test_a_counter_step_leads_where_the_table_says_or_is_refused(step: CounterStep, state: C) -> None:
    play = Play()
    ways = {C.CLOSED: [], C.OPEN: [CounterStep.OPEN], C.PAUSED: [CounterStep.OPEN, CounterStep.PAUSE]}
    for way in ways[state]:
        play.do(COUNTER_ASK[way])
    assert play.post(ONE).state is state
    before = state_of(play.hall)
    after = COUNTER[step].get(state)
    if after is not None:
        play.do(COUNTER_ASK[step])
        assert play.post(ONE).state is after
        return
    with pytest.raises(RuleSaysNo, match="illegal_step"):
        play.do(COUNTER_ASK[step])
    assert state_of(play.hall) == before


def test_the_tables_say_what_the_handbook_says() -> None:
    """Handbook A.Z, ticket and window: written down a second time, so that the table cannot drift unseen."""
    ways = {f"{step}: {before} > {after}" for step, row in TICKET.items() for before, after in row.items()}
    assert ways == {
        "call: waiting > called",
        "recall: called > called",
        "no_show: called > no_show",
        "reinstate: no_show > waiting",
        "start: called > serving",
        "move_on: serving > waiting",
        "finish: serving > finished",
        "hold: called > held",
        "hold: serving > held",
        "resume: held > serving",
        "return: held > waiting",
        "transfer: waiting > waiting",
        "transfer: called > waiting",
        "transfer: serving > waiting",
        "transfer: held > waiting",
        "cancel: waiting > cancelled",
        "cancel: called > cancelled",
        "cancel: held > cancelled",
        "cancel: no_show > cancelled",
        "close: waiting > closed_unserved",
        "close: held > closed_unserved",
        "close: no_show > closed_unserved",
    }
    assert {state for row in COUNTER.values() for state in row.values()} == set(C)


def test_what_ended_never_changes_again_and_everything_alive_can_end() -> None:
    from_states = {before for row in TICKET.values() for before in row}
    assert from_states == LIVE
    assert ACTIVE < LIVE
    ended = set(T) - LIVE
    reach = {state: {row[state] for row in TICKET.values() if state in row} for state in LIVE}
    for state in LIVE:
        seen, todo = set(), {state}
        while todo:
            now = todo.pop()
            seen.add(now)
            todo |= reach.get(now, set()) - seen
        assert seen & ended
