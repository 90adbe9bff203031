"""Which devices hang on which line, from the configuration's tables. Refuses what cannot work; opens nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from display.config import BoardConfig, ConfigError, DisplayConfig, PadConfig
from drivers import port as ports
from drivers import profile as profiles
from drivers.device.bus import ANSWER_S
from drivers.errors import SettingError
from drivers.profile import (
    BoardProfile,
    Ff68Profile,
    FramemapProfile,
    HidProfile,
    HuiduProfile,
    KeypadProfile,
    ModbusBoardProfile,
    ModbusKeypadProfile,
    NumberBoardProfile,
    OnbonProfile,
    ShangLingProfile,
)

P = TypeVar("P", BoardProfile, KeypadProfile)

ALONE = (HuiduProfile, HidProfile, FramemapProfile)
"""Families that cannot share a line: nothing in what they say tells who is meant."""
NETWORK_BAUD = 10_000_000
"""A network card takes bytes as they come."""


@dataclass(frozen=True, slots=True)
class BoardSeat:
    """A board; `key` is its table in the configuration, `profile` has its address."""

    key: str
    table: BoardConfig
    profile: BoardProfile


@dataclass(frozen=True, slots=True)
class PadSeat:
    """An evaluator (`kind` "keypads") or a call pad ("callpads")."""

    key: str
    kind: str
    table: PadConfig
    profile: KeypadProfile


Seat = BoardSeat | PadSeat
LONGEST_NAME = 60
PAD_NAMES = {"keypads": "评价器", "callpads": "呼叫器"}


@dataclass(slots=True)
class Wired:
    """One line and what hangs on it. `baud` is what the profiles say; the port's own goes before it."""

    port: str
    baud: int
    boards: list[BoardSeat] = field(default_factory=list)
    pads: list[PadSeat] = field(default_factory=list)

    @property
    def seats(self) -> list[Seat]:
        return [*self.boards, *self.pads]


def wired(config: DisplayConfig) -> list[Wired]:
    """Every line with its devices, in the order of the tables. Raises ConfigError naming the table and the key."""
    lines: dict[object, Wired] = {}
    for seat in _seats(config):
        where = _place(seat)
        line = lines.setdefault(where, Wired(seat.table.port, _baud(seat.profile)))
        _require_room(line, seat)
        if isinstance(seat, BoardSeat):
            line.boards.append(seat)
        else:
            line.pads.append(seat)
    return list(lines.values())


def names(lines: Sequence[Wired]) -> dict[str, str]:
    """What people call each device, by the key of its table; no two have the same name."""
    named: dict[str, str] = {}
    times: Counter[str] = Counter()
    for seat in (seat for line in lines for seat in line.seats):
        name = _name(seat)[:LONGEST_NAME]
        times[name] += 1
        named[seat.key] = name if times[name] == 1 else f"{name}{times[name]}"
    return named


def _name(seat: Seat) -> str:
    if isinstance(seat, PadSeat):
        return f"{seat.table.counter}号窗口{PAD_NAMES[seat.kind]}"
    table = seat.table
    return f"{table.zone or ''}综合屏" if table.counter is None else f"{table.counter}号窗口屏"


def _seats(config: DisplayConfig) -> Iterator[Seat]:
    for n, board in enumerate(config.boards):
        key = f"boards.{n}"
        yield BoardSeat(key, board, _addressed(key, board, _profile(key, board.profile, BoardProfile)))
    for kind, pads in (("keypads", config.keypads), ("callpads", config.callpads)):
        for n, pad in enumerate(pads):
            profile = _profile(f"{kind}.{n}", pad.profile, KeypadProfile)
            if isinstance(profile, ModbusKeypadProfile):
                profile = replace(profile, addresses=(pad.address,))
            yield PadSeat(f"{kind}.{n}", kind, pad, profile)


def _profile(key: str, name: str, kind: type[P]) -> P:
    try:
        profile = profiles.load(name)
    except SettingError as error:
        raise ConfigError(f"配置 {key}.profile：{error}。") from None
    if not isinstance(profile, kind):
        raise ConfigError(f"配置 {key}.profile：{name} 不是这类设备的机型。")
    return profile


