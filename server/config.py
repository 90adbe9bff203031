"""The server's settings: one TOML file, all optional. Says which key is wrong; sets nothing up."""

import tomllib
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

HostName = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$")]


class ConfigError(Exception):
    """The settings cannot be used; carries one plain Chinese sentence that names the key."""


class ServerConfig(BaseModel):
    """`/etc/bianmin/server.toml`. The command line wins over the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    database: str = ""  # a postgresql+psycopg:// URL; empty: SQLite in the data directory
    discovery: bool = True  # advertise on the LAN and look for twins
    tls: bool | None = None  # None: encrypted unless only this machine can come in
    names: tuple[HostName, ...] = ()  # of this server besides the machine's own, for its certificate
    plain_port: Annotated[int, Field(ge=0, le=65535)] = 8080  # for phones, beside an encrypted port; 0: none
    plain_board: bool = False  # whether boards may come in there too
    session_hours: Annotated[float, Field(gt=0, le=24)] = 12.0
    idle_minutes: Annotated[float, Field(gt=0, le=1440)] = 120.0  # without a deed or a touch of the page
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"

    @property
    def is_encrypted(self) -> bool:
        return not _is_loopback(self.host) if self.tls is None else self.tls


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load_config(path: Path | None) -> ServerConfig:
    """Read and check a settings file. Raises ConfigError."""
    if path is None:
        return ServerConfig()
    try:
        return ServerConfig.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise ConfigError(f"配置文件 {path} 读不出来：{error.strerror}。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"配置文件 {path} 不是正确的 TOML：{error}。") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0])
        raise ConfigError(f"配置文件 {path} 的「{key}」不对：{_SAID.get(key, '没有这个设置')}。") from error


_SAID = {
    "host": "须是文字",
    "port": "须是 0 到 65535 的整数",
    "database": "须是文字",
    "discovery": "须是 true 或 false",
    "tls": "须是 true 或 false",
    "names": "须是一列小写的主机名",
    "plain_port": "须是 0 到 65535 的整数",
    "plain_board": "须是 true 或 false",
    "session_hours": "须是大于 0、不超过 24 的数",
    "idle_minutes": "须是大于 0、不超过 1440 的数",
    "log_level": "须是 DEBUG、INFO、WARNING 或 ERROR",
}
"""What each setting has to be; any other key is not one."""
