"""A voice that always says the newest sentence: an engine makes a WAV file, a player lets it be heard. Knows no screen.

The default engine is espeak-ng: 1.51 reads Chinese with the voice cmn-latn-pinyin only (its `cmn` reads pinyin as if it
were English); since 1.52 `cmn` is right. A sentence is ready in 50 to 100 ms on two busy cores.
"""

import logging
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

log = logging.getLogger(__name__)

ESPEAK = ("espeak-ng", "-v", "{voice}", "-s", "150", "-a", "{amplitude}", "-w", "{file}", "--", "{text}")
GOOD_MANDARIN = (1, 52)
LONGEST_S = 30.0
LOOK_UP_S = 0.05
KEPT_FILES = 50


class SpeechFailed(Exception):
    """The engine or the loudspeaker does not work; the message says what a person can look at."""


class Engine(Protocol):
    def render(self, text: str, language: str, file: Path, stop: threading.Event) -> None:
        """Put `text` into `file` as WAV, unless `stop` is set meanwhile. Raises SpeechFailed."""


class Player(Protocol):
    def play(self, file: Path, stop: threading.Event) -> None:
        """Until it is over or `stop` is set. Raises SpeechFailed."""


class Program:
    """An engine that is any program. `command` may name {text}, {file}, {voice}, {language}, and how loud: {volume} in
    per cent, {amplitude} as espeak-ng counts (100 is usual). `voices`: which {voice} speaks a language."""

    def __init__(self, command: Sequence[str], voices: Mapping[str, str], *, volume: int) -> None:
        self._command = tuple(command)
        self._voices = voices
        self._volume = volume

    def render(self, text: str, language: str, file: Path, stop: threading.Event) -> None:
        values = {
            "text": text,
            "file": str(file),
            "voice": self._voices.get(language, language),
            "language": language,
            "volume": str(self._volume),
            "amplitude": str(self._volume * 2),
        }
        # espeak-ng links PulseAudio, which leaves folders behind even when nothing is played.
        tidy = os.environ | {"PULSE_RUNTIME_PATH": str(file.parent)}
        run([_filled(part, values) for part in self._command], stop, tidy)


class Loudspeaker:
    """Plays on an ALSA device by running aplay."""

    def __init__(self, device: str, program: str = "aplay") -> None:
        self._device = device
        self._program = program

    def play(self, file: Path, stop: threading.Event) -> None:
        run([self._program, "-q", "-D", self._device, "--", str(file)], stop)


class Folder:
    """Where there is no sound card: keeps the newest sentences as 000001.wav, 000002.wav…"""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last = 0

    def play(self, file: Path, _stop: threading.Event) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            kept = sorted(self._folder.glob("[0-9]*.wav"))
            self._last = max(self._last, int(kept[-1].stem) if kept else 0) + 1
            fresh = self._folder / "sentence.part"
            fresh.write_bytes(file.read_bytes())
            fresh.replace(self._folder / f"{self._last:06d}.wav")
            for old in kept[: -KEPT_FILES + 1]:
                old.unlink(missing_ok=True)
        except OSError as error:
            raise SpeechFailed(f"{self._folder}: {error.strerror}") from None


class Speaker:
    """One thread; `say` and `hush` return at once, from any thread. What fails is reported once, until it is well."""

    def __init__(self, engine: Engine, player: Player) -> None:
        self._engine = engine
        self._player = player
        self._changed = threading.Condition()
        self._next: tuple[str, str] | None = None
        self._stop = threading.Event()
        self._closed = False
        self._failed = False
        self._thread = threading.Thread(target=self._loop, name="voice")

    def start(self) -> None:
        self._thread.start()

    def say(self, text: str, language: str) -> None:
        """Instead of whatever is being said or waits to be said."""
        self._replace((text, language))

    def hush(self) -> None:
        """In the middle of a word."""
        self._replace(None)

    def close(self) -> None:
        with self._changed:
            self._closed = True
        self.hush()
        if self._thread.is_alive():
            self._thread.join()

    def _replace(self, wanted: tuple[str, str] | None) -> None:
        with self._changed:
            self._next = wanted
            self._stop.set()
            self._changed.notify()

    def _loop(self) -> None:
        with tempfile.TemporaryDirectory(prefix="bianmin-voice-") as folder:
            while (wanted := self._wait()) is not None:
                (text, language), stop = wanted
                try:
                    self._speak(text, language, Path(folder) / "sentence.wav", stop)
                except SpeechFailed as error:
                    self._report(str(error))

    def _wait(self) -> tuple[tuple[str, str], threading.Event] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._next is not None)
            if self._closed or self._next is None:
                return None
            wanted, self._next = self._next, None
            # Each sentence has a stop of its own: the one that ended the last must not end this one.
            self._stop = threading.Event()
            return wanted, self._stop

    def _speak(self, text: str, language: str, file: Path, stop: threading.Event) -> None:
        file.unlink(missing_ok=True)
        self._engine.render(text, language, file, stop)
        if stop.is_set():
            return
        if not file.exists():
            raise SpeechFailed("the speech engine made no sound")
        self._player.play(file, stop)
        if self._failed:
            log.info("the voice speaks again")
        self._failed = False

    def _report(self, why: str) -> None:
        if not self._failed:
            log.error("no voice: %s", why)
        self._failed = True


def espeak_voices(version: str) -> Mapping[str, str]:
    """The voices of the espeak-ng whose `--version` is this."""
    found = re.search(r"(\d+)\.(\d+)", version)
    is_good = found is not None and (int(found[1]), int(found[2])) >= GOOD_MANDARIN
    return {"zh": "cmn" if is_good else "cmn-latn-pinyin", "en": "en-us"}


def espeak_version() -> str:
    """What `espeak-ng --version` says; empty when it is not installed."""
    try:
        told = subprocess.run(["espeak-ng", "--version"], capture_output=True, timeout=LONGEST_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout.decode(errors="replace")


def run(command: Sequence[str], stop: threading.Event, environment: Mapping[str, str] | None = None) -> None:
    """Until it ends by itself, or `stop` is set. Raises SpeechFailed."""
    program = command[0]
    try:
        running = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
        )
    except OSError as error:
        raise SpeechFailed(f"{program}: {error.strerror}") from None
    with running:
        waited = 0.0
        while running.poll() is None:
            if stop.wait(LOOK_UP_S) or waited > LONGEST_S:
                running.kill()
                break
            waited += LOOK_UP_S
        said = running.stderr.read().decode(errors="replace").strip() if running.stderr else ""
    if running.returncode and not stop.is_set():
        raise SpeechFailed(f"{program} ended with {running.returncode}: {said}")


def _filled(part: str, values: Mapping[str, str]) -> str:
    """Names replaced once: braces in what is said stay what they are."""
    return re.sub(r"\{(\w+)\}", lambda name: values.get(name[1], name[0]), part)
