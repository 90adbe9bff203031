"""The clerk's page in a real browser: a visit by keyboard alone, two clerks, double clicks, away notices."""

from playwright.sync_api import Browser, Page, expect

from tests.server.running import CLERK, OTHER_CLERK, PASSWORD, RunningHall
from tests.server.web.conftest import OFFICE, barriers, silent_page
from tests.server.web.test_staff_pages import CHINESE


def log_in(page: Page, hall: RunningHall, name: str = CLERK) -> None:
    page.goto(f"{hall.url}/desk")
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("请选择窗口")


def sit(page: Page, hall: RunningHall, name: str = CLERK) -> None:
    """Log in and sit down at counter 1 on post A."""
    log_in(page, hall, name)
    page.locator(".card").first.get_by_role("button", name="A 岗上岗").click()
    expect(page.locator(".bar .badge")).to_have_text("1")


def test_a_visit_needs_no_mouse(fresh: RunningHall, desk: Page) -> None:
    ticket = fresh.issue()
    sit(desk, fresh)
    expect(desk.locator(".next-number")).to_have_text(ticket["number"])
    expect(desk.locator(".why")).to_contain_text("已等 0 分钟")
    desk.keyboard.press(" ")
    expect(desk.locator(".number")).to_have_text(ticket["number"])
    desk.keyboard.press("r")
    expect(desk.locator(".label")).to_contain_text("第 2 次呼叫")
    desk.keyboard.press("s")
    expect(desk.locator(".label")).to_contain_text("正在办理")
    # The second half of a double click on 开始办理 must not finish: the button in its place is deaf for a moment.
    expect(desk.get_by_role("button", name="办理结束")).to_have_attribute("aria-busy", "false")
    desk.keyboard.press("f")
    expect(desk.get_by_role("button", name="叫下一位")).to_be_visible()
    expect(desk.locator(".figures dd").first).to_have_text("1")
    assert len(fresh.facts("ticket_finished")) == 1


def test_a_double_click_calls_one(fresh: RunningHall, desk: Page) -> None:
    fresh.issue()
    fresh.issue()
    sit(desk, fresh)
    desk.get_by_role("button", name="叫下一位").dblclick()
    expect(desk.locator(".number")).to_be_visible()
    expect(desk.locator(".queue li")).to_have_count(1)
    assert len(fresh.facts("ticket_called")) == 1


def test_a_colleague_is_told_who_holds_the_counter_and_hands_over_in_writing(
    fresh: RunningHall, desk: Page, browser: Browser
) -> None:
    sit(desk, fresh)
    context = browser.new_context(viewport=OFFICE, locale="zh-CN")
    other = context.new_page()
    log_in(other, fresh, OTHER_CLERK)
    expect(other.locator(".card").first).to_contain_text(f"{CLERK} · A 岗")
    other.locator(".card").first.get_by_role("button", name="接替").click()
    other.locator("textarea").fill("A003 材料待补")
    other.get_by_role("dialog").get_by_role("button", name="接替").click()
    expect(other.locator(".bar .chip").first).to_have_text("B 岗")
    expect(desk.locator("h1")).to_have_text("请选择窗口")
    context.close()
    assert "A003 材料待补" in fresh.facts("counter_opened")[-1]


def test_a_pause_is_public_and_needs_where_why_and_how_to_be_reached(fresh: RunningHall, desk: Page) -> None:
    sit(desk, fresh)
    desk.keyboard.press("p")
    desk.locator("input[name=where]").fill("取材料")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("dialog")).to_be_visible()
    assert not fresh.facts("counter_paused")
    desk.locator("input[name=why]").fill("档案室")
    desk.locator("input[name=contact]").fill("李华")
    desk.keyboard.press("Enter")
    expect(desk.locator(".pause")).to_contain_text("取材料，档案室 · 李华")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    desk.keyboard.press(" ")
    expect(desk.get_by_role("button", name="叫下一位")).to_be_visible()


