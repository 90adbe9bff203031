"""The lobby board in a real browser at a real server: pairing, calls, loss and return, closing, and what may not be."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from server.store.media import MediaShelf
from tests.server.running import FakeClock, Prepared, RunningHall, running
from tests.server.web.screen import Screen, let_in, ready, screen

MIDDLE_MS = 1500
"""Half of a call's time: no other call may be shown yet."""


@pytest.fixture
def open_screen(browser: Browser) -> Iterator[tuple[BrowserContext, Screen]]:
    with screen(browser) as found:
        yield found


@pytest.fixture
def tv(open_screen: tuple[BrowserContext, Screen], fresh: RunningHall) -> Screen:
    """Paired with the fresh hall, its page's clock in the test's hands, counters 1 to 3 open."""
    context, found = open_screen
    let_in(context, fresh)
    found.page.clock.install()
    found.page.clock.pause_at("2033-01-01T00:00:00")
    ready(found, fresh)
    for number in (1, 2, 3):
        assert fresh.wish(f"/counters/{number}/open").status_code == 200
    return found


def call(hall: RunningHall, counter: int) -> dict[str, object]:
    ticket = hall.wish(f"/counters/{counter}/call-next").json()["ticket"]
    assert ticket is not None
    found: dict[str, object] = ticket
    return found


def listed(tv: Screen) -> list[str]:
    return [line.split("\n")[0] for line in tv.page.locator("#recent li").all_inner_texts()]


def test_a_screen_that_is_not_paired_shows_a_code_and_is_let_in_when_it_was_typed(
    open_screen: tuple[BrowserContext, Screen], fresh: RunningHall
) -> None:
    context, tv = open_screen
    tv.page.goto(f"{fresh.url}/board?zone=一楼")
    code = tv.page.locator("#code")
    expect(code).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    assert fresh.wish("/pairing/accept", code=code.inner_text()).status_code == 201
    expect(tv.page.locator("#hall .zh")).to_have_text("示例镇便民服务中心", timeout=20_000)
    expect(tv.page.locator("#pair")).to_be_hidden()
    cookie = context.cookies()[0]
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("bianmin_station", True, "Strict")
    assert cookie["value"] not in tv.page.content() + tv.script("JSON.stringify([localStorage, document.cookie])")
    tv.page.reload()
    expect(tv.page.locator("#hall .zh")).to_have_text("示例镇便民服务中心")


def test_a_call_stands_large_at_once_and_flashes(tv: Screen, fresh: RunningHall) -> None:
    number = fresh.issue()["number"]
    expect(tv.page.locator("#now .rest")).to_be_visible()
    call(fresh, 1)
    tv.shows(number, 1)
    expect(tv.page.locator("#now")).to_have_class(re.compile("flash"))
    height = tv.script("() => parseFloat(getComputedStyle(document.getElementById('call-number')).fontSize)")
    assert height * 0.72 >= 1080 / 8, "digits of Noto Sans are 0.72 of the size"


def test_calls_in_one_moment_are_listed_at_once_and_shown_in_turn(tv: Screen, fresh: RunningHall) -> None:
    numbers = [fresh.issue()["number"] for _ in range(3)]
    for counter in (1, 2):
        call(fresh, counter)
    tv.shows(numbers[0], 1)
    expect(tv.page.locator("#recent li")).to_have_count(1)
    assert listed(tv) == [numbers[1]]
    fresh.wish("/tickets/1/no-show")
    call(fresh, 1)
    expect(tv.page.locator("#recent")).to_contain_text(numbers[2])
    tv.shows(numbers[0], 1)
    tv.page.clock.run_for(MIDDLE_MS)
    tv.shows(numbers[0], 1)
    tv.page.clock.run_for(MIDDLE_MS + 10)
    tv.shows(numbers[1], 2)
    tv.page.clock.run_for(3010)
    tv.shows(numbers[2], 1)


def test_a_recall_flashes_again(tv: Screen, fresh: RunningHall) -> None:
    fresh.issue()
    ticket = call(fresh, 1)
    tv.shows(str(ticket["number"]), 1)
    tv.page.clock.run_for(3010)
    tv.script("() => document.getElementById('now').classList.remove('flash')")
    fresh.wish(f"/tickets/{ticket['id']}/recall")
    expect(tv.page.locator("#now.flash")).to_be_visible()


