"""Programs that speak: espeak-ng, any command; and aplay as a loudspeaker. Knows programs, not tickets."""

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from display.render.sentence import Sentence
from display.sound import Sound, levelled, trimmed
from display.wav import decode

SPEAK_S = 8.0
WORDS_PER_MINUTE = "150"  # the default of 175 is too quick for a hall with an echo
GOOD_MANDARIN = (1, 52)
VOICES = {"zh": "cmn", "en": "en-us"}
"""espeak-ng's names where they differ from ours."""
LOOK_UP_S = 0.1
LATE_S = 10.0
"""How much longer than the sound itself a player may take before it counts as stuck."""
CARDS = Path("/proc/asound/cards")


class SpeechFailed(Exception):
    """The engine or the loudspeaker does not work; the message is a Chinese sentence without its full stop."""


def mandarin_voice(version: str) -> str:
    """The voice for `espeak-ng --version`: before 1.52 plain `cmn` reads pinyin as if it were English."""
    found = re.search(r"(\d+)\.(\d+)", version)
    is_good = found is not None and (int(found[1]), int(found[2])) >= GOOD_MANDARIN
    return "cmn" if is_good else "cmn-latn-pinyin"


class Espeak:
    """Speaks by running espeak-ng; which Mandarin voice is right is found out at the first sentence."""

    def __init__(self, program: str = "espeak-ng") -> None:
        self._program = program
        self._mandarin = ""

    def speak(self, sentence: Sentence) -> Sound:
        """The sentence as sound. Raises SpeechFailed."""
        return self.read(sentence.text, sentence.language)

    def read(self, text: str, language: str) -> Sound:
        """Any text, `language` "zh", "en" or a name of espeak-ng's. Raises SpeechFailed."""
        with tempfile.TemporaryDirectory(prefix="bianmin-voice-") as folder:
            # It links PulseAudio, which leaves folders in /tmp and at home even when nothing is played.
            tidy = os.environ | {"PULSE_RUNTIME_PATH": folder}
            if language == "zh" and not self._mandarin:
                self._mandarin = mandarin_voice(_ran([self._program, "--version"], tidy))
            voice = self._mandarin if language == "zh" else VOICES.get(language, language)
            file = Path(folder) / "sentence.wav"
            _ran([self._program, "-v", voice, "-s", WORDS_PER_MINUTE, "-w", str(file), "--", text], tidy)
            return _spoken(self._program, file)


class Command:
    """Speaks by running any program, never through a shell. Its arguments name {text}, {file} and {language}."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)

    def speak(self, sentence: Sentence) -> Sound:
        """The sentence as sound. Raises SpeechFailed."""
        with tempfile.TemporaryDirectory(prefix="bianmin-voice-") as folder:
            file = Path(folder) / "sentence.wav"
            values = {"{text}": sentence.text, "{file}": str(file), "{language}": sentence.language}
            _ran([_filled(part, values) for part in self._command], dict(os.environ))
            return _spoken(self._command[0], file)


def _filled(part: str, values: Mapping[str, str]) -> str:
    """In one pass: what is filled in is not looked at again."""
    return re.sub(r"\{text\}|\{file\}|\{language\}", lambda found: values[found[0]], part)


def _ran(command: Sequence[str], env: Mapping[str, str]) -> str:
    """What the program printed. Raises SpeechFailed."""
    program = Path(command[0]).name
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=SPEAK_S, check=True, stdin=subprocess.DEVNULL, env=env
        )
    except FileNotFoundError:
        raise SpeechFailed(f"{program} 没有安装") from None
    except subprocess.CalledProcessError as error:
        raise SpeechFailed(f"{program} 失败（{error.returncode}）：{_last_line(error.stderr)}") from None
    except subprocess.TimeoutExpired:
        raise SpeechFailed(f"{program} 超过 {SPEAK_S:.0f} 秒没有结果") from None
    except (OSError, ValueError) as error:
        raise SpeechFailed(f"{program} 不能运行：{error}") from None
    return done.stdout.decode(errors="replace")


def _spoken(program: str, file: Path) -> Sound:
    try:
        return levelled(trimmed(decode(file.read_bytes())))
    except OSError:
        raise SpeechFailed(f"{Path(program).name} 没有写出录音") from None
    except ValueError as error:
        raise SpeechFailed(f"{Path(program).name} 写出的录音不能用：{error}") from None


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "没有说明原因"


class Loudspeaker:
    """Plays WAV files on an ALSA device by running aplay."""

    def __init__(self, device: str, program: str = "aplay", *, cards: Path = CARDS, late_s: float = LATE_S) -> None:
        self._device = device
        self._program = program
        self._cards = cards
        self._late_s = late_s

    def cards(self) -> str:
        """What is plugged in; a change says that it is worth a look."""
        try:
            return self._cards.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def play(self, file: Path, seconds: float, stop: threading.Event) -> None:
        """Returns when the sound of that length is over or `stop` is set. Raises SpeechFailed.

        A file without samples opens the device and closes it again; nothing is heard.
        """
        command = [self._program, "-q", "-D", self._device, "--", str(file)]
        try:
            playing = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        except OSError as error:
            raise SpeechFailed(f"{self._program} 不能运行：{error.strerror}") from None
        with playing:
            try:
                said = self._heard(playing, seconds + self._late_s, stop)
            finally:
                playing.kill()
        if said is not None and playing.returncode:
            raise SpeechFailed(f"声卡 {self._device} 不能放音：{_last_line(said)}")

    def _heard(self, playing: "subprocess.Popen[bytes]", limit_s: float, stop: threading.Event) -> bytes | None:
        """What the program complained of; None when it was stopped."""
        waited = 0.0
        while not stop.is_set():
            try:
                return playing.communicate(timeout=LOOK_UP_S)[1]
            except subprocess.TimeoutExpired:
                waited += LOOK_UP_S
            if waited > limit_s:
                raise SpeechFailed(f"声卡 {self._device} 一直不响应")
        return None
