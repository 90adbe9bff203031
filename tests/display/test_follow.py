"""Following the hall: a snapshot is painted, a fact is told once, the lost hall leaves its last state."""

from display.follow import Follower
from display.report import Report
from display.view import View
from server.vocab import CounterState, TicketState
from server.wire.event import Envelope
from tests.display.boards import content, opening, waiting
from tests.display.words import AT, board, call, counter, current, fact, snapshot, ticket

MUTE = Report(None, lambda: AT)


class Ear:
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.views: list[View | None] = []
        self.facts: list[int] = []

    def painted(self, view: View | None) -> None:
        self.views.append(view)

    def happened(self, view: View, envelope: Envelope) -> None:
        self.facts.append(envelope.rev)

    @property
    def view(self) -> View:
        assert self.views[-1] is not None
        return self.views[-1]


def followed(*messages: object) -> tuple[Follower, Ear]:
    ear = Ear()
    follower = Follower([ear], MUTE)
    for message in messages:
        follower.take(message)  # type: ignore[arg-type]
    return follower, ear


def test_a_call_is_told_once_and_changes_counter_and_calls() -> None:
    called = fact("ticket_called", 2, ticket=ticket())
    _, ear = followed(snapshot(), called, called)
    assert ear.facts == [2]
    seen = ear.view.counter_numbered(2)
    assert seen is not None
    assert seen.current == current()
    assert [each.number for each in ear.view.board.calls] == ["A005"]


def test_what_a_new_snapshot_holds_is_not_told_again() -> None:
    called = fact("ticket_called", 2, ticket=ticket())
    follower, ear = followed(snapshot(), called)
    follower.lose()
    assert not ear.view.is_live
    follower.take(snapshot(board(counter(current=current()), calls=(call(),)), rev=2))
    follower.take(called)
    follower.take(fact("ticket_recalled", 3, ticket=ticket()))
    assert ear.facts == [2, 3]
    assert ear.view.is_live


def test_a_hall_set_back_to_an_older_rev_is_followed_again() -> None:
    follower, ear = followed(snapshot(rev=500))
    follower.take(snapshot(rev=10))
    follower.take(fact("ticket_called", 11, ticket=ticket()))
    assert ear.facts == [11]


def test_a_finished_visit_frees_its_counter() -> None:
    _, ear = followed(
        snapshot(),
        fact("ticket_called", 2, ticket=ticket()),
        fact("ticket_started", 3, ticket=ticket(state=TicketState.SERVING)),
        fact("ticket_finished", 4, ticket=ticket(state=TicketState.FINISHED)),
    )
    seen = ear.view.counter_numbered(2)
    assert seen is not None
    assert seen.current is None
    assert ear.view.board.calls[0].state == "finished"


def test_a_counter_that_pauses_is_taken_over_whole() -> None:
    _, ear = followed(snapshot(), fact("counter_paused", 2, counter=counter(state=CounterState.PAUSED, reason="会议")))
    seen = ear.view.counter_numbered(2)
    assert seen is not None
    assert (seen.state, seen.reason) == (CounterState.PAUSED, "会议")


def test_a_hall_never_seen_is_known_to_be_unknown() -> None:
    follower, ear = followed()
    follower.lose()
    assert ear.views == [None]


def test_what_the_hall_published_stands_beside_every_later_state() -> None:
    follower, ear = followed(snapshot())
    follower.publish(content())
    follower.take(fact("ticket_called", 2, ticket=ticket()))
    follower.lose()
    follower.take(snapshot(rev=2))
    assert [view.content is not None for view in ear.views if view] == [False, True, True, True, True]
    assert ear.views[-1] is not None


def test_opening_hours_and_waiting_are_taken_over_from_a_look_at_the_board_and_nothing_else() -> None:
    follower, ear = followed(snapshot(), fact("ticket_called", 2, ticket=ticket()))
    newer = board().model_copy(
        update={"waiting": [waiting("social", "社会保障", 3)], "opening": opening(is_open=False)}
    )
    follower.count(newer)
    follower.count(newer)
    assert len(ear.views) == 3
    assert (ear.view.board.waiting, ear.view.board.opening) == (newer.waiting, newer.opening)
    assert [each.number for each in ear.view.board.calls] == ["A005"]


def test_a_look_at_the_very_same_state_lists_the_calls_a_box_would_list_that_starts_now() -> None:
    follower, ear = followed(snapshot(), fact("ticket_called", 2, ticket=ticket()))
    follower.count(board(rev=2))
    assert ear.view.board.calls == []
