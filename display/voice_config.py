"""The [voice] table of the box's TOML file as frozen values. Opens nothing; display.config reads the file.

[voice]                              # left out: this box is mute
dir = "/var/lib/bianmin-display/voice"   # where the WAV files of the last calls are kept
sound = "default"                    # ALSA device; left out: WAV files only
zone = "窗口服务区"                   # left out: the whole hall
clips = "/etc/bianmin/voice"         # the hall's own recordings, a folder per language; missing ones: the default pack
engines = ["command", "clips", "espeak"]   # the first that works speaks; left out: "clips", "espeak"
command = "say --out {file} --lang {language} {text}"   # any program that writes a WAV file; no shell is involved
volume = 100                         # per cent, times what the hall file says for the hour
languages = ["zh", "en"]             # left out: as the hall file says
hours = ["20:00-08:00=0"]            # left out: as the hall file says
pause_seconds = 0.8                  # after each sentence; longer where it echoes or many are hard of hearing
chime = true

[[voice.zones]]                      # several zones, each with its sound device, instead of `zone` and `sound`
zone = "窗口服务区"
sound = "plughw:CARD=left"
volume = 80                          # left out: that of [voice]
"""

import shlex
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from display.render.volume import hours_from

Text = Annotated[str, Field(min_length=1)]
Volume = Annotated[int, Field(ge=0, le=100)]
Code = Annotated[str, Field(pattern=r"^([a-z]{2,3}|ticket)$")]
Folder = Annotated[Path, Field(strict=False)]


def _with_hours(text: str) -> str:
    hours_from(text)
    return text


def _with_places(text: str) -> str:
    try:
        parts = shlex.split(text)
    except ValueError:
        raise ValueError("引号不成对") from None
    for wanted in ("{text}", "{file}"):
        if not any(wanted in part for part in parts[1:]):
            raise ValueError(f"参数里要有 {wanted}")
    return text


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ZoneConfig(_Table):
    """One zone and the device it is heard on."""

    zone: Text
    sound: Text | None = None
    volume: Volume | None = None


class VoiceConfig(_Table):
    """How the box speaks."""

    dir: Folder
    sound: Text | None = None
    zone: Text | None = None
    clips: Folder | None = None
    engines: Annotated[tuple[Literal["clips", "espeak", "command"], ...], Field(min_length=1)] = ("clips", "espeak")
    command: Annotated[str, AfterValidator(_with_places)] | None = None
    volume: Volume = 100
    languages: Annotated[tuple[Code, ...], Field(min_length=1)] | None = None
    hours: tuple[Annotated[str, AfterValidator(_with_hours)], ...] | None = None
    pause_seconds: Annotated[float, Field(ge=0.2, le=5, strict=False)] = 0.8
    chime: bool = True
    zones: tuple[ZoneConfig, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> "VoiceConfig":
        if len(set(self.engines)) != len(self.engines):
            raise ValueError("engines 里有重复")
        if ("command" in self.engines) != (self.command is not None):
            raise ValueError("command 与 engines 里的 “command” 要么都写，要么都不写")
        if self.zones and (self.zone or self.sound):
            raise ValueError("写了 zones 就不要再写 zone 和 sound")
        if len({each.zone for each in self.zones}) != len(self.zones):
            raise ValueError("zones 里有重复的区域")
        return self
