"""`bianmin-drivers sim KIND`: a simulated machine that other software can use; obeys stdin, reports JSON lines."""

import argparse
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from drivers.cli.place import add_place, json_lines
from drivers.sim import console


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("sim", help="run a simulated machine; obeys commands on stdin, reports JSON lines")
    parser.add_argument("kind", choices=tuple(console.KINDS))
    add_place(parser)
    parser.add_argument("--out", type=Path, default=Path("sim-out"), help="where slips and pictures go")
    parser.add_argument("--profile", help="the model to be (default: the usual one)")
    parser.add_argument("--name", help="be reachable as sim://NAME")
    parser.add_argument("--address", type=int, choices=range(256), default=1, metavar="N", help="bus address")
    parser.add_argument("--stay", action="store_true", help="go on when stdin ends")
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> None:
    asked = console.Wanted(
        kind=wanted.kind,
        profile=wanted.profile,
        pty=wanted.pty,
        tcp=wanted.tcp,
        out=wanted.out,
        name=wanted.name,
        address=wanted.address,
    )
    console.serve(asked, _commands(stay=wanted.stay), json_lines())


def _commands(*, stay: bool) -> Iterator[str]:
    yield from sys.stdin
    if stay:
        signal.pause()
