"""What leaders tell the public at once: services closed for the day, and announcements with an end."""

from datetime import timedelta

import pytest

from server.domain import command as c
from server.domain import command_kiosk as ck
from server.domain import command_public as cp
from server.domain.decide_public import MOST
from server.vocab import ServiceId
from tests.server.domain.playground import BOSS, CIVIL, GENERAL, KIOSK, ONE, Play, clerk_at, refused

CLOSING = cp.CloseService(service_id=GENERAL, reason="系统检修")


def announce(play: Play, text: str = "停电检修", minutes: int = 30) -> None:
    play.do(cp.Announce(text=text, minutes=minutes))


def shown(play: Play) -> list[str]:
    return [each.text for each in play.hall.announcements.values() if each.until > play.now]


@pytest.mark.parametrize("actor", [KIOSK, BOSS, clerk_at(ONE)])
def test_nobody_gets_a_ticket_of_a_closed_service_and_hears_why(actor: c.Actor) -> None:
    play = Play()
    play.do(CLOSING)
    refusal = refused(play, c.IssueTicket(services=(GENERAL,)), actor)
    assert (refusal.code, refusal.detail) == ("service_closed", "「综合受理」今天暂停取号：系统检修。")
    play.do(c.IssueTicket(services=(CIVIL,)), actor)
    assert refused(play, c.IssueTicket(services=(CIVIL, GENERAL)), actor).code == "service_closed"


def test_who_waits_already_is_called_all_the_same() -> None:
    play = Play()
    play.open(ONE)
    ticket = play.issue()
    play.do(CLOSING)
    play.do(c.CallNext(counter_id=ONE))
    assert play.hall.posts[ONE].current == ticket.id


def test_a_closed_service_is_opened_by_hand_or_by_the_next_day() -> None:
    play = Play()
    play.do(CLOSING)
    play.do(cp.OpenService(service_id=GENERAL))
    play.issue()
    play.do(CLOSING)
    play.do(c.EndDay())
    play.at(9, days=1)
    play.issue()


def test_closing_for_another_reason_is_a_fact_and_for_the_same_is_none() -> None:
    play = Play()
    assert len(play.do(CLOSING)) == 1
    assert play.do(CLOSING) == []
    assert len(play.do(cp.CloseService(service_id=GENERAL, reason="停电"))) == 1
    assert play.hall.closed_services == {GENERAL: "停电"}
    assert play.do(cp.OpenService(service_id=CIVIL)) == []


def test_closing_needs_a_reason_and_a_service() -> None:
    play = Play()
    assert refused(play, cp.CloseService(service_id=GENERAL, reason=" ")).code == "reason_required"
    nowhere = ServiceId("nowhere")
    assert refused(play, cp.CloseService(service_id=nowhere, reason="x")).code == "unknown_service"
    assert refused(play, cp.OpenService(service_id=nowhere)).code == "unknown_service"


def test_a_printed_ticket_of_a_lone_kiosk_is_taken_although_its_service_is_closed() -> None:
    play = Play()
    play.do(CLOSING)
    wish = ck.HandIn(
        request_id="0" * 32,
        number="L1001",
        sequence=1,
        service_id=GENERAL,
        is_printed=True,
        kiosk_at=play.now,
        issued_at=play.now,
        heard_at=play.now,
    )
    play.do(wish, KIOSK)
    assert [each.number for each in play.hall.tickets.values()] == ["L1001"]


def test_an_announcement_ends_by_itself_and_by_hand() -> None:
    play = Play()
    announce(play, minutes=30)
    announce(play, "  请 带好\n证件 ", minutes=60)
    assert shown(play) == ["停电检修", "请 带好 证件"]
    play.now += timedelta(minutes=30)
    assert shown(play) == ["请 带好 证件"]
    play.do(cp.EndAnnouncement(announcement_id=2))
    assert shown(play) == []
    assert play.do(cp.EndAnnouncement(announcement_id=2)) == []


def test_an_announcement_needs_a_text_and_not_too_many_are_shown_at_one_time() -> None:
    play = Play()
    assert refused(play, cp.Announce(text=" \n", minutes=5)).code == "text_required"
    for _ in range(MOST):
        announce(play, minutes=5)
    assert refused(play, cp.Announce(text="x", minutes=5)).code == "too_many_announcements"
    play.now += timedelta(minutes=5)
    announce(play)
    assert [each.id for each in play.hall.announcements.values()] == [MOST + 1]


def test_an_announcement_that_never_was_cannot_end() -> None:
    play = Play()
    announce(play)
    for unknown in (0, 2):
        assert refused(play, cp.EndAnnouncement(announcement_id=unknown)).code == "unknown_announcement"


def test_a_clock_that_is_set_ends_no_announcement() -> None:
    play = Play()
    announce(play, minutes=30)
    play.now += timedelta(hours=2)
    play.do(c.StepClock(seconds=7200.0))
    assert shown(play) == ["停电检修"]
    play.now += timedelta(minutes=30)
    assert shown(play) == []
