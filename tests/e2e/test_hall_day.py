"""A day of thirty counters with boards, call pads and evaluators, and with the lobby's page in a real browser.

Far faster than time; whenever all is quiet, the hall, the boards, the pads, the page and the evaluations agree exactly.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page

from display import bootstrap
from server.operate import CONSOLE
from server.service import setup
from server.service.hallfile_sample import sample_hall
from server.vocab import CounterId, ServiceId
from tests.display.row import at_work
from tests.e2e.hall_day import KEYS, Day, heard
from tests.e2e.hall_floor import PAD_BEHIND, PATIENCE_S, Floor
from tests.server.conftest import memory, prepared, template  # noqa: F401 - fixtures
from tests.server.running import FakeClock, Prepared, RunningHall, running
from tests.server.web.conftest import browser  # noqa: F401 - fixture
from tests.server.web.screen import let_in, ready, screen

COUNTERS, PER_LINE = range(1, 31), 10
BEGIN = datetime(2026, 11, 25, 0, 24, tzinfo=UTC)  # 08:24 in the hall
STEP_S = 150
"""Of the hall's time between two rounds of deeds."""
AT_ONCE = 10
"""Counters at which something is done in one round."""
CALL_MS = 3000
"""How long the page shows a call at least."""
GENERAL = ("general", "social-security", "household", "employment", "business")
SPECIAL = ("civil-affairs", "certificates", "unresolved", "general")
NUMBER = re.compile(r"[A-Z]\d{3}")
SHUT = re.compile("暂未开放|关窗|尚未|午休|午间休息|不办公")

pytestmark = pytest.mark.slow


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(BEGIN)


@pytest.fixture
def hall(prepared: Prepared, clock: FakeClock) -> Iterator[RunningHall]:  # noqa: F811
    """The sample hall with its own opening hours and thirty counters."""
    sample = sample_hall()
    first = sample.counters[0]
    counters = tuple(
        replace(first, id=CounterId(n), number=n, services=tuple(map(ServiceId, GENERAL if n % 3 else SPECIAL)))
        for n in COUNTERS
    )

    with running(prepared, clock) as hall:
        service = hall.service
        catalogue = replace(service.hall.catalogue, counters=counters, calendar=sample.calendar)
        hall.call(partial(setup.import_catalogue, service, CONSOLE, uuid4().hex, catalogue))
        yield hall


