"""Counters: who may act where, pauses with reason and contact, one person at one counter, changes of the set-up."""

from dataclasses import replace

import pytest

from server.domain import command as c
from server.domain.catalogue import Catalogue
from server.domain.command import Actor
from server.domain.command_admin import ImportCatalogue, SetStaff
from server.domain.event import CounterOpened
from server.vocab import Channel, CounterId, CounterState, Level, Role, SlipState
from server.vocab import TicketState as T
from tests.server.domain.playground import (
    BOSS,
    CIVIL,
    FOUR,
    GENERAL,
    KIOSK,
    ONE,
    PAD,
    SMALL,
    THREE,
    TWO,
    Play,
    clerk_at,
    refused,
    staff,
)


def pause(counter: CounterId = ONE, reason: str = "去街道开会", contact: str = "0000-1") -> c.PauseCounter:
    return c.PauseCounter(counter_id=counter, reason=reason, contact=contact)


@pytest.mark.parametrize(("reason", "contact"), [("", "0000"), ("开会", " "), ("", "")])
def test_a_pause_needs_reason_and_contact(reason: str, contact: str) -> None:
    play = Play()
    play.open(ONE)
    assert refused(play, pause(reason=reason, contact=contact)).code == "reason_required"


def test_opening_ends_a_pause_and_forgets_its_reason() -> None:
    play = Play()
    play.open(ONE)
    play.do(pause())
    assert (play.post(ONE).reason, play.post(ONE).contact) == ("去街道开会", "0000-1")
    play.open(ONE)
    assert (play.post(ONE).state, play.post(ONE).reason, play.post(ONE).contact) == (CounterState.OPEN, None, None)


def test_a_counter_that_serves_someone_does_not_close() -> None:
    play = Play()
    play.open(ONE)
    play.issue()
    play.call(ONE)
    assert refused(play, c.CloseCounter(counter_id=ONE)).code == "counter_busy"


def test_a_paused_counter_finishes_whom_it_serves() -> None:
    play = Play()
    play.open(ONE)
    ticket = play.issue()
    play.call(ONE)
    play.do(pause())
    play.do(c.Start(ticket_id=ticket.id))
    play.do(c.Finish(ticket_id=ticket.id))
    assert ticket.state is T.FINISHED


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (BOSS, True),
        (Actor(role=Role.ADMIN), True),
        (clerk_at(ONE), True),
        (clerk_at(TWO), False),
        (Actor(role=Role.CLERK, name="any counter"), True),
        (Actor(role=Role.KIOSK, name="kiosk"), False),
        (PAD, True),
        (Actor(role=Role.DISPLAY, counter_id=ONE), True),
        (Actor(role=Role.DISPLAY, counter_id=TWO), False),
        (KIOSK, False),
        (staff("张明"), True),  # who opened it
        (staff("王芳"), False),
    ],
)
def test_at_a_counter_acts_who_belongs_there(actor: Actor, may: bool) -> None:
    play = Play()
    play.do(c.OpenCounter(counter_id=ONE), staff("张明"))
    ticket = play.issue()
    if may:
        play.do(c.CallNext(counter_id=ONE), actor)
        play.do(c.Recall(ticket_id=ticket.id), actor)
        return
    assert refused(play, c.CallNext(counter_id=ONE), actor).code == "not_your_counter"
    play.call(ONE)
    for wish in (c.Recall, c.MarkNoShow, c.Start, c.Cancel):
        assert refused(play, wish(ticket_id=ticket.id), actor).code == "not_your_counter"
    for counter_wish in (pause(), c.CloseCounter(counter_id=ONE)):
        assert refused(play, counter_wish, actor).code == "not_your_counter"


def test_the_keypads_of_one_counter_evaluate_nobody_else_s_visitors() -> None:
    play = Play()
    play.open(ONE)
    ticket = play.issue()
    play.serve()
    wish = c.Evaluate(ticket_id=ticket.id, level=Level.SATISFIED, channel=Channel.KEYPAD)
    assert refused(play, wish, Actor(role=Role.DISPLAY, counter_id=TWO)).code == "not_your_counter"
    play.do(wish, Actor(role=Role.DISPLAY, counter_id=ONE))
    assert ticket.level is Level.SATISFIED


def test_a_pad_ends_a_pause_in_the_name_of_whoever_sits_there_and_opens_nothing() -> None:
    play = Play()
    assert refused(play, c.OpenCounter(counter_id=ONE), PAD).code == "forbidden"
    play.do(c.OpenCounter(counter_id=ONE, post="B"), staff("张明"))
    assert refused(play, c.OpenCounter(counter_id=ONE), PAD).code == "forbidden"
    play.do(pause(), PAD)
    assert refused(play, c.OpenCounter(counter_id=ONE), Actor(role=Role.DISPLAY, counter_id=TWO)).code == (
        "not_your_counter"
    )
    play.do(c.OpenCounter(counter_id=ONE), PAD)
    post = play.post(ONE)
    assert (post.state, post.clerk, post.post) == (CounterState.OPEN, "张明", "B")


