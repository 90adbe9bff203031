"""`bianmin-drivers probe`: what is attached to this computer, and which profile may fit."""

import argparse
import json
from dataclasses import asdict

from drivers.probe import Found, probe


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("probe", help="list serial ports, USB devices, keypads and running simulators")
    parser.add_argument("--json", action="store_true", help="one JSON array")
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> None:
    found = probe()
    if wanted.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        print(sentence(one))
    if not found:
        print("没有发现串口、USB 设备、键盘类设备或正在运行的模拟器。")


def sentence(one: Found) -> str:
    fitting = f"  可用机型参数：{'、'.join(one.profiles)}" if one.profiles else ""
    return f"{one.url}  {one.description}{fitting}"
