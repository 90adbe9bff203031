"""Opens the window: display, font, Kivy's settings; then the stage and the worker run until it is closed."""

import logging
import os
import signal
from pathlib import Path

from kiosk.config import Config
from kiosk.ui.font import chinese_font


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


def open_window(config: Config) -> str | None:
    """Show the kiosk until its window is closed; what is missing, in one sentence, when it cannot be shown."""
    # What Kivy has to say about a window that does not open is said in our sentence.
    chatter = logging.getLogger("kivy")
    chatter.disabled = True
    missing = prepare(config)
    if missing is not None:
        return missing
    from kivy.core.window import Window  # noqa: PLC0415 - importing it opens the window

    if Window is None:
        return f"打不开窗口（{os.environ.get('SDL_VIDEODRIVER')}），请检查显示器和 DISPLAY 设置。"
    chatter.disabled = False
    chatter.setLevel(logging.WARNING)
    from kiosk.ui.app import KioskApp  # noqa: PLC0415

    # A supervisor's TERM ends the kiosk as Ctrl-C does: a slip that is being printed is still settled.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app = KioskApp(config)
    try:
        app.run()
    except KeyboardInterrupt:
        app.stop()
    return None


def prepare(config: Config) -> str | None:
    """Kivy's settings, before its window is imported; what is missing, in one sentence."""
    folder = config.station.state_dir
    os.environ.setdefault("KIVY_HOME", str(folder / "kivy"))
    for key in ("KIVY_NO_ARGS", "KIVY_NO_FILELOG", "KIVY_NO_CONFIG"):
        os.environ.setdefault(key, "1")
    # Its other provider for X ends the process by itself when there is no display.
    os.environ.setdefault("KIVY_WINDOW", "sdl2")
    # Kivy would put its own handlers on the root logger.
    os.environ.setdefault("KIVY_LOG_MODE", "PYTHON")
    font = config.screen.font or chinese_font(folder)
    if font is None or not font.exists():
        return "没有中文字体，请安装 fonts-noto-cjk 或 fonts-wqy-microhei。"
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
    return None
