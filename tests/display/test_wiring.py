"""Which devices may share a line: what works is wired up, what cannot is refused by the name of its key."""

import pytest

from display.config import BoardConfig, ConfigError, DisplayConfig, PadConfig
from display.wiring import answer_s, wired
from drivers.device.bus import ANSWER_S
from drivers.profile import ModbusKeypadProfile, OnbonProfile

LINE, OTHER = "serial:///dev/ttyUSB0?baud=9600", "serial:///dev/ttyUSB1"
ONBON, WINDOW, MAIN, NUMBER = "onbon-bx5k-64x16", "shangling-window", "shangling-main", "number-4byte"
MODBUS, MODBUS_KEYS = "modbus-number", "modbus-evaluator-5key"
HUIDU, HID, FRAMES = "huidu-128x32", "hid-evaluator-5key", "framemap-evaluator-5key"
PADS, CALLPAD = "ff68-counter", "ff68-callpad"


def board(profile: str, address: int | None = None, port: str = LINE) -> BoardConfig:
    return BoardConfig(port=port, profile=profile, address=address, counter=2)


def pad(profile: str, address: int = 1, port: str = LINE) -> PadConfig:
    return PadConfig(port=port, profile=profile, address=address, counter=2)


def config(
    *boards: BoardConfig, keypads: tuple[PadConfig, ...] = (), callpads: tuple[PadConfig, ...] = ()
) -> DisplayConfig:
    return DisplayConfig(token="t", boards=boards, keypads=keypads, callpads=callpads)


def test_every_kind_with_an_address_shares_one_line() -> None:
    [line] = wired(
        config(
            board(ONBON, 1), board(ONBON, 2), board(WINDOW, 1), board(MAIN, 1), board(NUMBER, 1), board(MODBUS, 1),
            keypads=(pad(PADS, 1), pad(MODBUS_KEYS, 2)),
            callpads=(pad(PADS, 1), pad(CALLPAD, 2)),
        )
    )  # fmt: skip
    assert [seat.key for seat in line.seats] == [*(f"boards.{n}" for n in range(6)), "keypads.0", "keypads.1",
                                                 "callpads.0", "callpads.1"]  # fmt: skip
    first, module = line.boards[0].profile, line.pads[1].profile
    assert isinstance(first, OnbonProfile)
    assert first.address == 1
    assert isinstance(module, ModbusKeypadProfile)
    assert module.addresses == (2,)
    assert answer_s(line) == ANSWER_S


def test_each_port_is_a_line() -> None:
    lines = wired(config(board(ONBON), board(HUIDU, port="tcp://10.0.0.9:10001"), keypads=(pad(PADS, port=OTHER),)))
    assert [line.port for line in lines] == [LINE, "tcp://10.0.0.9:10001", OTHER]
    assert [answer_s(line) for line in lines] == [ANSWER_S, 3.0, ANSWER_S]


@pytest.mark.parametrize("profile", [HID, FRAMES])
def test_one_keypad_may_evaluate_and_call(profile: str) -> None:
    [line] = wired(config(keypads=(pad(profile),), callpads=(pad(profile),)))
    assert len(line.pads) == 2


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (config(board(ONBON, 1), board(ONBON, 1)), r"boards\.1\.address：与 boards\.0 的地址相同"),
        (config(board(ONBON), board(ONBON, 1)), r"boards\.0\.address 没有填写"),
        (config(board(ONBON, 1), board(ONBON)), r"boards\.1\.address 没有填写"),
        (config(board(WINDOW, 0), board(WINDOW, 3)), r"boards\.0\.address 没有填写"),
        (config(board(MODBUS, 2), keypads=(pad(MODBUS_KEYS, 2),)), r"keypads\.0\.address：与 boards\.0 的地址相同"),
        (config(keypads=(pad(PADS), pad(PADS))), r"keypads\.1\.address：与 keypads\.0 的地址相同"),
        (config(keypads=(pad(PADS),), callpads=(pad(CALLPAD),)), r"callpads\.0\.address：与 keypads\.0 的地址相同"),
        (config(board(HUIDU), board(ONBON, 1)), r"boards\.1\.port：已被另一设备（boards\.0）使用"),
        (config(board(ONBON, 1), keypads=(pad(FRAMES),)), r"keypads\.0\.port：已被另一设备（boards\.0）使用"),
        (config(keypads=(pad(HID), pad(HID))), r"keypads\.1\.port：已被另一设备（keypads\.0）使用"),
        (config(board(HUIDU, 1)), r"boards\.0\.address：机型 huidu-128x32 没有地址"),
        (config(board(WINDOW, 100)), r"boards\.0\.address：机型 shangling-window 没有 100 这个地址"),
        (config(board(MODBUS, 0)), r"boards\.0\.address：机型 modbus-number 没有 0 这个地址"),
        (config(board(ONBON, port=OTHER), keypads=(pad(PADS, port=OTHER),)), r"keypads\.0\.profile：机型的波特率 9600"),
        (config(board(ONBON, 1), keypads=(pad(PADS, port="serial:///dev/ttyUSB0"),)), r"keypads\.0\.port：与 boards"),
        (config(board(PADS)), r"boards\.0\.profile：ff68-counter 不是这类设备的机型"),
        (config(board("none-such")), r"boards\.0\.profile"),
        (config(board(ONBON, port="com1")), r"boards\.0\.port"),
    ],
)
def test_what_cannot_work_is_refused_by_its_key(wrong: DisplayConfig, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        wired(wrong)
