"""How stations and their devices are, on the wire. Conditions are those of device runners; nothing is personal."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from server.vocab import Role
from server.wire.shape import Line, Moment, Wire, Word

REPORT_EVERY_S = 10.0
"""How often a station says how it is; at once when something changed."""
AWAY_S = 30.0
"""A station not heard of for so long is away."""


MOST_DEVICES = 256
"""A display box with thirty counters has ninety."""
Seconds = Annotated[float, Field(ge=0, le=1e8, allow_inf_nan=False)]


class Condition(StrEnum):
    """设备状态."""

    UP = "up"  # 正常
    DOWN = "down"  # 线路不通
    FAULT = "fault"  # 需要人处理


class DeviceNow(Wire):
    """One device: since `for_s` seconds it is so. `code` is a stable word, `detail` a plain sentence for people.

    `heard_s`: seconds since it last said anything, null when it never did or never does. `errors`: exchanges with it
    that failed since the station was started. `firmware`: what it says of itself, if it does.
    """

    name: Word
    condition: Condition
    code: Word = "ok"
    detail: Line = ""
    for_s: Seconds = 0.0
    heard_s: Seconds | None = None
    errors: Annotated[int, Field(ge=0, le=10**9)] = 0
    firmware: Line = ""


class HealthReport(Wire):
    """All devices of the station that sends it."""

    devices: Annotated[tuple[DeviceNow, ...], Field(max_length=MOST_DEVICES)]


class Device(Wire):
    """One device as the hall last heard of it."""

    name: str
    condition: Condition
    code: str
    detail: str
    since: Moment
    heard_at: Moment | None = None
    errors: int = 0
    firmware: str = ""


class Station(Wire):
    """A kiosk or display; `heard_at` is null until it reports for the first time since the server was started."""

    id: str
    name: str
    role: Role
    counter_id: int | None = None
    heard_at: Moment | None = None
    is_away: bool = False
    devices: tuple[Device, ...] = ()


class StationAnswer(Wire):
    station: Station


class StationsAnswer(Wire):
    """Every kiosk and display that has a token."""

    stations: list[Station]