def test_the_list_says_who_is_served_and_who_was_missed_and_forgets_the_finished(
    tv: Screen, fresh: RunningHall
) -> None:
    for _ in range(4):
        fresh.issue()
    first, second = call(fresh, 1), call(fresh, 2)
    fresh.wish(f"/tickets/{first['id']}/start")
    fresh.wish(f"/tickets/{second['id']}/no-show")
    third = call(fresh, 2)
    tv.page.clock.run_for(10_000)
    tv.shows(str(third["number"]), 2)
    expect(tv.page.locator("#recent li.serving")).to_contain_text("办理中")
    expect(tv.page.locator("#recent li.no_show")).to_contain_text("过号")
    fresh.wish(f"/tickets/{first['id']}/finish")
    expect(tv.page.locator("#recent li.serving")).to_have_count(0)


def test_waiting_people_and_estimates_follow_within_five_seconds(tv: Screen, fresh: RunningHall) -> None:
    row = tv.page.locator("#queues li", has_text="综合受理")
    expect(row.locator("b")).to_have_text("0")
    fresh.issue()
    fresh.issue()
    tv.page.clock.run_for(5000)
    expect(row.locator("b")).to_have_text("2")
    expect(row.locator(".estimate")).to_contain_text("分钟")


def test_an_away_counter_says_where_why_and_until_when(tv: Screen, fresh: RunningHall) -> None:
    back = "2026-11-24T02:20:00Z"
    fresh.wish("/counters/2/pause", reason="到县局送材料", contact="0000-1", back_at=back)
    expect(tv.page.locator("#paused")).to_contain_text("到县局送材料，预计 10:20 返回")
    fresh.wish("/counters/2/open")
    expect(tv.page.locator("#paused")).to_be_hidden()


def test_after_a_restart_the_board_is_as_it_was_and_announces_nothing(
    open_screen: tuple[BrowserContext, Screen], prepared: Prepared
) -> None:
    context, tv = open_screen
    with running(prepared) as hall:
        let_in(context, hall)
        ready(tv, hall)
        hall.wish("/counters/1/open")
        hall.issue()
        number = call(hall, 1)["number"]
        tv.shows(str(number), 1)
        port = int(hall.url.rpartition(":")[2])
    expect(tv.page.locator("#offline")).to_be_visible()
    tv.shows(str(number), 1)
    tv.script("() => document.getElementById('now').classList.remove('flash')")
    with running(prepared, port=port) as hall:
        expect(tv.page.locator("#offline")).to_be_hidden(timeout=20_000)
        tv.shows(str(number), 1)
        assert "flash" not in (tv.page.get_attribute("#now", "class") or "")
        hall.issue()
        hall.wish("/tickets/1/no-show")
        next_one = call(hall, 1)["number"]
        tv.shows(str(next_one), 1)


def test_a_revoked_screen_asks_to_be_paired_again(tv: Screen, fresh: RunningHall) -> None:
    tokens = fresh.ask("GET", "/tokens").json()["tokens"]
    mine = next(each["id"] for each in tokens if each["name"] == "display")
    fresh.wish(f"/tokens/{mine}/revoke")
    tv.page.clock.run_for(5000)
    expect(tv.page.locator("#pair")).to_be_visible()


def test_before_opening_and_behind_closing_the_hours_are_shown(
    open_screen: tuple[BrowserContext, Screen], prepared: Prepared
) -> None:
    context, tv = open_screen
    clock = FakeClock()
    with running(prepared, clock) as hall:
        toml = hall.ask("GET", "/set-up").json()["toml"]
        assert hall.wish("/set-up", toml=toml.replace("always_open = true", "always_open = false")).status_code == 204
        let_in(context, hall)
        ready(tv, hall)
        expect(tv.page.locator("#closed")).to_be_hidden()
        clock.go_on(hours=3)
        expect(tv.page.locator("#closed h1")).to_contain_text("午间休息", timeout=20_000)
        expect(tv.page.locator("#next")).to_contain_text("14:00 开始办理")
        assert "08:30–12:00" in tv.text("#hours")


