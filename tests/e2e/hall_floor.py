"""The devices of thirty counters for tests: simulated boards, evaluators and call pads on a few buses, and what they
show and say. Knows no hall."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from drivers.profile import Ff68Profile, OnbonProfile
from drivers.profile import load as load_profile
from drivers.sim.board import BoardMachine
from drivers.sim.bus import BusMachine
from drivers.sim.host import Host, Machine, Report
from drivers.sim.keypad import KeypadMachine
from drivers.sim.line import PtyLine

BOARD, PADS = "onbon-bx5k-64x16", "ff68-counter"
PAD_BEHIND = 100
"""The call pad of counter n has the address 100 + n, the evaluator n."""
AGAIN_S = 1.5
"""A pad that says the same again sooner may only be repeating itself."""
PATIENCE_S = 30.0


class Floor:
    """`counters`, `per_line` of them on each bus."""

    def __init__(self, folder: Path, counters: Sequence[int], per_line: int) -> None:
        self.counters = tuple(counters)
        self.texts: dict[int, str] = {}
        """What stands on each counter's board."""
        self.digits: dict[int, dict[str, object]] = {}
        """What each call pad shows: number and waiting, as it writes them."""
        self.beeps: dict[int, int] = dict.fromkeys([*counters, *(PAD_BEHIND + n for n in counters)], 0)
        self.asked: dict[int, int] = dict.fromkeys(counters, 0)
        self.acknowledged = 0
        self.pressed = 0
        self._news = threading.Condition()
        self._last: dict[int, tuple[str, float]] = {}
        groups = [counters[at : at + per_line] for at in range(0, len(counters), per_line)]
        self._hosts = [(group, Host(BusMachine(self._machines(folder, group)), PtyLine())) for group in groups]

    def plug_in(self, stack: ExitStack) -> None:
        for _, host in self._hosts:
            stack.enter_context(host)

    def tables(self) -> Iterator[str]:
        """The box's configuration."""
        for group, host in self._hosts:
            for n in group:
                at = f'port = "{host.url}?baud=115200"\ncounter = {n}\n'
                yield f'[[boards]]\n{at}profile = "{BOARD}"\naddress = {n}\n'
                yield f'[[keypads]]\n{at}profile = "{PADS}"\naddress = {n}\n'
                yield f'[[callpads]]\n{at}profile = "{PADS}"\naddress = {PAD_BEHIND + n}\n'

    def press(self, counter: int, key: str, *, typed: str = "") -> None:
        """A key of the call pad, or a level of the evaluator."""
        address = counter if key.isdecimal() else PAD_BEHIND + counter
        self._last[address] = (key, time.monotonic())
        self.pressed += 1
        words = f"type {typed} {key} {address}" if typed else f"press {key} {address}"
        next(host for group, host in self._hosts if counter in group).command(f"pads {words}")

    def is_repeat(self, counter: int, key: str) -> bool:
        """Whether the pad pressed now might only be repeating itself."""
        last, at = self._last.get(counter if key.isdecimal() else PAD_BEHIND + counter, ("", 0.0))
        return last == key and time.monotonic() - at < AGAIN_S

    def wait_until(self, fits: Callable[[], object], what: str) -> None:
        with self._news:
            found = self._news.wait_for(fits, PATIENCE_S)
            assert found, f"not within {PATIENCE_S:.0f} s: {what}; {self.texts}; {self.digits}"

    def _machines(self, folder: Path, counters: Sequence[int]) -> dict[str, Machine]:
        board, pads = load_profile(BOARD), load_profile(PADS)
        assert isinstance(board, OnbonProfile)
        assert isinstance(pads, Ff68Profile)
        machines: dict[str, Machine] = {
            f"board-{n}": BoardMachine(board, folder / f"led-{n}", partial(self._board_said, n), card=n)
            for n in counters
        }
        return {"pads": KeypadMachine(pads, self._pads_said), **machines}

    def _board_said(self, counter: int, said: Report) -> None:
        if "text" in said or "cleared" in said:
            with self._news:
                self.texts[counter] = str(said.get("text", ""))
                self._news.notify_all()

    def _pads_said(self, said: Report) -> None:
        with self._news:
            match said:
                case {"address": int(address), "number": number, "waiting": waiting}:
                    self.digits[address] = {"number": number, "waiting": waiting}
                case {"beep": int(address)}:
                    self.beeps[address] += 1
                case {"asked": int(address)}:
                    self.asked[address] += 1
                case {"acknowledged": _}:
                    self.acknowledged += 1
                case {"unacknowledged": _}:
                    raise AssertionError(f"a press was lost: {said}")
                case _:
                    pass  # what a counter's state does not depend on
            self._news.notify_all()

    def note(self) -> None:
        """Something outside happened that somebody may wait for here."""
        with self._news:
            self._news.notify_all()
