"""The command bianmin-kiosk: the touch screen, or with --once one visit without a window."""

import argparse
import asyncio
import faulthandler
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from drivers.errors import DriverError, SettingError
from kiosk import visit
from kiosk.bootstrap import printer_profile, station
from kiosk.config import DEFAULT_FILE, Config, ConfigError, load
from kiosk.display_check import choose_driver, why_no_touch
from kiosk.flow import state as st
from kiosk.flow.state import Choice
from kiosk.log_export import keep_log
from kiosk.phrase import LANGUAGES
from kiosk.scan import scanner_profile
from kiosk.sentence import sentence
from kiosk.watchdog import Watchdog
from server.client import ClientError

FINE, FAILED, ENDED_BY_STAFF = 0, 1, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """0 fine, 1 failed with one sentence on stderr, 2 wrong usage, 3 ended by staff on the screen."""
    parser = _parser()
    wanted = parser.parse_args(arguments)
    if (wanted.ticket_class == "green") != (wanted.reason is not None):
        parser.error("--class green and --reason go together")
    logging.basicConfig(level=logging.WARNING if wanted.once else logging.INFO, format="%(name)s: %(message)s")
    # The client says the same, without a line for each question.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        config = load(wanted.config)
        _check_devices(config)
        if wanted.once is None:
            return _window(config, offscreen=wanted.offscreen)
        return asyncio.run(_once(config, _choice(wanted), wanted.language))
    except ConfigError as error:
        return _failed(str(error))
    except (ClientError, DriverError, OSError) as error:
        return _failed(sentence(error))
    except KeyboardInterrupt:
        return FINE


def _check_devices(config: Config) -> None:
    """Port and profile of each. Raises ConfigError, which names the device."""
    checks: list[tuple[str, Callable[[], object]]] = [("打印机 [printer]", lambda: printer_profile(config))]
    if (scanner := config.scanner) is not None:
        checks.append(("扫码器 [scanner]", lambda: scanner_profile(scanner)))
    for name, check in checks:
        try:
            check()
        except SettingError as error:
            raise ConfigError(f"{name} 设置有误：{sentence(error)}") from None


def _window(config: Config, *, offscreen: bool) -> int:
    """1: whoever supervises the kiosk starts it again; so with 0, unless that is who has ended it."""
    missing = choose_driver(os.environ, offscreen=offscreen) or why_no_touch(config.screen)
    if missing is not None:
        return _failed(missing)
    from kiosk.ui import screen  # noqa: PLC0415 - importing Kivy has effects and takes a second

    keep_log(config.station.state_dir)
    # The watchdog's ABRT of a frozen screen then leaves in the journal where it stood.
    faulthandler.enable()
    watchdog = Watchdog(os.environ)
    try:
        by_staff = screen.open_window(config, watchdog)
    except screen.WindowEnd as end:
        return _failed(str(end))
    finally:
        watchdog.stopping()
    return ENDED_BY_STAFF if by_staff else FINE


async def _once(config: Config, choice: Choice, language: str) -> int:
    def say(line: str) -> None:
        print(line, flush=True)

    async with station(config) as performer:
        end = await visit.run(performer, visit.touches(choice, language), say, columns=printer_profile(config).columns)
    match end:
        case st.Shown():
            return FINE
        case st.PrintFailed() | st.Rejected():
            return _failed(end.detail)
        case _:
            return _failed("连不上大厅服务器，请检查网络和服务程序。")


def _choice(wanted: argparse.Namespace) -> Choice:
    return Choice(service_id=wanted.once, item_id=wanted.item, green_reason=wanted.reason, large=wanted.large)


def _failed(why: str) -> int:
    print(why, file=sys.stderr)
    return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bianmin-kiosk", description="The touch screen that issues tickets.")
    parser.add_argument("--config", type=Path, default=DEFAULT_FILE, metavar="FILE", help=f"default {DEFAULT_FILE}")
    parser.add_argument("--offscreen", action="store_true", help="a window nobody sees, for tests and demonstrations")
    parser.add_argument("--once", metavar="SERVICE_ID", help="one visit without a window, told as JSON lines")
    parser.add_argument("--class", dest="ticket_class", choices=("ordinary", "green"), default="ordinary")
    parser.add_argument("--reason", help="why green: the code of a reason the hall knows")
    parser.add_argument("--item", metavar="ID", help="the item of the service")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    parser.add_argument("--large", action="store_true", help="the slip in large type")
    return parser


if __name__ == "__main__":
    sys.exit(main())
