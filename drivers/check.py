"""Talks to one device and says in plain Chinese what works. Knows devices, not who reads the sentences."""

import threading
from collections.abc import Iterator

from drivers.device import Board, Job, Keypad, KeyPressed, LevelPressed, Paper, Printer, PrintState, fault_in
from drivers.errors import DriverError
from drivers.profile import BoardProfile, KeypadProfile, PrinterProfile, Profile

PAPER = {Paper.OK: "有纸", Paper.NEAR_END: "纸将用完", Paper.OUT: "缺纸", Paper.UNKNOWN: "是否有纸未知"}
LEVELS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}


class CheckFailed(DriverError):
    """The device is not fit for work; the message is the sentence for people."""


def check(url: str, profile: Profile, *, listen_s: float) -> Iterator[str]:
    """Sentences as the check goes on: asks a printer and prints a test slip, shows a text on a board, waits up to
    `listen_s` seconds for a key of a keypad. Raises CheckFailed, TransportError, DeviceFault, SettingError."""
    match profile:
        case PrinterProfile():
            return _printer(Printer(url, profile))
        case BoardProfile():
            return _board(Board(url, profile))
        case KeypadProfile():
            return _keypad(Keypad(url, profile), listen_s)


def _printer(printer: Printer) -> Iterator[str]:
    try:
        printer.open()
        yield "端口已打开。"
        status = printer.status()
        if not status.known:
            raise CheckFailed("打印机没有应答：请检查电源、数据线和波特率。")
        yield f"打印机有应答：{'联机' if status.online else '脱机'}，{PAPER[status.paper]}。"
        trouble = fault_in(status)
        if trouble is not None:
            raise trouble
        job = Job().text("打印测试", size=2, align="centre").text("0123456789 ABC 中文").feed(3).cut()
        result = printer.print(job)
        if result.state is not PrintState.PRINTED:
            raise CheckFailed(result.detail)
        yield "测试页已打印，打印机已确认。"
    finally:
        printer.close()


def _board(board: Board) -> Iterator[str]:
    try:
        board.ensure_ready()
        yield "显示屏有应答。"
        board.show(["测试"])
        yield "显示屏已显示“测试”，请查看。"
    finally:
        board.close()


def _keypad(keypad: Keypad, listen_s: float) -> Iterator[str]:
    stop = threading.Event()
    timer = threading.Timer(listen_s, stop.set)
    try:
        keypad.open()
        yield f"端口已打开，请在 {listen_s:g} 秒内按任意键。"
        timer.start()
        for event in keypad.events(stop):
            match event:
                case LevelPressed(address=address, level=level):
                    yield f"{address} 号评价器：{LEVELS[level]}（{level}）。"
                case KeyPressed(address=address, key=key):
                    yield f"{address} 号呼叫器：按键 {key}。"
            return
        raise CheckFailed("没有收到按键：请检查接线、地址和波特率。")
    finally:
        timer.cancel()
        keypad.close()
