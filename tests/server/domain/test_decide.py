"""The one door: every command has a rule, rules do nothing themselves, every refusal carries a word and a sentence."""

import re
from typing import get_args

import pytest

from server.domain import command as c
from server.domain import command_admin as ca
from server.domain import event as e
from server.domain.catalogue import Catalogue
from server.domain.command import HALL
from server.domain.decide import RULES, Command, decide
from server.domain.errors import NotAllowed, NotFound, Refusal, RuleSaysNo
from server.domain.fact import Event
from server.domain.fold import FOLD
from server.vocab import Channel, CounterId, Level, Role, SlipState, TicketId
from tests.server.domain.playground import BOSS, GENERAL, KIOSK, MONDAY, ONE, TWO, Play, clerk_at, refused, state_of
from tests.server.domain.random_day import RandomDay

GONE, NOWHERE = TicketId(99), CounterId(99)


def test_every_command_has_a_rule_and_every_fact_a_fold() -> None:
    assert set(RULES) == set(get_args(Command))
    assert set(FOLD) == set(get_args(Event))


@pytest.mark.parametrize(
    ("wish", "kind", "code"),
    [
        (c.Start(ticket_id=GONE), NotFound, "unknown_ticket"),
        (c.Evaluate(ticket_id=GONE, level=Level.SATISFIED, channel=Channel.QR), NotFound, "unknown_ticket"),
        (c.SettleSlip(ticket_id=GONE, slip=SlipState.PRINTED), NotFound, "unknown_ticket"),
        (c.CallTicket(counter_id=ONE, ticket_id=GONE), NotFound, "unknown_ticket"),
        (c.CallNext(counter_id=NOWHERE), NotFound, "unknown_counter"),
        (c.OpenCounter(counter_id=NOWHERE), NotFound, "unknown_counter"),
        (c.PauseCounter(counter_id=NOWHERE, reason="开会", contact="0"), NotFound, "unknown_counter"),
        (c.CloseCounter(counter_id=NOWHERE), NotFound, "unknown_counter"),
        (c.ServeWalkUp(counter_id=NOWHERE, service_id=GENERAL), NotFound, "unknown_counter"),
        (c.CancelBooking(code="B1"), NotFound, "unknown_booking"),
        (c.CheckIn(code="B1"), NotFound, "unknown_booking"),
        (c.CallNext(counter_id=ONE), RuleSaysNo, "counter_closed"),
        (ca.RevokeToken(token_id="t"), NotFound, "unknown_token"),
        (ca.RemoveStaff(name="nobody"), NotFound, "unknown_staff"),
        (ca.SetStaff(name="a", role=Role.CLERK, password_hash="", counters=(NOWHERE,)), NotFound, "unknown_counter"),
        (ca.IssueToken(token_id="t", role=Role.CLERK, digest="d", counter_id=NOWHERE), NotFound, "unknown_counter"),
    ],
)
def test_a_refusal_says_what_kind_it_is_in_a_word_and_a_sentence(wish: Command, kind: type, code: str) -> None:
    refusal = refused(Play(), wish)
    assert type(refusal) is kind
    assert refusal.code == code
    assert re.fullmatch(r".*[一-鿿].*。", refusal.detail)


def test_an_actor_without_right_is_told_so_before_anything_else_of_the_counter() -> None:
    play = Play()
    assert isinstance(refused(play, c.CallNext(counter_id=ONE), clerk_at(TWO)), NotAllowed)


def test_deciding_twice_gives_the_same_facts_and_does_nothing() -> None:
    play = Play()
    play.open(ONE)
    play.issue()
    before = state_of(play.hall)
    for wish in (c.IssueTicket(services=(GENERAL,)), c.CallNext(counter_id=ONE), c.EndDay()):
        first, second = (decide(play.hall, wish, play.now, BOSS) for _ in range(2))
        assert first == second
        assert first
    assert state_of(play.hall) == before


def test_an_empty_hall_answers_and_refuses_but_does_not_break() -> None:
    play = Play(Catalogue(hall_id="H1", name="空", name_en="empty"))
    assert refused(play, c.IssueTicket(services=(GENERAL,)), KIOSK).code == "unknown_service"
    assert play.do(c.EndDay()) == []
    assert [type(event) for event in play.at(9, days=1)] == [e.DayOpened]


def test_a_day_of_anything_asks_every_rule_of_the_queue_and_is_refused_often() -> None:
    """Keeps the random days honest: what they never do, they do not test."""
    seen: set[str] = set()
    rules: set[str] = set()
    for seed in range(25):
        day = RandomDay(seed)
        day.run(130)
        seen |= {type(event).__name__ for event, _ in day.play.log}
        rules |= set(day.umpire.seen)
        assert day.refusals
    never = {kind.__name__ for kind in get_args(Event)} - seen
    of_office = ("event_admin", "event_item")
    admin = {kind.__name__ for kind in get_args(Event) if kind.__module__.endswith(of_office)}
    assert never <= admin | {
        "KioskDirected",
        "HelpCalled",
        "HelpGiven",
        "NoticeGiven",
        "ServiceClosed",
        "ServiceOpened",
        "AnnouncementMade",
        "AnnouncementEnded",
        "EvaluationExplained",
        "BookingMissed",
        "TicketClosed",
        "TicketResumed",
        "BookingCancelled",
    }
    assert rules == {"rank", "bound", "chosen", "green_run", "early"}


# -- tokens, staff, sessions ---------------------------------------------------------------------------------------


def test_a_token_is_known_by_its_digest_until_it_is_revoked() -> None:
    play = Play()
    play.do(ca.IssueToken(token_id="t1", role=Role.CLERK, digest="d1", name="一号窗", counter_id=ONE))
    assert play.hall.doors.tokens["d1"].counter_id == ONE
    play.do(ca.RevokeToken(token_id="t1"))
    assert play.hall.doors.tokens == {}


@pytest.mark.parametrize("ends", ["log out", "remove", "change"])
def test_a_session_ends_with_the_person_s_leave_or_change(ends: str) -> None:
    play = Play()
    person = ca.SetStaff(name="张明", role=Role.CLERK, password_hash="h")
    play.do(person)
    play.do(ca.LogIn(name="张明", digest="s1", until=MONDAY.replace(year=2026)))
    assert play.hall.doors.sessions["s1"].name == "张明"
    ways: dict[str, Command] = {
        "log out": ca.LogOut(digest="s1"),
        "remove": ca.RemoveStaff(name="张明"),
        "change": person,
    }
    play.do(ways[ends])
    assert play.hall.doors.sessions == {}


def test_logging_out_of_no_session_is_no_fact() -> None:
    assert Play().do(ca.LogOut(digest="none")) == []


def test_sessions_that_ran_out_are_forgotten_at_the_next_log_in() -> None:
    play = Play()
    play.do(ca.LogIn(name="张明", digest="s1", until=play.now))
    play.pass_time(1)
    play.do(ca.LogIn(name="李华", digest="s2", until=MONDAY.replace(year=2026)))
    assert set(play.hall.doors.sessions) == {"s2"}


def test_a_noted_refusal_changes_nothing_but_the_log() -> None:
    play = Play()
    before = play.hall.rev
    play.do(ca.NoteRefusal(code="no_token", source="127.0.0.1"), HALL)
    assert play.hall.rev == before + 1


def test_refusals_are_one_family() -> None:
    assert all(issubclass(kind, Refusal) for kind in (NotFound, NotAllowed, RuleSaysNo))
