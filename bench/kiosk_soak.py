"""A day of visits in the real window, as quick as they go, and what has grown since an early one of them.

python -m bench.kiosk_soak CONFIG VISITS      prints, as JSON, what there is of everything when it has run in, then
                                              after every tenth of them

Real flow, widgets, worker, server, printer and display; only the finger is put into Kivy's own input, nobody waits for
idle screens, and the window is small and painted in every tenth visit only: that takes most of the time. It needs a
display: a window off the screen waits for no frame, and Mesa's processor renderer keeps each frame that is not done.
"""
# ruff: noqa: ANN401 - Kivy has no types

import gc
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from bench.kiosk_window import shown
from bench.process import cpu_s, memory_mb
from kiosk.config import Config, ScreenPart, load
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.memory import give_back
from kiosk.ui import screen

FRAMES_S = 500
SIZE = (480, 800)
RUN_IN = 300
"""Visits until everything there is has been there once."""
TENTHS = 10
PAINTED = 10
"""Of so many visits one is painted."""
STUCK_S = 60.0
SERVICE, CONFIRM, DONE, BEGIN, HOME = "综合受理", "取号", "完成", "点这里开始", "首页"
PLANS: tuple[tuple[str, ...], ...] = (
    (BEGIN, SERVICE, CONFIRM, DONE),
    (BEGIN, "适老版", CONFIRM, SERVICE, CONFIRM, DONE),
    (BEGIN, SERVICE, HOME, SERVICE, CONFIRM, DONE),
    (BEGIN, "办事指南", HOME, SERVICE, CONFIRM, DONE),
    (BEGIN, "大厅信息", HOME, "我的号票", HOME, SERVICE, CONFIRM, DONE),
    (BEGIN, "无障碍", CONFIRM, SERVICE, CONFIRM, DONE),
)


class Day:
    """Taps the next word of the visit as soon as its button is there."""

    def __init__(self, app: Any, visits: int) -> None:
        self._app, self._visits = app, visits
        self._done, self._words = 0, list(PLANS[0])
        step = max(1, visits // TENTHS)
        # Each after the same plan.
        seen = (max(1, each // len(PLANS)) * len(PLANS) for each in (min(RUN_IN, step), *range(step, visits, step)))
        self._looked_at = {*seen, visits}
        self.found: list[dict[str, float]] = []

    def look(self, _elapsed: float) -> None:
        root = self._app.root
        if not self._words:
            self._leave(root)
            return
        seen = shown(root.children[0])
        place = seen["presses"].get(self._words[0])
        if place is None:
            return
        root.settle()
        self._words.pop(0)
        self._tap(*place)

    def _leave(self, root: Any) -> None:
        """Nobody is there any more, until the slides are shown; one of them is turned."""
        if isinstance(root.visit.state, st.Issuing | st.Printing):
            return
        while not isinstance(root.visit.state, st.Attract):
            root.tell(on.TimedOut())
        self._done += 1
        if self._done in self._looked_at:
            self.found.append({"visits": self._done, **counted()})
        if self._done == self._visits:
            self._app.stop()
        self._words = list(PLANS[self._done % len(PLANS)])
        paint(is_wanted=self._done % PAINTED == 0)
        signal.alarm(int(STUCK_S))

    @staticmethod
    def _tap(x: float, y: float) -> None:
        from kivy.core.window import Window  # noqa: PLC0415 - importing it opens the window

        for kind in ("on_mouse_down", "on_mouse_up"):
            Window.dispatch(kind, x, y, "left", [])


def counted() -> dict[str, float]:
    """When it is, the processor's seconds so far, and everything that must not grow."""
    from kivy.cache import Cache  # noqa: PLC0415
    from kivy.graphics.texture import Texture  # noqa: PLC0415
    from kivy.uix.widget import Widget  # noqa: PLC0415

    give_back()
    everything = gc.get_objects()
    own = Path("/proc/self")
    return {
        "at": time.monotonic(),
        "processor": cpu_s(os.getpid()),
        "memory": memory_mb("self"),
        "open files": len(list((own / "fd").iterdir())),
        "threads": len(list((own / "task").iterdir())),
        "objects": len(everything),
        "widgets": sum(issubclass(type(each), Widget) for each in everything),
        "textures": sum(issubclass(type(each), Texture) for each in everything),
        "pictures kept": sum(len(kept) for kept in Cache._objects.values()),  # noqa: SLF001 - there is no other way
    }


def paint(*, is_wanted: bool) -> None:
    """Whether frames are painted from now on."""
    from kivy.core.window import Window  # noqa: PLC0415

    for each in ("on_draw", "on_flip"):
        if is_wanted:
            vars(Window).pop(each, None)
        else:
            setattr(Window, each, lambda: None)


def small(config: Config) -> Config:
    """The same kiosk in a small window."""
    return config.model_copy(update={"screen": ScreenPart(fullscreen=False, size=SIZE)})


def main(file: str, visits: str) -> None:
    config = small(load(Path(file)))
    screen.prepare(config)
    from kivy.config import Config as Settings  # noqa: PLC0415

    Settings.set("graphics", "maxfps", FRAMES_S)
    from kivy.clock import Clock  # noqa: PLC0415

    from kiosk.ui.app import KioskApp  # noqa: PLC0415

    app = KioskApp(config)
    day = Day(app, int(visits))
    # The menu comes first; the slides when nobody touches it.
    Clock.schedule_once(lambda _: app.root.tell(on.TimedOut()), 2.0)
    Clock.schedule_interval(day.look, 0)
    signal.alarm(int(STUCK_S))
    app.run()
    sys.stdout.write(json.dumps(day.found) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
