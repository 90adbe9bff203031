"""Run as a module of its own process: the kiosk's window, which USR1 freezes, USR2 breaks, HUP tries to close and
ALRM ends as staff do.

A signal's handler runs in the window's thread, as a touch would: whatever it does is done to the screen.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from typing import Any

from kiosk.__main__ import main

ESCAPE, F1 = 27, 282


def freeze(*_: Any) -> None:
    threading.Event().wait()


def fail(*_: Any) -> None:
    raise RuntimeError("broken on purpose")


def try_to_leave(*_: Any) -> None:
    """Every way out that Kivy has; what is left is told."""
    from kivy.app import App
    from kivy.base import EventLoop
    from kivy.config import Config
    from kivy.core.window import Window

    stays = Window.dispatch("on_request_close")
    before = list(Window.children)
    for key in (ESCAPE, F1, ESCAPE):
        Window.dispatch("on_keyboard", key, 0, None, [])
    app = App.get_running_app()
    told = {
        "stays": stays,
        "quit": EventLoop.quit,
        "panel": Window.children != before,
        "running": app is not None,
        "state": type(app.root.visit.state).__name__ if app is not None else None,
        "size": list(Window.size),
        "cursor": Window.show_cursor,
        "screensaver": Window.allow_screensaver,
        "input": dict(Config.items("input")),
        "providers": sorted(type(each).__name__ for each in EventLoop.input_providers),
    }
    # In one piece and past the buffer: the next signal may come while this one is still being written.
    os.write(sys.stdout.fileno(), f"{json.dumps(told)}\n".encode())


def end_as_staff(*_: Any) -> None:
    """Through the corner, as if the code were right."""
    from kivy.app import App

    from kiosk.flow import event as on
    from kiosk.flow import state as st

    stage = App.get_running_app().root
    way = (on.CornerHeld(), on.Typed("471100"), on.Confirmed(), on.StaffLetIn())
    for event in (*way, on.ChoreWanted(st.Chore.END_PROGRAM)):
        stage.tell(event)


ACTS = {signal.SIGUSR1: freeze, signal.SIGUSR2: fail, signal.SIGHUP: try_to_leave, signal.SIGALRM: end_as_staff}

if __name__ == "__main__":
    for number, act in ACTS.items():
        signal.signal(number, act)
    sys.exit(main(sys.argv[1:]))
