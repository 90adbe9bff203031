"""Visits at a real hall up to the paper: a booking typed and scanned, both widths, large type, no server for too long,
a second hall on the same network."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image, ImageOps

from drivers import profile as profiles
from drivers.device import Printer
from drivers.profile import PrinterProfile
from drivers.sim.console import Wanted, machine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from kiosk import worker
from kiosk.cache import Cache
from kiosk.effects import Performer
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.alternative import INSTEAD
from kiosk.offline import OfflineSeries, Terms
from kiosk.phrase import phrases
from kiosk.visit import run
from kiosk.worker import HallAway, HallSeen
from server.client import HallClient
from server.domain.catalogue import Catalogue
from server.operate import CONSOLE
from server.service import setup
from server.vocab import TicketClass
from tests.client.stub import AT, TOKEN, hall_answer
from tests.kiosk.bench import ScriptedPrinter, performer_of
from tests.kiosk.test_pairing import accept, messages, shown, working, write  # noqa: F401 - a fixture
from tests.kiosk.test_worker import Messages
from tests.server.running import FakeClock, Prepared, RunningHall, copied, prepare, running

GENERAL = st.Choice(service_id="general")
NOBODY = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("hall") / "template")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def hall(template: Prepared, clock: FakeClock, tmp_path: Path) -> Iterator[RunningHall]:
    with running(copied(template, tmp_path / "server"), clock) as hall:
        yield hall


@asynccontextmanager
async def printing(hall: RunningHall, folder: Path, profile: str = "printer-80mm") -> AsyncIterator[Performer]:
    """A kiosk whose printer lets out its slips to folder/slips."""
    known = profiles.load(profile)
    assert isinstance(known, PrinterProfile)
    made = machine(Wanted(kind="printer", profile=profile, out=folder / "slips"), lambda _: None)
    with Host(made, PtyLine()) as host:
        async with HallClient(hall.url, hall.tokens["kiosk"]) as client:
            performer = performer_of(client, Printer(host.url, known), folder, columns=known.columns)
            await performer.hall()
            await performer.catch_up()
            try:
                yield performer
            finally:
                await performer.aclose()


def slips(folder: Path) -> list[str]:
    return [each.read_text(encoding="utf-8") for each in sorted((folder / "slips").glob("*.txt"))]


def booked(hall: RunningHall, clock: FakeClock) -> str:
    """The code of a booking whose time has come."""
    day = hall.service.now().date() + timedelta(days=1)
    slots = hall.ask("GET", f"/bookings/slots?service_id=household&day={day}", "kiosk").json()["slots"]
    slot = next(each["slot_at"] for each in slots if each["left"])
    made = hall.wish("/bookings", "kiosk", service_id="household", slot_at=slot, phone="13900000000")
    assert made.status_code == 201, made.text
    clock.go_on(seconds=(datetime.fromisoformat(slot) - clock.wall()).total_seconds())
    hall.beat()
    return str(made.json()["booking"]["code"])


def typed(code: str) -> list[on.Event]:
    return [on.CodeWanted(st.CodePurpose.BOOKING), *(on.Typed(each) for each in code), on.Confirmed()]


def scanned(code: str) -> list[on.Event]:
    return [on.ScannerRead(f"{code}\r\n")]


@pytest.mark.parametrize("come", [typed, scanned])
async def test_who_has_booked_holds_a_slip_by_the_code_typed_or_scanned(
    hall: RunningHall, clock: FakeClock, tmp_path: Path, come: Callable[[str], list[on.Event]]
) -> None:
    code = booked(hall, clock)
    async with printing(hall, tmp_path) as performer:
        end = await run(performer, come(code), lambda _: None, columns=48)
        again = await run(performer, come(code), lambda _: None, columns=48)
    assert isinstance(end, st.Shown)
    assert end.ticket.ticket_class is TicketClass.BOOKING
    (slip,) = slips(tmp_path)
    assert end.ticket.number in slip
    assert code not in slip
    assert isinstance(again, st.Rejected | st.EnterCode), "one booking, one slip"


def changed(hall: RunningHall, change: Callable[[Catalogue], Catalogue]) -> None:
    """Set the hall up otherwise."""
    other = change(hall.service.hall.catalogue)
    hall.call(lambda: setup.import_catalogue(hall.service, CONSOLE, uuid4().hex, other))


def by_the_calendar(hall: RunningHall, clock: FakeClock, **later: int) -> None:
    changed(hall, lambda now: replace(now, calendar=replace(now.calendar, always_open=False)))
    clock.go_on(**later)
    hall.beat()
    hall.beat()


def full(hall: RunningHall, _clock: FakeClock) -> None:
    changed(hall, lambda now: replace(now, services=tuple(replace(each, day_cap=1) for each in now.services)))
    hall.issue()


def stopped(hall: RunningHall, _clock: FakeClock) -> None:
    hall.wish("/services/general/close", "supervisor", reason="系统检修，请下午再来。")


REFUSALS: dict[str, Callable[[RunningHall, FakeClock], None]] = {
    "hall_closed": lambda hall, clock: by_the_calendar(hall, clock, hours=13),
    "not_on_duty": lambda hall, clock: by_the_calendar(hall, clock, days=4),
    "quota_reached": full,
    "service_closed": stopped,
    "item_draft": lambda _hall, _clock: None,
}
"""How a hall comes to refuse; it is half past nine on a Tuesday."""


@pytest.mark.parametrize("code", REFUSALS)
async def test_what_the_hall_refuses_a_kiosk_that_did_not_know_is_said_with_what_instead(
    hall: RunningHall, clock: FakeClock, tmp_path: Path, code: str
) -> None:
    draft = next(each for each in hall.service.hall.items.values() if each.is_draft)
    async with printing(hall, tmp_path) as performer:
        REFUSALS[code](hall, clock)
        wish = on.ServiceChosen("general")
        if code == "item_draft":
            wish = on.ServiceChosen(draft.service, draft.id)
        end = await run(performer, [wish, on.Confirmed()], lambda _: None, columns=48)
    assert isinstance(end, st.Rejected)
    assert end.code == code
    assert end.detail, "the hall says why in Chinese"
    assert code in phrases("en").parts["refusal"]
    assert code in INSTEAD
    assert slips(tmp_path) == []


@pytest.mark.parametrize(("profile", "columns", "dots"), [("printer-58mm", 32, 384), ("printer-80mm", 48, 576)])
async def test_a_slip_in_usual_and_in_large_type_comes_out_whole_on_either_paper(
    hall: RunningHall, tmp_path: Path, profile: str, columns: int, dots: int
) -> None:
    ends, heights = [], []
    async with printing(hall, tmp_path, profile) as performer:
        for larger in (False, True):
            script: list[on.Event] = [on.ServiceChosen("general"), on.Confirmed()]
            if larger:
                script.insert(1, on.LargeToggled())
            ends.append(await run(performer, script, lambda _: None, columns=columns))
    words = phrases("zh")
    for end, slip in zip(ends, slips(tmp_path), strict=True):
        assert isinstance(end, st.Shown)
        # Words of its own on each paper, in a line or two: a narrow one breaks between any two characters.
        said = "".join(slip.split())
        for wanted in (end.ticket.number, "综合受理", "窗口服务区", "2026-11-24", f"/t/{end.ticket.id}#"):
            assert wanted in said
        assert "".join(words.say("slip", "missed").split()) in said
        assert 1 < max(sum(2 if ord(each) > 0x2E80 else 1 for each in line) for line in _lines(slip)) <= columns
    for each in sorted((tmp_path / "slips").glob("*.png")):
        with Image.open(each) as paper:
            ink = ImageOps.invert(paper.convert("L")).getbbox()
        assert ink is not None
        assert ink[2] - ink[0] <= dots
        heights.append(ink[3] - ink[1])
    assert heights[1] > heights[0] * 1.2, "large type is no larger"


def _lines(slip: str) -> list[str]:
    """What is printed as text; a code stands for itself."""
    return [each for each in slip.splitlines() if not each.startswith("[QR")]


@pytest.mark.parametrize(
    ("minutes", "most", "away_s", "taken", "code"),
    [(1, 5, 60.0, 0, "offline_time_up"), (60, 2, 30.0, 2, "offline_used_up")],
    ids=["too long", "too many"],
)
async def test_beyond_what_the_hall_allows_no_number_is_given_without_it(
    tmp_path: Path, minutes: int, most: int, away_s: float, taken: int, code: str
) -> None:
    now = 0.0
    Cache(tmp_path, TOKEN).keep_hall(hall_answer())
    series = OfflineSeries(tmp_path, new_id=uuid4, wall=lambda: AT, monotonic=lambda: now)
    series.agree(Terms(prefix="L1", minutes=minutes, most=most))
    async with HallClient(NOBODY, TOKEN, budget_s=0.0) as client:
        performer = performer_of(client, ScriptedPrinter(), tmp_path, series=series)
        wish: list[on.Event] = [on.ServiceChosen("general"), on.Confirmed()]
        for _ in range(taken):
            end = await run(performer, [*wish, on.OfflineWanted()], lambda _: None, columns=48)
            assert isinstance(end, st.ShownOffline)
        now = away_s - 0.1
        allowed = await run(performer, wish, lambda _: None, columns=48)
        now = away_s
        refused = await run(performer, wish, lambda _: None, columns=48)
        too_late = await performer.perform(do.IssueOffline(GENERAL, "zh"))
        await performer.aclose()
    assert allowed == st.Unreached(GENERAL, may_issue=not taken)
    assert refused == st.Unreached(GENERAL, may_issue=False)
    assert too_late == on.IssueRefused(code, "")


def test_a_kiosk_of_one_hall_tells_another_on_the_same_network_nothing(
    template: Prepared,
    tmp_path: Path,
    messages: Messages,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "REFRESH_S", 0.1)
    monkeypatch.setattr(worker, "POLL_S", 0.1)
    other = prepare(tmp_path / "other")
    with running(copied(template, tmp_path / "own")) as own, running(other) as foreign:
        port = int(own.url.rsplit(":", 1)[1])
        with working(write(tmp_path, own.url), messages) as kiosk:
            accept(own, shown(messages).code)
            messages.next(HallSeen)
            kiosk.submit(do.Issue(GENERAL, "zh"))
            messages.next(on.Reserved)
            before = foreign.audit()
        assert foreign.ask("GET", "/tickets?state=waiting").json()["tickets"] == []
        assert foreign.audit() == before
    again = Messages()
    with running(other, port=port) as foreign, working(write(tmp_path, foreign.url), again) as kiosk:
        again.next(HallAway)
        kiosk.submit(do.Issue(GENERAL, "zh"))
        assert again.next(on.IssueRefused | on.Reserved) == on.IssueRefused("station", "")
        again.next(HallAway)
        assert foreign.ask("GET", "/tickets?state=waiting").json()["tickets"] == []
        assert foreign.ask("GET", "/pairing").json()["pairings"] == []
        assert foreign.audit() == before
