"""Programs that speak: real espeak-ng in Mandarin, and any command, which no shell ever sees."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from display.render.sentence import Sentence
from display.sound import RATE
from display.speech import Command, Espeak, SpeechFailed, mandarin_voice
from tests.display.recordings import tone, wav
from tests.display.zones import KNOWN

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
CALL = KNOWN["zh"].call("A005", 2)


@needs_espeak
def test_espeak_says_the_sentence() -> None:
    assert 2.0 < Espeak().speak(CALL).seconds < 6.0
    assert 2.0 < Espeak().speak(KNOWN["en"].call("A005", 2)).seconds < 6.0


@needs_espeak
def test_chinese_is_not_read_as_english() -> None:
    """The broken voice of espeak-ng 1.51 marks each syllable it reads as an English word."""
    version = subprocess.run(["espeak-ng", "--version"], check=True, capture_output=True, text=True).stdout
    command = ["espeak-ng", "-q", "--ipa", "-v", mandarin_voice(version), "请 A 零零五 号到 十二 号窗口"]
    sounded = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "(en)" not in sounded
    assert "wu" in sounded.replace("ˈ", "")


@pytest.mark.parametrize(
    ("version", "voice"),
    [
        ("eSpeak NG text-to-speech: 1.51  Data at: /usr/lib/x", "cmn-latn-pinyin"),
        ("eSpeak NG text-to-speech: 1.52.0  Data at: /usr/lib/x", "cmn"),
        ("eSpeak NG text-to-speech: 2.0", "cmn"),
        ("something else", "cmn-latn-pinyin"),
    ],
)
def test_the_mandarin_voice_follows_the_version(version: str, voice: str) -> None:
    assert mandarin_voice(version) == voice


def program(folder: Path, script: str) -> list[str]:
    file = folder / "speaker.py"
    file.write_text(script, encoding="utf-8")
    return [sys.executable, str(file), "--out", "{file}", "--lang={language}", "{text}"]


def test_any_program_speaks_at_any_rate_and_sees_the_text_as_one_argument(tmp_path: Path) -> None:
    (tmp_path / "made.wav").write_bytes(wav(tone(300, 0.5, 16_000), 16_000, channels=2))
    script = f"import sys,shutil; open({str(tmp_path / 'seen')!r},'w').write(repr(sys.argv[3:])); "
    command = program(tmp_path, script + f"shutil.copy({str(tmp_path / 'made.wav')!r}, sys.argv[2])")
    sound = Command(command).speak(Sentence("zh", "请 $(touch x); `id` {file} 号", ()))
    assert sound.rate == RATE
    assert sound.seconds == pytest.approx(0.5, abs=0.05)
    assert (tmp_path / "seen").read_text() == repr(["--lang=zh", "请 $(touch x); `id` {file} 号"])


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("import sys; sys.exit('no model file')", "失败（1）：no model file"),
        ("", "没有写出录音"),
        ("import sys; open(sys.argv[2], 'w').write('x')", "写出的录音不能用：不是 WAV 录音"),
    ],
)
def test_a_program_that_fails_is_told_plainly(tmp_path: Path, script: str, complaint: str) -> None:
    with pytest.raises(SpeechFailed, match=complaint):
        Command(program(tmp_path, script)).speak(CALL)


def test_a_program_that_is_not_there_or_never_ends_is_told_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SpeechFailed, match="no-such-espeak 没有安装"):
        Espeak("no-such-espeak").speak(CALL)
    monkeypatch.setattr("display.speech.SPEAK_S", 0.2)
    with pytest.raises(SpeechFailed, match="没有结果"):
        Command(program(tmp_path, "import threading; threading.Event().wait(600)")).speak(CALL)


def test_silence_is_no_speech(tmp_path: Path) -> None:
    (tmp_path / "made.wav").write_bytes(wav([0.0] * RATE, RATE))
    script = f"import sys,shutil; shutil.copy({str(tmp_path / 'made.wav')!r}, sys.argv[2])"
    with pytest.raises(SpeechFailed, match="里面没有声音"):
        Command(program(tmp_path, script)).speak(CALL)
