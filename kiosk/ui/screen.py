"""Opens the window and keeps it open: font, Kivy's settings; then the stage and the worker run until the program ends.

Whether there is a display at all is kiosk.display_check's matter.
"""

import logging
import os
import signal

from kiosk.config import Config
from kiosk.display_check import DRIVER, PANEL_PULLED, panel_identity, touch_source, window_settings
from kiosk.display_size import display_size
from kiosk.memory import spare_the_collector
from kiosk.ui.font import chinese_font, full_font
from kiosk.watchdog import Watchdog

log = logging.getLogger(__name__)

PANEL_S = 1.0


class WindowEnd(Exception):
    """The window cannot be shown or has broken: why, in one sentence. Whoever started it starts it again."""


def open_window(config: Config, watchdog: Watchdog) -> bool:
    """Show the kiosk until it is told to end; whether staff did so on its own screen. Raises WindowEnd."""
    # What Kivy has to say about a window that does not open is said in our sentence.
    chatter = logging.getLogger("kivy")
    chatter.disabled = True
    missing = prepare(config)
    if missing is not None:
        raise WindowEnd(missing)
    from kivy.core.window import Window  # noqa: PLC0415 - importing it opens the window

    if Window is None:
        raise WindowEnd(f"打不开窗口（{os.environ.get('SDL_VIDEODRIVER')}），请检查显示器和 DISPLAY 设置。")
    chatter.disabled = False
    chatter.setLevel(logging.WARNING)
    from kiosk.ui.app import KioskApp  # noqa: PLC0415

    # A supervisor's TERM ends the kiosk as Ctrl-C does: a slip that is being printed is still settled.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if config.screen.fullscreen:
        Window.bind(on_request_close=_stay)
    app = KioskApp(config)
    _beat(watchdog)
    _watch_panel(config)
    _run(app)
    if app.is_broken:
        raise WindowEnd("取号机内部出错，须重新启动。")
    return app.ended_by_staff


def prepare(config: Config) -> str | None:
    """Kivy's settings, before its window is imported; what is missing, in one sentence."""
    spare_the_collector()
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

    x11 = os.environ.get(DRIVER, "x11") == "x11"
    size = display_size(os.environ.get("DISPLAY", "")) if config.screen.fullscreen and x11 else None
    for section, key, value in window_settings(config.screen, size):
        Settings.set(section, key, value)
    # Kivy's own list probes every device and would deliver each finger a second time.
    Settings.remove_section("input")
    Settings.add_section("input")
    Settings.set("input", *touch_source(config.screen))
    from kiosk.ui.alphabet import register  # noqa: PLC0415

    register(font, full_font(folder))
    return None


def _stay(*_: object, **__: object) -> bool:
    """Alt-F4 and whatever else would close the window: no."""
    return True


def _beat(watchdog: Watchdog) -> None:
    """From Kivy's own clock: a screen that stands still says nothing any more, and is started again."""
    from kivy.clock import Clock  # noqa: PLC0415
    from kivy.core.window import Window  # noqa: PLC0415

    def first_frame(*_: object) -> None:
        Window.unbind(on_flip=first_frame)
        watchdog.ready()

    Window.bind(on_flip=first_frame)
    if watchdog.every_s is not None:
        Clock.schedule_interval(lambda _elapsed: watchdog.alive(), watchdog.every_s)


def _watch_panel(config: Config) -> None:
    """Kivy's reader of a panel ends when it is pulled; only a new start reads it again."""
    from kivy.clock import Clock  # noqa: PLC0415

    before = panel_identity(config.screen)

    def look(_elapsed: float) -> None:
        if panel_identity(config.screen) != before:
            raise WindowEnd(PANEL_PULLED)

    if config.screen.touch is not None:
        Clock.schedule_interval(look, PANEL_S)


def _run(app: object) -> None:
    try:
        app.run()
    except KeyboardInterrupt:
        app.stop()
    except WindowEnd:
        app.stop()
        raise
    except Exception:  # the outermost loop: a screen that broke is begun anew, the journal knows the visit
        log.exception("the screen broke")
        app.stop()
        raise WindowEnd("取号机界面出错，程序已退出（原因见日志），服务会自动重新启动。") from None
