"""Waits for keys of an evaluator or a call pad and names them, in plain Chinese."""

import threading
from collections.abc import Iterator

from drivers.check.failed import CheckFailed
from drivers.device import Keypad, KeyPressed, LevelPressed

LEVELS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}


def check_keypad(keypad: Keypad, listen_s: float) -> Iterator[str]:
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
