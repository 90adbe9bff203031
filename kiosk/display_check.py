"""Whether there is a screen to draw on, and the window's settings. Knows SDL's and Kivy's words, imports neither.

SDL left alone draws into nothing when it finds no display: the machine looks alive and the screen stays black. So its
driver is chosen here, and a driver that shows nothing is used only by whoever asks for it.
"""

import os
from collections.abc import Iterable, MutableMapping
from pathlib import Path

from kiosk.config import ScreenPart

DRIVER = "SDL_VIDEODRIVER"
CARDS = Path("/dev/dri")
OFFSCREEN = "offscreen"
"""For tests and demonstrations: pictures can be taken, nobody sees anything."""

NO_DISPLAY = "没有找到显示器：请设置 DISPLAY，或接好显示器后重试；无屏幕试用请加 --once 业务编号。"
NO_X = "SDL_VIDEODRIVER 是 x11，而 DISPLAY 没有设置：请设置 DISPLAY，不用桌面的机器改为 kmsdrm。"
NO_CARD = "没有可用的显卡（{cards}/card*）：请接好显示器，并让运行取号机的用户属于 video 和 render 组。"
SHOWS_NOTHING = "SDL_VIDEODRIVER 是 {driver}，屏幕上不会显示任何东西：请改为 x11 或 kmsdrm；测试请加 --offscreen。"
PANEL_PULLED = "触摸屏断开了，程序已退出；接好后自动恢复。"
NO_PANEL = "触摸屏 {panel} 不在或不可读：请查接线和配置 screen.touch，并让运行取号机的用户属于 input 组。"

Setting = tuple[str, str, str | int]


def choose_driver(environment: MutableMapping[str, str], *, offscreen: bool = False, cards: Path = CARDS) -> str | None:
    """Put SDL's driver into `environment`; what is missing for a window, in one sentence."""
    if offscreen:
        environment[DRIVER] = OFFSCREEN
        return None
    driver = environment.get(DRIVER) or _best(environment, cards)
    match driver:
        case "x11":
            missing = None if environment.get("DISPLAY") else NO_X
        case "kmsdrm":
            missing = None if any(_usable(cards.glob("card*"))) else NO_CARD.format(cards=cards)
        case None:
            missing = NO_DISPLAY
        case _:
            missing = SHOWS_NOTHING.format(driver=driver)
    if driver is not None and missing is None:
        environment[DRIVER] = driver
    return missing


def why_no_touch(screen: ScreenPart) -> str | None:
    """What is wrong with the panel that is named, in one sentence; none is named: fingers come from the window."""
    panel = screen.touch
    return None if panel is None or any(_usable([panel], os.R_OK)) else NO_PANEL.format(panel=panel)


def panel_identity(screen: ScreenPart) -> tuple[int, int] | None:
    """Changes when the panel that is named is pulled or plugged in again: who reads it then reads nothing any more."""
    try:
        found = None if screen.touch is None else screen.touch.stat()
    except OSError:
        return None
    return None if found is None else (found.st_dev, found.st_ino)


def window_settings(screen: ScreenPart, display: tuple[int, int] | None = None) -> tuple[Setting, ...]:
    """Section, key and value of each setting of Kivy that is not left to it; `display`: its size, when it is known.

    Full screen is a wish that a window manager fulfils. Where there is none, SDL believes that the window has become
    as large as the display and touches miss their buttons: so it is made that large, in the corner.
    """
    wide, high = display if screen.fullscreen and display is not None else screen.size
    corner = (("position", "custom"), ("left", 0), ("top", 0)) if screen.fullscreen else ()
    return (
        *(("graphics", key, value) for key, value in corner),
        ("graphics", "fullscreen", "auto" if screen.fullscreen else "0"),
        ("graphics", "width", wide),
        ("graphics", "height", high),
        ("graphics", "show_cursor", 0 if screen.fullscreen else 1),
        # Without a graphics card each sample of a pixel is drawn by the processor and kept in memory.
        ("graphics", "multisamples", 0),
        # SDL then keeps blanking and power saving of the screen away as long as the window is open.
        ("graphics", "allow_screensaver", 0),
        ("kivy", "exit_on_escape", 0),
    )


def touch_source(screen: ScreenPart) -> tuple[str, str]:
    """The one line of Kivy's section `input`. Two would see a finger twice: the window makes a mouse of it, too."""
    if screen.touch is not None:
        return "touch", f"mtdev,{screen.touch}"
    return "mouse", "mouse,disable_multitouch"


def _best(environment: MutableMapping[str, str], cards: Path) -> str | None:
    if environment.get("DISPLAY"):
        return "x11"
    return "kmsdrm" if any(cards.glob("card*")) else None


def _usable(devices: Iterable[Path], how: int = os.R_OK | os.W_OK) -> Iterable[bool]:
    return (os.access(device, how) for device in devices)
