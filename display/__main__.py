"""The command bianmin-display: reads the configuration, runs the box until SIGTERM. Turns errors into one sentence."""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from display.bootstrap import Station
from display.config import ConfigError, DisplayConfig, load
from display.fitting import keep, kept
from server.client.errors import BadAnswer, ClientError, Refused, WrongHall
from server.wire.box import BoxDevices

log = logging.getLogger(__name__)

FINE, FAILED = 0, 1
CONFIG = Path("/etc/bianmin/display.toml")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 ended on request, 1 failed with one sentence on stderr, 2 wrong usage."""
    wanted = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        asyncio.run(_run(load(wanted.config), wanted.report))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return FAILED
    except ClientError as error:
        print(_sentence(error), file=sys.stderr)
        return FAILED
    return FINE


async def _run(config: DisplayConfig, report: Path | None) -> None:
    work = asyncio.create_task(work_with(config, report))
    stopped = False

    def stop() -> None:
        nonlocal stopped
        if not stopped:  # a second signal must not cut the orderly end short
            stopped = True
            work.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    try:
        await work
    except asyncio.CancelledError:
        if not stopped:
            raise


async def work_with(config: DisplayConfig, report: Path | None) -> None:
    """One station after another: the hall may mean other devices at any time."""
    told = kept(config.state_dir) if config.asks_hall else None
    while True:
        told = await _station(config, report, told).run()
        keep(config.state_dir, told)
        log.info("the hall has said which devices this box has")


def _station(config: DisplayConfig, report: Path | None, told: BoxDevices | None) -> Station:
    """Raises ConfigError for what this box's own file says; what the hall said wrong is told to it, to be mended."""
    if told is None:
        return Station(config, report)
    try:
        return Station(config.with_devices(told), report, told)
    except ConfigError as error:
        log.error("the hall's devices of this box: %s", error)
        idle = Station(config, report, told)
        idle.note_setting(str(error))
        return idle


def _sentence(error: ClientError) -> str:
    match error:
        case WrongHall(paired=paired, found=found):
            return f"这台服务器属于另一个大厅（{found}），本机配对的是 {paired}，已停止。"
        case Refused(status=401 | 403):
            return "服务器不接受本机的令牌，请管理员重新签发后写入配置的 token。"
        case Refused(detail=detail):
            return f"服务器拒绝了本机的请求：{detail}"
        case BadAnswer():
            return f"服务器的答复看不懂，两边的程序版本可能不一致：{error}"
        case _:
            return f"与服务器的连接出错：{error}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bianmin-display", description="LED boards, voice, keypads and call pads.")
    parser.add_argument("--config", type=Path, default=CONFIG, metavar="FILE", help=f"default: {CONFIG}")
    parser.add_argument("--report", type=Path, metavar="FILE", help="append what the box did, as JSON lines")
    return parser


if __name__ == "__main__":
    sys.exit(main())
