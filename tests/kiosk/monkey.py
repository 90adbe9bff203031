"""A monkey at the screen: random touches, and a world that answers as it likes. A process of its own, for Kivy's sake.

python -m tests.kiosk.monkey HOME SEED TOUCHES      prints the states seen in each "mode language situation"

No time passes: frames are not waited for, and only now and then is one painted. After every touch the visit as it
stands finds home when nobody touches anything any more, and now and then a finger does as well.
"""

from __future__ import annotations

import gc
import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.machine import step
from kiosk.phrase import LANGUAGES, phrases
from kiosk.worker import HallAway, HallSeen
from server.vocab import Level
from tests.client.stub import ticket
from tests.kiosk import specimen, studio

REST = (st.Home, st.Attract)
SAFE_STEPS = 6
"""So many times nobody touches anything, at most, until every screen has found home."""
SAFE_TOUCHES = 12
"""So many touches, at most, of a finger that looks for the way out."""
WAY_OUT = ("home", "done", "to_staff", "back")
PAINT_EVERY, SWEEP_EVERY, WALK_EVERY = 25, 4, 50


class World:
    """Answers what the flow asks for, well or badly; with nobody there, as a worker without a server does."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.is_away = False

    def answer(self, effect: do.Effect) -> on.Event | None:
        options = self._options(effect)
        if self.is_away:
            options = [each for each in options if isinstance(each, on.ServerLost | on.Refused)] or options
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
                return [
                    on.TicketFound(code, ticket(12)),
                    on.TicketFound(code, ticket(12), unexplained=Level.DISSATISFIED),
                    on.Refused("unknown_ticket", ""),
                    lost,
                ]
            case do.Withdraw() | do.Reinstate() | do.Evaluate() | do.Explain():
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
            case do.RollChanged():
                return [on.ChoreEnded(st.Chore.ROLL_CHANGED, is_fine=True)]
            case do.ExportLog():
                return [on.ChoreEnded(st.Chore.EXPORT_LOG, is_fine=False)]
            case _:
                return []


class Monkey:
    """Touches buttons mostly, anything sometimes."""

    def __init__(self, stage: Any, world: World, chance: random.Random) -> None:
        self.stage, self._world, self._chance = stage, world, chance
        self._waiting: list[on.Event] = []
        stage.perform = self._perform
        self._touches = 0

    def _perform(self, effect: do.Effect) -> None:
        answer = self._world.answer(effect)
        if answer is not None:
            self._waiting.append(answer)

    def touch(self) -> None:
        """Somewhere; the world answers at once, later, or after the next touch."""
        self._tap(*self._where())
        if self._chance.random() < 0.7:
            self.hear()
        self._touches += 1
        if self._touches % PAINT_EVERY == 0:
            _paint()
        if self._touches % SWEEP_EVERY == 0:
            gc.collect()

    def hear(self) -> None:
        while self._waiting:
            self.stage.tell(self._waiting.pop(0))

    def walk_home(self) -> None:
        """With buttons alone. Raises SystemExit where they lead nowhere."""
        begun = self.stage.visit
        self.hear()
        for _ in range(SAFE_TOUCHES):
            if isinstance(self.stage.visit.state, (*REST, *st.RANK)):
                return
            button = self._way_out()
            if button is None:
                return  # something is being done: it ends by itself, see `finds_home`
            self._tap(*button)
            self.hear()
        sys.exit(f"no button leads home from {begun.state}, but to {self.stage.visit.state}")

    def _way_out(self) -> tuple[float, float] | None:
        words = phrases(self.stage.visit.language)
        presses = {each.text: each for each in self._presses()}
        named = (presses.get(words.say("screen", key)) for key in WAY_OUT)
        found = next((each for each in named if each is not None), None)
        return None if found is None else _centre(found)

    def _presses(self) -> list[Any]:
        from kiosk.ui.arrange import all_of
        from kiosk.ui.widget import Press

        found: list[Any] = all_of(self.stage, Press)
        return found

    def _tap(self, x: float, y: float) -> None:
        from kivy.clock import Clock
        from kivy.tests.common import UnitTestTouch

        self.stage.settle()
        finger = UnitTestTouch(x, y)
        finger.touch_down()
        finger.touch_up()
        Clock.tick()

    def _where(self) -> tuple[float, float]:
        presses = self._presses()
        if presses and self._chance.random() < 0.8:
            return _centre(self._chance.choice(presses))
        return self._chance.uniform(0, self.stage.width), self._chance.uniform(0, self.stage.height)


def _centre(target: Any) -> tuple[float, float]:
    x, y = target.to_window(*target.center)
    return float(x), float(y)


def _paint() -> None:
    from kivy.core.window import Window

    Window.dispatch("on_draw")
    Window.dispatch("on_flip")


def finds_home(visit: st.Visit) -> bool:
    """Does it, when nobody touches anything any more and what bars the kiosk is over? A new start leads there too."""
    freed: tuple[on.Event, ...] = (on.LockLifted(), on.Paired())
    for _ in range(SAFE_STEPS):
        for event in freed:
            visit, _ = step(visit, event)
        if isinstance(visit.state, REST):
            return True
        visit, effects = step(visit, on.TimedOut())
        if do.StartAgain() in effects:
            return True
    return isinstance(visit.state, REST)


def _knows(stage: Any, _world: World) -> None:
    stage.know(content=specimen.content())
    stage.tell(HallSeen(specimen.hall()))


def _lonely(stage: Any, world: World) -> None:
    _knows(stage, world)
    stage.tell(HallAway("连不上"))
    world.is_away = True


def _without_content(stage: Any, _world: World) -> None:
    stage.tell(HallSeen(specimen.hall()))


def _without_a_hall(stage: Any, world: World) -> None:
    world.is_away = True


def _locked(stage: Any, world: World) -> None:
    _knows(stage, world)
    stage.tell(on.LockSet("本机检修。"))


def _broken(stage: Any, world: World) -> None:
    _knows(stage, world)
    stage.tell(on.Broke("no_answer", "0000-7654321"))


SITUATIONS: dict[str, tuple[Callable[[Any, World], None], float]] = {
    "usual": (_knows, 0.5),
    "offline": (_lonely, 0.2),
    "no content": (_without_content, 0.15),
    "no hall": (_without_a_hall, 0.05),
    "locked": (_locked, 0.05),
    "out of order": (_broken, 0.05),
}
"""What is so at the beginning, and its part of the touches."""


def _play(monkey: Monkey, touches: int, *, language: str, mode: st.Mode) -> Iterator[st.State]:
    """The states after each touch. The monkey may well have chosen another language or mode meanwhile."""
    stage = monkey.stage
    for nth in range(touches):
        visit = stage.visit
        if isinstance(visit.state, REST) and (visit.language, visit.mode) != (language, mode):
            stage.tell(on.LanguageChosen(language))
            stage.tell(on.ModeChosen(mode))
        monkey.touch()
        if not finds_home(stage.visit):
            sys.exit(f"no way home from {stage.visit}")
        yield stage.visit.state
        if nth % WALK_EVERY == WALK_EVERY - 1:
            monkey.walk_home()
    monkey.hear()


def run(seed: int, touches: int) -> dict[str, list[str]]:
    """The names of the states seen, by mode, language and situation. Raises SystemExit for a dead end."""
    from kivy.clock import Clock
    from kivy.core.window import Window

    from kiosk.ui.stage import Stage

    chance = random.Random(seed)
    seen: dict[str, list[str]] = {}
    Clock._max_fps = 0
    gc.disable()
    for mode in st.Mode:
        for language in LANGUAGES:
            for name, (prepare, part) in SITUATIONS.items():
                stage, world = Stage(lambda: specimen.NOW), World(chance)
                monkey = Monkey(stage, world, chance)
                Window.add_widget(stage)
                prepare(stage, world)
                for event in (on.LanguageChosen(language), on.ModeChosen(mode)):
                    stage.tell(event)
                # Every screen is thousands of objects; sweeping all else too takes longer than drawing it.
                gc.collect()
                gc.freeze()
                states = _play(monkey, round(touches * part), language=language, mode=mode)
                seen[f"{mode} {language} {name}"] = sorted({type(each).__name__ for each in states})
                Window.remove_widget(stage)
                stage.close()
    return seen


if __name__ == "__main__":
    studio.open_studio(Path(sys.argv[1]))
    sys.stdout.write(json.dumps(run(int(sys.argv[2]), int(sys.argv[3]))) + "\n")
