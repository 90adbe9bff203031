"""A finger on the real screen: runs the kiosk's window, taps what it is told by its words, prints where it ended.

Run as a program, so that Kivy's window, clock and settings stay out of the test process:
    python -m tests.kiosk.tapper CONFIG PICTURE WORD…
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from kiosk.config import load
from kiosk.flow import state as st
from kiosk.ui import screen

LOOK_S = 0.05


class Finger:
    """Taps the button that shows the next word as soon as it is there; stops the app at a state that waits."""

    def __init__(self, app: Any, words: list[str], picture: Path) -> None:
        self._app = app
        self._words = words
        self._picture = picture
        self._drawn = 0

    def look(self, _elapsed: float) -> None:
        if self._words:
            target = self._button(self._words[0])
            if target is not None:
                self._words.pop(0)
                self._tap(target)
        elif isinstance(self._app.root.visit.state, st.Shown | st.PrintFailed | st.Rejected | st.Unreached):
            self._drawn += 1
            if self._drawn == 5:  # a few frames after the state, so that it is laid out
                self._app.root.export_to_png(str(self._picture))
                self._app.stop()

    def _button(self, word: str) -> Any | None:
        from kivy.clock import Clock

        from kiosk.ui.arrange import all_of
        from kiosk.ui.widget import Press

        if Clock.get_boottime() < self._app.root.settled_at:
            return None
        return next((each for each in all_of(self._app.root, Press) if each.text == word), None)

    def _tap(self, target: Any) -> None:
        from kivy.clock import Clock
        from kivy.tests.common import UnitTestTouch

        touch = UnitTestTouch(*target.to_window(*target.center))
        touch.touch_down()
        Clock.schedule_once(lambda _: touch.touch_up(), LOOK_S)


def main(config: str, picture: str, *words: str) -> None:
    station = load(Path(config))
    screen.prepare(station)
    from kivy.clock import Clock
    from kivy.core.window import Window

    from kiosk.ui.app import KioskApp

    if Window is None:
        sys.exit("no window")
    app = KioskApp(station)
    finger = Finger(app, list(words), Path(picture))
    Clock.schedule_interval(finger.look, LOOK_S)
    app.run()
    sys.stdout.write(json.dumps({"state": type(app.root.visit.state).__name__, "size": list(Window.size)}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
