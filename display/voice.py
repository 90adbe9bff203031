"""Announces calls: chime, sentence, sentence again, one call at a time. Knows no engine and no sound card.

Latency, from the fact's arrival to the ready WAV: the engine's time (espeak-ng: 50 to 100 ms on two busy cores) and,
when others are being announced, their turn; each `spoken` line of the report says it as `latency_ms`.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from display.render.sentence import english_sentence, sentence
from display.report import Report
from display.sound import Sound, chime, joined, save, silence
from display.speech import SpeechFailed
from display.view import CALLS, View
from server.wire.event import Envelope

log = logging.getLogger(__name__)

TIMES = 2
PAUSE_S = 0.6
KEPT_FILES = 200
"""WAV files kept in the folder; the oldest go first."""


class Engine(Protocol):
    def speak(self, text: str, language: str) -> Sound:
        """Raises SpeechFailed."""


class Player(Protocol):
    def play(self, file: Path, stop: threading.Event) -> None:
        """Raises SpeechFailed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A call to be said. `rev` is its fact, `heard_at` when it reached this box (monotonic seconds)."""

    rev: int
    ticket_id: int
    counter_id: int
    number: str
    counter_number: int
    language: str
    heard_at: float

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """Text and language, in order: Chinese twice, and once more in English for whoever took an English ticket."""
        chinese = [(sentence(self.number, self.counter_number), "zh")] * TIMES
        english = [(english_sentence(self.number, self.counter_number), "en")]
        return chinese + (english if self.language.startswith("en") else [])


class Voice:
    """The voice of one zone (of all when `zone` is None): a listener in the event loop, a thread that speaks."""

    def __init__(
        self,
        engine: Engine,
        player: Player | None,
        folder: Path,
        report: Report,
        *,
        zone: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._player = player
        self._folder = folder
        self._report = report
        self._zone = zone
        self._clock = clock
        self._waiting: queue.Queue[Announcement | None] = queue.Queue()
        self._unsaid: set[tuple[int, int]] = set()
        self._stop = threading.Event()
        self._failed = False
        self._thread = threading.Thread(target=self._loop, name="voice")

    def painted(self, view: View | None) -> None:
        """A state is not a call: nothing is said after a snapshot."""

    def happened(self, view: View, envelope: Envelope) -> None:
        ticket = envelope.body.ticket
        counter = view.counter(ticket.counter_id) if ticket is not None else None
        if envelope.type not in CALLS or ticket is None or counter is None:
            return
        if self._zone is not None and counter.zone != self._zone:
            return
        if (ticket.id, counter.id) in self._unsaid:
            return  # an impatient recall while the call itself still waits for its turn
        self._unsaid.add((ticket.id, counter.id))
        self._waiting.put(
            Announcement(
                rev=envelope.rev,
                ticket_id=ticket.id,
                counter_id=counter.id,
                number=ticket.number,
                counter_number=counter.number,
                language=ticket.language,
                heard_at=self._clock(),
            )
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End at once, in the middle of a word if need be."""
        self._stop.set()
        self._waiting.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _loop(self) -> None:
        while (announcement := self._waiting.get()) is not None and not self._stop.is_set():
            self._unsaid.discard((announcement.ticket_id, announcement.counter_id))
            try:
                self._say(announcement)
            except (SpeechFailed, OSError, ValueError) as error:  # ValueError: an engine with a rate of its own
                self._fail(str(error))
            else:
                self._recover()

    def _say(self, announcement: Announcement) -> None:
        number = "".join(char for char in announcement.number if char.isalnum())
        file = self._folder / f"{announcement.rev:08d}-{number}.wav"
        sound = self._composed(announcement)
        save(sound, file)
        latency_ms = round((self._clock() - announcement.heard_at) * 1000)
        text = " ".join(text for text, _ in announcement.sentences)
        log.info("announcing %s at counter %d", announcement.number, announcement.counter_number)
        self._report.write(
            "spoken",
            number=announcement.number,
            counter=announcement.counter_number,
            text=text,
            wav=str(file),
            seconds=round(sound.seconds, 2),
            latency_ms=latency_ms,
        )
        self._forget_old_files()
        if self._player is not None:
            self._player.play(file, self._stop)

    def _composed(self, announcement: Announcement) -> Sound:
        once = dict(announcement.sentences)
        spoken = {text: self._engine.speak(text, language) for text, language in once.items()}
        parts = [chime()]
        for text, _ in announcement.sentences:
            parts += [spoken[text], silence(PAUSE_S)]
        return joined(parts)

    def _forget_old_files(self) -> None:
        for old in sorted(self._folder.glob("[0-9]*-*.wav"))[:-KEPT_FILES]:
            old.unlink(missing_ok=True)

    def _fail(self, why: str) -> None:
        if not self._failed:
            log.error("voice: %s", why)
            self._report.write("voice_failed", why=why)
        self._failed = True

    def _recover(self) -> None:
        if self._failed:
            log.info("voice speaks again")
        self._failed = False