def test_what_is_written_into_a_note_is_shown_and_never_run(fresh: RunningHall, desk: Page) -> None:
    bad = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    ticket = fresh.issue()
    fresh.wish("/counters/2/open")
    fresh.wish("/counters/2/call", ticket_id=ticket["id"])
    fresh.wish(f"/tickets/{ticket['id']}/transfer", counter_id=1, note=bad)
    sit(desk, fresh)
    expect(desk.locator(".note")).to_contain_text(bad)
    assert desk.locator("img, .note script").count() == 0


def test_a_page_that_is_loaded_again_knows_whom_it_serves_and_what_is_put_aside(fresh: RunningHall, desk: Page) -> None:
    held, called = fresh.issue(), fresh.issue()
    sit(desk, fresh)
    fresh.wish("/counters/1/call-next")
    fresh.wish(f"/tickets/{held['id']}/start")
    fresh.wish(f"/tickets/{held['id']}/hold", reason="去复印材料")
    fresh.wish("/counters/1/call-next")
    expect(desk.locator(".number")).to_have_text(called["number"])
    desk.reload()
    expect(desk.locator(".facts")).to_contain_text("综合受理")
    expect(desk.locator(".side")).to_contain_text("去复印材料")
    desk.keyboard.press("s")
    expect(desk.get_by_role("button", name="办理结束")).to_be_visible()


def test_both_languages_are_whole(fresh: RunningHall, desk: Page) -> None:
    fresh.issue()
    sit(desk, fresh)
    desk.get_by_role("button", name="English").click()
    expect(desk.get_by_role("button", name="Call next")).to_be_visible()
    desk.reload()
    expect(desk.get_by_role("button", name="Call next")).to_be_visible()
    keys = desk.evaluate(
        """async () => {
          const [zh, en] = await Promise.all([import('/web/app/words-zh.js'), import('/web/app/words-en.js')]);
          return [Object.keys(zh.zh).sort(), Object.keys(en.en).sort()];
        }"""
    )
    assert keys[0] == keys[1]


def test_the_page_in_english_says_where_it_is_chinese(fresh: RunningHall, desk: Page) -> None:
    fresh.issue(language="en")
    fresh.issue()
    fresh.wish("/kiosks/me/help", "kiosk")
    desk.add_init_script("localStorage.setItem('bianmin_language', 'en')")
    desk.goto(f"{fresh.url}/desk")
    expect(desk.locator(".door h1")).to_have_text("Counter desk")
    assert desk.evaluate(CHINESE) == []
    desk.locator("input[name=name]").fill(CLERK)
    desk.locator("input[name=password]").fill(PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk.locator(".card small")).not_to_have_count(0)
    assert desk.evaluate(CHINESE) == []
    desk.locator(".card .do").first.click()
    expect(desk.locator(".next-number")).to_be_visible()
    expect(desk.locator(".alerts")).to_be_visible()
    assert desk.evaluate(CHINESE) == []
    for key in "igp":
        desk.keyboard.press(key)
        expect(desk.locator("dialog[open] h2")).to_be_visible()
        if key == "g":
            desk.locator(".found button").first.click()
            expect(desk.locator(".sheet")).to_be_visible()
        assert (key, desk.evaluate(CHINESE)) == (key, [])
        desk.keyboard.press("Escape")
        expect(desk.get_by_role("dialog")).to_have_count(0)
    desk.keyboard.press(" ")
    expect(desk.locator(".number")).to_be_visible()
    assert desk.evaluate(CHINESE) == []


