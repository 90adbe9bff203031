"""How long from a touch to the finished picture of another screen: every screen, language and look, on a real display.

python -m bench.kiosk_screens CONFIG [EVERY]      prints, as JSON, seconds by name; EVERY: only each so many-th screen

The floor is the same window with one coloured rectangle that changes at a touch.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.kiosk_window import after_each_flip, shown
from bench.xfinger import Finger
from kiosk.config import load
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.ui import screen
from kiosk.worker import HallSeen
from tests.kiosk import specimen

PATIENCE_S = 20.0
FLOORS = 40
TURNERS = ("▲", "▼")
"""They move the page; every other button leads to another screen."""


class Loop:
    """Kivy's loop turned by hand, and when its last frame was done."""

    def __init__(self, finger: Finger) -> None:
        from kivy.base import EventLoop, runTouchApp  # noqa: PLC0415 - importing Kivy has effects
        from kivy.core.window import Window  # noqa: PLC0415

        self._events, self._window, self._finger = EventLoop, Window, finger
        self.drawn = 0.0
        after_each_flip(Window, self._note)
        runTouchApp(embedded=True)

    def _note(self) -> None:
        self.drawn = time.monotonic()

    def turn(self, over: Callable[[], bool], what: str) -> None:
        """Until it is `over`. Raises TimeoutError, which says `what` was waited for."""
        deadline = time.monotonic() + PATIENCE_S
        while not over():
            if time.monotonic() > deadline:
                raise TimeoutError(f"the screen does not change: {what}")
            self._events.idle()
            self._window.mainloop()

    def rest(self, frames: int = 3) -> None:
        left = iter(range(frames))
        self.turn(lambda: next(left, None) is None, "a frame")

    def tapped(
        self, x: float, y: float, is_down: Callable[[], bool], is_there: Callable[[], bool], *, name: str
    ) -> float:
        """Seconds from the lifted finger to the frame that has what `is_there` says; `name`: of what is to come."""
        self._finger.down(x, y)
        self.turn(is_down, f"{name}: the finger at {x:.0f}, {y:.0f} is not felt")
        lifted = self._finger.up()
        self.turn(is_there, f"{name} does not come")
        at = self.drawn
        self.turn(lambda: self.drawn > at or at > lifted, f"{name} is not painted")
        return self.drawn - lifted


def wanted(every: int) -> Iterator[tuple[str, st.Visit]]:
    """Name and visit of the screens to be measured."""
    looks = [(language, mode) for language in ("zh", "en") for mode in st.Mode]
    for number, (name, state) in enumerate(specimen.states()):
        if number % every == 0:
            for language, mode in looks:
                visit = st.Visit(state, language=language, mode=mode, around=specimen.around())
                yield f"{name} {language} {mode}", visit


class Stand:
    """A stage whose next touch leads wherever is wanted: the flow has no part in what is measured."""

    def __init__(self, loop: Loop) -> None:
        from kivy.core.window import Window  # noqa: PLC0415

        from kiosk.ui import stage  # noqa: PLC0415

        self._loop = loop
        self._target = st.Visit()
        stage.step = lambda _visit, _event: (self._target, ())
        self.stage = stage.Stage(lambda: specimen.NOW)
        self.stage.perform = lambda _effect: None
        self._target = self._before(self._target)
        Window.add_widget(self.stage)
        self.stage.know(content=specimen.content(), url=lambda ticket: f"http://10.0.0.2:8000/t/{ticket.id}#s3cret")
        self.stage.tell(HallSeen(specimen.hall()))

    @staticmethod
    def _before(visit: st.Visit) -> st.Visit:
        """Where a visitor comes from: the menu in the same language and look, the slides before the menu itself."""
        state: st.State = st.Attract() if isinstance(visit.state, st.Home) else st.Home()
        return replace(visit, state=state, around=specimen.around())

    def change_to(self, name: str, visit: st.Visit) -> float:
        """Seconds from the screen before it."""
        from kiosk.ui.arrange import all_of  # noqa: PLC0415
        from kiosk.ui.widget import Press  # noqa: PLC0415

        self._target = self._before(visit)
        self.stage.tell(on.WentHome())
        self.stage.settle()
        self._loop.rest()
        self._target = visit
        press = next(each for each in all_of(self.stage, Press) if each.text not in TURNERS)
        x, y = shown(self.stage.children[0])["presses"][press.text]
        before = self.stage.children[0]
        return self._loop.tapped(
            x,
            y,
            lambda: press.state == "down",
            lambda: self.stage.visit is visit and self.stage.children[0] != before,
            name=name,
        )


def floors(loop: Loop) -> list[float]:
    """The same touch on a window with nothing but one rectangle."""
    from kivy.core.window import Window  # noqa: PLC0415
    from kivy.graphics import Color, Rectangle  # noqa: PLC0415
    from kivy.uix.widget import Widget  # noqa: PLC0415

    bare = Widget(size=Window.size)
    with bare.canvas:
        colour = Color(1, 1, 1, 1)
        Rectangle(pos=(0, 0), size=Window.size)
    seen: list[str] = []

    def down(*_: object) -> None:
        seen.append("down")

    def up(*_: object) -> None:
        seen.append("up")
        colour.g = 1 - colour.g

    bare.bind(on_touch_down=down, on_touch_up=up)
    Window.add_widget(bare)
    loop.rest()
    times = []
    for _ in range(FLOORS):
        seen.clear()
        times.append(loop.tapped(300, 300, lambda: "down" in seen, lambda: "up" in seen, name="a rectangle"))
    Window.remove_widget(bare)
    return times


def main(file: str, every: int = 1) -> None:
    config = load(Path(file))
    screen.prepare(config)
    finger = Finger(os.environ["DISPLAY"])
    loop = Loop(finger)
    bare = floors(loop)
    stand: Any = Stand(loop)
    took = {name: stand.change_to(name, visit) for name, visit in wanted(every)}
    sys.stdout.write(json.dumps({"bare": bare, "screens": took}) + "\n")
    finger.close()


if __name__ == "__main__":
    main(sys.argv[1], *(int(each) for each in sys.argv[2:]))
