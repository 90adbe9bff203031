"""Run as a program: the real window of a kiosk that has no token and finds its server by zeroconf on loopback. It tells
the code it shows, then, after the taps, the QR codes beside the number.

    python -m tests.kiosk.pairing_window SERVICE_TYPE CONFIG FOLDER WORD…
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from kiosk import whereabouts
from kiosk.config import load
from kiosk.flow import state as st
from kiosk.ui import screen
from server.client import discovery
from tests.kiosk.tapper import LOOK_S, Finger


class Reader(Finger):
    """A finger with eyes."""

    def __init__(self, app: Any, words: list[str], folder: Path) -> None:
        super().__init__(app, words, folder / "ticket.png")
        self._folder = folder
        self._told = ""
        self.urls: list[str] = []

    def look(self, elapsed: float) -> None:
        from kiosk.ui.arrange import all_of
        from kiosk.ui.widget import Code, Say

        state = self._app.root.visit.state
        if isinstance(state, st.Pairing) and state.code and state.code != self._told:
            words = [each.text for each in all_of(self._app.root, Say)]
            shown = next((each for each in words if each.replace(" ", "") == state.code), "")
            if shown:
                self._told = state.code
                self._app.root.export_to_png(str(self._folder / "pairing.png"))
                sys.stdout.write(json.dumps({"code": shown, "hall": state.hall, "words": words}) + "\n")
                sys.stdout.flush()
        if isinstance(state, st.Shown | st.PrintFailed):
            self.urls = [each.text for each in all_of(self._app.root, Code)]
        super().look(elapsed)


def main(service_type: str, config: str, folder: str, *words: str) -> None:
    discovery.SERVICE_TYPE = service_type
    setattr(whereabouts, "find", partial(discovery.find, interfaces=["127.0.0.1"]))  # noqa: B010 - not its own name
    station = load(Path(config))
    screen.prepare(station)
    from kivy.clock import Clock
    from kivy.core.window import Window

    from kiosk.ui.app import KioskApp

    if Window is None:
        sys.exit("no window")
    app = KioskApp(station)
    reader = Reader(app, list(words), Path(folder))
    Clock.schedule_interval(reader.look, LOOK_S)
    app.run()
    sys.stdout.write(json.dumps({"urls": reader.urls}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