def _addressed(key: str, table: BoardConfig, profile: BoardProfile) -> BoardProfile:
    """The profile with the table's address; without one the profile's own stands."""
    address = table.address
    if address is None:
        return profile
    match profile:
        case OnbonProfile() if address <= 0xFFFE:
            return replace(profile, address=address)
        case ShangLingProfile() if address <= (255 if profile.is_main else 99):
            return replace(profile, address=address)
        case NumberBoardProfile() if address <= 255:
            return replace(profile, address=address)
        case ModbusBoardProfile() if 1 <= address <= 247:
            return replace(profile, address=address)
        case HuiduProfile():
            raise ConfigError(f"配置 {key}.address：机型 {table.profile} 没有地址，请去掉这一项。")
        case _:
            pass
    raise ConfigError(f"配置 {key}.address：机型 {table.profile} 没有 {address} 这个地址。")


def _place(seat: Seat) -> object:
    """What two ports have in common when they are one line. Raises ConfigError."""
    try:
        port = ports.parse(seat.table.port)
    except SettingError as error:
        raise ConfigError(f"配置 {seat.key}.port：{error}。") from None
    match port:
        case ports.SerialPort(path=path) | ports.HidrawPort(path=path) | ports.EvdevPort(path=path):
            return path
        case _:
            return port


def _require_room(line: Wired, new: Seat) -> None:
    """Raises ConfigError when `new` cannot hang on this line beside what hangs there."""
    if line.port != new.table.port:
        raise ConfigError(f"配置 {new.key}.port：与 {line.seats[0].key}.port 是同一条线路，两处必须写得一模一样。")
    for other in line.seats:
        if isinstance(new.profile, ALONE) or isinstance(other.profile, ALONE):
            if not _is_one_device(other, new):
                raise ConfigError(
                    f"配置 {new.key}.port：已被另一设备（{other.key}）使用，这种机型不能与别的设备共用线路。"
                )
        elif _address(other) == _address(new) and not _is_one_device(other, new):
            raise ConfigError(f"配置 {new.key}.address：与 {other.key} 的地址相同，同一线路上每台设备要有自己的地址。")
    _require_one_speed(line, new)
    _require_named([*line.seats, new])


def _is_one_device(one: Seat, other: Seat) -> bool:
    """A pad may be a counter's evaluator and its call pad at once."""
    return (
        isinstance(one, PadSeat)
        and isinstance(other, PadSeat)
        and one.kind != other.kind
        and (one.table.address, one.profile) == (other.table.address, other.profile)
    )


def _require_one_speed(line: Wired, new: Seat) -> None:
    port, baud = ports.parse(line.port), _baud(new.profile)
    if baud != line.baud and not (isinstance(port, ports.SerialPort) and port.baud):
        raise ConfigError(
            f"配置 {new.key}.profile：机型的波特率 {baud} 与同一线路上 {line.seats[0].key} 的 {line.baud} 不同；"
            "请把设备调成一样，并在各处的 port 后面写明，例如 ?baud=9600。"
        )


def _require_named(seats: Sequence[Seat]) -> None:
    """A board that listens to every address is alone among its kind."""
    for seat in seats:
        others = [other for other in seats if _address(other)[0] == _address(seat)[0]]
        if isinstance(seat, BoardSeat) and _is_for_all(seat.profile) and len(others) > 1:
            raise ConfigError(f"配置 {seat.key}.address 没有填写：同一线路上还有别的屏（{others[-1].key}）。")


def _is_for_all(profile: BoardProfile) -> bool:
    match profile:
        case OnbonProfile(address=address):
            return address >= 0xFFFE
        case ShangLingProfile(is_main=False, address=address):
            return address == 0
        case _:
            return False


def _address(seat: Seat) -> tuple[str, int]:
    """The seat's family, for an address only says something within one, and its address."""
    match seat.profile:
        case ModbusBoardProfile(address=address) | ModbusKeypadProfile(addresses=(address,)):
            return "modbus", address
        case OnbonProfile(address=address):
            return "onbon", address
        case ShangLingProfile(address=address, is_main=is_main):
            return "shangling-main" if is_main else "shangling", address
        case NumberBoardProfile(address=address):
            return "number", address
        case Ff68Profile() if isinstance(seat, PadSeat):
            return "ff68", seat.table.address
        case _:
            return seat.key, 0


def _baud(profile: BoardProfile | KeypadProfile) -> int:
    match profile:
        case KeypadProfile(baud=baud):
            return baud
        case OnbonProfile(baud=baud) | ShangLingProfile(baud=baud):
            return baud
        case NumberBoardProfile(baud=baud) | ModbusBoardProfile(baud=baud):
            return baud
        case _:
            return NETWORK_BAUD


def answer_s(line: Wired) -> float:
    """How long who is asked on this line may be silent. A network card answers when it has drawn."""
    profile = line.seats[0].profile
    return profile.reply_timeout_s if isinstance(profile, HuiduProfile) else ANSWER_S