class Witness:
    """Compares what is seen with what the hall says."""

    def __init__(self, day: Day, page: Page) -> None:
        self._day = day
        self._page = page

    def all_agree(self) -> None:
        """Once all is quiet. Fails when it does not come to be so."""
        board = self._day.board()
        floor = self._day.floor
        for counter in board["counters"]:
            n = counter["number"]
            floor.wait_until(partial(_board_fits, floor, counter), f"board {n}: {counter}")
            floor.wait_until(
                partial(_pad_fits, floor, counter, board), f"pad {n}: {counter} {floor.digits.get(100 + n)}"
            )
        self._page_agrees(board)

    def _page_agrees(self, board: dict[str, Any]) -> None:
        """The page's own time goes on until each call has had its own."""
        wanted, over = _page_of(board), time.monotonic() + PATIENCE_S
        while (seen := self._seen(wanted)) != wanted:
            assert time.monotonic() < over, (seen, wanted)
            self._page.clock.fast_forward(CALL_MS)

    def _seen(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """As many recent calls as there is room for; one of the pauses and one side of the queues stand at a time."""
        seen: dict[str, Any] = self._page.evaluate(SEEN)
        shown = seen.pop("recent")
        seen["recent"] = wanted["recent"] if shown and shown == wanted["recent"][: len(shown)] else shown
        paused, queues = seen.pop("paused"), seen.pop("queues")
        seen["paused"] = wanted["paused"] if paused in wanted["paused"] or [] == wanted["paused"] == paused else paused
        is_so = all(wanted["queues"].get(name) == count for name, count in queues.items())
        seen["queues"] = wanted["queues"] if is_so and queues else queues
        return seen


SEEN = """() => {
  const text = (id) => document.getElementById(id).textContent;
  const rows = (query) => Array.from(document.querySelectorAll(query));
  const closed = document.body.classList.contains("closed");
  const large = !document.getElementById("now").classList.contains("empty");
  const pause = document.getElementById("paused");
  return {
    closed: closed,
    offline: !document.getElementById("offline").hidden,
    large: large ? [text("call-number"), text("call-counter")] : null,
    recent: rows("#recent li").map((each) => [each.querySelector("b").textContent,
      each.querySelector(".where b").textContent, each.className]),
    paused: pause.hidden ? [] : pause.querySelector("b .zh").textContent,
    queues: Object.fromEntries(rows("#queues ul li").map((each) => [each.querySelector(".name .zh").textContent,
      each.querySelector("b").textContent])),
  };
}"""


def _page_of(board: dict[str, Any]) -> dict[str, Any]:
    """What the page is to show of this board."""
    active = [call for call in board["calls"] if call["state"] in {"called", "serving"}]
    large = active[0] if active else None
    listed = [each for each in board["calls"] if each["state"] in {"called", "serving", "no_show"} and each != large]
    paused = [f"{each['number']} 号窗口" for each in board["counters"] if each["state"] == "paused"]
    return {
        "closed": not (board["opening"]["is_open"] or active or any(each["waiting"] for each in board["waiting"])),
        "offline": False,
        "large": [large["number"], str(large["counter_number"])] if large else None,
        "recent": [[each["number"], str(each["counter_number"]), each["state"]] for each in listed],
        "paused": paused,
        "queues": {each["name"]: str(each["waiting"]) for each in board["waiting"]},
    }


def _board_fits(floor: Floor, counter: dict[str, Any]) -> bool:
    text, current = floor.texts.get(counter["number"], ""), counter["current"]
    if counter["state"] == "paused":
        return text.startswith("暂停")
    if counter["state"] == "closed":
        return SHUT.search(text) is not None
    if current is None:
        return text != "" and not (NUMBER.search(text) or SHUT.search(text) or text.startswith("暂停"))
    return current["number"] in text and ("办理" in text) == (current["state"] == "serving")


def _pad_fits(floor: Floor, counter: dict[str, Any], board: dict[str, Any]) -> bool:
    waiting = sum(each["waiting"] for each in board["waiting"] if each["service_id"] in counter["services"])
    number = re.sub(r"\D", "", counter["current"]["number"]) if counter["current"] else "0"
    shown = floor.digits.get(PAD_BEHIND + counter["number"])
    return shown is not None and (int(str(shown["number"])), int(str(shown["waiting"]))) == (int(number), waiting)


def test_a_day_of_thirty_counters_ends_with_all_who_show_it_agreeing(
    hall: RunningHall,
    clock: FakeClock,
    browser: Browser,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap, "_now", clock.wall)
    floor, chance = Floor(tmp_path, COUNTERS, PER_LINE), random.Random(30)
    with ExitStack() as stack:
        floor.plug_in(stack)
        stack.enter_context(at_work(_config(hall, floor, tmp_path)))
        context, tv = stack.enter_context(screen(browser))
        let_in(context, hall)
        tv.page.clock.install()
        ready(tv, hall)
        day = Day(hall, clock, floor, stack.enter_context(heard(hall, floor)), chance)
        stack.callback(day.close)
        witness = Witness(day, tv.page)
        witness.all_agree()
        floor.press(1, "3")  # nobody's
        _work_through(day, witness)
        floor.wait_until(lambda: floor.acknowledged == floor.pressed, "every press is acknowledged")
    assert day.issued > 300
    assert sum(n for (_, is_pad, is_done), n in day.done.items() if is_pad and is_done) > 300, day.done
    assert day.refused > 20
    assert {key for key, is_pad, is_done in day.done if is_pad and is_done} == set(KEYS)
    assert _stored(hall) == day.evaluated


def _stored(hall: RunningHall) -> dict[int, int]:
    """The level of each evaluation in the books."""
    facts = [fact for deed in hall.facts("ticket_evaluated") for fact in json.loads(deed)]
    bodies = [fact["body"] for fact in facts if fact["type"] == "ticket_evaluated"]
    return {body["ticket_id"]: body["level"] for body in bodies}


def _config(hall: RunningHall, floor: Floor, folder: Path) -> Path:
    file = folder / "display.toml"
    head = f'server = "{hall.url}"\ntoken = "{hall.tokens["display"]}"\ncall_seconds = 0.05\nstate_dir = "{folder}"\n'
    file.write_text(head + "".join(floor.tables()), encoding="utf-8")
    return file


def _work_through(day: Day, witness: Witness) -> None:
    """From before the opening until after the last visitor; the witness looks every two hours and at the end."""
    while f"{day.now:%H:%M}" < "00:32":
        day.go_on(STEP_S)
    for n in COUNTERS:
        day.open(n)
    witness.all_agree()
    rounds = 0
    while f"{day.now:%H:%M}" < "09:30":  # 17:30 in the hall
        rounds += 1
        day.go_on(STEP_S)
        if f"{day.now:%H:%M}" < "03:50" or "06:00" < f"{day.now:%H:%M}" < "09:15":
            day.come(day.chance.randint(1, 4), (*GENERAL, *SPECIAL))
        day.work(_hands(day))
        day.evaluate()
        if rounds % 48 == 0:
            witness.all_agree()
    _end(day)
    witness.all_agree()


def _hands(day: Day) -> list[int]:
    """Counters where there is something to do, and one at random: a clerk calls although nobody may wait, or goes."""
    busy = _busy(day.board())
    return list({*day.chance.sample(busy, min(len(busy), AT_ONCE - 1)), day.chance.choice(COUNTERS)})


def _end(day: Day) -> None:
    """Nobody is sent home: whoever is in the hall is served, then the counters close."""
    while (busy := _busy(day.board())) and f"{day.now:%H:%M}" < "12:00":
        day.go_on(STEP_S)
        day.work(busy[:AT_ONCE])
        day.evaluate()
    for n in COUNTERS:
        day.shut(n)


def _busy(board: dict[str, Any]) -> list[int]:
    waited_for = {each["service_id"] for each in board["waiting"] if each["waiting"]}
    return [
        each["number"]
        for each in board["counters"]
        if each["current"] or each["held"] or each["state"] == "paused" or waited_for & set(each["services"])
    ]
