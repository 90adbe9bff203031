"""The audit trail as people read it: newest first, filtered, in pages; and what the rules are set to."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from server.service import audit
from tests.server.running import FakeClock, Prepared, RunningHall, running


def commands(hall: RunningHall, query: str = "") -> list[str]:
    return [each["command"] for each in hall.ask("GET", f"/audit/latest{query}").json()["deeds"]]


def test_the_newest_deed_comes_first_with_what_it_was_about(fresh: RunningHall) -> None:
    ticket = fresh.issue()
    fresh.wish("/counters/1/open")
    fresh.wish("/counters/1/call-next")
    deeds = fresh.ask("GET", "/audit/latest?n=3").json()["deeds"]
    assert [each["command"] for each in deeds] == ["call_next", "open_counter", "issue_ticket"]
    assert [(each["number"], each["counter_number"]) for each in deeds] == [
        (ticket["number"], 1),
        (None, 1),
        (ticket["number"], None),
    ]


def test_pages_leave_nothing_out_and_tell_nothing_twice(fresh: RunningHall) -> None:
    for _ in range(7):
        fresh.issue()
    whole = [each["seq"] for each in fresh.ask("GET", "/audit/latest?n=500").json()["deeds"]]
    pages, before = [], f"{2**53}"
    while before != "None":
        page = fresh.ask("GET", f"/audit/latest?n=4&before={before}").json()
        pages += [each["seq"] for each in page["deeds"]]
        before = str(page["before"])
    assert pages == whole == list(range(whole[0], 0, -1))


def test_a_person_is_found_by_a_part_of_the_name_and_a_command_by_the_whole(fresh: RunningHall) -> None:
    fresh.issue()
    fresh.wish("/counters/1/open", "supervisor")
    assert set(commands(fresh, "?command=issue_ticket")) == {"issue_ticket"}
    assert commands(fresh, "?command=issue") == []
    assert commands(fresh, "?actor=supervisor") == ["open_counter"]
    assert commands(fresh, "?actor=supervisor&command=call") == []


def test_a_seldom_deed_is_found_over_several_questions(fresh: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh.wish("/counters/1/open")
    for _ in range(9):
        fresh.issue()
    monkeypatch.setattr(audit, "LOOKED_AT", 4)
    first = fresh.ask("GET", "/audit/latest?command=open_counter").json()
    assert first["deeds"] == []
    then = fresh.ask("GET", f"/audit/latest?command=open_counter&before={first['before']}").json()
    last = fresh.ask("GET", f"/audit/latest?command=open_counter&before={then['before']}").json()
    assert [each["command"] for page in (then, last) for each in page["deeds"]] == ["open_counter"]


def test_a_change_of_staff_names_whom_it_was_about(fresh: RunningHall) -> None:
    fresh.wish("/staff", name="chen.hua", role="clerk", password="a new one 9")
    assert fresh.ask("GET", "/audit/latest?n=1").json()["deeds"][0]["name"] == "chen.hua"


def test_every_rule_is_told_with_its_default_and_its_meaning_in_both_languages(shared: RunningHall) -> None:
    told = {each["key"]: each for each in shared.ask("GET", "/policy").json()["parameters"]}
    assert (told["max_run"]["value"], told["max_run"]["default"], told["max_run"]["hint"]) == ("2", "2", "个")
    assert told["green_reasons"]["value"].startswith("老、弱、病")
    assert told["offline_fallback"]["value"] == ""
    assert all(each["meaning"] and each["meaning_en"] for each in told.values())


def test_what_a_draft_lacks_is_told(shared: RunningHall) -> None:
    drafts = shared.ask("GET", "/set-up/drafts").json()["drafts"]
    assert all("：没有" in each for each in drafts)
    assert len(drafts) == sum(item.is_draft for item in shared.service.hall.items.values())


def test_a_counter_tells_since_when_its_visitor_is_called_and_since_when_it_is_free(fresh: RunningHall) -> None:
    def since() -> str | None:
        counter = fresh.ask("GET", "/hall").json()["counters"][0]
        found: str | None = counter["since"]
        return found

    fresh.issue()
    fresh.wish("/counters/1/open")
    assert since() is None
    ticket = fresh.wish("/counters/1/call-next").json()["ticket"]
    assert since() == ticket["called_at"]
    started = fresh.wish(f"/tickets/{ticket['id']}/start").json()["ticket"]["started_at"]
    assert since() == started
    finished = fresh.wish(f"/tickets/{ticket['id']}/finish").json()["ticket"]["finished_at"]
    assert since() == finished


def test_deeds_of_some_days_are_found_and_saved_as_a_workbook(prepared: Prepared, clock: FakeClock) -> None:
    with running(prepared, clock) as hall:
        for service in ("general", "household", "general"):
            hall.issue(service)
            clock.go_on(days=1)
            hall.beat()
        hall.wish("/tokens", role="kiosk", name="=1+1")
        first, last = "2026-11-25", "2026-11-26"
        assert commands(hall, f"?command=issue_ticket&first={first}&last={last}") == ["issue_ticket"] * 2
        assert commands(hall, f"?command=issue_ticket&last={first}") == ["issue_ticket"] * 2
        assert commands(hall, "?first=2026-12-01") == []
        answer = hall.ask("GET", "/audit/latest.xlsx?first=2026-11-27")
        sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert rows[0][:5] == ["记录号", "时间", "谁", "身份", "操作"]
        assert rows[1][4] == "issue_token"
        assert rows[1][8] == "=1+1"
        assert [cell.data_type for cell in sheet[2]][8] == "s"
