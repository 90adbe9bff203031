"""`bianmin-drivers probe`: what is attached to this computer."""

import argparse
import json

from drivers.probe import probe


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("probe", help="list serial ports, USB devices and running simulators")
    parser.add_argument("--json", action="store_true", help="one JSON array")
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> None:
    found = probe()
    if wanted.json:
        print(json.dumps([{"url": one.url, "description": one.description} for one in found], ensure_ascii=False))
        return
    for one in found:
        print(f"{one.url}  {one.description}")
    if not found:
        print("没有发现串口、USB 设备或正在运行的模拟器。")
