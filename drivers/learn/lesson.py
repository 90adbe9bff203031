"""Has a technician press each key, and writes the profile. Knows what to say; knows no device."""

import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from drivers import port as ports
from drivers import profile as profiles
from drivers.codec.evdev import Keyboard
from drivers.learn import text
from drivers.learn.burst import Ear
from drivers.learn.failed import LearnFailed
from drivers.learn.frames import learn
from drivers.profile.keypad import KEY_NAMES, LEVEL_NAMES
from drivers.transport import DEFAULT_BAUD, Transport, named, open_transport

LOOK_UP_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """`wait_s` for a press, `quiet_s` after it; `gap_s` of silence ends a frame."""

    wait_s: float = 15.0
    quiet_s: float = 0.8
    gap_s: float = 0.05


def teach(url: str, out: Path, *, name: str, pace: Pace, skip: Callable[[], bool]) -> Iterator[str]:
    """Sentences as the lesson goes on; the profile stands in `out` when they end. `skip` says that the key asked for
    does not exist. Raises LearnFailed, TransportError, SettingError."""
    if out.exists():
        raise LearnFailed(f"{out} 已经存在，请换一个文件名。")
    # Now, not after ten presses.
    if not os.access(out.parent, os.W_OK):
        raise LearnFailed(f"不能在 {out.parent} 里写文件：请换一个目录，或换一个有权限的账户。")
    line = open_transport(url)
    try:
        if isinstance(ports.parse(_resolved(url)), ports.EvdevPort):
            content = yield from _keyboard(line, name, pace, skip)
        else:
            content = yield from _unknown(line, name, _baud(url), pace, skip)
    finally:
        line.close()
    profiles.parse(content, source=str(out))
    try:
        out.write_text(content, encoding="utf-8")
    except OSError as error:
        raise LearnFailed(f"写不了 {out}：{error.strerror}。") from None
    yield f"机型参数已写入 {out}。请用 bianmin-drivers check {url} {out} 逐键核对。"


def _unknown(line: Transport, name: str, baud: int, pace: Pace, skip: Callable[[], bool]) -> Generator[str, None, str]:
    ear = Ear(line, gap_s=pace.gap_s)
    yield "请先不要按键，正在听线路……"
    ear.idle(2 * pace.quiet_s)
    presses: dict[int, list[list[bytes]]] = {}
    for level, label in LEVEL_NAMES.items():
        yield _invitation(label, pace)
        first = ear.press(pace.wait_s, pace.quiet_s, skip)
        if not first:
            yield f"跳过“{label}”。"
            continue
        yield f"收到 {'，'.join(frame.hex(' ').upper() for frame in first)}。请再按一次“{label}”键。"
        second = ear.press(pace.wait_s, pace.quiet_s, skip)
        if not second:
            raise LearnFailed(f"没有收到第二次“{label}”，请重新开始。")
        presses[level] = [first, second]
        yield f"“{label}”已记下。"
    found = learn(presses)
    yield f"学到 {len(presses)} 个键。"
    return text.of_frames(found, name=name, baud=baud, gap_s=pace.gap_s)


def _keyboard(line: Transport, name: str, pace: Pace, skip: Callable[[], bool]) -> Generator[str, None, str]:
    keyboard, levels = Keyboard(), dict[str, int]()
    for level, label in LEVEL_NAMES.items():
        yield _invitation(label, pace)
        key = _key(line, keyboard, pace, skip)
        if not key:
            yield f"跳过“{label}”。"
            continue
        if key not in KEY_NAMES:
            raise LearnFailed(f"不认识这个键（{key}），无法写入机型参数。")
        if key in levels:
            raise LearnFailed(f"“{LEVEL_NAMES[levels[key]]}”键和“{label}”键发出的内容相同（{key}），无法区分。")
        levels[key] = level
        yield f"收到 {key}，“{label}”已记下。"
    if not levels:
        raise LearnFailed("没有学到任何键。")
    return text.of_keys(levels, name=name)


def _key(line: Transport, keyboard: Keyboard, pace: Pace, skip: Callable[[], bool]) -> str:
    """The key that goes down first, "" when none does."""
    for _ in range(max(1, round(pace.wait_s / LOOK_UP_S))):
        for down in keyboard.feed(line.read(1536, timeout=LOOK_UP_S)):
            return down.name
        if skip():
            break
    return ""


def _invitation(label: str, pace: Pace) -> str:
    return f"请按“{label}”键。没有这个键就按回车，或等待 {pace.wait_s:g} 秒。"


def _resolved(url: str) -> str:
    port = ports.parse(url)
    return named.url_of(port.name) if isinstance(port, ports.SimPort) else url


def _baud(url: str) -> int:
    port = ports.parse(_resolved(url))
    return (port.baud if isinstance(port, ports.SerialPort) else None) or DEFAULT_BAUD
