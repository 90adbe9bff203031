"""Makes one call audible: sentences by the engines, volume by the hour, a file, the loudspeaker; and how all that is.

Latency, from the fact's arrival to the first sample handed to the player, stands in each `spoken` line of the report as
`latency_ms`: a few milliseconds with recordings, the engine's own time else, and the turns of those who were before.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from display.announcement import Call, Notice, spoken_in
from display.engine import Engines
from display.render.sentence import Language, Sentence
from display.render.volume import FULL, Hours, hours_from, volume_at
from display.report import Report
from display.sound import Sound, amplified, chime, joined, save, silence
from display.speech import SpeechFailed
from display.view import View
from drivers.runner import Condition, Health

log = logging.getLogger(__name__)

KEPT_FILES = 200
"""WAV files kept in the folder; the oldest go first."""
PROBE = ("A000", 1)
"""What an engine is tried with; never played."""
SILENT = ".silent.wav"
"""A file without samples: the loudspeaker opens and closes its device, and nobody hears it."""


class Player(Protocol):
    def cards(self) -> str:
        """What is plugged in, as one text."""

    def play(self, file: Path, seconds: float, stop: threading.Event) -> None:
        """Until it is over or `stop` is set. Raises SpeechFailed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a zone's calls are said. What is None is taken from the hall's policy; `volume` multiplies with its hours."""

    languages: Mapping[str, Language]
    order: tuple[str, ...] | None = None
    hours: tuple[Hours, ...] | None = None
    volume: int = FULL
    pause_s: float = 0.8
    has_chime: bool = True

    def sentences(self, call: Call, view: View) -> list[Sentence]:
        """All that is said for a call, in order."""
        wanted = self.order or view.board.voice.languages
        codes = spoken_in(wanted, call.language, list(self.languages))
        return [self.languages[code].call(call.number, call.counter_number) for code in codes]

    def volume_now(self, now: datetime, view: View) -> int:
        """Per cent, by the clock on the hall's wall."""
        hours = self.hours
        if hours is None:
            hours = tuple(hours_from(f"{each.start}-{each.end}={each.volume}") for each in view.board.voice.hours)
        return self.volume * volume_at(hours, now.astimezone(ZoneInfo(view.board.hall.timezone)).time()) // FULL


