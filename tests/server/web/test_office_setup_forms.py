"""Set-up by forms: what an administrator changes is in force, what is wrong is named at its field, others see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.running import BOSS, PASSWORD, RunningHall
from tests.server.web.conftest import OFFICE, barriers, come_in, silent_page


@pytest.fixture
def office(fresh: RunningHall, browser: Browser) -> Iterator[Page]:
    """An administrator in the office."""
    with silent_page(browser, OFFICE, "409", "422") as page:
        come_in(page, fresh, BOSS, "/office#set-up/hall")
        expect(page.get_by_label("名称", exact=True)).to_be_visible()
        yield page


def go(page: Page, place: str, heading: str) -> None:
    page.evaluate(f"location.hash = '{place}'")
    expect(page.get_by_role("heading", level=2, name=heading, exact=True)).to_be_visible()


def records(hall: RunningHall, part: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = hall.ask("GET", f"/set-up/parts?part={part}").json()["parts"][0]["records"]
    return found


def row(page: Page, at: int, name: str) -> None:
    """Press a button of a record."""
    page.locator(".records tbody tr").nth(at).get_by_role("button", name=name).click()


def save(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="保存", exact=True).click()


def saved(page: Page) -> None:
    expect(page.locator(".said")).to_have_text("已保存，立即生效。")


def test_the_hall_s_own_record_is_changed_on_the_page(fresh: RunningHall, office: Page) -> None:
    before = records(fresh, "hall")[0]
    office.get_by_label("监督电话").fill("0000-9999999")
    office.get_by_role("button", name="保存").click()
    saved(office)
    assert records(fresh, "hall") == [{**before, "supervision_phone": "0000-9999999"}]
    office.get_by_label("时区").fill("Mars/Olympus")
    office.get_by_role("button", name="保存").click()
    expect(office.get_by_label("时区")).to_have_attribute("aria-invalid", "true")
    expect(office.locator(".is-wrong")).to_contain_text("没有时区")
    office.get_by_role("button", name="恢复原样").click()
    expect(office.get_by_label("时区")).to_have_value("Asia/Shanghai")


def test_a_value_that_is_wrong_is_named_at_its_field_and_nothing_is_saved(fresh: RunningHall, office: Page) -> None:
    go(office, "set-up/services", "业务与预约")
    row(office, 1, "修改")
    office.get_by_label("字头").fill("A")
    save(office)
    expect(office.get_by_label("字头")).to_have_attribute("aria-invalid", "true")
    expect(office.locator(".is-wrong")).to_contain_text("重复")
    expect(office.get_by_role("dialog").get_by_role("alert").last).to_contain_text("没有保存任何内容")
    assert barriers(office) == []
    assert records(fresh, "services")[1]["prefix"] == "B"
    office.get_by_label("字头").fill("K")
    save(office)
    saved(office)
    expect(office.locator(".records tbody tr").nth(1).locator("td").first).to_have_text("K")
    assert records(fresh, "services")[1]["prefix"] == "K"


def test_a_new_counter_stands_in_the_live_hall_at_once(fresh: RunningHall, office: Page) -> None:
    go(office, "set-up/counters", "窗口与区域")
    office.get_by_role("button", name="添加窗口").click()
    office.get_by_label("窗口号").fill("12")
    office.get_by_label("名称", exact=True).fill("税务")
    office.get_by_label("英文名称").fill("Taxes")
    office.get_by_role("checkbox", name="A · 综合受理").check()
    save(office)
    saved(office)
    expect(office.locator(".records tbody tr").last).to_contain_text("12税务A · 综合受理")
    office.evaluate("location.hash = 'hall'")
    expect(office.locator(".counter", has_text="税务")).to_be_visible()
    expect(office.locator(".dot.on")).to_be_visible()
    fresh.wish("/counters/12/open")
    expect(office.locator(".counter.free", has_text="税务")).to_be_visible()


def test_a_counter_in_use_is_not_removed_and_the_page_says_why(fresh: RunningHall, office: Page) -> None:
    fresh.wish("/counters/1/open")
    go(office, "set-up/counters", "窗口与区域")
    row(office, 0, "移除")
    office.get_by_role("dialog").get_by_role("button", name="移除", exact=True).click()
    expect(office.get_by_role("dialog").get_by_role("alert")).to_contain_text("1 号窗口正在使用")
    assert len(records(fresh, "counters")) == 5


def test_records_are_put_in_another_order(fresh: RunningHall, office: Page) -> None:
    before = [each["title"] for each in records(fresh, "rules")]
    go(office, "set-up/rules", "上墙制度")
    row(office, 1, "上移")
    saved(office)
    expect(office.locator(".records tbody td").first).to_have_text(before[1])
    assert [each["title"] for each in records(fresh, "rules")] == [before[1], before[0], *before[2:]]


def test_days_are_added_to_the_calendar_and_taken_out(fresh: RunningHall, office: Page) -> None:
    go(office, "set-up/calendar", "日历与值班")
    closed = office.get_by_role("group", name="本厅停办日")
    for day in ("2026-12-24", "2026-12-23"):
        closed.get_by_label("本厅停办日：新的一天").fill(day)
        closed.get_by_role("button", name="添加日期").click()
    closed.get_by_role("button", name="去掉 2026-12-24").click()
    office.get_by_role("button", name="保存").click()
    saved(office)
    assert records(fresh, "calendar")[0]["closed_days"] == ["2026-12-23"]


def test_a_parameter_is_tried_on_the_queue_of_now_before_it_is_changed(fresh: RunningHall, office: Page) -> None:
    fresh.wish("/counters/1/open")
    fresh.issue()
    fresh.issue(**{"class": "green", "class_reason": "elderly"})
    go(office, "policy", "参数")
    office.get_by_role("button", name="修改 绿色通道提前").click()
    office.get_by_role("spinbutton", name="绿色通道提前").fill("0")
    office.get_by_role("button", name="推算").click()
    expect(office.locator(".effect")).to_contain_text("A002 → A001")
    expect(office.locator(".effect")).to_contain_text("A001 → A002")
    assert records(fresh, "policy")[0]["green_bonus"] == 30
    save(office)
    saved(office)
    expect(office.locator("tr.changed", has_text="green_bonus")).to_contain_text("本厅设定")
    assert records(fresh, "policy")[0]["green_bonus"] == 0
    office.get_by_role("button", name="修改 绿色通道提前").click()
    office.get_by_role("button", name="恢复默认").click()
    save(office)
    expect(office.locator("tr.changed", has_text="green_bonus")).to_have_count(0)


def test_the_record_shows_which_values_a_change_changed(fresh: RunningHall, office: Page) -> None:
    first = records(fresh, "counters")[0]
    put = {"part": "counters", "deed": "put", "index": 0, "record": {**first, "zone": "东区"}}
    fresh.wish("/set-up/change", edition=fresh.service.hall.catalogue_rev, changes=[put])
    go(office, "audit", "操作记录")
    office.get_by_role("button", name="看改动").first.click()
    expect(office.locator(".differences tbody tr")).to_have_text(["窗口 · 1 综合受理区域" + first["zone"] + "东区"])
    assert barriers(office) == []


def test_what_somebody_else_changed_is_shown_and_not_overwritten(fresh: RunningHall, office: Page) -> None:
    go(office, "set-up/rules", "上墙制度")
    row(office, 0, "修改")
    edition = fresh.ask("GET", "/set-up/parts?part=rules").json()["edition"]
    office.get_by_label("标题", exact=True).fill("两个人同时改")
    remove = {"part": "rules", "deed": "remove", "index": 1}
    fresh.wish("/set-up/change", edition=edition, changes=[remove])
    expect(office.locator(".records tbody tr")).to_have_count(len(records(fresh, "rules")))
    expect(office.get_by_label("标题", exact=True)).to_have_value("两个人同时改")


def test_a_supervisor_reads_and_changes_nothing(fresh: RunningHall, browser: Browser) -> None:
    fresh.wish("/staff", name="sun.li", role="supervisor", password=PASSWORD)
    with silent_page(browser, OFFICE) as page:
        come_in(page, fresh, "sun.li", "/office#set-up/counters")
        expect(page.locator(".records tbody tr")).to_have_count(5)
        assert page.locator(".part button").count() == 0
        page.evaluate("location.hash = 'set-up/hall'")
        expect(page.get_by_label("时区")).to_be_disabled()
        page.evaluate("location.hash = 'policy'")
        expect(page.locator(".policy tbody tr").first).to_be_visible()
        assert page.locator(".part button").count() == 0


def test_the_devices_of_a_box_are_set_by_a_form(fresh: RunningHall, office: Page) -> None:
    go(office, "set-up/devices", "设备")
    office.get_by_role("button", name="配置设备：display").click()
    office.get_by_role("button", name="添加评价器").click()
    office.get_by_label("端口").fill("serial:///dev/ttyUSB0")
    office.get_by_label("型号").fill("keypad")
    office.get_by_label("绑定窗口").select_option("3")
    office.get_by_role("checkbox", name="这台终端播报叫号").check()
    assert barriers(office) == []
    save(office)
    expect(office.locator(".said")).to_contain_text("已保存")
    station = next(each["id"] for each in fresh.ask("GET", "/devices").json()["stations"] if each["role"] == "display")
    found = fresh.ask("GET", f"/stations/{station}/devices").json()["devices"]
    assert found["keypads"] == [{"port": "serial:///dev/ttyUSB0", "profile": "keypad", "address": 1, "counter": 3}]
    assert found["voice"] == {"sound": "default", "zone": None}