def test_staff_sit_at_one_counter_at_a_time_and_where_they_may() -> None:
    play = Play()
    clerk = staff("张明", ONE, TWO)
    assert refused(play, c.OpenCounter(counter_id=THREE), clerk).code == "not_your_counter"
    play.do(c.OpenCounter(counter_id=ONE), clerk)
    assert play.post(ONE).clerk == "张明"
    refusal = refused(play, c.OpenCounter(counter_id=TWO), clerk)
    assert (refusal.code, refusal.facts["counter_id"]) == ("already_at_counter", ONE)
    play.do(pause(), clerk)
    assert refused(play, c.OpenCounter(counter_id=TWO), clerk).code == "already_at_counter"
    play.do(c.CloseCounter(counter_id=ONE), clerk)
    play.do(c.OpenCounter(counter_id=TWO), clerk)


def test_the_queue_belongs_to_the_post_and_goes_on_with_the_second_person() -> None:
    play = Play()
    play.do(c.OpenCounter(counter_id=ONE), staff("张明"))
    ticket = play.issue(bound_to=ONE)
    play.do(pause(), staff("张明"))
    play.do(c.OpenCounter(counter_id=ONE, post="B"), staff("李华"))
    play.do(c.CallNext(counter_id=ONE), staff("李华"))
    assert (ticket.clerk, play.post(ONE).post) == ("李华", "B")
    assert refused(play, c.Start(ticket_id=ticket.id), staff("张明")).code == "not_your_counter"


def test_nobody_slips_into_a_counter_a_colleague_works_at() -> None:
    play = Play()
    play.do(SetStaff(name="张明", role=Role.CLERK, password_hash="h"))
    play.do(c.OpenCounter(counter_id=ONE), staff("张明"))
    for handover in ("", "  "):
        refusal = refused(play, c.OpenCounter(counter_id=ONE, post="B", handover=handover), staff("李华"))
        assert refusal.code == "counter_held"
        assert "张明" in refusal.detail
    facts = play.do(c.OpenCounter(counter_id=ONE, post="B", handover="A003 材料待补"), staff("李华"))
    assert [each.handover for each in facts if isinstance(each, CounterOpened)] == ["A003 材料待补"]
    assert (play.post(ONE).clerk, play.post(ONE).post) == ("李华", "B")
    assert refused(play, c.CallNext(counter_id=ONE), staff("张明")).code == "not_your_counter"


def test_whoever_holds_the_counter_may_change_the_post() -> None:
    play = Play()
    play.do(c.OpenCounter(counter_id=ONE), staff("张明"))
    play.do(c.OpenCounter(counter_id=ONE, post="B"), staff("张明"))
    assert play.post(ONE).post == "B"


# -- the set-up ----------------------------------------------------------------------------------------------------


def without(*counters: CounterId) -> Catalogue:
    return replace(SMALL, counters=tuple(each for each in SMALL.counters if each.id not in counters))


def test_a_counter_in_use_is_not_taken_away() -> None:
    play = Play()
    wish = ImportCatalogue(catalogue=without(ONE))
    play.open(ONE)
    assert refused(play, wish).code == "in_use"
    play.do(c.CloseCounter(counter_id=ONE))
    bound = play.issue(CIVIL, bound_to=ONE, wants_slip=True)
    play.do(c.SettleSlip(ticket_id=bound.id, slip=SlipState.FAILED), KIOSK)
    assert refused(play, wish).code == "in_use"
    play.do(c.Cancel(ticket_id=bound.id))
    play.do(wish)
    assert set(play.hall.posts) == {TWO, THREE, FOUR}


def test_who_missed_a_call_at_a_counter_that_is_gone_can_still_come_back() -> None:
    play = Play()
    play.open(ONE)
    ticket = play.issue()
    play.call(ONE)
    play.do(c.MarkNoShow(ticket_id=ticket.id))
    play.do(c.CloseCounter(counter_id=ONE))
    play.do(ImportCatalogue(catalogue=without(ONE)))
    play.do(c.Reinstate(ticket_id=ticket.id))
    assert play.order(TWO) == [ticket.number]
    play.do(c.Cancel(ticket_id=ticket.id))


def test_a_service_people_wait_for_is_not_taken_away() -> None:
    play = Play()
    play.issue(CIVIL, GENERAL)
    services = tuple(each for each in SMALL.services if each.id != GENERAL)
    counters = tuple(replace(each, services=(CIVIL,)) for each in SMALL.counters)
    wish = ImportCatalogue(catalogue=replace(SMALL, services=services, counters=counters))
    assert refused(play, wish).facts["service_id"] == GENERAL
    play.do(c.EndDay())
    play.do(wish)


def test_the_file_of_another_hall_is_not_imported() -> None:
    assert refused(Play(), ImportCatalogue(catalogue=replace(SMALL, hall_id="H2"))).code == "other_hall"


def test_a_change_of_services_changes_who_is_called_at_once() -> None:
    play = Play()
    civil = play.issue(CIVIL)
    counters = tuple(replace(each, services=(CIVIL,)) if each.id == ONE else each for each in SMALL.counters)
    play.do(ImportCatalogue(catalogue=replace(SMALL, counters=counters)))
    assert play.order(ONE) == [civil.number]