def test_all_of_it_is_seen_at_once_on_an_old_screen_and_a_tablet(fresh: RunningHall, desk: Page) -> None:
    for _ in range(12):
        fresh.issue()
    fresh.wish("/kiosks/me/help", "kiosk")
    fresh.wish("/counters/2/open")
    sit(desk, fresh)
    expect(desk.locator(".alerts")).to_be_visible()
    for width, height in ((1366, 768), (1280, 800), (1366, 657)):  # the last with a browser's bars
        desk.set_viewport_size({"width": width, "height": height})
        fits = "[document.documentElement, document.querySelector('.now'), document.querySelector('.side')]"
        assert desk.evaluate(f"{fits}.map((each) => each.scrollHeight <= each.clientHeight)") == [True, True, True]
        expect(desk.locator(".huge")).to_be_in_viewport()
        expect(desk.get_by_role("button", name="暂停服务")).to_be_in_viewport()


def test_the_small_window_stays_on_top_and_its_buttons_and_keys_are_the_page_s(fresh: RunningHall, desk: Page) -> None:
    number = fresh.issue()["number"]
    sit(desk, fresh)
    expect(desk.locator(".next-number")).to_have_text(number)
    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="小窗").click()
    small = opened.value
    expect(small.locator(".next-number")).to_have_text(number)
    small.locator(".huge").click()
    expect(small.locator(".number")).to_have_text(number)
    expect(desk.locator(".number")).to_have_text(number)
    expect(small.get_by_role("button", name="开始办理")).to_have_attribute("aria-busy", "false")
    small.keyboard.press("s")
    expect(small.get_by_role("button", name="办理结束")).to_be_visible()
    assert len(fresh.facts("ticket_called")) == len(fresh.facts("ticket_started")) == 1


def test_where_no_window_can_stay_on_top_the_small_one_is_a_page_of_its_own(fresh: RunningHall, desk: Page) -> None:
    number = fresh.issue()["number"]
    desk.add_init_script("Object.defineProperty(window, 'documentPictureInPicture', { value: undefined })")
    sit(desk, fresh)
    expect(desk.locator(".next-number")).to_have_text(number)
    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="小窗").click()
    small = opened.value
    assert small.url.endswith("/desk#small")
    expect(small.locator(".next-number")).to_have_text(number)
    small.keyboard.press(" ")
    expect(small.locator(".number")).to_have_text(number)
    expect(desk.locator(".number")).to_have_text(number)


def test_an_unprinted_slip_is_released_from_the_alerts(fresh: RunningHall, desk: Page) -> None:
    ticket = fresh.issue(slip="print")
    sit(desk, fresh)
    fresh.wish(f"/tickets/{ticket['id']}/slip", "kiosk", printed=False, detail="paper_out")
    expect(desk.locator(".alerts")).to_contain_text(f"{ticket['number']} 的号票没有打出")
    expect(desk.locator(".next")).to_have_text("没有人等候")
    desk.locator(".alerts").get_by_role("button", name="放行").click()
    desk.get_by_role("dialog").get_by_role("button", name="放行").click()
    expect(desk.locator(".alerts")).to_have_count(0)
    expect(desk.locator(".next-number")).to_have_text(ticket["number"])


def test_a_counter_is_worked_at_from_one_computer(fresh: RunningHall, browser: Browser) -> None:
    number = fresh.issue()["number"]
    with silent_page(browser, OFFICE, "401", "403", "WebSocket") as desk, silent_page(browser, OFFICE) as tablet:
        sit(desk, fresh)
        log_in_again(tablet, fresh)
        expect(tablet.locator(".door")).to_contain_text(f"{CLERK} 在 1 号窗口（A 岗）")
        assert barriers(tablet) == []
        tablet.get_by_role("button", name="在这里继续").click()
        expect(tablet.locator(".next-number")).to_have_text(number)
        expect(desk.locator(".ended")).to_contain_text("在别的电脑上登录")
        assert len(fresh.service.hall.doors.sessions) == 1
        tablet.reload()
        expect(tablet.locator(".next-number")).to_have_text(number)


def log_in_again(page: Page, hall: RunningHall) -> None:
    page.goto(f"{hall.url}/desk")
    page.locator("input[name=name]").fill(CLERK)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
