"""`bianmin-drivers replay FILE`: play the device of a recorded session to other software."""

import argparse
import sys
import threading
from pathlib import Path

from drivers import recording
from drivers.cli.place import add_place, json_lines
from drivers.errors import DriverError, SettingError
from drivers.recording import Piece
from drivers.sim.host import Host, Report
from drivers.sim.line import line_at
from drivers.sim.replay import ReplayMachine


class Different(DriverError):
    """The host said something else than what was recorded."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("replay", help="play the device of a recorded session to other software")
    parser.add_argument("file", type=Path, help="what `tap` has recorded")
    parser.add_argument("--at-once", action="store_true", help="without the pauses the device made")
    add_place(parser)
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> None:
    """Stays until stdin ends, so that the last answer is not lost with its line; exit code 1 as soon as the host says
    something else."""
    pieces = _pieces(wanted.file)
    tell, ended = json_lines(), threading.Event()
    last: dict[str, object] = {}

    def report(said: Report) -> None:
        tell(said)
        last.update(said)
        ended.set()

    machine = ReplayMachine(pieces, report, at_once=wanted.at_once)
    with Host(machine, line_at(wanted.pty, wanted.tcp)) as host:
        tell({"ready": "replay", "url": host.url})
        ended.wait()
        if "done" in last:
            sys.stdin.read()
    if "differs" in last:
        raise Different(f"{wanted.file}: the host said {last['differs']}, recorded was {last['expected']}")


def _pieces(file: Path) -> list[Piece]:
    try:
        with file.open(encoding="utf-8") as lines:
            return recording.read(lines, source=str(file))
    except OSError as error:
        raise SettingError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingError(f"{file}: not UTF-8 text") from None