class Mouth:
    """Belongs to one thread. Its health is told when it changes: `sound_card`, `file`, `speech`, `internal` keep calls
    from being heard; with `engine` a later engine speaks for the first one."""

    def __init__(
        self,
        engines: Engines,
        player: Player | None,
        folder: Path,
        report: Report,
        *,
        name: str,
        manner: Manner,
        now: Callable[[], datetime],
        clock: Callable[[], float],
        note: Callable[[Health], None],
        readers: Engines | None = None,
    ) -> None:
        """`readers` say any text; None: there is none that can."""
        self._engines = engines
        self._readers = readers
        self._player = player
        self._folder = folder
        self._report = report
        self._name = name
        self._manner = manner
        self._now = now
        self._clock = clock
        self._note = note
        self._cards: str | None = None
        self._health: Health | None = None

    def say(self, call: Call, view: View, stop: threading.Event) -> None:
        """Returns when it has been heard, or must not be now. Raises SpeechFailed when it could not be."""
        volume = self._manner.volume_now(self._now(), view)
        if not volume:
            self.leave_out(call, "quiet_hours")
            return
        sentences = self._manner.sentences(call, view)
        sound = amplified(self._composed(sentences, self._speak), volume / FULL)
        file = self._saved(sound, f"{call.rev:08d}-{''.join(filter(str.isalnum, call.number))}.wav")
        latency_ms = round((self._clock() - call.heard_at) * 1000)
        log.info("announcing %s at counter %d", call.number, call.counter_number)
        self._report.write(
            "spoken",
            number=call.number,
            counter=call.counter_number,
            text=" ".join(sentence.text for sentence in sentences),
            wav=str(file),
            seconds=round(sound.seconds, 2),
            volume=volume,
            latency_ms=latency_ms,
        )
        self._play(file, sound.seconds, stop)
        self._forget_old_files()
        self._be_well()

    def read(self, notice: Notice, view: View, stop: threading.Event) -> None:
        """Say a text once, if anything here can read. That it cannot be heard keeps no call from being heard."""
        volume = self._manner.volume_now(self._now(), view)
        if self._readers is None or not volume:
            self._report.write("unspoken", notice=notice.id, why="quiet_hours" if self._readers else "no_engine")
            return
        texts = (("zh", notice.text), ("en", notice.text_en))
        sentences = [Sentence(code, text, ()) for code, text in texts if text and code in self._manner.languages]
        try:
            sound = amplified(self._composed(sentences, self._readers.speak), volume / FULL)
            file = self._saved(sound, f"{view.rev:08d}-notice{notice.id}.wav")
            seconds = round(sound.seconds, 2)
            self._report.write("spoken", notice=notice.id, wav=str(file), seconds=seconds, volume=volume)
            self._play(file, sound.seconds, stop)
        except SpeechFailed as error:
            self._report.write("unspoken", notice=notice.id, why=str(error))
        self._forget_old_files()

    def leave_out(self, call: Call, why: str) -> None:
        """Report that a call was not said: over, too_many, quiet_hours, failed."""
        self._report.write("unspoken", number=call.number, counter=call.counter_number, why=why)

    def be_broken(self, what: str) -> None:
        """The program itself made a mistake of this kind; the next check or call may go well again."""
        self._be(Condition.FAULT, "internal", f"程序出错（{what}），详情见日志")

    def check(self, stop: threading.Event) -> None:
        """Without anything to say: has something failed that worked, or come back? Nothing is heard of it."""
        is_ill = self._health is None or self._health.condition is not Condition.UP
        has_changed = self._player is not None and self._cards != self._player.cards()
        if not is_ill and not has_changed:
            return
        try:
            language = next(iter(self._manner.languages.values()))
            self._speak(language.call(*PROBE))
            if self._player is not None:
                self._play(self._saved(silence(0), SILENT), 0.0, stop)
        except SpeechFailed:
            return  # it is noted
        self._be_well()

    def _composed(self, sentences: list[Sentence], speak: Callable[[Sentence], Sound]) -> Sound:
        """What is said twice is made once. Raises SpeechFailed."""
        spoken = {sentence: speak(sentence) for sentence in dict.fromkeys(sentences)}
        parts = [chime()] if self._manner.has_chime else []
        for sentence in sentences:
            parts += [spoken[sentence], silence(self._manner.pause_s)]
        return joined(parts)

    def _speak(self, sentence: Sentence) -> Sound:
        try:
            return self._engines.speak(sentence)
        except SpeechFailed as error:
            self._be(Condition.FAULT, "speech", f"语音说不出来：{error}")
            raise

    def _saved(self, sound: Sound, name: str) -> Path:
        file = self._folder / name
        try:
            save(sound, file)
        except OSError as error:
            self._be(Condition.FAULT, "file", f"写不进目录 {self._folder}：{error.strerror}")
            raise SpeechFailed(str(error)) from None
        return file

    def _play(self, file: Path, seconds: float, stop: threading.Event) -> None:
        if self._player is None:
            return
        self._cards = self._player.cards()
        try:
            self._player.play(file, seconds, stop)
        except SpeechFailed as error:
            self._be(Condition.DOWN, "sound_card", str(error))
            raise

    def _forget_old_files(self) -> None:
        for old in sorted(self._folder.glob("[0-9]*-*.wav"))[:-KEPT_FILES]:
            old.unlink(missing_ok=True)

    def _be_well(self) -> None:
        troubles = self._engines.troubles
        if troubles:
            self._be(Condition.FAULT, "engine", f"{'；'.join(troubles)}。现由后备的语音播报")
        else:
            self._be(Condition.UP, "ok", "")

    def _be(self, condition: Condition, code: str, detail: str) -> None:
        before, self._health = self._health, Health(self._name, condition, code, detail)
        if before is not None and (before.condition, before.code) == (condition, code):
            return
        self._note(self._health)
        if code in {"speech", "file", "sound_card", "internal"}:
            log.error("%s: %s", self._name, detail)
            self._report.write("voice_failed", why=detail)
        elif before is not None:
            log.info("%s speaks again", self._name)
