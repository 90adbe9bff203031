"""`bianmin-drivers learn URL --out FILE.toml`: press each key of an unknown evaluator, get its profile."""

import argparse
import os
import select
import sys
from pathlib import Path

from drivers.learn import Pace, teach


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("learn", help="press each key of an unknown evaluator; writes its profile")
    parser.add_argument("url", help="port URL: serial:// tcp:// evdev:// sim://")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE.toml", help="the profile to write; must be new"
    )
    parser.add_argument("--name", default="未知评价器", help="what the profile calls the device")
    parser.add_argument("--seconds", type=float, default=15.0, help="how long to wait for a key (default 15)")
    parser.add_argument("--quiet", type=float, default=0.8, help="silence that ends a press, in seconds (default 0.8)")
    parser.add_argument("--gap", type=float, default=0.05, help="silence that ends a frame, in seconds (default 0.05)")
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> None:
    pace = Pace(wait_s=wanted.seconds, quiet_s=wanted.quiet, gap_s=wanted.gap)
    for sentence in teach(wanted.url, wanted.out, name=wanted.name, pace=pace, skip=Enter().pressed):
        print(sentence, flush=True)


class Enter:
    """Lines on standard input, one for each key that does not exist; read past Python's buffer, so none is lost."""

    def __init__(self) -> None:
        self._lines = 0
        self._ended = False

    def pressed(self) -> bool:
        """Whether Enter was pressed since the last time; once for each."""
        source = sys.stdin.fileno()
        if not self._lines and not self._ended and select.select([source], [], [], 0)[0]:
            chunk = os.read(source, 1024)
            self._ended = not chunk
            self._lines = chunk.count(b"\n")
        self._lines -= (pressed := self._lines > 0)
        return pressed
