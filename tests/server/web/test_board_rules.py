"""The board page's pure scripts, run by the browser they are written for: turns of calls, the fold, words, slides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from server.web.board import FOLDER, SCRIPTS
from tests.house.source import ROOT
from tests.server.web.screen import Screen, screen

HERE = ROOT / "server" / "web" / FOLDER
PURE = ("queue.js", "view.js", "words.js", "slides.js", "link.js")
# What came after ES2019, or stands in no TV of 2020: it would leave the screen dark without a word.
TOO_NEW = re.compile(
    r"\?\.|\?\?|\|\|=|&&=|\*\*=|replaceAll|replaceChildren|matchAll|allSettled|globalThis|\.at\(-|\(\?<|#[a-z]\w*\(|\d_\d"
    r"|hasOwn\(|import |export |structuredClone|randomUUID|static \{|\bBigInt"
)
TOO_NEW_STYLE = re.compile(
    r"aspect-ratio:|\binset\b|\bmin\(|\bmax\(|clamp\(|[^-]gap:|:is\(|:where\(|@layer|@container|dvh"
)


@pytest.fixture(scope="module")
def rules(browser: Browser) -> Iterator[Screen]:
    """A blank page with the pure scripts and nothing else."""
    with screen(browser) as (_, found):
        found.page.goto("about:blank")
        for name in PURE:
            found.page.add_script_tag(path=HERE / name)
        yield found


def turns(rules: Screen, calls: list[list[int]], until: int = 60_000) -> list[list[Any]]:
    """`calls`: [[ms, ticket], …]. What is shown and from when, as a page with perfect timers would show it."""
    found: list[list[Any]] = rules.page.evaluate(
        """([calls, until]) => {
        const found = [];
        let queue = board.queue.EMPTY;
        for (let now = 0; now < until; now += 50) {
          queue = board.queue.tick(queue, now);
          calls.filter((each) => each[0] === now).forEach((each) => {
            queue = board.queue.add(queue, { ticket_id: each[1] }, now);
          });
          const is = queue.shown === null ? null : queue.shown.ticket_id;
          if (!found.length || found[found.length - 1][0] !== is) { found.push([is, now]); }
        }
        return found; }""",
        [calls, until],
    )
    return found


def test_calls_within_two_seconds_are_all_shown_in_order_each_its_time(rules: Screen) -> None:
    shown = turns(rules, [[100, 1], [600, 2], [1100, 3], [2000, 4]])
    assert shown == [[None, 0], [1, 100], [2, 3100], [3, 6100], [4, 9100], [None, 12100]]


def test_a_call_behind_a_quiet_time_is_shown_at_once(rules: Screen) -> None:
    assert turns(rules, [[0, 1], [10000, 2]]) == [[1, 0], [None, 3000], [2, 10000], [None, 13000]]


def test_one_counter_twice_within_five_seconds_is_shown_twice(rules: Screen) -> None:
    assert turns(rules, [[0, 1], [4000, 2], [4500, 1]])[2:5] == [[2, 4000], [1, 7000], [None, 10000]]


def test_a_flood_of_calls_never_makes_the_queue_longer_than_its_bound(rules: Screen) -> None:
    left = rules.script(
        """() => { let queue = board.queue.EMPTY;
        for (let n = 0; n < 500; n += 1) { queue = board.queue.add(queue, { ticket_id: n }, 0); }
        return [queue.shown.ticket_id, queue.waiting.length, queue.waiting[queue.waiting.length - 1].ticket_id]; }"""
    )
    assert left == [0, 12, 499]


def test_a_late_timer_shortens_nothing(rules: Screen) -> None:
    left = rules.script(
        """() => { let queue = board.queue.EMPTY;
        for (const n of [1, 2, 3]) { queue = board.queue.add(queue, { ticket_id: n }, 0); }
        queue = board.queue.tick(queue, 60000);
        return [queue.shown.ticket_id, board.queue.wait(queue, 60000), board.queue.wait(queue, 64000)]; }"""
    )
    assert left == [2, 3000, 0]


def test_a_ticket_that_was_taken_back_is_not_announced(rules: Screen) -> None:
    left = rules.script(
        """() => { let queue = board.queue.EMPTY;
        for (const n of [1, 2, 3]) { queue = board.queue.add(queue, { ticket_id: n }, 0); }
        queue = board.queue.withdraw(queue, 2);
        return board.queue.tick(queue, 3000).shown.ticket_id; }"""
    )
    assert left == 3


def test_a_look_at_the_very_same_state_lists_the_calls_a_fresh_page_would_list(rules: Screen) -> None:
    found = rules.script(
        """() => [4, 5, 6].map((rev) => ({ rev: rev, calls: ["new"] }))
        .map((shown) => board.view.polled({ rev: 5, calls: ["old", "new"] }, shown).calls.length)"""
    )
    assert found == [2, 1, 2]


def test_the_page_comes_back_later_and_later_but_never_in_step(rules: Screen) -> None:
    soonest = [rules.script(f"() => board.link.delay({n}, 0)") for n in (0, 1, 2, 30)]
    latest = [rules.script(f"() => board.link.delay({n}, 1)") for n in (0, 1, 2, 30)]
    assert (soonest, latest) == ([250, 500, 1000, 7500], [500, 1000, 2000, 15000])


@pytest.mark.parametrize(
    ("at", "zone", "shown"),
    [
        ("2026-11-24T01:30:00Z", "Asia/Shanghai", ["09:30", "2026-11-24", 1, "11月24日 星期二"]),
        ("2026-12-31T16:00:00Z", "Asia/Shanghai", ["00:00", "2027-01-01", 4, "1月1日 星期五"]),
        ("2026-11-24T01:30:00Z", "Asia/Urumqi", ["07:30", "2026-11-24", 1, "11月24日 星期二"]),
        ("2026-11-24T01:30:00Z", "No/Where", ["09:30", "2026-11-24", 1, "11月24日 星期二"]),
    ],
)
def test_time_and_weekday_are_the_halls_whatever_the_tv_thinks(
    rules: Screen, at: str, zone: str, shown: list[object]
) -> None:
    expression = f"() => board.words.local(Date.parse('{at}'), '{zone}')"
    found = rules.script(expression)
    assert [found["time"], found["day"], found["weekday"], found["date"][0]] == shown


def test_long_texts_are_cut_into_pages_and_nothing_is_lost(rules: Screen) -> None:
    text = "一、" + "来有问声。" * 50 + "\n二、" + "字" * 300 + "\nShort.\n" + "English words here. " * 40
    pages = rules.script(f"() => board.slides.pages({text!r}, 96)")
    assert len(pages) > 5
    assert re.sub(r"\s", "", "".join(pages)) == re.sub(r"\s", "", text)
    assert all(sum(0.5 if char < "⺀" else 1 for char in page) <= 100 for page in pages)
    assert rules.script("() => board.slides.pages('', 96)") == []


def content(**fields: object) -> dict[str, object]:
    board = {"language": "both", "slogan": "", "qr": "", "qr_title": "码", "qr_title_en": "", "slides": []}
    return {
        "notices": [],
        "rules": [],
        "leaders": [],
        "booking_phone": "",
        "supervision_phone": "",
        "board": board,
        **fields,
    }


def test_slides_are_those_of_the_day_and_the_code_comes_back(rules: Screen) -> None:
    notices = [
        {"title": "旧", "title_en": "", "body": "旧", "from": None, "until": "2026-11-23"},
        {"title": "今", "title_en": "", "body": "今", "from": "2026-11-24", "until": "2026-11-24"},
    ]
    walls = [{"title": f"制度{n}", "title_en": "", "body": "条文"} for n in range(6)]
    leaders = [
        {"name": "周", "rank": "", "phone": "", "photo": "", "weekdays": [1], "dates": []},
        {"name": "日", "rank": "", "phone": "", "photo": "", "weekdays": [], "dates": ["2026-11-24"]},
    ]
    given = content(notices=notices, rules=walls, leaders=leaders)
    given["board"]["qr"] = "x"  # type: ignore[index]
    found = rules.page.evaluate("(given) => board.slides.slidesOf(given, '2026-11-24', 1)", given)
    assert [each["kind"] for each in found] == ["code", "leader", "notice", *["rule"] * 3, "code", *["rule"] * 3]
    assert (found[1]["name"], found[2]["title"][0]) == ("日", "今")


def test_the_scripts_and_the_style_are_what_a_tv_of_2020_understands() -> None:
    for name in SCRIPTS:
        text = re.sub(r"//.*", "", (HERE / name).read_text("utf-8"))
        assert not TOO_NEW.findall(text), name
    style = re.sub(r"/\*.*?\*/", "", (HERE / "board.css").read_text("utf-8"), flags=re.DOTALL)
    assert not TOO_NEW_STYLE.findall(style.replace("grid-gap:", "").replace("min-aspect-ratio:", ""))
