"""Waits for keys of an evaluator or a call pad and names them, in plain Chinese."""

import threading
from collections.abc import Iterator

from drivers.check.failed import CheckFailed
from drivers.device.keypad import Keypad, KeypadEvent, KeyPressed, LevelPressed
from drivers.profile import Ff68Profile, HidProfile, KeypadProfile, ModbusKeypadProfile
from drivers.profile.keypad import LEVEL_NAMES

# Closing forgets what has not left yet, and a pad that did not hear its acknowledgement says its key again.
AFTER_S = 0.5


def check_keypad(keypad: Keypad, profile: KeypadProfile, listen_s: float) -> Iterator[str]:
    """Listens until the first key, or `listen_s` seconds, and has the pad show or sound that it was heard."""
    stop = threading.Event()
    timer = threading.Timer(listen_s, stop.set)
    try:
        keypad.open()
        yield f"端口已打开，请在 {listen_s:g} 秒内按任意键。"
        timer.start()
        for event in keypad.events(stop):
            yield _sentence(event)
            yield from _reply(keypad, profile, event)
            return
        raise CheckFailed(_advice(profile))
    finally:
        timer.cancel()
        keypad.close()


def _sentence(event: KeypadEvent) -> str:
    match event:
        case LevelPressed(address=address, level=level):
            return f"{address} 号评价器：{LEVEL_NAMES[level]}（{level}）。"
        case KeyPressed(address=address, key=key, digits=""):
            return f"{address} 号呼叫器：按键 {key}。"
        case KeyPressed(address=address, key=key, digits=digits):
            return f"{address} 号呼叫器：输入 {digits}，按键 {key}。"


def _reply(keypad: Keypad, profile: KeypadProfile, event: KeypadEvent) -> Iterator[str]:
    if not isinstance(profile, Ff68Profile):
        return
    match event:
        case LevelPressed(address=address, level=level):
            keypad.show_level(address, level)
            _linger(keypad)
            yield f"已让 {address} 号评价器显示 {level} 颗星，请查看。"
        case KeyPressed(address=address):
            keypad.beep(address)
            _linger(keypad)
            yield f"已让 {address} 号呼叫器鸣响一声。"


def _linger(keypad: Keypad) -> None:
    stop = threading.Event()
    timer = threading.Timer(AFTER_S, stop.set)
    timer.start()
    try:
        for _ in keypad.events(stop):
            pass
    finally:
        timer.cancel()


def _advice(profile: KeypadProfile) -> str:
    match profile:
        case HidProfile():
            return "没有收到按键：请检查 USB 连接、端口是否为这台键盘，以及机型参数中的键名。"
        case ModbusKeypadProfile():
            return "没有收到按键：模块有应答，请检查按键接线和机型参数中的输入编号。"
        case _:
            return "没有收到按键：请检查接线、地址和波特率；机型参数中没有的按键也不会显示。"
