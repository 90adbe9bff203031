"""Run as a process of its own: what a stage tells a visitor of the hall, of its refusals and of the time that is left.

python -m tests.kiosk.told_probe HOME      one JSON line; time passes only when the probe says so
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.patience import patience
from kiosk.phrase import phrases
from kiosk.worker import HallSeen
from server.wire.hall import HallAnswer
from tests.client.stub import hall_answer, service
from tests.kiosk import specimen, studio
from tests.kiosk.stage_probe import Probe, _words

SHORT_LIST = 12
REASON = "系统维护"
CLOSED = hall_answer().opening.model_copy(update={"is_open": False})
HALLS: dict[str, HallAnswer] = {
    "hall_closed": hall_answer(opening=CLOSED),
    "quota_reached": hall_answer(services=[service(remaining=0)]),
    "not_on_duty": hall_answer(services=[service(offered=False)]),
    "service_closed": hall_answer(services=[service(closed=REASON)]),
    "item_draft": hall_answer(),
}
"""What the hall is like when it refuses; an item that is a draft is refused when it is asked for."""


class Teller(Probe):
    """A probe that reads the screen."""

    def tell(self, *events: on.Event) -> list[str]:
        """What can be read after `events` of the next visitor."""
        for each in (on.TimedOut(), on.Touched(), *events):
            self.stage.tell(each)
        self.pass_time(1.0)
        return self.read()

    def read(self) -> list[str]:
        return [each.text for each in _words(self.stage)]

    def refused(self, code: str, language: str) -> list[str]:
        self.stage.tell(HallSeen(HALLS[code]))
        wish: list[on.Event] = [on.LanguageChosen(language), on.ServiceChosen("general", "I003")]
        if code == "item_draft":
            wish += [on.Confirmed(), on.IssueRefused(code, "这个事项还没有开放。")]
        return self.tell(*wish)

    def unreached(self, language: str, *wish: on.Event) -> list[str]:
        asked = (on.LanguageChosen(language), on.ServiceChosen("general"), on.Confirmed())
        said = self.tell(*asked, *wish)
        self.stage.tell(on.ServerBack())
        return said

    def left_alone(self, mode: st.Mode) -> dict[str, Any]:
        """Of a visitor who has walked away from the last look before a ticket."""
        self.tell(on.ModeChosen(mode), on.ServiceChosen("general"))
        waits = patience(self.stage.visit)
        assert waits is not None
        self.pass_time(waits.idle_s - 1.5)
        seen: dict[str, Any] = {"before": self.seconds(), "counted": []}
        self.pass_time(1.0)
        for _ in range(int(waits.countdown_s)):
            seen["counted"].append(self.seconds())
            self.pass_time(1.0)
        return seen | {"end": self.drawn, "total_s": waits.total_s}

    def touched_in_time(self) -> list[Any]:
        """The countdown before and after a touch; the screen."""
        self.tell(on.ServiceChosen("general"))
        self.pass_time(36.0)
        before = self.seconds()
        self.tap(phrases("zh").say("screen", "large"))
        return [before, self.seconds(), self.drawn]

    def seconds(self) -> int | None:
        """That the screen says are left."""
        said = {phrases("zh").say("screen", "leaving", seconds=each): each for each in range(1, 60)}
        return next((said[each] for each in self.read() if each in said), None)

    def three_touches(self, item: str) -> list[Any]:
        """The screens of a ticket of an item by real touches, and what stood beside it."""
        self.tell()
        seen: list[Any] = []
        for text in (phrases("zh").say("screen", "by_item"), item, phrases("zh").say("screen", "confirm")):
            self.pass_time(2.0)
            self.tap(text)
            self.pass_time(1.0)
            seen.append(self.drawn)
        return seen


class Kept(logging.Handler):
    """What was logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def bad_picture(folder: Path) -> Sequence[object]:
    """How high a picture that is none stands, and what was logged."""
    from kiosk.ui.widget import Picture

    file, kept = folder / "photo.png", Kept()
    file.write_bytes(b"no picture at all")
    logger = logging.getLogger("kiosk.ui.widget")
    logger.addHandler(kept)
    made = Picture(file, 100)
    logger.removeHandler(kept)
    return [made.high(100), kept.said]


def main(home: str) -> None:
    studio.open_studio(Path(home))
    probe = Teller()
    told: dict[str, Any] = {"bad picture": bad_picture(Path(home))}
    probe.stage.tell(HallSeen(HALLS["quota_reached"]))
    told["refused without content"] = probe.tell(on.ServiceChosen("general", "I003"))
    probe.stage.tell(HallSeen(specimen.hall()))
    told["empty guides"] = probe.tell(on.TopicsWanted(st.Sorting.CATEGORY, st.Purpose.GUIDE))
    probe.tell(on.ServiceChosen("general"), on.Confirmed())
    probe.printed()
    told["without content"] = [type(probe.effects[0]).__name__, probe.drawn]
    told |= {f"idle {mode}": probe.left_alone(mode) for mode in st.Mode}
    told["touched in time"] = probe.touched_in_time()
    probe.stage.know(content=specimen.content())
    for language in ("zh", "en"):
        told |= {f"{code} {language}": probe.refused(code, language) for code in HALLS}
        probe.stage.tell(HallSeen(specimen.hall()))
        told[f"offline {language}"] = probe.unreached(language, on.ServerLost(may_issue=False))
        for code in ("offline_time_up", "offline_used_up"):
            late = (on.ServerLost(may_issue=True), on.OfflineWanted(), on.IssueRefused(code, ""))
            told[f"{code} {language}"] = probe.unreached(language, *late)
    guides = specimen.content().guides[:SHORT_LIST]
    probe.stage.know(content=specimen.content().model_copy(update={"guides": guides}))
    told |= {f"reading {leaf}": probe.tell(on.LeafWanted(leaf)) for leaf in (st.Leaf.ROSTER, st.Leaf.AWAY)}
    told["items"] = probe.tell(on.TopicsWanted(st.Sorting.CATEGORY, st.Purpose.TICKET))
    told["three touches"] = probe.three_touches(guides[0].name)
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