def test_names_are_text_whatever_stands_in_them(fresh: RunningHall, open_screen: tuple[BrowserContext, Screen]) -> None:
    context, tv = open_screen
    evil = "<img src=x onerror=document.title=1><script>document.title=2</script>"
    toml = fresh.ask("GET", "/set-up").json()["toml"]
    for old in ("示例镇便民服务中心", "综合受理", "周六延时服务"):
        toml = toml.replace(f'"{old}"', f"'{evil}'")
    assert fresh.wish("/set-up", toml=toml).status_code == 204
    let_in(context, fresh)
    ready(tv, fresh)
    fresh.wish("/counters/2/open")
    fresh.wish("/counters/2/pause", reason=evil, contact=evil, back_at=None)
    expect(tv.page.locator("#paused")).to_contain_text("<script>")
    expect(tv.page.locator("#queues")).to_contain_text(evil)
    expect(tv.page.locator("#tape")).to_contain_text("<script>")
    assert tv.script("() => document.querySelectorAll('main img:not([alt]), script:not([src])').length") == 0
    assert tv.page.title() == "大厅屏 · Hall board"


def test_a_zone_shows_its_own_counters_only(tv: Screen, fresh: RunningHall) -> None:
    fresh.issue()
    ready(tv, fresh, "?zone=没有的区域")
    call(fresh, 1)
    expect(tv.page.locator("#zone")).to_have_text("没有的区域")
    expect(tv.page.locator("#now .rest")).to_be_visible()
    expect(tv.page.locator("#queues li")).to_have_count(0)


@pytest.mark.parametrize(("query", "visible", "hidden"), [("?lang=zh", ".zh", ".en"), ("?lang=en", ".en", ".zh")])
def test_the_address_chooses_the_language(
    tv: Screen, fresh: RunningHall, query: str, visible: str, hidden: str
) -> None:
    ready(tv, fresh, query)
    expect(tv.page.locator(f"#hall {visible}")).to_be_visible()
    expect(tv.page.locator(f"#hall {hidden}")).to_be_hidden()


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160), (1366, 768), (1080, 1920)])
def test_nothing_hangs_over_the_edge(tv: Screen, fresh: RunningHall, size: tuple[int, int]) -> None:
    tv.page.set_viewport_size({"width": size[0], "height": size[1]})
    fresh.issue()
    call(fresh, 1)
    tv.shows("A001", 1)
    over = tv.script(
        """() => Array.from(document.querySelectorAll('header, main, footer, section, #call, #recent, #paused, #clock'))
        .filter((each) => each.offsetParent !== null).map((each) => each.getBoundingClientRect())
        .filter((box) => box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1).length"""
    )
    assert over == 0
    assert tv.script("() => document.getElementById('call').scrollWidth <= document.getElementById('call').clientWidth")


def test_the_page_is_asked_for_anew_and_its_files_are_kept_for_ever(shared: RunningHall) -> None:
    page = httpx.get(f"{shared.url}/board", trust_env=False)
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
    again = httpx.get(f"{shared.url}/board", headers={"If-None-Match": page.headers["etag"]}, trust_env=False)
    assert (again.status_code, again.text) == (304, "")
    version = page.headers["etag"].strip('"')
    for name in ("board.css", "board.js", "icon.svg"):
        file = httpx.get(f"{shared.url}/web/board/{version}/{name}", trust_env=False)
        assert (file.status_code, "immutable" in file.headers["cache-control"]) == (200, True)
        old = httpx.get(f"{shared.url}/web/board/0000/{name}", trust_env=False)
        assert (old.status_code, old.headers["cache-control"]) == (200, "no-store")


def test_the_page_may_load_nothing_from_elsewhere_and_no_inline_script(shared: RunningHall) -> None:
    page = httpx.get(f"{shared.url}/board", trust_env=False)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert not re.search(r"style=|<style|<script>| on[a-z]+=", page.text)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


