"""Run as a process of its own: what a stage has drawn around a ticket, and what is left of a screen that is gone; JSON.

python -m tests.kiosk.stage_probe HOME      time passes only when the probe says so
"""

from __future__ import annotations

import gc
import json
import sys
import weakref
from pathlib import Path
from typing import Any

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.worker import HallSeen
from tests.kiosk import specimen, studio


class Probe:
    """A stage whose effects end when the probe wants it."""

    def __init__(self) -> None:
        from kivy.clock import Clock
        from kivy.core.window import Window

        from kiosk.ui import stage

        self._now = Clock.time()
        self._clock, self._soon = Clock, stage.SOON_S
        Clock.time = lambda: self._now
        Clock._max_fps = 0  # nobody waits for a frame
        self.effects: list[do.Effect] = []
        self.stage: Any = stage.Stage(lambda: specimen.NOW)
        self.stage.perform = self._perform
        Window.add_widget(self.stage)
        self.stage.tell(HallSeen(specimen.hall()))
        self.at_work_before: str | None = None
        self._spot = (0.0, 0.0)

    def _perform(self, effect: do.Effect) -> None:
        self.effects.append(effect)
        if isinstance(effect, do.Issue):
            self.at_work_before = self.drawn

    @property
    def drawn(self) -> str:
        """The state of the visit that the frame was made for."""
        return type(self.stage.children[0].page.visit.state).__name__

    def pass_time(self, seconds: float) -> None:
        self._now += seconds
        self._clock.tick()

    def take(self) -> None:
        self.pass_time(0.0)  # a clock counts from its last tick
        self.stage.tell(on.WentHome())
        for event in (on.ServiceChosen("general"), on.Confirmed()):
            self.stage.tell(event)

    def printed(self) -> None:
        for event in (on.Reserved(specimen.TICKET), on.SlipPrinted()):
            self.stage.tell(event)

    def quick(self) -> list[str]:
        """What is drawn while a ticket comes at once: after 取号, half of the grace later, when it is there."""
        self.take()
        seen = [self.drawn]
        self.pass_time(self._soon / 2)
        seen.append(self.drawn)
        self.printed()
        seen.append(self.drawn)
        self.pass_time(self._soon * 2)
        return [*seen, self.drawn]

    def slow(self) -> list[str]:
        """The same of one that is long in coming."""
        self.take()
        seen = [self.drawn]
        self.pass_time(self._soon * 1.1)
        seen.append(self.drawn)
        self.printed()
        return [*seen, self.drawn]

    def left(self) -> list[str]:
        """What of each screen of a visit still lives, without the collector, when another one is there."""
        from kivy.uix.scrollview import ScrollView

        gc.collect()
        gc.disable()
        found: set[str] = set()
        for event in (on.WentHome(), on.ServiceChosen("general"), on.WentHome(), on.TimedOut(), on.Touched()):
            blocks = [weakref.ref(each) for each in self.stage.children[0].walk() if not isinstance(each, ScrollView)]
            textures = [weakref.ref(each._texture) for each in _words(self.stage) if each._texture is not None]
            self.stage.tell(event)
            found |= {type(alive).__name__ for each in (*blocks, *textures) if (alive := each()) is not None}
        return sorted(found)

    def hammered(self) -> list[str]:
        """The screen after 取号, after a finger that went on tapping there, and after a touch a while later."""
        for event in (on.WentHome(), on.ServiceChosen("general")):
            self.stage.tell(event)
        self.pass_time(1.0)
        self.tap("取号")
        self.printed()
        seen = [self.drawn]
        for _ in range(6):
            self.pass_time(0.4)
            self.tap()
        seen.append(self.drawn)
        self.pass_time(1.1)
        self.tap("完成")
        return [*seen, self.drawn]

    def tap(self, text: str = "") -> None:
        """The button that shows `text`; without one, the spot of the last tap again."""
        if text:
            press = next(each for each in _presses(self.stage) if each.text == text)
            self._spot = press.to_window(*press.center)
        finger = self.finger(*self._spot)
        finger.touch_down()
        finger.touch_up()
        self.pass_time(0.0)

    @staticmethod
    def finger(x: float, y: float) -> Any:
        from kivy.tests.common import UnitTestTouch

        return UnitTestTouch(x, y)

    def corner(self, *, first_stays: bool) -> str:
        """The screen some time after two fingers came to the hidden corner and one of them left."""
        self.stage.tell(on.WentHome())
        self.pass_time(2.0)
        fingers = [self.finger(each, self.stage.height - each) for each in (5, 25)]
        for each in fingers:
            each.touch_down()
        fingers[1 if first_stays else 0].touch_up()
        self.pass_time(4.5)
        seen = self.drawn
        fingers[0 if first_stays else 1].touch_up()
        self.stage.tell(on.WentHome())
        return seen


def _presses(stage: Any) -> list[Any]:
    from kiosk.ui.arrange import all_of
    from kiosk.ui.widget import Press

    found: list[Any] = all_of(stage, Press)
    return found


def _words(stage: Any) -> list[Any]:
    from kiosk.ui.arrange import all_of
    from kiosk.ui.widget import Say

    found: list[Any] = all_of(stage, Say)
    return found


def main(home: str) -> None:
    studio.open_studio(Path(home))
    probe = Probe()
    told = {"quick": probe.quick(), "slow": probe.slow(), "before": probe.at_work_before, "left": probe.left()}
    told |= {"hammered": probe.hammered()}
    told |= {f"corner {each}": probe.corner(first_stays=each) for each in (True, False)}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
