"""A whole kiosk with its window at a real server: printers that fail in the middle, fingers that tap twice, a network
that is cut. The number stays on the screen, the hall knows, and every slip is known once."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from PIL import Image

from kiosk.phrase import phrases
from server.vocab import SlipState, TicketState
from server.wire.device import StationsAnswer
from server.wire.ticket import Ticket
from tests.e2e.conftest import TrialHall
from tests.e2e.process import PATIENCE, Running, Starter
from tests.e2e.test_kiosk_killed import Kiosks, kiosks, papers, printer, tickets, write_kiosk
from tests.kiosk.xvfb import own_display

pytestmark = [pytest.mark.slow, pytest.mark.kivy]

HERE, THERE = "10.213.77.1", "10.213.77.2"
GREEN = (15, 98, 54)


def word(key: str) -> str:
    return phrases("zh").say("screen", key)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with own_display() as name:
        yield name


def tap(kiosk: Kiosks, key: str, times: int = 1) -> None:
    kiosk.tell(f"tap {key if key == '综合受理' else word(key)} {times}")


def confirm(kiosk: Kiosks) -> None:
    """From the first screen to the button that asks for a ticket."""
    tap(kiosk, "综合受理")
    kiosk.until(state="Confirming")
    tap(kiosk, "confirm")


def known_as(server: Running, hall: TrialHall, number: str, is_so: Callable[[Ticket], bool]) -> None:
    """Wait until the server knows it so."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = [each for each in asyncio.run(tickets(server.url, hall.tokens.supervisor)) if each.number == number]
        if found and is_so(found[0]):
            assert len(found) == 1
            return
        assert time.monotonic() < deadline, (number, found)


def staff_see(server: Running, hall: TrialHall, code: str) -> None:
    """Wait until they see the printer with this trouble."""
    deadline = time.monotonic() + PATIENCE
    headers = {"Authorization": f"Bearer {hall.tokens.supervisor}"}
    while True:
        answer = httpx.get(f"{server.url}/api/v1/devices", headers=headers, trust_env=False)
        stations = StationsAnswer.model_validate_json(answer.content).stations
        seen = {(each.name, each.code) for station in stations for each in station.devices}
        if ("打印机", code) in seen:
            return
        assert time.monotonic() < deadline, seen


def code_in(picture: Path) -> str:
    """What a phone reads from the screen."""
    told = subprocess.run(["zbarimg", "--nodbus", "-q", "--raw", picture], capture_output=True, text=True, check=True)
    return told.stdout.strip()


TROUBLES = {
    "paper out": ("paper after 12", "speed 0", "paper in"),
    "cover open": ("speed 20", "cover open", "cover closed"),
    "cut jam": ("cutter jam", "speed 0", "cutter ok"),
    "unplugged": ("speed 20", "line unplug", "line replug"),
}
"""What is done before the slip, in the middle of it, and to mend it."""
SEEN_AS = {"paper out": "paper_out", "cover open": "cover_open", "cut jam": "cutter_error", "unplugged": "unreachable"}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_slip_that_stops_keeps_its_number_on_the_screen_and_comes_out_later(
    console: Starter, hall: TrialHall, display: str, tmp_path: Path, trouble: str
) -> None:
    before, during, mend = TROUBLES[trouble]
    config, slips, picture = tmp_path / "kiosk.toml", tmp_path / "slips", tmp_path / "failed.png"
    with printer(slips) as paper, kiosks(config, display=display) as kiosk, console.serving(*hall.where) as server:
        write_kiosk(config, url=server.url, token=hall.tokens.kiosks[0], port=paper.url, budget_s=5)
        pid = kiosk.begin(seed=None, window=True)
        paper.command(before)
        confirm(kiosk)
        number = str(kiosk.until(state="Printing")["number"])
        paper.command(during)
        assert kiosk.until(state="PrintFailed")["number"] == number
        known_as(server, hall, number, lambda each: each.slip is SlipState.FAILED)
        kiosk.tell(f"picture {picture}")
        kiosk.until(did=f"picture {picture}")
        staff_see(server, hall, SEEN_AS[trouble])
        paper.command("speed 0")
        paper.command(mend)
        tap(kiosk, "reprint")
        assert kiosk.until(state="Shown")["number"] == number
        known_as(server, hall, number, lambda each: each.slip is SlipState.PRINTED)
        kiosk.end(pid)
    whole = [each for each in papers(slips) if each.is_whole]
    assert {tuple(each.numbers) for each in whole} == {(number,)}
    assert [each for each in whole[1:] if not each.is_copy] == []
    with Image.open(picture) as drawn:
        assert drawn.size == (1280, 800)
        colours = drawn.convert("RGB").getcolors(1 << 20)
    assert sum(count for count, colour in colours if colour == GREEN) > 3000, "the number is not drawn large"
    assert sum(count for count, colour in colours if colour == (0, 0, 0)) > 5000, "there is no code to scan"
    if shutil.which("zbarimg") is not None:
        assert code_in(picture).startswith(f"{server.url}/t/"), "a phone does not come to the ticket's page"


