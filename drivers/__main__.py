"""The command bianmin-drivers: turns words into calls and errors into one sentence."""

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from drivers.cli import board, check, learn, plain, probe, replay, sim, tap
from drivers.errors import DriverError

FINE, FAILED = 0, 1
COMMANDS = (probe, check, board, learn, sim, tap, replay)
# These go on until they are told to stop; being told is no failure.
ENDLESS = ("sim", "tap", "replay")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 fine, 1 failed with one sentence on stderr, 2 wrong usage."""
    wanted = _parser().parse_args(arguments)
    try:
        with _ended_by_signals():
            wanted.run(wanted)
    except DriverError as error:
        print(plain.sentence(error), file=sys.stderr)
    except KeyboardInterrupt:
        return FINE if wanted.command in ENDLESS else FAILED
    else:
        return FINE
    return FAILED


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """A supervisor's TERM and a terminal that is closed end a command as Ctrl-C does: relays are switched off, links
    and names are taken away. Under nohup a closed terminal ends nothing."""
    ending = [number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) is signal.SIG_DFL]
    for number in ending:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in ending:
            signal.signal(number, signal.SIG_DFL)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bianmin-drivers", description="Find, check and simulate machines.")
    commands = parser.add_subparsers(dest="command", required=True)
    for command in COMMANDS:
        command.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
