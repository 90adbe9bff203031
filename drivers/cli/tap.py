"""`bianmin-drivers tap URL --record FILE`: stand between a device and the software that uses it, write down both."""

import argparse
from pathlib import Path

from drivers.bridge import Bridge
from drivers.cli.place import add_place, json_lines
from drivers.errors import SettingError
from drivers.sim.line import line_at
from drivers.transport import open_transport
from drivers.transport.tap import Tap


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("tap", help="pass a device on to other software and record what is said")
    parser.add_argument("url", help="port URL of the device")
    parser.add_argument("--record", type=Path, required=True, metavar="FILE", help="where the session is written")
    add_place(parser)
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> None:
    report = json_lines()
    device = open_transport(wanted.url)
    try:
        # What passes may be a card's content: nobody else's to read.
        wanted.record.touch(mode=0o600)
        record = wanted.record.open("w", encoding="utf-8")
    except OSError as error:
        device.close()
        raise SettingError(f"{wanted.record}: {error.strerror}") from None
    with record:
        record.write(f"# {wanted.url}\n")
        stand_in = line_at(wanted.pty, wanted.tcp)
        bridge = Bridge(Tap(device, record), stand_in)
        report({"ready": "tap", "url": stand_in.url})
        bridge.run()
