"""Boards whose plug is pulled at any byte: once it is back the board shows the present text; nothing is left open."""

import random
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.device import Board, make_board
from drivers.device.board_number import NumberBoard
from drivers.device.board_shangling import ShangLingBoard
from drivers.errors import TransportError
from drivers.profile import BoardProfile, HuiduProfile, ModbusBoardProfile, NumberBoardProfile, OnbonProfile
from drivers.profile import ShangLingProfile as ShangLing
from drivers.sim.board import BoardMachine
from drivers.sim.board_huidu import HuiduMachine
from drivers.sim.board_kind import board_machine
from drivers.sim.board_modbus import ModbusBoardMachine
from drivers.sim.board_number import NumberBoardMachine
from drivers.sim.board_shangling import ShangLingMachine
from drivers.sim.host import Host, Machine
from drivers.sim.line import TcpLine
from tests.drivers.benches import PATIENCE_S, Reports
from tests.drivers.board_bench import Undrawn
from tests.drivers.torn import TornLine, held

QUIET_S = 0.06
TRIES = 4


class TornTty(TornLine):
    """A pseudo-terminal whose number may be taken by the next one while the simulator is about to read."""

    def take(self, source: int) -> bytes:
        with suppress(BlockingIOError):
            return super().take(source)
        return b""


class TornTcp(TcpLine):
    """A port whose connection breaks off after `left` bytes in both directions together; None: it holds."""

    def __init__(self, link: Path) -> None:
        super().__init__()
        self.left: int | None = None

    def replug(self) -> None:
        self.left = None
        super().replug()

    def take(self, source: int) -> bytes:
        with suppress(BlockingIOError):
            return self._passed(super().take(source))
        return b""

    def put(self, payload: bytes) -> None:
        super().put(self._passed(payload))
        if self.left == 0:
            self.unplug()

    def _passed(self, payload: bytes) -> bytes:
        if self.left is None:
            return payload
        kept = payload[: self.left]
        self.left -= len(kept)
        return kept


def _quick(profile: BoardProfile) -> BoardProfile:
    match profile:
        case OnbonProfile() | HuiduProfile() | ModbusBoardProfile():
            return replace(profile, reply_timeout_s=PATIENCE_S)
        case _:
            return profile


def _undrawn(machine: Machine) -> Machine:
    assert isinstance(machine, BoardMachine | HuiduMachine | ModbusBoardMachine | NumberBoardMachine | ShangLingMachine)
    machine._panel = Undrawn()
    return machine


def _board(url: str, profile: BoardProfile) -> Board:
    """The usual one; boards that only listen are not waited for longer than their simulators need."""

    def pause(seconds: float) -> None:
        wait(min(seconds, QUIET_S))

    match profile:
        case NumberBoardProfile():
            return NumberBoard(url, profile, wait=pause)
        case ShangLing():
            return ShangLingBoard(url, profile, wait=pause)
        case _:
            return make_board(url, profile)


def wait(seconds: float) -> None:
    threading.Event().wait(seconds)


def _show_again(board: Board, text: str, host: Host) -> None:
    """Show it as a runner does: whoever was not speaking when the plug was pulled learns it by a failure.

    What a board that never answers is told while the plug is being pulled may be lost unnoticed: it is told again, as
    the display box does by and by.
    """
    for _ in range(1 if board.capabilities.acknowledges else 2):
        failures: list[str] = []
        while not _shown(board, text, failures):
            assert len(failures) < TRIES, failures
            if "exclusively lock" in failures[-1]:
                # Another test's driver still holds the number this pseudo-terminal has got: take another.
                host.command("line unplug")
                host.command("line replug")


def _shown(board: Board, text: str, failures: list[str]) -> bool:
    try:
        board.show([text])
    except TransportError as error:
        failures.append(str(error))
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "line", "times", "longest"),
    [
        ("onbon-bx5k-64x16", TornTty, 1000, 110),
        ("onbon-bx6k-yy-128x32", TornTcp, 1000, 110),
        ("huidu-128x32", TornTcp, 1000, 1600),
        ("modbus-number", TornTty, 300, 20),
        ("shangling-window", TornTty, 12, 30),
        ("shangling-main", TornTty, 12, 30),
        ("number-4byte", TornTty, 30, 8),
    ],
)
def test_a_board_that_comes_back_shows_what_is_so(
    name: str, line: type[TornTty] | type[TornTcp], times: int, longest: int, tmp_path: Path
) -> None:
    chance, reports = random.Random(name), Reports()
    profile = profiles.load(name)
    assert isinstance(profile, BoardProfile)
    profile = _quick(profile)
    before, torn = held(), 0
    torn_line = line(tmp_path / "tty")
    with Host(_undrawn(board_machine(profile, tmp_path, reports)), torn_line) as host:
        board = _board(host.url, profile)
        for number in range(1, times + 1):
            torn_line.left = chance.randrange(1, longest)
            try:
                board.show([f"A{number % 1000:03d}"])
            except TransportError:
                torn += 1
            host.command("line unplug")
            host.command("line replug")
            text = f"B{(number * 7) % 1000:03d}"
            _show_again(board, text, host)
            wanted = str(int(text[1:])) if board.capabilities.digits_only else text
            while reports.next("text")["text"] != wanted:
                pass
        board.close()
    assert torn or not profile.capabilities.acknowledges, "no plug was pulled in time"
    assert held() == before
