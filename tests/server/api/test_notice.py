"""一次性告知单 over the API: all at once, nothing outside the guide, a number that leads back to it for ever."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.server.running import FakeClock, Prepared, RunningHall, running

FAULT = {"material": "居民身份证", "text": "已过期"}


def item_of(hall: RunningHall) -> dict[str, Any]:
    """A published item with at least two materials."""
    guides: list[dict[str, Any]] = hall.ask("GET", "/content").json()["guides"]
    return next(each for each in guides if len(each["materials"]) > 1)


def serve(hall: RunningHall) -> dict[str, Any]:
    """A ticket that is being served at counter 1."""
    hall.wish("/counters/1/open", "clerk")
    ticket = hall.issue()
    hall.wish("/counters/1/call-next", "clerk")
    hall.wish(f"/tickets/{ticket['id']}/start", "clerk")
    return ticket


def give(hall: RunningHall, **fields: Any) -> dict[str, Any]:
    item = item_of(hall)
    names = [each["name"] for each in item["materials"]]
    wish = {"counter_id": 1, "item_id": item["id"], "missing": names[:1], **fields}
    answer: dict[str, Any] = hall.wish("/notices", "clerk", **wish).json()
    return answer


def test_a_notice_says_all_that_is_missing_and_wrong_and_is_kept_with_number_version_clerk_and_ticket(
    fresh: RunningHall,
) -> None:
    ticket, item = serve(fresh), item_of(fresh)
    names = [each["name"] for each in item["materials"]]
    fault = {"material": names[1], "text": "缺本人页"}
    told = give(fresh, ticket_id=ticket["id"], missing=names[:1], faults=[fault], remark="可免费复印")["notice"]
    assert told["number"].startswith("GZC-")
    assert [each["name"] for each in told["missing"]] == names[:1]
    assert (told["faults"], told["remark"], told["ticket_number"]) == ([fault], "可免费复印", ticket["number"])
    assert told["version"] == fresh.ask("GET", "/content").json()["version"]
    assert told["counter_number"] == 1
    assert len(fresh.facts("notice_given")) == 1
    deed = fresh.audit()[-1]
    assert (deed["command"], deed["facts"]) == ("give_notice", ["notice_given"])


def test_it_is_found_by_its_number_today_after_a_restart_and_on_a_later_day(prepared: Prepared) -> None:
    clock = FakeClock()
    with running(prepared, clock) as hall:
        ticket = serve(hall)
        told = give(hall, ticket_id=ticket["id"])["notice"]
        hall.wish(f"/tickets/{ticket['id']}/finish", "clerk")
        assert hall.ask("GET", "/notices?counter_id=1", "clerk").json()["notices"] == [told]
        assert hall.ask("GET", "/notices?counter_id=2", "clerk").json()["notices"] == []
    with running(prepared, clock) as hall:
        assert hall.ask("GET", "/notices", "clerk").json()["notices"] == [told]
        clock.go_on(days=1)
        hall.beat()
        assert hall.ask("GET", "/notices", "clerk").json()["notices"] == []
        assert hall.ask("GET", f"/notices/{told['number']}", "clerk").json()["notice"] == told
        for number in ("GZC-000001", "GZC-999999", "GZ1-00001", "x", "GZC-٠٠٠٠٠١"):
            answer = hall.ask("GET", f"/notices/{number}", "clerk")
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown_notice")


def test_nothing_outside_the_guide_may_be_asked_for(fresh: RunningHall) -> None:
    serve(fresh)
    assert give(fresh, missing=["邻居的证明"])["code"] == "not_in_guide"
    assert give(fresh, missing=[], faults=[{"material": "邻居的证明", "text": "旧"}])["code"] == "not_in_guide"
    assert give(fresh, item_id="unknown")["code"] == "unknown_item"
    assert not fresh.facts("notice_given")


def test_a_notice_of_nothing_is_none(fresh: RunningHall) -> None:
    serve(fresh)
    assert give(fresh, missing=[])["code"] == "nothing_missing"


def test_a_second_one_for_the_same_visit_and_item_says_why_not_all_was_told_at_once(fresh: RunningHall) -> None:
    ticket = serve(fresh)
    give(fresh, ticket_id=ticket["id"])
    assert give(fresh, ticket_id=ticket["id"])["code"] == "already_told"
    again = give(fresh, ticket_id=ticket["id"], again="当事人现场改办变更登记")["notice"]
    assert again["again"] == "当事人现场改办变更登记"
    assert len(fresh.facts("notice_given")) == 2


def test_a_clerk_gives_notices_at_the_own_counter_to_the_own_visitors(fresh: RunningHall) -> None:
    ticket = serve(fresh)
    elsewhere = {"counter_id": 1, "item_id": item_of(fresh)["id"], "missing": ["x"]}
    assert fresh.wish("/notices", "clerk_elsewhere", **elsewhere).json()["code"] == "not_your_counter"
    fresh.wish("/counters/2/open")
    refused = fresh.wish("/notices", **{**elsewhere, "counter_id": 2}, ticket_id=ticket["id"])
    assert refused.json()["code"] == "not_your_counter"


def test_the_same_wish_twice_is_one_notice(fresh: RunningHall) -> None:
    serve(fresh)
    item = item_of(fresh)
    wish = {"request_id": str(uuid4()), "counter_id": 1, "item_id": item["id"]}
    wish["missing"] = [item["materials"][0]["name"]]
    first, second = (fresh.ask("POST", "/notices", "clerk", json=wish) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert len(fresh.facts("notice_given")) == 1


def test_boards_and_kiosks_hear_nothing_of_it(fresh: RunningHall) -> None:
    serve(fresh)
    with fresh.stream("display") as stream:
        stream.recv(timeout=20)
        give(fresh)
        assert '"type":"skipped"' in str(stream.recv(timeout=20))