def test_a_ticket_without_a_slip_whose_kiosk_is_left_alone_is_cancelled(
    console: Starter, hall: TrialHall, tmp_path: Path
) -> None:
    config = tmp_path / "kiosk.toml"
    with printer(tmp_path / "slips") as paper, kiosks(config) as kiosk, console.serving(*hall.where) as server:
        write_kiosk(config, url=server.url, token=hall.tokens.kiosks[0], port=paper.url)
        pid = kiosk.begin(seed=None, window=True)
        paper.command("paper after 12")
        confirm(kiosk)
        number = str(kiosk.until(state="PrintFailed")["number"])
        kiosk.tell("nobody")
        kiosk.until(state="Home")
        known_as(server, hall, number, lambda each: each.state is TicketState.CANCELLED)
        kiosk.end(pid)


def test_many_taps_on_a_slow_server_give_one_ticket(console: Starter, hall: TrialHall, tmp_path: Path) -> None:
    config, slips = tmp_path / "kiosk.toml", tmp_path / "slips"
    with printer(slips) as paper, kiosks(config) as kiosk, console.serving(*hall.where) as server:
        write_kiosk(config, url=server.url, token=hall.tokens.kiosks[0], port=paper.url, budget_s=30)
        pid = kiosk.begin(seed=None, window=True)
        tap(kiosk, "综合受理", 2)
        kiosk.until(state="Confirming")
        server.kill(signal.SIGSTOP)
        tap(kiosk, "confirm", 3)
        kiosk.until(state="Issuing")
        for _ in range(3):
            kiosk.tell("spot")
            kiosk.until(did="spot")
        server.kill(signal.SIGCONT)
        kiosk.until(state="Shown")
        found = asyncio.run(tickets(server.url, hall.tokens.supervisor))
        kiosk.end(pid)
    assert [each.number for each in found] == [papers(slips)[0].numbers[0]]
    assert len(papers(slips)) == 1


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """A network namespace with a cable to this one: HERE and THERE."""
    name = f"bianmin{os.getpid()}"
    try:
        ip("netns", "add", name)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no network namespaces: {error}")
    try:
        ip("link", "add", f"{name[-10:]}h", "type", "veth", "peer", "name", "cable", "netns", name)
        ip("addr", "add", f"{HERE}/30", "dev", f"{name[-10:]}h")
        ip("link", "set", f"{name[-10:]}h", "up")
        ip("-n", name, "addr", "add", f"{THERE}/30", "dev", "cable")
        ip("-n", name, "link", "set", "cable", "up")
        yield name
    finally:
        ip("netns", "del", name)


CUTS = ("vanish", "pulled", "rejected")
WRONG_MAC = "02:00:00:00:00:99"


@contextmanager
def cut(place: str, how: str) -> Iterator[None]:
    """The way from `place` to here: packets vanish, the cable is pulled, or everything is rejected."""
    neighbour = ("neigh", "replace", HERE, "lladdr", WRONG_MAC, "dev", "cable", "nud", "permanent")
    begin, end = {
        "vanish": (neighbour, ("neigh", "del", HERE, "dev", "cable")),
        "pulled": (("link", "set", "cable", "down"), ("link", "set", "cable", "up")),
        "rejected": (("route", "add", "unreachable", f"{HERE}/32"), ("route", "del", "unreachable", f"{HERE}/32")),
    }[how]
    ip("-n", place, *begin)
    yield
    ip("-n", place, *end)


def test_a_kiosk_whose_network_is_cut_says_so_issues_alone_and_hands_in_once_and_in_order(
    console: Starter, hall: TrialHall, elsewhere: str, tmp_path: Path
) -> None:
    config, slips = tmp_path / "kiosk.toml", tmp_path / "slips"
    given: list[str] = []
    with (
        printer(slips) as paper,
        kiosks(config, "ip", "netns", "exec", elsewhere) as kiosk,
        console.serving(*hall.where, "--host", HERE, "--plain") as server,
    ):
        write_kiosk(config, url=server.url, token=hall.tokens.kiosks[0], port=paper.url, budget_s=0.2)
        pid = kiosk.begin(seed=None, window=True)
        for how in CUTS:
            confirm(kiosk)
            kiosk.until(state="Shown")
            tap(kiosk, "done")
            kiosk.until(state="Home")
            with cut(elsewhere, how):
                for _ in range(2):
                    confirm(kiosk)
                    kiosk.until(state="Unreached")
                    tap(kiosk, "take_offline")
                    given.append(str(kiosk.until(state="ShownOffline")["number"]))
                    tap(kiosk, "done")
                    kiosk.until(state="Home")
            known_as(server, hall, given[-1], lambda each: each.slip is SlipState.PRINTED)
        found = asyncio.run(tickets(server.url, hall.tokens.supervisor))
        kiosk.end(pid)
    assert [each.number for each in found if each.offline] == given == [f"L1{nth:03d}" for nth in range(1, 7)]
    assert [each.numbers[0] for each in papers(slips) if each.numbers[0].startswith("L")] == given
