"""Options of every command that other software connects to: where, and what it says on stdout. Knows no machine."""

import argparse
import json
import threading
from contextlib import suppress
from pathlib import Path

from drivers.sim.host import Report, Reporter


def add_place(parser: argparse.ArgumentParser) -> None:
    place = parser.add_mutually_exclusive_group()
    place.add_argument(
        "--pty", type=Path, metavar="LINK", help="a link to the pseudo-terminal (default: a temporary one)"
    )
    place.add_argument("--tcp", metavar="HOST:PORT", help="listen here instead of on a pseudo-terminal")


def json_lines() -> Reporter:
    """One JSON object a line, whole, from any thread; a reader that has gone is no reason to stop."""
    turn = threading.Lock()

    def report(said: Report) -> None:
        with turn, suppress(BrokenPipeError):
            print(json.dumps(said, ensure_ascii=False), flush=True)

    return report
