"""A box without a token says a code, gets its token from its own hall only, and goes on without a new start."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from display import pairing
from display.__main__ import work_with
from display.config import ConfigError, load
from drivers.profile import OnbonProfile
from drivers.profile import load as load_profile
from drivers.sim.board import BoardMachine
from drivers.sim.host import Host, Report
from drivers.sim.line import TcpLine
from server.client.errors import Refused
from server.client.paired import FILE, keep
from tests.display.fakes import PATIENCE_S
from tests.display.row import BOARD
from tests.server.conftest import memory, prepared, template  # noqa: F401 - fixtures
from tests.server.running import Prepared, RunningHall, running

CODE = re.compile("配对码 ([0-9]{6})")
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing, "POLL_S", 0.05)


@pytest.fixture(autouse=True)
async def no_thread_left() -> AsyncIterator[None]:
    yield
    await asyncio.get_running_loop().shutdown_default_executor()


@pytest.fixture
def hall(prepared: Prepared) -> Iterator[RunningHall]:  # noqa: F811
    with running(prepared) as hall:
        yield hall


class Terminal:
    """What a box says there."""

    def __init__(self) -> None:
        self.lines: asyncio.Queue[str] = asyncio.Queue()
        self.said: list[str] = []

    def say(self, line: str) -> None:
        self.said.append(line)
        self.lines.put_nowait(line)

    async def until(self, fits: Callable[[str], object]) -> str:
        async with asyncio.timeout(PATIENCE_S):
            while not fits(line := await self.lines.get()):
                pass
        return line

    async def code(self) -> str:
        found = CODE.search(await self.until(CODE.search))
        assert found is not None
        return found[1]


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def write(folder: Path, url: str, more: str = "") -> Path:
    file = folder / "display.toml"
    file.write_text(f'server = "{url}"\nstate_dir = "{folder / "state"}"\n{more}\n', encoding="utf-8")
    return file


@asynccontextmanager
async def at_work(file: Path, terminal: Terminal, *, pair: bool = False) -> AsyncIterator[asyncio.Task[None]]:
    work = asyncio.create_task(work_with(load(file), None, pair=pair, say=terminal.say))
    try:
        yield work
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def accept(hall: RunningHall, code: str) -> str:
    """Type the code; the id of the token that was made."""
    answer = await asyncio.to_thread(hall.wish, "/pairing/accept", code=code, name="东区显示盒")
    assert answer.status_code == 201, answer.text
    assert answer.json()["token"]["role"] == "display"
    return str(answer.json()["token"]["id"])


class Led:
    """A board on the network and what it shows."""

    def __init__(self, folder: Path) -> None:
        profile = load_profile(BOARD)
        assert isinstance(profile, OnbonProfile)
        self._loop = asyncio.get_running_loop()
        self._shown: asyncio.Queue[str] = asyncio.Queue()
        self.host = Host(BoardMachine(profile, folder / "led", self._note), TcpLine())

    @property
    def table(self) -> str:
        return f'[[boards]]\nport = "{self.host.url}"\nprofile = "{BOARD}"\ncounter = 1'

    async def shows(self, wanted: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while wanted not in await self._shown.get():
                pass

    def _note(self, said: Report) -> None:
        self._loop.call_soon_threadsafe(self._shown.put_nowait, str(said.get("text", "")))


async def call(hall: RunningHall) -> str:
    """Somebody is called to counter 1; the number."""

    def wishes() -> str:
        hall.wish("/counters/1/open")
        hall.issue()
        return str(hall.wish("/counters/1/call-next").json()["ticket"]["number"])

    return await asyncio.to_thread(wishes)


async def test_a_box_is_paired_goes_on_at_once_and_stays_so(
    tmp_path: Path, hall: RunningHall, terminal: Terminal
) -> None:
    led = Led(tmp_path)
    with led.host:
        file = write(tmp_path, hall.url, led.table)
        async with at_work(file, terminal):
            await accept(hall, await terminal.code())
            await terminal.until(pairing.PAIRED.__eq__)
            await led.shows(await call(hall))
        assert hall.service.hall.catalogue.name in terminal.said[0]
        assert (tmp_path / "state" / FILE).stat().st_mode & 0o777 == 0o600
        again = Terminal()
        async with at_work(file, again):
            await led.shows("A001")
        assert again.said == []


async def test_a_token_taken_back_leads_to_a_new_code_and_the_old_one_is_forgotten(
    tmp_path: Path, hall: RunningHall, terminal: Terminal
) -> None:
    async with at_work(write(tmp_path, hall.url), terminal):
        token = await accept(hall, await terminal.code())
        await terminal.until(pairing.PAIRED.__eq__)
        await asyncio.to_thread(hall.wish, f"/tokens/{token}/revoke")
        await terminal.until(pairing.TAKEN_BACK.__eq__)
        code = await terminal.code()
        assert "token" not in json.loads((tmp_path / "state" / FILE).read_text())
        await accept(hall, code)
        await terminal.until(pairing.PAIRED.__eq__)


async def test_a_box_that_has_a_token_is_paired_anew_when_it_is_asked_to(
    tmp_path: Path, hall: RunningHall, terminal: Terminal
) -> None:
    keep(tmp_path / "state", hall.service.hall.uid, "old")
    async with at_work(write(tmp_path, hall.url), terminal, pair=True):
        await accept(hall, await terminal.code())
        await terminal.until(pairing.PAIRED.__eq__)
    assert json.loads((tmp_path / "state" / FILE).read_text())["token"] != "old"


async def test_a_code_is_said_once_and_the_next_one_when_it_is_over(
    tmp_path: Path, hall: RunningHall, terminal: Terminal
) -> None:
    async with at_work(write(tmp_path, hall.url), terminal):
        first = await terminal.code()
        hall.parts.pairings._open.clear()
        second = await terminal.code()
    assert [CODE.findall(line) for line in terminal.said] == [[first], [second]]


async def test_another_hall_at_the_address_is_asked_for_no_code_and_told_no_token(
    tmp_path: Path, hall: RunningHall, terminal: Terminal
) -> None:
    keep(tmp_path / "state", "hall-a", "the-token-of-hall-a")
    before = (tmp_path / "state" / FILE).read_bytes()
    async with at_work(write(tmp_path, hall.url), terminal, pair=True):
        assert "hall-a" in await terminal.until(lambda line: "另一个大厅" in line)
        pairings = await asyncio.to_thread(hall.ask, "GET", "/pairing")
        assert pairings.json()["pairings"] == []
    assert (tmp_path / "state" / FILE).read_bytes() == before


async def test_a_refused_token_of_the_file_ends_the_box_and_no_code_is_shown(
    tmp_path: Path, hall: RunningHall, terminal: Terminal
) -> None:
    async with at_work(write(tmp_path, hall.url, 'token = "gone"'), terminal) as work:
        with pytest.raises(Refused):
            await work
    assert terminal.said == []


async def test_a_token_of_the_file_leaves_nothing_to_pair(tmp_path: Path, terminal: Terminal) -> None:
    async with at_work(write(tmp_path, NOWHERE, 'token = "t"'), terminal, pair=True) as work:
        with pytest.raises(ConfigError, match="不需要配对"):
            await work


async def test_a_server_that_does_not_answer_is_said_once_and_waited_for(
    tmp_path: Path,
    prepared: Prepared,  # noqa: F811
    terminal: Terminal,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    async with at_work(write(tmp_path, f"http://127.0.0.1:{port}"), terminal):
        await terminal.until(lambda line: "连不上" in line)
        with running(prepared, port=port) as hall:
            await accept(hall, await terminal.code())
            await terminal.until(pairing.PAIRED.__eq__)
    assert len(terminal.said) == 3


async def test_the_settings_may_not_name_another_hall_than_the_box_s_own(tmp_path: Path, terminal: Terminal) -> None:
    keep(tmp_path / "state", "hall-a", "t")
    async with at_work(write(tmp_path, NOWHERE, 'hall = "hall-b"'), terminal) as work:
        with pytest.raises(ConfigError, match="hall-a"):
            await work


async def test_a_folder_that_keeps_no_token_is_said_and_the_box_is_not_paired(
    tmp_path: Path, hall: RunningHall, terminal: Terminal
) -> None:
    async with at_work(write(tmp_path, hall.url), terminal):
        code = await terminal.code()
        (tmp_path / "state").write_text("a file stands where the folder should be")
        await accept(hall, code)
        await terminal.until(lambda line: "令牌存不进" in line)
        (tmp_path / "state").unlink()
        await terminal.until(pairing.PAIRED.__eq__)
