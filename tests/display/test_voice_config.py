"""The [voice] table: its example works, its mistakes are named, and the voices are those it asks for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from display import voice_config
from display.config import ConfigError, load
from display.report import Report
from display.voice_config import VoiceConfig
from display.voices import make_voices

MINIMAL = 'token = "x"\n[voice]\ndir = "/tmp/voice"\n'


def loaded(folder: Path, text: str) -> VoiceConfig:
    file = folder / "display.toml"
    file.write_text(text, encoding="utf-8")
    voice = load(file).voice
    assert voice is not None
    return voice


def made(config: VoiceConfig) -> list[object]:
    report = Report(None, lambda: datetime(2025, 6, 9, tzinfo=UTC))
    return list(make_voices(config, report, lambda health: None, lambda: datetime(2025, 6, 9, tzinfo=UTC)))


def test_the_example_in_the_module_is_understood(tmp_path: Path) -> None:
    table, mark, zones = (voice_config.__doc__ or "").partition("\n\n")[2].partition("[[voice.zones]]")
    voice = loaded(tmp_path, f'token = "x"\n{table}'.replace("/etc/bianmin/voice", str(tmp_path)))
    assert (voice.languages, voice.engines) == (("zh", "en"), ("command", "clips", "espeak"))
    assert len(made(voice)) == 1
    voice = loaded(tmp_path, MINIMAL + mark + zones)
    assert [(each.zone, each.sound, each.volume) for each in voice.zones] == [("窗口服务区", "plughw:CARD=left", 80)]
    assert len(made(voice)) == 1


def test_the_smallest_table_speaks_with_recordings_and_then_with_espeak(tmp_path: Path) -> None:
    voice = loaded(tmp_path, MINIMAL)
    assert (voice.engines, voice.volume, voice.languages, voice.hours) == (("clips", "espeak"), 100, None, None)
    assert len(made(voice)) == 1


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("volume = 101", "voice.volume"),
        ('hours = ["12:00"]', "“12:00” 应写作 12:00-13:30=40"),
        ('languages = ["中文"]', "voice.languages.0"),
        ('engines = ["espeak", "espeak"]', "engines 里有重复"),
        ('engines = ["piper"]', "voice.engines.0"),
        ('engines = ["command"]', "要么都写，要么都不写"),
        ('engines = ["command"]\ncommand = "say {text}"', "参数里要有 {file}"),
        ('engines = ["command"]\ncommand = "say \'{text} {file}"', "引号不成对"),
        ('sound = "default"\n[[voice.zones]]\nzone = "甲区"', "写了 zones 就不要再写 zone 和 sound"),
        ('[[voice.zones]]\nzone = "甲区"\n[[voice.zones]]\nzone = "甲区"', "zones 里有重复的区域"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        loaded(tmp_path, MINIMAL + line)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [('clips = "/no/such/folder"', "没有目录 /no/such/folder"), ('languages = ["bo"]', "没有 bo 的语音包")],
)
def test_what_is_not_there_is_named_too(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        made(loaded(tmp_path, MINIMAL + line))
