"""The command bianmin-display: reads the configuration, runs the box until SIGTERM. Turns errors into one sentence."""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from display.bootstrap import Station
from display.complaint import complaint
from display.config import ConfigError, DisplayConfig, load
from display.fitting import keep, kept
from display.pairing import TAKEN_BACK, Say, is_taken_back, paired
from server.client.errors import ClientError
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
        asyncio.run(_run(load(wanted.config), wanted.report, pair=wanted.pair))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return FAILED
    except ClientError as error:
        print(complaint(error), file=sys.stderr)
        return FAILED
    except OSError as error:
        print(f"本机文件读写失败：{error}", file=sys.stderr)
        return FAILED
    return FINE


async def _run(config: DisplayConfig, report: Path | None, *, pair: bool) -> None:
    work = asyncio.create_task(work_with(config, report, pair=pair))
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


def _say(line: str) -> None:
    print(line, flush=True)


async def work_with(config: DisplayConfig, report: Path | None, *, pair: bool = False, say: Say = _say) -> None:
    """As long as the hall accepts the box; when it takes the token back, the box asks for another one."""
    while True:
        own = await paired(config, say, anew=pair)
        try:
            await _work_as(own, report)
        except ClientError as error:
            if not await is_taken_back(error, config, own):
                raise
            say(TAKEN_BACK)
            pair = False


async def _work_as(config: DisplayConfig, report: Path | None) -> None:
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bianmin-display", description="LED boards, voice, keypads and call pads.")
    parser.add_argument("--config", type=Path, default=CONFIG, metavar="FILE", help=f"default: {CONFIG}")
    parser.add_argument("--pair", action="store_true", help="ask for a code and a token of its own first")
    parser.add_argument("--report", type=Path, metavar="FILE", help="append what the box did, as JSON lines")
    return parser


if __name__ == "__main__":
    sys.exit(main())
