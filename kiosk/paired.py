"""Which hall this kiosk belongs to, by which token and certificate, from the settings and the disk. Knows no server.

What is kept in the state folder (tickets not handed in, a visit that was cut off) must never reach another hall.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from kiosk.cache import Cache
from kiosk.config import Config, ConfigError, ca_of, token_of
from server.client.paired import kept


class Paired(BaseModel):
    """`hall`: the only one that is talked to; None: not known yet, the token came from the settings. `ca`: its
    certificate, PEM; `plain_port`: where phones come in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hall: str | None
    token: str = Field(min_length=1, repr=False)
    ca: str | None = Field(default=None, repr=False)
    plain_port: int | None = None


class NotPaired(ConfigError):
    """There is no token the hall accepts. `hall`: the only one to be paired with, if it is known; `why` is empty for a
    new kiosk, else a word of flow.state.Pairing; `by_code`: whether the screen can mend it."""

    def __init__(self, hall: str | None, *, why: str = "", by_code: bool = True) -> None:
        super().__init__("取号机还没有配对：请打开取号机界面，由管理员输入配对码，或在配置中填写 server.token。")
        self.hall = hall
        self.why = why
        self.by_code = by_code


class PairedElsewhere(ConfigError):
    """The settings name another hall than the one this kiosk belongs to."""


def paired(config: Config) -> Paired:
    """From the settings, or as it was kept. Raises NotPaired, PairedElsewhere, ConfigError."""
    folder = config.station.state_dir
    known = kept(folder)
    hall = _only_hall(config, known.hall if known is not None else _hall_of_the_cache(folder))
    token = token_of(config.server) or (known.token if known is not None else None)
    if token is None:
        raise NotPaired(hall)
    return Paired(
        hall=hall, token=token, ca=known_ca(config), plain_port=known.plain_port if known is not None else None
    )


def known_ca(config: Config) -> str | None:
    """The hall's certificate, of the settings or as it was kept. Raises ConfigError."""
    known = kept(config.station.state_dir)
    return ca_of(config.server) or (known.ca if known is not None else None)


def _only_hall(config: Config, own: str | None) -> str | None:
    wanted = config.server.hall
    if wanted is not None and own is not None and wanted != own:
        raise PairedElsewhere(
            f"本机属于大厅 {own}，配置 server.hall 写的是 {wanted}。"
            f"要改属另一个大厅，请先清空 {config.station.state_dir}。"
        )
    return wanted or own


def _hall_of_the_cache(folder: Path) -> str | None:
    """Whose answer was kept: the hall that accepted the token of the settings."""
    hall = Cache(folder, "").hall()
    return None if hall is None else hall.hall.id
