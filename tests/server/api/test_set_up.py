"""The set-up by forms: records by part, changed one at a time under the rules of the whole hall file."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from server.service.hallfile import load_toml
from server.service.hallfile_english import PARTS, title_en
from server.service.hallfile_fields import FIELDS, Part
from tests.server.running import RunningHall


def seen(hall: RunningHall, part: str) -> dict[str, Any]:
    found: dict[str, Any] = hall.ask("GET", f"/set-up/parts?part={part}", "supervisor").json()
    return {"edition": found["edition"], **found["parts"][0]}


def change(hall: RunningHall, *changes: dict[str, Any], edition: int | None = None, **more: str) -> httpx.Response:
    known = hall.service.hall.catalogue_rev if edition is None else edition
    body = {"request_id": str(uuid4()), "edition": known, "changes": list(changes), **more}
    return hall.ask("POST", "/set-up/change", "admin", json=body)


def problems(answer: httpx.Response) -> list[tuple[str, int, str]]:
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_set_up")
    return [(each["part"], each["index"], each["key"]) for each in answer.json()["problems"]]


def test_the_set_up_is_shown_by_part_with_what_its_fields_mean(shared: RunningHall) -> None:
    answer = shared.ask("GET", "/set-up/parts", "supervisor").json()
    assert [each["part"] for each in answer["parts"]] == list(map(str, Part))
    counters = next(each for each in answer["parts"] if each["part"] == "counters")
    fields = {each["key"]: each for each in counters["fields"]}
    assert counters["records"][0]["services"] == list(shared.service.hall.catalogue.counters[0].services)
    assert (fields["services"]["source"], fields["services"]["shape"]) == ("services.id", "words")
    policy = seen(shared, "policy")
    guard = next(each for each in policy["fields"] if each["key"] == "closing_guard")
    assert (guard["default"], guard["choices"]) == ("warn", ["warn", "stop"])
    defaults = {each["key"]: each["default"] for each in seen(shared, "services")["fields"]}
    assert (defaults["id"], defaults["expected_minutes"], defaults["day_cap"]) == (None, 8.0, None)
    assert all(each["default"] is None for each in counters["fields"]), "a number of 0 is no default"
    assert shared.ask("GET", "/set-up/parts?part=nothing").json()["code"] == "unknown_part"


def test_every_part_and_field_has_an_english_name() -> None:
    assert set(PARTS) == set(Part)
    assert all(title_en(part, field.key) for part, fields in FIELDS.items() for field in fields)


def test_one_record_is_changed_and_nothing_else(fresh: RunningHall) -> None:
    before = load_toml(fresh.ask("GET", "/set-up").json()["toml"])
    first = seen(fresh, "counters")["records"][0]
    answer = change(fresh, {"part": "counters", "deed": "put", "index": 0, "record": {**first, "zone": "东区"}})
    assert answer.status_code == 204
    after = load_toml(fresh.ask("GET", "/set-up").json()["toml"])
    assert (after.counters[0].zone, after.counters[1:]) == ("东区", before.counters[1:])
    assert (after.items, after.policy, after.publicity) == (before.items, before.policy, before.publicity)


def test_records_are_added_moved_and_removed(fresh: RunningHall) -> None:
    rule = {"title": "限时办结制", "body": "在承诺的时限内办结。"}
    n = len(seen(fresh, "rules")["records"])
    assert change(fresh, {"part": "rules", "deed": "add", "record": rule}).status_code == 204
    assert seen(fresh, "rules")["records"][n] == rule
    assert change(fresh, {"part": "rules", "deed": "move", "index": n, "to": 0}).status_code == 204
    assert seen(fresh, "rules")["records"][0] == rule
    assert change(fresh, {"part": "rules", "deed": "remove", "index": 0}).status_code == 204
    assert len(seen(fresh, "rules")["records"]) == n


def test_a_value_that_breaks_a_rule_is_refused_with_its_field(shared: RunningHall) -> None:
    before = shared.service.hall.rev
    record = {**seen(shared, "services")["records"][1], "prefix": "A1"}
    answer = change(shared, {"part": "services", "deed": "put", "index": 1, "record": record})
    assert problems(answer) == [("services", 1, "prefix")]
    assert "1 至 3 个大写字母" in answer.json()["problems"][0]["text"]
    assert answer.json()["problems"][0]["title"] == "字头"
    wrong: tuple[dict[str, Any], ...] = (
        {"part": "policy", "deed": "put", "record": {"max_run": "2"}},
        {"part": "policy", "deed": "put", "record": {"max_runs": 2}},
        {"part": "counters", "deed": "put", "index": 999, "record": {}},
        {"part": "counters", "deed": "remove", "index": 999},
        {"part": "hall", "deed": "remove", "index": 0},
        {"part": "hall", "deed": "add"},
        {"part": "counters", "deed": "put", "index": 0, "record": {"number": True}},
    )
    for each in wrong:
        assert problems(change(shared, each)), each
    assert shared.service.hall.rev == before


def test_what_still_names_a_record_keeps_it_from_being_removed(shared: RunningHall) -> None:
    ids = [each["id"] for each in seen(shared, "services")["records"]]
    found = problems(change(shared, {"part": "services", "deed": "remove", "index": ids.index("household")}))
    assert {(part, key) for part, _, key in found} >= {("counters", "services"), ("items", "service")}


def test_what_names_a_record_follows_when_it_is_renamed(fresh: RunningHall) -> None:
    first = seen(fresh, "counters")["records"][0]
    before = [each["counter"] for each in seen(fresh, "roster")["records"]]
    assert first["number"] in before
    answer = change(fresh, {"part": "counters", "deed": "put", "index": 0, "record": {**first, "number": 88}})
    assert answer.status_code == 204
    after = [each["counter"] for each in seen(fresh, "roster")["records"]]
    assert after == [88 if number == first["number"] else number for number in before]


def test_an_item_is_changed_together_with_its_pieces(fresh: RunningHall) -> None:
    item = seen(fresh, "items")["records"][0]
    pieces = {
        "questions": [{"code": "married", "text": "您已婚吗？"}],
        "materials": [{"name": "身份证", "original": True}, {"name": "结婚证", "when": "married"}],
    }
    record = {**{key: value for key, value in item.items() if key != "materials"}, "id": "renamed"}
    one = {"part": "items", "deed": "put", "index": 0, "record": record, "pieces": pieces}
    assert change(fresh, one).status_code == 204
    found = fresh.service.hall.catalogue.items[0]
    assert (found.id, [each.code for each in found.questions], len(found.materials)) == ("renamed", ["married"], 2)
    orphan = [{"name": "身份证"}, {"name": "结婚证", "when": "widowed"}]
    answer = change(fresh, {**one, "pieces": {**pieces, "materials": orphan}})
    assert problems(answer) == [("items", 0, "when")]
    where = answer.json()["problems"][0]
    assert (where["piece"], where["piece_index"]) == ("materials", 1)
    assert change(fresh, {"part": "items", "deed": "remove", "index": 0}).status_code == 204
    assert all(each["item"] != "renamed" for each in seen(fresh, "materials")["records"])


def test_a_change_of_a_set_up_that_was_changed_meanwhile_is_refused(fresh: RunningHall) -> None:
    looked = seen(fresh, "rules")
    rule = {"title": "首问负责制", "body": "谁先接待谁负责。"}
    assert change(fresh, {"part": "rules", "deed": "add", "record": rule}).status_code == 204
    late = change(fresh, {"part": "rules", "deed": "remove", "index": 0}, edition=looked["edition"])
    assert (late.status_code, late.json()["code"]) == (409, "set_up_changed")
    assert len(seen(fresh, "rules")["records"]) == len(looked["records"]) + 1


def test_the_same_change_sent_twice_is_one_deed(fresh: RunningHall) -> None:
    edition, known = fresh.service.hall.catalogue_rev, str(uuid4())
    one = {"part": "rules", "deed": "add", "record": {"title": "一次性告知", "body": "一次说清。"}}
    n = len(seen(fresh, "rules")["records"])
    for _ in range(2):
        assert change(fresh, one, edition=edition, request_id=known).status_code == 204
    assert len(seen(fresh, "rules")["records"]) == n + 1


def test_a_counter_or_service_in_use_cannot_be_removed(fresh: RunningHall) -> None:
    fresh.issue()
    fresh.wish("/counters/1/open")
    remove = {"part": "counters", "deed": "remove", "index": 0}
    answer = change(fresh, remove)
    assert (answer.status_code, answer.json()["code"]) == (409, "in_use")
    assert "1 号窗口" in answer.json()["detail"]
    fresh.wish("/counters/1/close")
    assert change(fresh, remove).status_code == 204
    assert 1 not in {each["counter"] for each in seen(fresh, "roster")["records"]}


@pytest.mark.parametrize("value", [float("1e308"), 2**70, "x" * 9000, ["x"] * 6000])
def test_values_beyond_reason_are_refused_in_words(shared: RunningHall, value: object) -> None:
    answer = change(shared, {"part": "policy", "deed": "put", "record": {"max_run": value}})
    assert answer.status_code == 422


def test_the_record_tells_who_changed_which_values_from_what_to_what(fresh: RunningHall) -> None:
    first = seen(fresh, "counters")["records"][0]
    change(fresh, {"part": "counters", "deed": "put", "index": 0, "record": {**first, "zone": "东区"}})
    deed = fresh.ask("GET", "/audit/latest?n=1&command=change_set_up", "supervisor").json()["deeds"][0]
    assert (deed["actor"], deed["facts"]) == ("admin:admin", ["catalogue_imported"])
    found = fresh.ask("GET", f"/audit/{deed['seq']}/set-up", "supervisor").json()
    assert [(each["record"], each["title"], each["before"], each["after"]) for each in found["differences"]] == [
        ("1 综合受理", "区域", first["zone"], "东区")
    ]
    first_one = fresh.ask("GET", "/audit/latest?n=1&command=import_catalogue").json()["deeds"][0]["seq"]
    assert fresh.ask("GET", f"/audit/{first_one}/set-up").json() == {"is_first": True, "differences": [], "more": 0}
    for other in (first_one + 1, 999_999):
        assert fresh.ask("GET", f"/audit/{other}/set-up").json()["code"] == "unknown_deed"
