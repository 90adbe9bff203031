"""Opens the window: display, font, Kivy's settings; then the stage and the worker run until it is closed."""

import logging
import os
from pathlib import Path

from kiosk.config import Config
from kiosk.ui.font import chinese_font

log = logging.getLogger(__name__)

# Drivers of SDL that draw where nobody sees it; only who names one gets it.
UNSEEN = ("offscreen", "dummy")


def why_no_display() -> str | None:
    """What is missing for a window, in one sentence. Chooses SDL's driver: left alone it would draw into nothing and
    the machine would look alive with a black screen."""
    if os.environ.get("SDL_VIDEODRIVER"):
        return None
    if os.environ.get("DISPLAY"):
        os.environ["SDL_VIDEODRIVER"] = "x11"
        return None
    if any(Path("/dev/dri").glob("card*")):
        os.environ["SDL_VIDEODRIVER"] = "kmsdrm"
        return None
    return "没有找到显示器：请设置 DISPLAY，或接好显示器后重试；无屏幕试用请加 --once 业务编号。"


def open_window(config: Config) -> None:
    """Show the kiosk until its window is closed. Raises OSError when there is no Chinese font or no window."""
    prepare(config)
    from kivy.core.window import Window  # noqa: PLC0415 - importing it opens the window

    if Window is None:
        raise OSError(f"打不开窗口（{os.environ.get('SDL_VIDEODRIVER')}），请检查显示器")
    from kiosk.ui.app import KioskApp  # noqa: PLC0415

    KioskApp(config).run()


def prepare(config: Config) -> None:
    """Kivy's settings, before its window is imported. Raises OSError when no Chinese font is installed."""
    folder = config.station.state_dir
    os.environ.setdefault("KIVY_HOME", str(folder / "kivy"))
    for key in ("KIVY_NO_ARGS", "KIVY_NO_FILELOG", "KIVY_NO_CONFIG"):
        os.environ.setdefault(key, "1")
    # Kivy would put its own handlers on the root logger.
    os.environ.setdefault("KIVY_LOG_MODE", "PYTHON")
    font = config.screen.font or chinese_font(folder)
    if font is None or not font.exists():
        raise OSError("没有中文字体，请安装 fonts-noto-cjk 或 fonts-wqy-microhei")
    from kivy.config import Config as Settings  # noqa: PLC0415

    wide, high = config.screen.size
    for section, key, value in (
        ("graphics", "fullscreen", "auto" if config.screen.fullscreen else "0"),
        ("graphics", "width", wide),
        ("graphics", "height", high),
        ("graphics", "show_cursor", 0 if config.screen.fullscreen else 1),
        ("kivy", "exit_on_escape", 0),
        ("input", "mouse", "mouse,disable_multitouch"),
    ):
        Settings.set(section, key, value)
    # Under X the window itself delivers touches; the probe would deliver each a second time.
    if os.environ.get("SDL_VIDEODRIVER") == "x11":
        Settings.remove_option("input", "%(name)s")
    from kivy.core.text import LabelBase  # noqa: PLC0415

    LabelBase.register("hall", str(font))