def test_the_halls_own_picture_is_shown_first_and_the_next_slide_follows(
    open_screen: tuple[BrowserContext, Screen], prepared: Prepared
) -> None:
    context, tv = open_screen
    picture = prepared.data / "picture.png"
    picture.write_bytes(PIXEL)
    name = MediaShelf.of(prepared.data).keep(picture)
    with running(prepared) as hall:
        toml = hall.ask("GET", "/set-up").json()["toml"]
        toml = toml.replace('qr = "/g"', 'qr = ""')
        toml += f'\n[[slides]]\nmedia = "{name}"\ntitle = "医保缴费提醒"\nseconds = 5\n'
        assert hall.wish("/set-up", toml=toml).status_code == 204
        let_in(context, hall)
        tv.page.clock.install()
        tv.page.clock.pause_at("2033-01-01T00:00:00")
        ready(tv, hall)
        image = tv.page.locator("#slide.picture img")
        expect(image).to_be_visible()
        assert image.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 1
        assert "医保缴费提醒" in tv.text("#slide")
        tv.page.clock.run_for(5010)
        expect(tv.page.locator("#slide.leader, #slide.notice")).to_be_visible()


RECORD = """() => new Promise((done) => {
  const canvas = document.createElement("canvas"), brush = canvas.getContext("2d"), parts = [];
  canvas.width = canvas.height = 32;
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" });
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = async () => done(Array.from(new Uint8Array(await new Blob(parts).arrayBuffer())));
  let frames = 0;
  const drawing = setInterval(() => {
    brush.fillStyle = frames % 2 ? "red" : "blue";
    brush.fillRect(0, 0, 32, 32);
    if ((frames += 1) > 15) { clearInterval(drawing); recorder.stop(); }
  }, 40);
  recorder.start();
})"""
"""A short film made by the browser itself."""


def test_the_halls_own_video_plays_to_its_end_and_the_next_slide_follows(
    open_screen: tuple[BrowserContext, Screen], prepared: Prepared
) -> None:
    context, tv = open_screen
    film = prepared.data / "film.webm"
    film.write_bytes(bytes(tv.page.evaluate(RECORD)))
    name = MediaShelf.of(prepared.data).keep(film)
    assert name.endswith(".webm")
    with running(prepared) as hall:
        toml = hall.ask("GET", "/set-up").json()["toml"].replace('qr = "/g"', 'qr = ""')
        assert hall.wish("/set-up", toml=f'{toml}\n[[slides]]\nmedia = "{name}"\n').status_code == 204
        let_in(context, hall)
        tv.page.add_init_script(
            "addEventListener('ended', (event) => { window.ended = event.target.videoWidth; }, true)"
        )
        ready(tv, hall)
        tv.page.wait_for_function("() => window.ended === 32")
        expect(tv.page.locator("#slide.leader, #slide.notice")).to_be_visible()


def test_a_picture_that_is_not_there_is_passed_over(
    open_screen: tuple[BrowserContext, Screen], fresh: RunningHall
) -> None:
    context, tv = open_screen
    toml = fresh.ask("GET", "/set-up").json()["toml"].replace('qr = "/g"', 'qr = ""')
    toml += f'\n[[slides]]\nmedia = "{"0" * 64}.png"\n'
    assert fresh.wish("/set-up", toml=toml).status_code == 204
    let_in(context, fresh)
    ready(tv, fresh)
    expect(tv.page.locator("#slide.leader, #slide.notice")).to_be_visible()


def test_the_hall_hears_that_the_screen_is_there(tv: Screen, fresh: RunningHall) -> None:
    tv.page.clock.run_for(10_010)
    with tv.page.expect_response("**/devices/health") as answered:
        tv.page.clock.run_for(10_010)
    assert answered.value.status == 200
    stations = fresh.ask("GET", "/devices").json()["stations"]
    mine = next(each for each in stations if each["name"] == "display")
    assert [(each["name"], each["condition"]) for each in mine["devices"]] == [("screen", "up")]


def test_a_server_that_hangs_is_lost_in_time_and_found_again(tv: Screen, fresh: RunningHall) -> None:
    tv.page.route("**/api/v1/board", lambda route: route.abort())
    run_until(tv, is_offline=True)
    tv.page.unroute("**/api/v1/board")
    run_until(tv, is_offline=False)


def run_until(tv: Screen, *, is_offline: bool) -> None:
    """Half a minute of the page's time at most."""
    for _ in range(60):
        if tv.page.is_visible("#offline") is is_offline:
            return
        tv.page.clock.run_for(500)
    raise AssertionError(f"offline should be {is_offline}")
