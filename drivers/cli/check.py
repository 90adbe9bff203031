"""`bianmin-drivers check URL PROFILE`: talk to a device and say what works."""

import argparse

from drivers import profile as profiles
from drivers.check import check


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("check", help="talk to a device and say what works")
    parser.add_argument("url", help="port URL: serial:// tcp:// usb:// hidraw:// evdev:// sim://")
    parser.add_argument("profile", help="name of a shipped profile or path of a TOML file")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long to wait for a key (default 10)")
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> None:
    for sentence in check(wanted.url, profiles.load(wanted.profile), listen_s=wanted.seconds):
        print(sentence, flush=True)
