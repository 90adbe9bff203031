"""espeak-ng as a voice and aplay as a loudspeaker. Knows programs and their versions, not tickets."""

import os
import re
import subprocess
import tempfile
import threading
from pathlib import Path

from display import sound as sounds
from display.sound import Sound

SPEAK_S = 15.0
WORDS_PER_MINUTE = "150"  # the default of 175 is too quick for a hall with an echo
GOOD_MANDARIN = (1, 52)
LOOK_UP_S = 0.1


class SpeechFailed(Exception):
    """The engine or the loudspeaker does not work; the message says what a person can look at."""


def mandarin_voice(version: str) -> str:
    """The voice for `espeak-ng --version`: before 1.52 plain `cmn` reads pinyin as if it were English."""
    found = re.search(r"(\d+)\.(\d+)", version)
    is_good = found is not None and (int(found[1]), int(found[2])) >= GOOD_MANDARIN
    return "cmn" if is_good else "cmn-latn-pinyin"


class Espeak:
    """Speaks by running espeak-ng; which Mandarin voice is right is found out at the first sentence."""

    def __init__(self, program: str = "espeak-ng") -> None:
        self._program = program
        self._voices: dict[str, str] = {}

    def speak(self, text: str, language: str) -> Sound:
        """`text` as sound, `language` "zh" or "en". Raises SpeechFailed."""
        with tempfile.TemporaryDirectory(prefix="bianmin-voice-") as folder:
            if language not in self._voices:
                self._voices[language] = mandarin_voice(self._run(folder, "--version")) if language == "zh" else "en-us"
            file = Path(folder) / "sentence.wav"
            self._run(folder, "-v", self._voices[language], "-s", WORDS_PER_MINUTE, "-w", str(file), "--", text)
            try:
                spoken = sounds.read(file)
            except (OSError, ValueError) as error:
                raise SpeechFailed(f"{self._program} gave no sound: {error}") from None
        if not any(spoken.samples):
            raise SpeechFailed(f"{self._program} gave only silence")
        return spoken

    def _run(self, folder: str, *arguments: str) -> str:
        command = [self._program, *arguments]
        # It links PulseAudio, which leaves folders in /tmp and at home even when nothing is played.
        tidy = os.environ | {"PULSE_RUNTIME_PATH": folder}
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=SPEAK_S, check=True, stdin=subprocess.DEVNULL, env=tidy
            )
        except FileNotFoundError:
            raise SpeechFailed(f"{self._program} is not installed") from None
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode(errors="replace").strip()
            raise SpeechFailed(f"{self._program} ended with {error.returncode}: {said}") from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SpeechFailed(f"{self._program}: {type(error).__name__}") from None
        return done.stdout.decode(errors="replace")


class Loudspeaker:
    """Plays a WAV file on an ALSA device by running aplay."""

    def __init__(self, device: str, program: str = "aplay") -> None:
        self._device = device
        self._program = program

    def play(self, file: Path, stop: threading.Event) -> None:
        """Returns when the sound is over or `stop` is set. Raises SpeechFailed."""
        command = [self._program, "-q", "-D", self._device, "--", str(file)]
        try:
            playing = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        except OSError as error:
            raise SpeechFailed(f"{self._program}: {error.strerror}") from None
        with playing:
            while playing.poll() is None:
                if stop.wait(LOOK_UP_S):
                    playing.terminate()
                    return
            said = playing.stderr.read().decode(errors="replace").strip() if playing.stderr else ""
        if playing.returncode:
            raise SpeechFailed(f"{self._program} ended with {playing.returncode}: {said}")
