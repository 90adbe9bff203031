"""A monkey at the screen: random touches, and a world that answers as it likes. A process of its own, for Kivy's sake.

python -m tests.kiosk.monkey HOME SEED TOUCHES      prints, as JSON, the states it has seen in each mode
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.worker import HallSeen
from tests.client.stub import ticket
from tests.kiosk import specimen, studio

REST = (st.Home, st.Attract)
SAFE_STEPS = 6
"""So many times nobody touches anything, at most, until every screen has found home."""


class World:
    """Answers what the flow asks for, well or badly."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def answer(self, effect: do.Effect) -> on.Event | None:
        options = self._options(effect)
        return self._chance.choice(options) if options else None

    def _options(self, effect: do.Effect) -> list[on.Event]:
        lost = on.ServerLost(may_issue=self._chance.random() < 0.5)
        match effect:
            case do.Issue() | do.CheckIn():
                return [on.Reserved(ticket(12)), on.Reserved(ticket(13)), on.IssueRefused("quota_reached", ""), lost]
            case do.IssueOffline():
                return [on.IssuedOffline(specimen.OFFLINE), on.IssueRefused("offline_not_allowed", "")]
            case do.Print() | do.PrintOffline():
                doubtful = self._chance.random() < 0.5
                return [on.SlipPrinted(), on.SlipFailed("paper_out", "打印机缺纸。", doubtful)]
            case do.LookUp(code):
                return [on.TicketFound(code, ticket(12)), on.Refused("unknown_ticket", ""), lost]
            case do.Withdraw() | do.Reinstate() | do.Evaluate():
                return [on.TicketChanged(ticket(12)), on.Refused("conflict", ""), lost]
            case _:
                return self._of_the_station(effect)

    @staticmethod
    def _of_the_station(effect: do.Effect) -> list[on.Event]:
        match effect:
            case do.PrintGuide(item) | do.PrintNotice(item):
                return [on.PaperPrinted(item), on.PaperFailed(item, "paper_out", "")]
            case do.CallHelp():
                return [on.HelpHeard(), on.ServerLost()]
            case do.CheckStaffCode():
                return [on.StaffLetIn(), on.StaffRefused()]
            case do.PrinterTest():
                return [on.ChoreEnded(st.Chore.PRINTER_TEST, is_fine=True)]
            case _:
                return []


class Monkey:
    """Touches buttons mostly, anything sometimes."""

    def __init__(self, stage: Any, chance: random.Random) -> None:
        self._stage = stage
        self._chance = chance

    def touch(self) -> None:
        from kivy.base import EventLoop
        from kivy.tests.common import UnitTestTouch

        self._stage.settled_at = 0.0
        finger = UnitTestTouch(*self._where())
        finger.touch_down()
        EventLoop.idle()
        finger.touch_up()
        EventLoop.idle()

    def _where(self) -> tuple[float, float]:
        from kiosk.ui.arrange import all_of
        from kiosk.ui.widget import Press

        presses = all_of(self._stage, Press)
        if presses and self._chance.random() < 0.8:
            target = self._chance.choice(presses)
            x, y = target.to_window(*target.center)
            return float(x), float(y)
        return self._chance.uniform(0, self._stage.width), self._chance.uniform(0, self._stage.height)


def run(seed: int, touches: int) -> dict[str, list[str]]:
    """The names of the states seen, by mode. Raises SystemExit for a screen that never reaches home."""
    from kivy.core.window import Window

    from kiosk.ui.stage import Stage

    chance = random.Random(seed)
    stage, world = Stage(lambda: specimen.NOW), World(chance)
    waiting: list[on.Event] = []
    stage.perform = lambda effect: waiting.extend(each for each in (world.answer(effect),) if each is not None)
    Window.add_widget(stage)
    stage.know(content=specimen.content())
    stage.tell(HallSeen(specimen.hall()))
    monkey = Monkey(stage, chance)
    seen: dict[str, set[str]] = {}
    for mode in st.Mode:
        stage.tell(on.ModeChosen(mode))
        names = seen.setdefault(str(mode), set())
        for _ in range(touches):
            monkey.touch()
            if chance.random() < 0.7:
                _tell(stage, waiting)
            names.add(type(stage.visit.state).__name__)
            if isinstance(stage.visit.state, st.OutOfOrder):
                stage.tell(on.Repaired())
        _tell(stage, waiting)
        _go_home(stage)
    return {mode: sorted(names) for mode, names in seen.items()}


def _tell(stage: Any, waiting: list[on.Event]) -> None:
    while waiting:
        stage.tell(waiting.pop(0))


def _go_home(stage: Any) -> None:
    for _ in range(SAFE_STEPS):
        if isinstance(stage.visit.state, REST):
            return
        if isinstance(stage.visit.state, st.RANK):
            stage.tell(on.Repaired())
        stage.tell(on.TimedOut())
    sys.exit(f"no way home from {stage.visit.state}")


if __name__ == "__main__":
    studio.open_studio(Path(sys.argv[1]))
    sys.stdout.write(json.dumps(run(int(sys.argv[2]), int(sys.argv[3]))) + "\n")
