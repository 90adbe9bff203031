"""The box's TOML file as frozen values; every complaint names the file and the key. Opens no device.

server = "http://10.0.0.2:8000"      # left out: found on the LAN by zeroconf
hall = "9f3c…"                       # id of the hall this box belongs to; it never talks to another
token = "…"                          # or token_file = "/etc/bianmin/display.token"; left out: paired by a code
ca = "/etc/bianmin/ca.crt"           # the hall's certificate, where the token stands here and the server encrypts
evaluation_seconds = 60              # how long after a visit a pressed level counts
call_seconds = 3                     # how long a call flashes at least
pause_reason = "暂时离开"            # what a call pad's pause says; without contact: the hall's telephone
pause_contact = "0535-0000000"
pause_minutes = 15
state_dir = "/var/lib/bianmin-display"   # where the box keeps what it must not forget

# Without any board, keypad or call pad the hall is asked which devices there are (bianmin-server devices).

[[boards]]                           # with `counter` a counter's board, without the hall's (of one `zone` or of all)
port = "serial:///dev/serial/by-id/x"
profile = "onbon-bx5k-64x16"
address = 7                          # left out: the profile's; boards that share a port must have their own
counter = 2                          # the number people see

[[keypads]]                          # evaluators; boards, keypads and call pads on one line share `port`
port = "serial:///dev/serial/by-id/y"
profile = "ff68-counter"
address = 1
counter = 2

[[callpads]]                         # calling, recalling and ending a visit with keys instead of a PC
port = "serial:///dev/serial/by-id/y"
profile = "ff68-counter"
address = 2
counter = 2

[voice]                              # left out: this box is mute; more in display.voice_config
dir = "/var/lib/bianmin-display/voice"
sound = "default"                    # ALSA device; left out: WAV files only
"""

import json
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from display.pad_command import LONGEST_AWAY
from display.voice_config import VoiceConfig
from server.client.trust import trusting
from server.wire.box import BoardAt, BoxDevices, PadAt

Text = Annotated[str, Field(min_length=1)]


class ConfigError(Exception):
    """The configuration is wrong; the message is a Chinese sentence that names the file and the key."""


STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)
"""A slip of the pen in a file is said, not passed over."""
STATE = Path("/var/lib/bianmin-display")


class BoardConfig(BoardAt):
    """One LED board of the box's own file."""

    model_config = STRICT


class PadConfig(PadAt):
    """One evaluator or call pad of the box's own file."""

    model_config = STRICT


class DisplayConfig(BaseModel):
    model_config = STRICT

    server: Annotated[str, Field(pattern="^https?://[^/]+/?$")] | None = None
    hall: Text | None = None
    token: Annotated[Text | None, Field(repr=False)] = None
    ca: Annotated[Text | None, Field(repr=False)] = None
    state_dir: Annotated[Path, Field(strict=False)] = STATE
    evaluation_seconds: Annotated[float, Field(gt=0, le=3600, strict=False)] = 60.0
    call_seconds: Annotated[float, Field(gt=0, le=60, strict=False)] = 3.0
    pause_reason: Text = "暂时离开"
    pause_contact: Text | None = None
    pause_minutes: Annotated[int, Field(ge=1, le=LONGEST_AWAY)] = 15
    boards: tuple[BoardConfig, ...] = ()
    keypads: tuple[PadConfig, ...] = ()
    callpads: tuple[PadConfig, ...] = ()
    voice: VoiceConfig | None = None

    @property
    def asks_hall(self) -> bool:
        """Whether the hall says which devices there are: the file names none."""
        return not (self.boards or self.keypads or self.callpads)

    def with_devices(self, devices: BoxDevices) -> "DisplayConfig":
        """With the devices the hall holds for this box. A voice of the file's own stays."""
        voice = self.voice
        if voice is None and devices.voice is not None:
            voice = VoiceConfig(dir=self.state_dir / "voice", sound=devices.voice.sound, zone=devices.voice.zone)
        return self.model_copy(
            update={
                "boards": tuple(BoardConfig(**board.model_dump()) for board in devices.boards),
                "keypads": tuple(PadConfig(**pad.model_dump()) for pad in devices.keypads),
                "callpads": tuple(PadConfig(**pad.model_dump()) for pad in devices.callpads),
                "voice": voice,
            }
        )


def load(file: Path) -> DisplayConfig:
    """Read and check the file. Raises ConfigError."""
    content = _content(file)
    if "token_file" in content and "token" not in content:
        content["token"] = _token(file, content.pop("token_file"))
    if "ca" in content:
        content["ca"] = _ca(file, content["ca"])
    try:
        return DisplayConfig.model_validate_json(json.dumps(content, default=str))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise ConfigError(
            f"配置文件 {file}：{_path(first['loc'])} {_complaint(first['type'], first['msg'])}。"
        ) from None


def _content(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"读不到配置文件 {file}：{error.strerror}。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"配置文件 {file} 不是正确的 TOML：{error}。") from None


def _token(file: Path, name: object) -> str:
    """The token from its own file, so that the configuration may be read by more people than the token."""
    try:
        token = (file.parent / str(name)).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        token = ""
    if not token:
        raise ConfigError(f"配置文件 {file}：token_file 指定的文件读不到或是空的。")
    return token


def _ca(file: Path, name: object) -> str:
    """The hall's certificate, PEM."""
    try:
        ca = (file.parent / str(name)).read_text(encoding="utf-8")
        trusting(ca)
    except (OSError, ValueError):
        raise ConfigError(f"配置文件 {file}：ca 指定的文件读不到或不是证书。") from None
    return ca


def _path(place: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in place) or "文件"


def _complaint(kind: str, said: str) -> str:
    known = {"missing": "没有填写", "extra_forbidden": "是不认识的设置"}
    return known.get(kind, f"不对（{said.removeprefix('Value error, ')}）")
