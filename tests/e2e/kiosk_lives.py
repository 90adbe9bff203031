"""Whole kiosks to be killed: for each line on stdin a process forked from one that has imported nearly everything.

A kiosk says its pid, then each state it comes to, until it is killed; its parent says how it ended. With a window a
finger touches the buttons of the real command; without one the worker is told what they mean. What is done is drawn by
lot from a seed; without a seed the finger obeys further lines on stdin: tap WORD [TIMES], picture FILE, nobody.
"""

from __future__ import annotations

import json
import os
import queue
import select
from pathlib import Path
from random import Random
from typing import Any

from kiosk.__main__ import main as command
from kiosk.config import load
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.machine import step
from kiosk.flow.offer import Offer
from kiosk.phrase import phrases
from kiosk.worker import ContentSeen, HallAway, HallSeen, Message, PagesSeen, PrinterSeen, Worker

SERVICE = "general"
Deed = tuple[str, on.Event]
"""A button's word in the catalogue, and what it means."""
HOMEWARD: Deed = ("home", on.WentHome())
DEEDS: dict[type[st.State], tuple[Deed, ...]] = {
    st.Attract: (("begin", on.Touched()),),
    st.Home: (("", on.ServiceChosen(SERVICE)),),
    st.Confirming: (("confirm", on.Confirmed()),),
    st.Shown: (("done", on.WentBack()),),
    st.ShownOffline: (("done", on.WentBack()),),
    st.PrintFailed: (("reprint", on.AskedAgain()), ("to_staff", on.NumberRemembered()), ("nobody", on.TimedOut())),
    st.OfflineFailed: (("reprint", on.AskedAgain()), ("to_staff", on.NumberRemembered()), ("nobody", on.TimedOut())),
    st.Unreached: (("retry", on.AskedAgain()), ("take_offline", on.OfflineWanted()), HOMEWARD),
    st.Rejected: (HOMEWARD,),
    st.Issuing: (),
    st.Printing: (),
    st.IssuingOffline: (),
    st.PrintingOffline: (),
}


def say(**what: object) -> None:
    os.write(1, json.dumps(what, ensure_ascii=False).encode() + b"\n")


def line_of(state: st.State) -> dict[str, object]:
    ticket = getattr(state, "ticket", None)
    return {"state": type(state).__name__, "number": None if ticket is None else ticket.number}


class Faceless:
    """The flow and the worker without a screen."""

    def __init__(self, config: Path, chance: Random) -> None:
        self._chance = chance
        self._said: queue.Queue[Message] = queue.Queue()
        self._worker = Worker(load(config), self._said.put)
        self._visit = st.Visit()
        self._knows_the_hall = False

    def live(self) -> None:
        self._worker.start()
        while True:
            deeds = DEEDS.get(type(self._visit.state), (HOMEWARD,)) if self._knows_the_hall else ()
            if deeds:
                self._happen(self._chance.choice(deeds)[1])
            else:
                self._hear(self._said.get())

    def _hear(self, message: Message) -> None:
        if isinstance(message, HallSeen):
            self._knows_the_hall = True
            self._happen(on.HallChanged(Offer.from_hall(message.hall)))
            self._happen(on.ServerAway() if message.is_kept else on.ServerBack())
        elif isinstance(message, HallAway):
            self._happen(on.ServerAway())
        elif not isinstance(message, PagesSeen | ContentSeen | PrinterSeen):
            self._happen(message)

    def _happen(self, event: on.Event) -> None:
        before = self._visit.state
        self._visit, effects = step(self._visit, event)
        if self._visit.state != before:
            say(**line_of(self._visit.state))
        for effect in effects:
            self._worker.submit(effect)


class Hand:
    """A finger on the screen of the running application. `look` is called before every frame."""

    def __init__(self, chance: Random | None) -> None:
        self._chance = chance
        self._last: dict[str, object] = {}
        self._wanted: list[str] = []
        self._heard = b""

    def look(self, _elapsed: float) -> None:
        from kivy.app import App

        app = App.get_running_app()
        if app is None or app.root is None:
            return
        stage = app.root
        now = line_of(stage.visit.state)
        if now != self._last:
            self._last = now
            say(**now)
        elif self._chance is not None:
            self._try_its_luck(stage, self._chance)
        else:
            self._obey(stage)

    def _try_its_luck(self, stage: Any, chance: Random) -> None:
        stage.settle()
        deeds = DEEDS.get(type(stage.visit.state), (HOMEWARD,))
        if deeds and stage.known.hall is not None:
            word, _ = chance.choice(deeds)
            if word == "nobody":
                stage._over()
            else:
                self._tap(stage, self._word(stage, word))

    def _word(self, stage: Any, key: str) -> str:
        if key:
            return phrases(stage.visit.language).say("screen", key)
        return next(str(each.name) for each in stage.known.hall.services if each.id == SERVICE)

    def _obey(self, stage: Any) -> None:
        while select.select([0], [], [], 0)[0]:
            more = os.read(0, 4096)
            if not more:
                break
            self._heard += more
        *lines, self._heard = self._heard.split(b"\n")
        self._wanted += [line.decode() for line in lines]
        if self._wanted and self._did(stage, *self._wanted[0].split()):
            say(did=self._wanted.pop(0))

    def _did(self, stage: Any, verb: str, *rest: str) -> bool:
        if verb == "nobody":
            stage._over()
        elif verb == "picture":
            stage.export_to_png(rest[0])
        elif verb == "tap":
            stage.settle()
            return self._tap(stage, rest[0], *map(int, rest[1:]))
        elif verb == "spot":  # where a button has been, whatever is there now
            self._touch(self._spot)
        return True

    def _tap(self, stage: Any, word: str, times: int = 1) -> bool:
        """Whether there is such a button. Several times: as fast as a finger never is."""
        from kiosk.ui.arrange import all_of
        from kiosk.ui.widget import Press

        target = next((each for each in all_of(stage, Press) if each.text == word), None)
        if target is None:
            return False
        self._spot = target.to_window(*target.center)
        for _ in range(times):
            self._touch(self._spot)
        return True

    @staticmethod
    def _touch(spot: tuple[float, float]) -> None:
        from kivy.tests.common import UnitTestTouch

        touch = UnitTestTouch(*spot)
        touch.touch_down()
        touch.touch_up()


def live(wanted: dict[str, Any]) -> int:
    chance = None if wanted["seed"] is None else Random(wanted["seed"])
    if not wanted["window"]:
        Faceless(Path(wanted["config"]), chance or Random(0)).live()
    from kivy.clock import Clock

    hand = Hand(chance)
    Clock.schedule_interval(hand.look, 0)
    return command(["--config", wanted["config"], *([] if "DISPLAY" in os.environ else ["--offscreen"])])


def main() -> None:
    os.environ |= {"KIVY_NO_ARGS": "1", "KIVY_NO_CONFIG": "1", "KIVY_NO_FILELOG": "1", "KIVY_WINDOW": "sdl2"}
    os.environ |= {"KIVY_LOG_MODE": "PYTHON", "LP_NUM_THREADS": "1"}
    # Whatever does not open the window, which each kiosk does by itself.
    import kivy.base
    import kivy.core.text
    import kivy.graphics  # noqa: F401

    # Unbuffered: what follows a kiosk's line is for that kiosk.
    for line in os.fdopen(0, "rb", buffering=0):
        wanted = json.loads(line)
        pid = os.fork()
        if pid == 0:
            say(pid=os.getpid())
            os._exit(live(wanted))
        _, status = os.waitpid(pid, 0)
        say(ended=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
