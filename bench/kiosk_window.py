"""The kiosk's window in a process of its own, telling what it shows: a JSON line for each frame of another screen.

python -m bench.kiosk_window CONFIG      HUP: as if nobody had touched it for long; ALRM: draw it `FRAMES` times over

Everything else is as `bianmin-kiosk` does it. Fingers come from the display (bench.xfinger).
"""
# ruff: noqa: ANN401 - Kivy has no types

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.config import load
from kiosk.flow import event as on
from kiosk.ui import screen
from kiosk.watchdog import Watchdog

FRAMES = 120


def after_each_flip(window: Any, told: Callable[[], None]) -> None:
    """Call `told` when a frame has been handed to the display."""
    flip = window.flip

    def flipped() -> None:
        flip()
        told()

    window.flip = flipped


def shown(frame: Any) -> dict[str, Any]:
    """The state a frame shows, and the middle of each of its buttons from the upper left corner."""
    from kiosk.ui.arrange import all_of  # noqa: PLC0415 - importing Kivy opens the window
    from kiosk.ui.widget import Press  # noqa: PLC0415

    presses = {
        each.text: (x, frame.height - y) for each in all_of(frame, Press) for x, y in (each.to_window(*each.center),)
    }
    return {"state": type(frame.page.visit.state).__name__, "presses": presses}


def say(**what: Any) -> None:
    # In one piece and past the buffer.
    os.write(sys.stdout.fileno(), f"{json.dumps(what)}\n".encode())


class Teller:
    """Tells each frame once, with the moment its first drawing was done."""

    def __init__(self) -> None:
        self._last: Any = None

    def __call__(self) -> None:
        from kivy.app import App  # noqa: PLC0415

        app = App.get_running_app()
        frame = app.root.children[0] if app is not None and app.root is not None else None
        if frame is None or frame is self._last:
            return
        at, self._last = time.monotonic(), frame
        say(at=at, **shown(frame))


def _time_passes(*_: object) -> None:
    from kivy.app import App  # noqa: PLC0415
    from kivy.clock import Clock  # noqa: PLC0415

    Clock.schedule_once(lambda _: App.get_running_app().root.tell(on.TimedOut()), 0)


def _draw_often(*_: object) -> None:
    from kivy.clock import Clock  # noqa: PLC0415
    from kivy.core.window import Window  # noqa: PLC0415

    def drawn(_elapsed: float) -> None:
        took = []
        for _ in range(FRAMES):
            began = time.perf_counter()
            Window.canvas.ask_update()
            Window.dispatch("on_draw")
            Window.flip()
            took.append(time.perf_counter() - began)
        say(state="", presses={}, at=0.0, frames=took)

    Clock.schedule_once(drawn, 0)


def main(file: str) -> None:
    config = load(Path(file))
    screen.prepare(config)
    from kivy.core.window import Window  # noqa: PLC0415

    after_each_flip(Window, Teller())
    signal.signal(signal.SIGHUP, _time_passes)
    signal.signal(signal.SIGALRM, _draw_often)
    screen.open_window(config, Watchdog(os.environ))


if __name__ == "__main__":
    main(sys.argv[1])
