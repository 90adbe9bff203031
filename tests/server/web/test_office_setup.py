"""The office's pages beside the live hall: pairing, tokens, staff, the hall file, policy, audit, estimates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.server.running import BOSS, PASSWORD, RunningHall
from tests.server.web.conftest import OFFICE, come_in, silent_page


@pytest.fixture
def office(shared: RunningHall, browser: Browser) -> Iterator[Page]:
    """An administrator who has opened the set-up."""
    with silent_page(browser, OFFICE, "404", "409", "422") as page:
        come_in(page, shared, BOSS, "/office#set-up/pairing")
        expect(page.locator("nav.parts a")).to_have_count(17)
        yield page


def go(page: Page, place: str, heading: str) -> None:
    page.evaluate(f"location.hash = '{place}'")
    expect(page.get_by_role("heading", level=2, name=heading)).to_be_visible()


def step(page: Page, name: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def said(page: Page, text: str) -> None:
    expect(page.locator(".said")).to_have_text(text)


def test_a_station_is_paired_by_the_code_it_shows(shared: RunningHall, office: Page) -> None:
    offer = shared.ask("POST", "/pairing", None, json={"kind": "kiosk", "name": "kiosk-3", "version": "1.2"}).json()
    expect(office.get_by_role("row", name="自助机 kiosk-3")).to_be_visible()
    assert offer["code"] not in office.content()
    office.get_by_label("配对码").fill(f"{offer['code'][:3]} {offer['code'][3:]}")
    office.get_by_label("名称").fill("一楼大门")
    office.keyboard.press("Enter")
    said(office, "一楼大门 已配对。")
    expect(office.get_by_text("没有等待配对的终端。")).to_be_visible()
    outcome = shared.ask("POST", "/pairing/claim", None, json={"claim": offer["claim"]}).json()
    assert (outcome["state"], outcome["role"], outcome["name"]) == ("paired", "kiosk", "一楼大门")


def test_a_code_nobody_shows_is_refused_in_words(office: Page) -> None:
    office.get_by_label("配对码").fill("000 000")
    office.keyboard.press("Enter")
    expect(office.locator("form").get_by_role("alert")).not_to_be_empty()
    expect(office.get_by_label("配对码")).to_have_value("000 000")


def test_a_token_s_secret_is_shown_once_and_works_until_it_is_taken_back(shared: RunningHall, office: Page) -> None:
    go(office, "set-up/tokens", "令牌")
    office.get_by_role("button", name="新令牌").click()
    office.locator("select[name=role]").select_option("display")
    office.get_by_role("dialog").get_by_label("名称").fill("候车厅屏")
    step(office, "生成")
    secret = office.locator("input.secret").input_value()
    assert shared.ask("GET", "/board", secret).status_code == 200
    step(office, "已经存好")
    expect(office.get_by_role("row", name="候车厅屏")).to_be_visible()
    assert secret not in office.content()
    office.get_by_role("button", name="收回 候车厅屏 的令牌").click()
    step(office, "收回")
    said(office, "候车厅屏 的令牌已收回。")
    expect(office.get_by_role("row", name="候车厅屏")).to_have_count(0)
    assert shared.ask("GET", "/board", secret).status_code == 401


def log_in(hall: RunningHall, name: str, password: str) -> int:
    return hall.ask("POST", "/session", None, json={"name": name, "password": password}).status_code


def test_a_member_of_staff_is_added_changed_and_removed(shared: RunningHall, office: Page) -> None:
    go(office, "set-up/staff", "人员")
    office.get_by_role("button", name="添加人员").click()
    office.locator("input[name=name]").fill("chen.hua")
    office.locator("input[name=password]").fill("a good one 1")
    office.locator("input[name=again]").fill("another one 2")
    step(office, "保存")
    expect(office.get_by_role("dialog").get_by_role("alert")).to_have_text("两次输入的密码不一样。")
    office.locator("input[name=again]").fill("a good one 1")
    office.get_by_role("checkbox", name="2 综合受理").check()
    step(office, "保存")
    said(office, "chen.hua 已保存。")
    expect(office.get_by_role("row", name="chen.hua")).to_contain_text("2")
    assert log_in(shared, "chen.hua", "a good one 1") == 200
    office.get_by_role("button", name="修改 chen.hua").click()
    expect(office.get_by_role("checkbox", name="2 综合受理")).to_be_checked()
    office.locator("select[name=role]").select_option("supervisor")
    office.get_by_label("新密码").fill("a newer one 3")
    office.get_by_label("再输一次").fill("a newer one 3")
    step(office, "保存")
    expect(office.get_by_role("row", name="chen.hua")).to_contain_text("值班长")
    office.get_by_role("button", name="移除 chen.hua").click()
    step(office, "移除")
    said(office, "chen.hua 已移除。")
    assert log_in(shared, "chen.hua", "a newer one 3") == 401


def choose(page: Page, text: bytes) -> None:
    page.get_by_role("button", name="选择文件导入").click()
    page.set_input_files("input[type=file]", files=FilePayload(name="hall.toml", mimeType="text/plain", buffer=text))
    step(page, "替换设置")


def test_the_hall_file_is_saved_and_every_problem_of_another_is_listed(shared: RunningHall, office: Page) -> None:
    now = shared.ask("GET", "/set-up").json()["toml"]
    go(office, "set-up/file", "大厅文件")
    with office.expect_download() as saving:
        office.get_by_role("button", name="保存到本机").click()
    assert Path(saving.value.path()).read_text("utf-8") == now
    assert saving.value.suggested_filename.endswith(".toml")
    choose(office, now.replace("max_run = 2", "max_run = 2000").replace('prefix = "B"', 'prefix = "A"').encode())
    expect(office.locator(".problems li")).to_have_count(2)
    expect(office.locator(".problems")).to_contain_text("policy.max_run")
    expect(office.get_by_role("dialog").get_by_role("alert")).to_contain_text("没有导入任何内容")
    assert shared.ask("GET", "/set-up").json()["toml"] == now
    office.keyboard.press("Escape")
    choose(office, "名称".encode("gb18030"))
    expect(office.get_by_role("dialog").get_by_role("alert")).to_contain_text("不是 UTF-8")


def test_an_imported_file_is_in_force_and_the_policy_shows_what_it_changed(fresh: RunningHall, desk: Page) -> None:
    come_in(desk, fresh, BOSS, "/office#set-up/file")
    choose(desk, fresh.ask("GET", "/set-up").json()["toml"].replace("max_run = 2", "max_run = 4").encode())
    said(desk, "已导入，设置已生效。")
    go(desk, "policy", "参数")
    changed = desk.locator("tr.changed", has_text="max_run")
    expect(changed.locator("td").nth(0)).to_contain_text("4")
    expect(changed.locator("td").nth(1)).to_have_text("2")
    expect(desk.locator(".policy tbody tr")).to_have_count(len(fresh.ask("GET", "/policy").json()["parameters"]))


def test_what_is_not_published_is_listed_with_what_it_lacks(fresh: RunningHall, desk: Page) -> None:
    toml = fresh.ask("GET", "/set-up").json()["toml"]
    start = toml.index("basis = ")
    fresh.wish("/set-up", toml=toml[:start] + 'basis = ""\n' + toml[toml.index("\n", start) + 1 :])
    drafts = fresh.ask("GET", "/set-up/drafts").json()["drafts"]
    assert drafts
    come_in(desk, fresh, BOSS, "/office#set-up/drafts")
    expect(desk.locator(".part li").first).to_have_text(drafts[0])


def test_the_record_is_read_back_page_by_page_and_by_person_and_deed(fresh: RunningHall, desk: Page) -> None:
    for _ in range(60):
        fresh.issue()
    fresh.wish("/counters/1/open", "supervisor")
    come_in(desk, fresh, BOSS, "/office#audit")
    rows = desk.locator(".audit tbody tr")
    expect(rows).to_have_count(50)
    expect(rows.nth(1)).to_contain_text("开窗、上岗1 号窗口")
    desk.get_by_role("button", name="更早的").click()
    expect(rows).not_to_have_count(50)
    numbers = [int(text) for text in desk.locator(".audit td:last-child").all_inner_texts()]
    assert numbers == list(range(numbers[0], 0, -1))
    desk.get_by_label("谁").fill("supervisor")
    desk.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    desk.get_by_label("谁").fill("")
    desk.get_by_label("做了什么").select_option("log_in")
    desk.get_by_role("button", name="搜索").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(BOSS)


def test_a_report_leads_from_its_figures_to_the_facts_of_one_ticket(fresh: RunningHall, desk: Page) -> None:
    fresh.wish("/counters/1/open")
    fresh.issue()
    ticket = fresh.wish("/counters/1/call-next").json()["ticket"]
    fresh.wish(f"/tickets/{ticket['id']}/start")
    fresh.wish(f"/tickets/{ticket['id']}/finish")
    come_in(desk, fresh, BOSS, "/office#reports")
    row = desk.locator(".breakdown tbody tr")
    expect(row.locator("td").first).to_have_text("1")
    desk.get_by_role("button", name="预计准不准").click()
    expect(row.locator("td").first).to_have_text("1")
    row.get_by_role("button", name="综合受理").click()
    expect(desk.get_by_text("只看：综合受理")).to_be_visible()
    desk.get_by_role("button", name="办结 1").click()
    desk.get_by_role("dialog").get_by_role("button", name=ticket["number"]).click()
    story = desk.locator(".story tbody th")
    expect(story).to_have_text(["取号", "叫号", "开始办理", "办理结束"])
    desk.keyboard.press("Escape")
    last = desk.get_by_label("到", exact=True).input_value()
    desk.get_by_label("从", exact=True).fill(f"{int(last[:4]) - 30}{last[4:]}")
    desk.get_by_role("button", name="查看").click()
    expect(desk.get_by_role("alert")).to_contain_text("3660")


def test_who_is_removed_while_reading_is_sent_to_the_door(fresh: RunningHall, browser: Browser) -> None:
    fresh.wish("/staff", name="sun.li", role="supervisor", password=PASSWORD)
    with silent_page(browser, OFFICE, "401", "WebSocket") as page:
        come_in(page, fresh, "sun.li", "/office")
        expect(page.locator(".counter")).to_have_count(5)
        fresh.wish("/staff/remove", name="sun.li")
        expect(page.get_by_label("密码")).to_be_visible(timeout=15_000)
