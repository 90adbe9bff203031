"""The command bianmin-drivers: probe, check, sim. Turns words into calls and errors into one sentence."""

import argparse
import json
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from drivers import profile as profiles
from drivers.check import check
from drivers.errors import DeviceFault, DriverError
from drivers.probe import probe
from drivers.sim import console
from drivers.sim.host import Report

FINE, FAILED = 0, 1


def main(arguments: Sequence[str] | None = None) -> int:
    """0 fine, 1 failed with one sentence on stderr, 2 wrong usage."""
    wanted = _parser().parse_args(arguments)
    try:
        return _run(wanted)
    except DeviceFault as fault:
        print(fault.sentence, file=sys.stderr)
    except DriverError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        return FINE if wanted.command == "sim" else FAILED
    return FAILED


def _run(wanted: argparse.Namespace) -> int:
    match wanted.command:
        case "probe":
            _probe(as_json=wanted.json)
        case "check":
            for sentence in check(wanted.url, profiles.load(wanted.profile), listen_s=wanted.seconds):
                print(sentence, flush=True)
        case _:
            _sim(wanted)
    return FINE


def _probe(*, as_json: bool) -> None:
    found = probe()
    if as_json:
        print(json.dumps([{"url": one.url, "description": one.description} for one in found], ensure_ascii=False))
        return
    for one in found:
        print(f"{one.url}  {one.description}")
    if not found:
        print("没有发现串口、USB 设备或正在运行的模拟器。")


def _sim(wanted: argparse.Namespace) -> None:
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bianmin-drivers", description="Find, check and simulate machines.")
    commands = parser.add_subparsers(dest="command", required=True)
    probing = commands.add_parser("probe", help="list serial ports, USB devices and running simulators")
    probing.add_argument("--json", action="store_true", help="one JSON array")
    checking = commands.add_parser("check", help="talk to a device and say what works")
    checking.add_argument("url", help="port URL: serial:// tcp:// sim://")
    checking.add_argument("profile", help="name of a shipped profile or path of a TOML file")
    checking.add_argument("--seconds", type=float, default=10.0, help="how long to wait for a key (default 10)")
    simulating = commands.add_parser("sim", help="run a simulated machine; obeys commands on stdin, reports JSON lines")
    simulating.add_argument("kind", choices=tuple(console.KINDS))
    place = simulating.add_mutually_exclusive_group()
    place.add_argument("--pty", type=Path, metavar="LINK", help="a link to the pseudo-terminal (default: no link)")
    place.add_argument("--tcp", metavar="HOST:PORT", help="listen here instead of on a pseudo-terminal")
    simulating.add_argument("--out", type=Path, default=Path("sim-out"), help="where slips and pictures go")
    simulating.add_argument("--profile", help="the model to be (default: the usual one)")
    simulating.add_argument("--name", help="be reachable as sim://NAME")
    simulating.add_argument("--address", type=int, choices=range(256), default=1, metavar="N", help="bus address")
    simulating.add_argument("--stay", action="store_true", help="go on when stdin ends")
    return parser


if __name__ == "__main__":
    sys.exit(main())
