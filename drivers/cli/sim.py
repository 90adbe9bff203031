"""`bianmin-drivers sim KIND`: a simulated machine that other software can use; obeys stdin, reports JSON lines."""

import argparse
import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from drivers.sim import console
from drivers.sim.host import Report


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("sim", help="run a simulated machine; obeys commands on stdin, reports JSON lines")
    parser.add_argument("kind", choices=tuple(console.KINDS))
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--pty", type=Path, metavar="LINK", help="a link to the pseudo-terminal (default: no link)")
    place.add_argument("--tcp", metavar="HOST:PORT", help="listen here instead of on a pseudo-terminal")
    parser.add_argument("--out", type=Path, default=Path("sim-out"), help="where slips and pictures go")
    parser.add_argument("--profile", help="the model to be (default: the usual one)")
    parser.add_argument("--name", help="be reachable as sim://NAME")
    parser.add_argument("--address", type=int, choices=range(256), default=1, metavar="N", help="bus address")
    parser.add_argument("--stay", action="store_true", help="go on when stdin ends")
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> None:
    # A supervisor's TERM ends a simulator as Ctrl-C does: links and names are taken away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    turn = threading.Lock()

    def report(said: Report) -> None:
        with turn, suppress(BrokenPipeError):
            print(json.dumps(said, ensure_ascii=False), flush=True)

    asked = console.Wanted(
        kind=wanted.kind,
        profile=wanted.profile,
        pty=wanted.pty,
        tcp=wanted.tcp,
        out=wanted.out,
        name=wanted.name,
        address=wanted.address,
    )
    console.serve(asked, _commands(stay=wanted.stay), report)


def _commands(*, stay: bool) -> Iterator[str]:
    yield from sys.stdin
    if stay:
        signal.pause()
