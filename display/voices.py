"""Builds the voices of a box from its configuration: one for each zone, each with its loudspeaker. Knows no hall."""

import shlex
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from display.clip import Clips
from display.config import ConfigError
from display.engine import Engine, Engines
from display.language import DEFAULT_CLIPS, BadPack, languages
from display.mouth import Manner, Mouth
from display.render.sentence import Language
from display.render.volume import hours_from
from display.report import Report
from display.speech import Command, Espeak, Loudspeaker
from display.voice import Voice
from display.voice_config import VoiceConfig
from drivers.runner import Health

NAMES = {"clips": "录音", "espeak": "espeak-ng", "command": "自选程序"}


def make_voices(
    config: VoiceConfig,
    report: Report,
    note: Callable[[Health], None],
    now: Callable[[], datetime],
    *,
    default_clips: Path = DEFAULT_CLIPS,
) -> list[Voice]:
    """`note` hears of every change of a voice's health, on that voice's thread. Raises ConfigError; opens nothing."""
    folders = [folder for folder in (config.clips, default_clips) if folder is not None]
    known = _languages(config, folders)
    clips = Clips(folders)
    voices = []
    for index, (zone, sound, volume) in enumerate(_seats(config)):
        engines = [(NAMES[name], _engine(name, config, clips)) for name in config.engines]
        readers = [(name, engine) for name, engine in engines if engine is not clips]
        mouth = Mouth(
            Engines(engines, time.monotonic),
            Loudspeaker(sound) if sound else None,
            config.dir / f"zone-{index + 1}" if config.zones else config.dir,
            report,
            name=f"{zone if config.zones else ''}语音",
            manner=_manner(config, known, volume),
            now=now,
            clock=time.monotonic,
            note=note,
            readers=Engines(readers, time.monotonic) if readers else None,
        )
        # The recordings are the same for all zones: one reads them, all find them read.
        warm = _warm(clips, known) if index == 0 and "clips" in config.engines else None
        voices.append(Voice(mouth, report, zone=zone, warm=warm))
    return voices


def _seats(config: VoiceConfig) -> list[tuple[str | None, str | None, int]]:
    """Zone, sound device and volume of each voice."""
    if not config.zones:
        return [(config.zone, config.sound, config.volume)]
    return [(each.zone, each.sound, config.volume if each.volume is None else each.volume) for each in config.zones]


def _languages(config: VoiceConfig, folders: list[Path]) -> dict[str, Language]:
    if config.clips is not None and not config.clips.is_dir():
        raise ConfigError(f"配置 voice.clips：没有目录 {config.clips}。")
    try:
        known = languages(folders)
    except BadPack as error:
        raise ConfigError(str(error)) from None
    for code in config.languages or ():
        if code not in known and code != "ticket":
            raise ConfigError(f"配置 voice.languages：没有 {code} 的语音包（{code}/pack.toml）。")
    # Chinese comes first: it is what is said when the hall wants nothing this box knows.
    return dict(sorted(known.items(), key=lambda item: (item[0] != "zh", item[0])))


def _engine(name: str, config: VoiceConfig, clips: Clips) -> Engine:
    match name:
        case "clips":
            return clips
        case "espeak":
            return Espeak()
        case _:
            return Command(shlex.split(config.command or ""))


def _manner(config: VoiceConfig, known: Mapping[str, Language], volume: int) -> Manner:
    return Manner(
        languages=known,
        order=config.languages,
        hours=None if config.hours is None else tuple(hours_from(text) for text in config.hours),
        volume=volume,
        pause_s=config.pause_seconds,
        has_chime=config.chime,
    )


def _warm(clips: Clips, known: Mapping[str, Language]) -> Iterator[str]:
    """A recording at each step; at last what is missing of the hall's own."""
    for _ in clips.warm(known):
        yield ""
    yield from clips.gaps(known)
