"""The catalogue in the office: an item is written, looked at, reviewed by somebody else, published and withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from tests.server.running import BOSS, PASSWORD, RunningHall
from tests.server.web.conftest import OFFICE, barriers, come_in, silent_page

OTHER = "zhao.liu"
TABLET = ViewportSize(width=1280, height=800)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63504858000001"
    "c40121625f8afd0000000049454e44ae426082"
)
"""One blue dot."""
TEXT: dict[str, Any] = {
    "record": {
        "name": "居住登记",
        "service": "household",
        "steps": ["受理", "办结"],
        "limit": "5天",
        "fee": "不收费",
        "basis": "条例",
    },
    "materials": [{"name": "身份证", "original": True}],
}


@pytest.fixture
def hall(fresh: RunningHall) -> RunningHall:
    assert fresh.wish("/staff", name=OTHER, role="supervisor", password=PASSWORD).status_code == 204
    return fresh


@pytest.fixture
def office(hall: RunningHall, browser: Browser) -> Iterator[Page]:
    """An administrator who looks at the list."""
    with silent_page(browser, OFFICE, "409", "422") as page:
        come_in(page, hall, BOSS, "/office#catalogue")
        expect(page.locator(".items tbody tr").first).to_be_visible()
        yield page


def go(page: Page, place: str) -> None:
    page.evaluate(f"location.hash = '{place}'")


def said(page: Page, text: str) -> None:
    expect(page.locator(".said")).to_contain_text(text)


def offered(hall: RunningHall) -> set[str]:
    return {each["id"] for each in hall.ask("GET", "/content", "kiosk").json()["guides"]}


def drafted(hall: RunningHall, item_id: str = "N1") -> None:
    assert hall.wish(f"/catalogue/items/{item_id}/draft", seen=0, text=TEXT).status_code == 204


def submitted(hall: RunningHall, item_id: str = "N1") -> None:
    drafted(hall, item_id)
    assert hall.wish("/catalogue/submit", item_ids=[item_id]).status_code == 204


def test_an_item_is_written_with_its_situations_and_shown_as_citizens_see_it(hall: RunningHall, office: Page) -> None:
    office.get_by_role("link", name="新增事项").click()
    for label, text in (("事项编号", "N1"), ("名称", "居住登记"), ("承诺时限", "5个工作日"), ("收费标准", "不收费")):
        office.get_by_label(label).first.fill(text)
    office.get_by_label("排队的业务").select_option("household")
    office.get_by_label("办事程序").fill("窗口受理\n\n领取回执")
    office.get_by_label("政策依据").fill("《居住证暂行条例》")
    office.get_by_role("button", name="添加问题").click()
    office.get_by_label("问题", exact=True).fill("您已婚吗？")
    for name in ("身份证", "结婚证"):
        office.get_by_role("button", name="添加材料").click()
        office.get_by_label("材料名称").last.fill(name)
    office.locator(".material").nth(1).locator(".when select").select_option(label="是")
    preview = office.locator(".preview")
    expect(preview.locator("section").filter(has_text="申报材料").locator("li")).to_have_count(2)
    preview.get_by_role("button", name="否").click()
    expect(preview.locator("section").filter(has_text="申报材料").locator("li")).to_have_text(["身份证"])
    office.get_by_role("button", name="保存并提交审核").click()
    said(office, "已提交审核")
    draft = hall.ask("GET", "/catalogue/items/N1").json()
    assert draft["item"]["draft"]["state"] == "review"
    assert draft["draft"]["record"]["steps"] == ["窗口受理", "领取回执"]
    assert [each["when"] for each in draft["draft"]["materials"]] == ["", "q1"]


def test_whoever_wrote_it_does_not_approve_it_and_somebody_else_does(
    hall: RunningHall, office: Page, browser: Browser
) -> None:
    go(office, "catalogue/new")
    office.get_by_label("事项编号").fill("N1")
    office.get_by_label("名称").first.fill("居住登记")
    office.get_by_label("排队的业务").select_option("household")
    office.get_by_role("button", name="保存草稿").click()
    expect(office.get_by_text("草稿还缺：")).to_contain_text("承诺时限")
    office.get_by_role("button", name="提交审核").click()
    said(office, "六公开不全不能发布")
    office.get_by_role("link", name="继续修改").click()
    for label, text in (("办事程序", "受理"), ("承诺时限", "5天"), ("收费标准", "不收费"), ("政策依据", "条例")):
        office.get_by_label(label).fill(text)
    office.get_by_role("button", name="添加材料").click()
    office.get_by_label("材料名称").fill("身份证")
    office.get_by_role("button", name="保存并提交审核").click()
    said(office, "已提交审核")
    expect(office.get_by_role("button", name="审核通过")).to_be_disabled()
    with silent_page(browser, OFFICE) as other:
        come_in(other, hall, OTHER, "/office#catalogue/item/N1")
        other.get_by_role("button", name="审核通过").click()
        other.get_by_role("dialog").get_by_role("button", name="发布").click()
        said(other, "已发布 1 项")
        expect(other.locator(".chip").first).to_have_text("已发布")
    assert "N1" in offered(hall)


def test_several_are_approved_at_once_from_a_day_on(hall: RunningHall, office: Page) -> None:
    for item_id in ("N1", "N2"):
        submitted(hall, item_id)
    office.reload()
    office.get_by_role("button", name="待审核").click()
    office.get_by_label("选择全部草稿和待审核的").check()
    office.get_by_role("button", name="审核通过").click()
    office.get_by_label("从某一天开始公布").check()
    office.get_by_label("开始日期").fill("2099-01-01")
    assert barriers(office) == []
    office.get_by_role("dialog").get_by_role("button", name="发布").click()
    said(office, "2099-01-01 起公布")
    expect(office.get_by_role("button", name="待发布")).to_contain_text("2")
    assert not {"N1", "N2"} & offered(hall)


def test_a_draft_goes_back_with_a_reason_and_a_published_item_is_withdrawn_with_one(
    hall: RunningHall, office: Page
) -> None:
    submitted(hall)
    go(office, "catalogue/item/N1")
    office.get_by_role("button", name="退回").click()
    office.get_by_role("dialog").get_by_label("原因").fill("没有写明依据的条款")
    office.get_by_role("dialog").get_by_role("button", name="退回").click()
    expect(office.get_by_text("退回原因：")).to_contain_text("没有写明依据的条款")
    item_id = min(offered(hall))
    go(office, f"catalogue/item/{item_id}")
    office.get_by_role("button", name="撤下").click()
    office.get_by_role("dialog").get_by_label("原因").fill("上级取消")
    office.get_by_role("dialog").get_by_role("button", name="撤下").click()
    expect(office.get_by_text("已撤下：")).to_contain_text("上级取消")
    assert item_id not in offered(hall)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(hall: RunningHall, office: Page) -> None:
    drafted(hall)
    go(office, "catalogue/edit/N1")
    office.get_by_label("名称").first.fill("一" * 10 + "\u0007")
    office.get_by_role("button", name="添加材料").click()
    office.get_by_label("材料名称").last.fill("二\u0007")
    office.get_by_role("button", name="保存草稿").click()
    expect(office.locator(".value .is-wrong")).to_contain_text("不可见字符")
    expect(office.locator(".piece .is-wrong")).to_contain_text("不可见字符")
    expect(office.get_by_label("材料名称").last).to_have_value("二\u0007")


def test_a_workbook_with_problems_lists_them_all_and_a_right_one_makes_drafts(hall: RunningHall, office: Page) -> None:
    book = openpyxl.load_workbook(BytesIO(hall.ask("GET", "/catalogue/workbook?empty=true").content))
    titles = [cell.value for cell in book["事项"][1]]
    for title, text in (("事项编号", "N5"), ("名称", "来自表格"), ("业务", "nowhere")):
        book["事项"].cell(2, titles.index(title) + 1, text)
    office.get_by_role("button", name="导入表格").click()
    office.locator("input[name=file]").set_input_files(payload(book))
    office.get_by_role("button", name="导入为草稿").click()
    expect(office.locator(".problems li")).to_have_text(["事项 第 2 行 C 列「业务」: 未知业务 “nowhere”"])
    book["事项"].cell(2, titles.index("业务") + 1, "household")
    office.locator("input[name=file]").set_input_files(payload(book))
    office.get_by_role("button", name="导入为草稿").click()
    said(office, "1 项成为草稿")
    expect(office.get_by_role("link", name="来自表格")).to_be_visible()


def payload(book: openpyxl.Workbook) -> FilePayload:
    content = BytesIO()
    book.save(content)
    return FilePayload(name="items.xlsx", mimeType=XLSX, buffer=content.getvalue())


def test_the_booklet_and_the_workbook_are_saved_as_files(hall: RunningHall, office: Page) -> None:
    async def no_pdf(html: str) -> bytes:
        return b"%PDF-" + html.encode()

    hall.parts.press.pdf_of = no_pdf  # type: ignore[method-assign]  # a real one takes seconds, see the calls' tests
    for button, name in (
        ("《便民服务指南》PDF", "-guide.pdf"),
        ("导出表格", "-items.xlsx"),
        ("下载空表", "template.xlsx"),
    ):
        with office.expect_download() as download:
            office.get_by_role("button", name=button).click()
        assert download.value.suggested_filename.endswith(name)


def test_a_picture_is_sent_from_the_form_and_shown(hall: RunningHall, office: Page) -> None:
    drafted(hall)
    go(office, "catalogue/edit/N1")
    office.get_by_label("图片").set_input_files(FilePayload(name="a.png", mimeType="image/png", buffer=PNG))
    expect(office.locator(".media img")).to_have_count(1)
    office.get_by_label("图片").set_input_files(FilePayload(name="a.svg", mimeType="image/svg+xml", buffer=b"<svg/>"))
    said(office, "只能是 PNG")
    office.get_by_role("button", name="保存草稿").click()
    said(office, "草稿已保存")
    assert len(hall.ask("GET", "/catalogue/items/N1").json()["draft"]["record"]["pictures"]) == 1


@pytest.mark.parametrize("language", ["中文", "English"])
def test_writing_and_looking_have_no_barrier_in_either_language(
    hall: RunningHall, browser: Browser, language: str
) -> None:
    drafted(hall)
    text = {**TEXT, "questions": [{"code": "q1", "text": "您已婚吗？"}]}
    seen = hall.ask("GET", "/catalogue/items/N1").json()["item"]["draft"]["rev"]
    assert hall.wish("/catalogue/items/N1/draft", seen=seen, text=text).status_code == 204
    with silent_page(browser, TABLET) as page:
        come_in(page, hall, BOSS, "/office#catalogue")
        if language == "English":
            page.get_by_role("button", name="English").click()
        for place, seen_there in (
            ("catalogue", ".items tbody tr"),
            ("catalogue/item/N1", ".changes tbody tr"),
            ("catalogue/edit/N1", ".material"),
        ):
            go(page, place)
            expect(page.locator(seen_there).first).to_be_visible()
            assert (place, barriers(page)) == (place, [])
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
