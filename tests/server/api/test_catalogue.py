"""The catalogue over HTTP: drafts judged with their fields, review, publication, previews, workbooks and media."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import openpyxl
import pytest

from server.service.hallfile import dump_toml, load_toml
from server.store.media import PICTURE_MAX
from server.vocab import CounterId, ItemId
from tests.server.running import FakeClock, Prepared, RunningHall, running

BLOCKS = {"steps": ["窗口受理"], "limit": "5个工作日", "fee": "不收费", "basis": "本级事项清单"}
TEXT: dict[str, Any] = {
    "record": {"name": "新办事项", "service": "household", "category": "户籍管理", **BLOCKS},
    "materials": [
        {"name": "身份证", "original": True, "copies": 1},
        {"name": "结婚证", "when": "married"},
        {"name": "未婚声明", "when": "!married"},
    ],
    "questions": [{"code": "married", "text": "您已婚吗？"}],
}
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


def write(hall: RunningHall, text: dict[str, Any], *, item_id: str = "N1", seen: int = 0, by: str = "admin") -> int:
    return hall.wish(f"/catalogue/items/{item_id}/draft", by, seen=seen, text=text).status_code


def line(hall: RunningHall, item_id: str = "N1", by: str = "supervisor") -> dict[str, Any]:
    items = hall.ask("GET", "/catalogue/items", by).json()["items"]
    return next(each for each in items if each["id"] == item_id)


def see(hall: RunningHall, item_id: str) -> dict[str, Any]:
    found: dict[str, Any] = hall.ask("GET", f"/catalogue/items/{item_id}", "supervisor").json()
    return found


def guides(hall: RunningHall) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in hall.ask("GET", "/content", "kiosk").json()["guides"]}


def published(hall: RunningHall) -> str:
    """An item of the sample hall that is public."""
    items = hall.ask("GET", "/catalogue/items").json()["items"]
    return str(next(each["id"] for each in items if each["state"] == "published"))


def test_an_item_goes_from_draft_to_the_kiosks(fresh: RunningHall) -> None:
    assert write(fresh, TEXT) == 204
    assert (line(fresh)["is_new"], line(fresh)["draft"]["state"]) == (True, "draft")
    assert fresh.wish("/catalogue/submit", item_ids=["N1"]).status_code == 204
    refusal = fresh.wish("/catalogue/publish", "admin", item_ids=["N1"])
    assert (refusal.status_code, refusal.json()["code"]) == (409, "four_eyes")
    assert (line(fresh, by="admin")["draft"]["may_review"], line(fresh)["draft"]["may_review"]) == (False, True)
    assert "N1" not in guides(fresh)
    assert fresh.wish("/catalogue/publish", "supervisor", item_ids=["N1"]).status_code == 204
    guide = guides(fresh)["N1"]
    assert (guide["version"], [each["name"] for each in guide["materials"]]) == (1, ["身份证", "结婚证", "未婚声明"])
    assert fresh.issue("household", item_id="N1")["number"]
    assert line(fresh)["draft"] is None


def test_a_draft_that_breaks_rules_names_the_fields(shared: RunningHall) -> None:
    text = {**TEXT, "record": {**TEXT["record"], "name": "", "service": "nowhere"}}
    text["materials"] = [*TEXT["materials"], {"name": "", "when": "divorced"}]
    answer = shared.wish("/catalogue/items/N2/draft", seen=0, text=text)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_set_up")
    found = {(each["key"], each["piece"], each["piece_index"]) for each in answer.json()["problems"]}
    assert found == {("name", "", None), ("service", "", None), ("name", "materials", 3), ("when", "materials", 3)}
    assert shared.ask("GET", "/catalogue/items/N2").status_code == 404


def test_what_an_item_says_can_be_written_back_unchanged(shared: RunningHall) -> None:
    items = list(shared.service.hall.items.values())
    for item_id in [*(item.id for item in items[::40]), next(item.id for item in items if item.questions)]:
        text = see(shared, item_id)["published"]
        assert write(shared, text, item_id=item_id) == 204
        assert see(shared, item_id)["changes"] == []
        assert shared.wish(f"/catalogue/items/{item_id}/drop").status_code == 204


def test_the_changes_of_a_draft_are_told_field_by_field(fresh: RunningHall) -> None:
    item_id = published(fresh)
    text = see(fresh, item_id)["published"]
    changed = {**text, "record": {**text["record"], "limit": "7个工作日", "hot": True}, "questions": []}
    changed["materials"] = [{"name": "户口簿", "original": True, "copies": 2, "note": "当年的"}]
    assert write(fresh, changed, item_id=item_id) == 204
    changes = {each["key"]: each for each in see(fresh, item_id)["changes"]}
    assert changes["limit"]["after"] == "7个工作日"
    assert changes["materials"]["after"] == "户口簿；原件；复印件 2 份；当年的"
    assert changes["hot"]["title_en"]
    assert see(fresh, item_id)["published"] == text


def test_two_who_write_at_once_do_not_write_over_each_other(fresh: RunningHall) -> None:
    assert write(fresh, TEXT) == 204
    other = {**TEXT, "record": {**TEXT["record"], "fee": "10元"}}
    answer = fresh.wish("/catalogue/items/N1/draft", "supervisor", seen=0, text=other)
    assert (answer.status_code, answer.json()["code"]) == (409, "draft_changed")
    assert write(fresh, other, seen=line(fresh)["draft"]["rev"], by="supervisor") == 204


def test_a_preview_shows_the_materials_of_a_situation_and_keeps_nothing(shared: RunningHall) -> None:
    rev = shared.service.hall.rev

    def names(**answers: list[str]) -> list[str]:
        answer = shared.ask("POST", "/catalogue/preview", json={"item_id": "N3", "text": TEXT, **answers})
        return [each["name"] for each in answer.json()["materials"]]

    assert names() == ["身份证", "结婚证", "未婚声明"]
    assert names(yes=["married"]) == ["身份证", "结婚证"]
    assert names(no=["married"]) == ["身份证", "未婚声明"]
    assert shared.service.hall.rev == rev


def test_publication_on_a_day_comes_with_the_day(timed: RunningHall, clock: FakeClock) -> None:
    assert write(timed, TEXT) == 204
    assert timed.wish("/catalogue/submit", item_ids=["N1"]).status_code == 204
    day = (clock.wall() + timedelta(hours=8, days=2)).date().isoformat()
    assert timed.wish("/catalogue/publish", "supervisor", item_ids=["N1"], from_day=day).status_code == 204
    for _ in range(2):
        assert "N1" not in guides(timed)
        assert line(timed)["draft"]["from_day"] == day
        clock.go_on(days=1)
        timed.beat()
        timed.beat()
    assert guides(timed)["N1"]["published_on"] == day


def test_a_draft_outlives_the_night_and_a_restart(prepared: Prepared, clock: FakeClock) -> None:
    clock.go_on(days=400)
    with running(prepared, clock) as hall:
        assert write(hall, TEXT) == 204
        assert hall.wish("/catalogue/submit", item_ids=["N1"]).status_code == 204
        before = see(hall, "N1")
        clock.go_on(days=1)
        hall.beat()
    with running(prepared, clock) as hall:
        assert see(hall, "N1") == before
        assert hall.wish("/catalogue/publish", item_ids=["N1"]).json()["code"] == "four_eyes"


def test_a_withdrawn_item_leaves_the_kiosks_and_says_why_in_the_office(fresh: RunningHall) -> None:
    item_id = published(fresh)
    assert fresh.wish(f"/catalogue/items/{item_id}/withdraw", reason="上级取消").status_code == 204
    assert item_id not in guides(fresh)
    assert (line(fresh, item_id)["state"], line(fresh, item_id)["withdrawn"]) == ("withdrawn", "上级取消")
    assert any("已撤下（上级取消）" in each for each in fresh.ask("GET", "/set-up/drafts").json()["drafts"])
    facts = [each["facts"] for each in fresh.audit() if each["command"] == "withdraw_item"]
    assert "item_withdrawn" in str(facts)


def test_leaders_see_which_counters_have_not_filed_all_their_steps_and_limits(fresh: RunningHall) -> None:
    def counter() -> dict[str, Any]:
        lines = fresh.ask("GET", "/catalogue/filing", "supervisor").json()["counters"]
        found: dict[str, Any] = next(each for each in lines if each["unfiled"] and each["published"])
        return found

    before = counter()
    services = fresh.service.hall.counters[CounterId(before["counter_id"])].services
    own = [item for item in fresh.service.hall.items.values() if item.service in services]
    assert before["published"] + len(before["unfiled"]) == len(own)
    missing = {each["id"]: set(each["missing"]) for each in before["unfiled"]}
    assert missing == {item.id: set(item.missing) for item in own if item.missing}
    item_id = next(item.id for item in own if not item.missing)
    assert fresh.wish(f"/catalogue/items/{item_id}/withdraw", reason="x").status_code == 204
    assert counter() == before | {"published": before["published"] - 1}


# -- workbooks ------------------------------------------------------------------------------------------------------


def workbook(hall: RunningHall, query: str = "") -> openpyxl.Workbook:
    answer = hall.ask("GET", f"/catalogue/workbook{query}", "supervisor")
    assert answer.headers["content-disposition"].startswith("attachment")
    return openpyxl.load_workbook(BytesIO(answer.content))


def send(hall: RunningHall, book: openpyxl.Workbook | bytes) -> httpx.Response:
    content = BytesIO()
    if isinstance(book, bytes):
        content.write(book)
    else:
        book.save(content)
    return hall.ask("POST", f"/catalogue/workbook?request_id={uuid4()}", "supervisor", content=content.getvalue())


def test_the_workbook_of_all_items_changes_nothing_when_it_comes_back(shared: RunningHall) -> None:
    count = len(shared.service.hall.items)
    assert send(shared, workbook(shared)).json() == {"written": 0, "same": count, "left": 0}
    assert shared.service.hall.drafts == {}


def test_what_a_workbook_says_anew_becomes_drafts_and_nothing_is_published(fresh: RunningHall) -> None:
    book = workbook(fresh, "?empty=true")
    titles = [cell.value for cell in book["事项"][1]]
    item_id = published(fresh)
    name = fresh.service.hall.items[ItemId(item_id)].name
    for row, (key, called) in enumerate((("N7", "来自表格"), (item_id, "改名")), start=2):
        for title, text in (("事项编号", key), ("名称", called), ("业务", "household"), ("承诺时限", "3天")):
            book["事项"].cell(row, titles.index(title) + 1, text)
    book["材料"].append(["N7", "身份证"])
    answer = send(fresh, book).json()
    assert answer == {"written": 2, "same": 0, "left": len(fresh.service.hall.items) - 1}
    assert see(fresh, "N7")["draft"]["materials"][0]["name"] == "身份证"
    assert fresh.service.hall.items[ItemId(item_id)].name == name
    assert next(iter(see(fresh, item_id)["changes"]))["key"] == "name"


def test_every_problem_of_a_workbook_is_listed_and_then_nothing_is_taken(shared: RunningHall) -> None:
    book = workbook(shared, "?empty=true")
    titles = [cell.value for cell in book["事项"][1]]
    book["事项"].cell(2, titles.index("事项编号") + 1, "N8")
    book["事项"].cell(2, titles.index("业务") + 1, "nowhere")
    book["材料"].append(["N9", "身份证"])
    answer = send(shared, book)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_hall_file")
    problems = "\n".join(answer.json()["problems"])
    assert "事项 第 2 行 C 列「业务」: 未知业务 “nowhere”" in problems
    assert "事项 第 2 行「名称」: 没有填写" in problems or "「名称」" in problems
    assert "材料 第 2 行 A 列「事项编号」: 未知事项 “N9”" in problems
    assert shared.service.hall.drafts == {}


def test_what_is_no_workbook_is_refused_in_words(shared: RunningHall) -> None:
    for content in (b"", b"PK\x03\x04", b"<html>", openpyxl_without_items()):
        assert send(shared, content).status_code == 422


def openpyxl_without_items() -> bytes:
    content = BytesIO()
    openpyxl.Workbook().save(content)
    return content.getvalue()


# -- booklet and media ----------------------------------------------------------------------------------------------


def test_the_booklet_holds_every_published_item_and_no_draft(fresh: RunningHall, tmp_path: Path) -> None:
    whole = load_toml(fresh.ask("GET", "/set-up").json()["toml"])
    few = [*(item for item in whole.items if not item.is_draft)][:3] + [
        *(item for item in whole.items if item.is_draft)
    ][:2]
    small = replace(whole, items=tuple(replace(item, prerequisites=()) for item in few))
    assert fresh.wish("/set-up", toml=dump_toml(small)).status_code == 204
    answer = fresh.ask("GET", "/catalogue/booklet", "clerk", timeout=120)  # behind everybody else
    assert answer.headers["content-type"] == "application/pdf"
    file = tmp_path / "booklet.pdf"
    file.write_bytes(answer.content)
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True).stdout.decode()
    plain = "".join(text.split())
    for block in ("便民服务指南", "目录", "受理项目", "办事程序", "申报材料", "承诺时限", "收费标准", "政策依据"):
        assert block in plain
    assert [item.id for item in few if f"事项编号{item.id}" in plain] == [item.id for item in few[:3]]
    again = fresh.ask("GET", "/catalogue/booklet", "clerk")
    assert again.content == answer.content  # kept until something in it changes


def test_a_picture_put_in_store_can_be_fetched_under_its_name(shared: RunningHall) -> None:
    name = shared.ask("POST", "/media", "supervisor", content=PNG).json()["name"]
    assert shared.ask("GET", f"/media/{name}", "kiosk").content == PNG
    assert [each.name for each in shared.parts.shelf.folder.iterdir()] == [name]


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF89a", PNG + b"x" * PICTURE_MAX])
def test_what_is_no_picture_or_too_large_is_not_kept(shared: RunningHall, content: bytes) -> None:
    before = sorted(shared.parts.shelf.folder.glob("*"))
    answer = shared.ask("POST", "/media", "supervisor", content=content)
    assert (answer.status_code, answer.json()["code"]) == (409, "unfit_media")
    assert sorted(shared.parts.shelf.folder.glob("*")) == before


def test_a_disk_that_takes_nothing_is_told_in_words(fresh: RunningHall) -> None:
    fresh.parts.shelf.folder.write_bytes(b"in the way")
    answer = fresh.ask("POST", "/media", content=PNG)
    assert (answer.status_code, answer.json()["code"]) == (409, "media_not_kept")
