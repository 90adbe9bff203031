"""A voice at work, a speaker that can fail, and a hall that changes under them, for tests."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic

from display.engine import Engine, Engines
from display.language import DEFAULT_CLIPS, languages
from display.mouth import Manner, Mouth, Player
from display.render.sentence import Sentence
from display.report import Report
from display.sound import RATE, Sound, silence
from display.speech import SpeechFailed
from display.view import View, apply, from_snapshot
from display.voice import Voice
from drivers.runner import Health
from server.vocab import TicketState
from server.wire.event import Envelope
from tests.display.fakes import PATIENCE_S
from tests.display.words import AT, board, counter, fact, snapshot, ticket

KNOWN = languages([DEFAULT_CLIPS])
ZH_FIRST = {code: KNOWN[code] for code in ("zh", "en")}


class Speaker:
    """An engine and a player in one: fails while it is told to, hands over the name of each file it begins to play."""

    def __init__(self) -> None:
        self.said: list[Sentence] = []
        self.engine_fails = self.player_fails = 0
        self.rate = RATE
        self.plugged = "card 0"
        self.may_play = threading.Event()
        self.may_play.set()
        self.begun: queue.Queue[str] = queue.Queue()

    def speak(self, sentence: Sentence) -> Sound:
        if self.engine_fails:
            self.engine_fails -= 1
            raise SpeechFailed("不出声")
        self.said.append(sentence)
        return Sound(silence(0.1).samples, self.rate)

    def cards(self) -> str:
        return self.plugged

    def play(self, file: Path, seconds: float, stop: threading.Event) -> None:
        if self.player_fails:
            self.player_fails -= 1
            raise SpeechFailed("没有声卡")
        if seconds:
            self.begun.put(file.name)
            assert self.may_play.wait(PATIENCE_S)

    def next(self) -> str:
        return self.begun.get(timeout=PATIENCE_S)


class Zone:
    """A voice at work and a hall that changes under it."""

    def __init__(
        self,
        folder: Path,
        engines: list[tuple[str, Engine]],
        player: Player | None,
        *,
        zone: str | None = None,
        manner: Manner | None = None,
        now: datetime = AT,
        readers: Engines | None = None,
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.health: queue.Queue[Health] = queue.Queue()
        report = Report(folder / "report", lambda: AT)
        self.mouth = Mouth(
            Engines(engines, monotonic),
            player,
            folder / "voice",
            report,
            name="语音",
            manner=manner or Manner(languages=ZH_FIRST),
            now=lambda: now,
            clock=monotonic,
            note=self.health.put,
            readers=readers,
        )
        self.voice = Voice(self.mouth, report, zone=zone)
        self.view = from_snapshot(snapshot(board(counter(2), counter(3, zone="乙区"), counter(4))))

    def see(self, view: View) -> None:
        self.view = view
        self.voice.painted(view)

    def tell(self, envelope: Envelope) -> None:
        self.view = apply(self.view, envelope)
        self.voice.happened(self.view, envelope)
        self.voice.painted(self.view)

    def call(self, number: str, rev: int, at: int = 2, *, kind: str = "ticket_called", language: str = "zh") -> None:
        self.tell(fact(kind, rev, ticket=ticket(number, counter_number=at, language=language)))

    def end(self, number: str, rev: int, at: int = 2, *, state: TicketState = TicketState.FINISHED) -> None:
        self.tell(fact("ticket_finished", rev, ticket=ticket(number, state, counter_number=at)))

    def condition(self, code: str) -> Health:
        """Wait until the health has this code."""
        while (health := self.health.get(timeout=PATIENCE_S)).code != code:
            pass
        return health

    @contextmanager
    def working(self) -> Iterator["Zone"]:
        self.voice.start()
        try:
            yield self
        finally:
            self.voice.stop()


def zone_of(folder: Path, speaker: Speaker, **more: object) -> Zone:
    return Zone(folder, [("引擎", speaker)], speaker, **more)  # type: ignore[arg-type]
