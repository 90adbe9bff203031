"""How the stations and their devices are: what each last said, in memory, and the alarms that follow from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.domain.command import Actor
from server.domain.errors import NotAllowed
from server.domain.hall import Token
from server.service.hall import HallService
from server.vocab import Role
from server.wire import device as wd

STATIONS = frozenset({Role.KIOSK, Role.DISPLAY})
WELL = "ok"
"""The code of a device that needs nothing; one that is up with another code needs somebody soon."""
NAMED = 5
"""Devices or stations an alarm names; of more it tells the number."""
ROLE_ZH = {Role.KIOSK: "自助机", Role.DISPLAY: "显示终端"}


@dataclass(frozen=True, slots=True)
class _Heard:
    at: datetime
    seconds: float  # by the clock that is never set
    devices: tuple[wd.Device, ...]


@dataclass(slots=True)
class Stations:
    """What was heard of the stations of one hall since the server was started."""

    service: HallService
    _heard: dict[str, _Heard] = field(default_factory=dict)

    def report(self, said: wd.HealthReport, actor: Actor) -> wd.Station:
        """A station says how its devices are; what it does not name any more is gone."""
        now = self.service.now()
        devices = tuple(_device(each, now) for each in said.devices)
        token = next((each for each in self._tokens() if each.id == actor.token_id), None)
        if token is None:
            raise NotAllowed("forbidden", "您没有做这件事的权限。")
        self._heard[token.id] = _Heard(now, self._seconds(), devices)
        return self._station(token)

    def all(self) -> list[wd.Station]:
        """Every kiosk and display with a token, kiosks first."""
        tokens = sorted(self._tokens(), key=lambda each: (each.role is not Role.KIOSK, each.station, each.name))
        return [self._station(token) for token in tokens]

    def alarms(self) -> dict[str, str]:
        """The sentence of each alarm by its code; an empty one means that all is well."""
        tokens = {token.id: token for token in self._tokens()}
        self._heard = {key: heard for key, heard in self._heard.items() if key in tokens}
        away = [_name(tokens[key]) for key, heard in self._heard.items() if self._is_away(heard)]
        here = [
            (tokens[key], each)
            for key, heard in self._heard.items()
            if not self._is_away(heard)
            for each in heard.devices
        ]
        red = [_said(token, device) for token, device in here if device.condition is not wd.Condition.UP]
        yellow = [
            _said(token, device)
            for token, device in here
            if device.condition is wd.Condition.UP and device.code != WELL
        ]
        return {
            "station_away": f"{_listed(away, '、')}没有消息，请检查电源和网络。" if away else "",
            "device_red": f"{_listed(red, '；')}。" if red else "",
            "device_yellow": f"{_listed(yellow, '；')}。" if yellow else "",
        }

    def helps(self) -> dict[str, str]:
        """The alarm of the kiosks where somebody needs a hand, as `alarms`."""
        waiting = self.service.hall.helps
        names = [_name(token) for token in self._tokens() if token.id in waiting]
        return {"help_wanted": f"{_listed(names, '、')}旁有人需要帮办，请导办人员前去。" if names else ""}

    def _tokens(self) -> Iterator[Token]:
        return (each for each in self.service.hall.doors.tokens.values() if each.role in STATIONS)

    def _station(self, token: Token) -> wd.Station:
        heard = self._heard.get(token.id)
        return wd.Station(
            id=token.id,
            name=token.name,
            role=token.role,
            counter_id=token.counter_id,
            heard_at=heard.at if heard else None,
            is_away=heard is not None and self._is_away(heard),
            devices=heard.devices if heard else (),
        )

    def _is_away(self, heard: _Heard) -> bool:
        return self._seconds() - heard.seconds > wd.AWAY_S

    def _seconds(self) -> float:
        return self.service.clock.clock.monotonic()


def _device(said: wd.DeviceNow, now: datetime) -> wd.Device:
    return wd.Device(
        name=said.name,
        condition=said.condition,
        code=said.code,
        detail=said.detail,
        since=now - timedelta(seconds=said.for_s),
        heard_at=None if said.heard_s is None else now - timedelta(seconds=said.heard_s),
        errors=said.errors,
        firmware=said.firmware,
    )


def _said(token: Token, device: wd.Device) -> str:
    return f"{_name(token)}的 {device.name}：{device.detail or device.code}"


def _name(token: Token) -> str:
    return f"{ROLE_ZH[token.role]}「{token.name or token.id[:8]}」"


def _listed(names: list[str], between: str) -> str:
    rest = f"等 {len(names)} 处" if len(names) > NAMED else ""
    return between.join(name.rstrip("。") for name in names[:NAMED]) + rest
