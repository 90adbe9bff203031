"""kiosk.toml: where the hall and the printer are. Read once into frozen values; complaints name the key."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from server.client.trust import trusting

DEFAULT_FILE = Path("/etc/bianmin/kiosk.toml")

COMPLAINTS = {
    "missing": "没有填写",
    "extra_forbidden": "不是可用的配置项",
    "string_type": "应是文字",
    "string_pattern_mismatch": "格式不对",
    "string_too_short": "不能为空",
    "too_short": "不能为空",
}


class ConfigError(Exception):
    """The file is missing or wrong; the message is one Chinese sentence with the key's path."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ServerPart(_Part):
    """[server]. Without `url` the LAN is searched; `hall` is the id this kiosk is paired with. Without `token` and
    `token_file` (the token alone in a file) it is paired by a code on its screen; with one, `ca` is the file of the
    hall's certificate. `ticket_url`: what visitors' phones can reach, when it is not the server's address. `budget_s`:
    how long a visitor waits for a server that does not answer."""

    url: Annotated[str, Field(pattern="^https?://[^/]+/?$")] | None = None
    hall: str | None = None
    token: Annotated[str | None, Field(min_length=1, repr=False)] = None
    token_file: Path | None = None
    ca: Path | None = None
    ticket_url: Annotated[str, Field(pattern="^https?://.+$")] | None = None
    budget_s: Annotated[float, Field(ge=0, le=60)] = 5.0

    @model_validator(mode="after")
    def _one_token(self) -> "ServerPart":
        if self.token is not None and self.token_file is not None:
            raise ValueError("token 与 token_file 只能填写其中一个")
        return self


class PrinterPart(_Part):
    """[printer]. `port` is a port URL, `profile` a shipped profile's name or a file."""

    port: Annotated[str, Field(min_length=1)]
    profile: Annotated[str, Field(min_length=1)] = "printer-80mm"


class SlipPart(_Part):
    """[slip]. `layout` and `large_layout` are files of the hall's own (kiosk.layout); `logo` is a picture; `minority`
    is the hall's name in another script."""

    layout: Path | None = None
    large_layout: Path | None = None
    logo: Path | None = None
    minority: Annotated[str | None, Field(min_length=1)] = None


class StationPart(_Part):
    """[station]. `state_dir` keeps what survives a power cut: unsettled visits, offline tickets, the hall's content."""

    state_dir: Path = Path("/var/lib/bianmin-kiosk")


class ScreenPart(_Part):
    """[screen]. `size` in pixels when not `fullscreen`; `font` is a file with Simplified Chinese as its first face;
    `touch` is the panel's event device, /dev/input/by-id/…, when the fingers do not come by the window."""

    fullscreen: bool = True
    size: tuple[int, int] = (1280, 800)
    font: Path | None = None
    touch: Path | None = None


class VoicePart(_Part):
    """[voice], for 适老版 and 无障碍. `sound` is an ALSA device; with `dir` sentences become WAV files there instead.
    `volume` 0 to 100, 0: mute. `command`: another engine (kiosk.speech.Program)."""

    sound: Annotated[str, Field(min_length=1)] = "default"
    dir: Path | None = None
    volume: Annotated[int, Field(ge=0, le=100)] = 60
    command: Annotated[tuple[str, ...], Field(min_length=1)] | None = None


class ScannerPart(_Part):
    """[scanner]. `port` is a port URL, `profile` a shipped profile's name or a file."""

    port: Annotated[str, Field(min_length=1)]
    profile: Annotated[str, Field(min_length=1)] = "scanner-serial"


class StaffPart(_Part):
    """[staff]. `code` opens the page behind the hidden corner; without it nobody gets there. `export_dir` is where a
    USB stick is mounted."""

    code: Annotated[str | None, Field(pattern="^[0-9]{6,12}$", repr=False)] = None
    export_dir: Path = Path("/media/bianmin")


class Config(_Part):
    server: ServerPart
    printer: PrinterPart
    slip: SlipPart = SlipPart()
    station: StationPart = StationPart()
    screen: ScreenPart = ScreenPart()
    voice: VoicePart = VoicePart()
    scanner: ScannerPart | None = None
    staff: StaffPart = StaffPart()


def load(file: Path) -> Config:
    """Read `file`. Raises ConfigError."""
    try:
        return Config.model_validate(tomllib.loads(_text(file)))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"配置文件 {file} 不是正确的 TOML：{error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        wrong = COMPLAINTS.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise ConfigError(f"配置文件 {file}：{key} {wrong}") from None


def token_of(part: ServerPart) -> str | None:
    """The token of the settings, from the file when it stands in one; None: there is none. Raises ConfigError."""
    if part.token is not None or part.token_file is None:
        return part.token
    token = _text(part.token_file).strip()
    if not token:
        raise ConfigError(f"server.token_file {part.token_file} 是空的")
    return token


def ca_of(part: ServerPart) -> str | None:
    """The hall's certificate of the settings, PEM; None: there is none. Raises ConfigError."""
    if part.ca is None:
        return None
    ca = _text(part.ca)
    try:
        trusting(ca)
    except ValueError:
        raise ConfigError(f"server.ca {part.ca} 不是证书") from None
    return ca


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"文件 {file} 不存在") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"文件 {file} 读不出来：{error}") from None
