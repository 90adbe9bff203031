"""Has a scanner scan a code and shows it, in plain Chinese."""

import threading
from collections.abc import Iterator
from contextlib import suppress

from drivers.check.failed import CheckFailed
from drivers.device import Scanner
from drivers.errors import SettingError


def check_scanner(scanner: Scanner, listen_s: float) -> Iterator[str]:
    stop = threading.Event()
    timer = threading.Timer(listen_s, stop.set)
    try:
        scanner.open()
        with suppress(SettingError):  # a scanner with its own trigger
            scanner.trigger()
            yield "已发送扫码命令。"
        yield f"端口已打开，请在 {listen_s:g} 秒内扫一个码。"
        timer.start()
        for code in scanner.events(stop):
            yield f"扫到 {len(code)} 个字符：{code}"
            return
        raise CheckFailed("没有收到扫码内容：请检查接线、波特率和机型参数。")
    finally:
        timer.cancel()
        scanner.close()
