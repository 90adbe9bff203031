"""`bianmin-drivers probe`: what is attached to this computer, and which profile may fit."""

import argparse
import json
from dataclasses import asdict

from drivers import profile as profiles
from drivers.probe import Found, probe
from drivers.profile import BoardProfile, KeypadProfile


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("probe", help="list serial ports, USB devices, keypads and running simulators")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON array")
    form.add_argument("--toml", action="store_true", help="tables for a display box's devices, to be completed")
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> None:
    found = probe()
    if wanted.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    for line in (line for one in found for line in (tables(one) if wanted.toml else [sentence(one)])):
        print(line)
    if not found:
        print("没有发现串口、USB 设备、键盘类设备或正在运行的模拟器。")


def sentence(one: Found) -> str:
    fitting = f"  可用机型参数：{'、'.join(one.profiles)}" if one.profiles else ""
    return f"{one.url}  {one.description}{fitting}"


def tables(one: Found) -> list[str]:
    """The device as tables of a display box. What nobody can know stands there to be filled in: a counter 0 is
    refused, and what a cable leads to is commented out."""
    kinds = {name: kind for name in one.profiles if (kind := _kind(name))}
    if not kinds and one.kind not in ("cable", "serial", "sim"):
        return []
    head = [f"# {one.description}"]
    if not kinds:
        return [*head, *(f"# {line}" for line in _table("boards", one.url, "onbon-bx5k-64x16")), ""]
    return head + [line for name, kind in kinds.items() for line in [*_table(kind, one.url, name), ""]]


def _table(kind: str, url: str, name: str) -> list[str]:
    port, profile = json.dumps(url, ensure_ascii=False), json.dumps(name, ensure_ascii=False)
    return [f"[[{kind}]]", f"port = {port}", f"profile = {profile}", "counter = 0  # 写上窗口号"]


def _kind(name: str) -> str | None:
    profile = profiles.load(name)
    if isinstance(profile, BoardProfile):
        return "boards"
    if isinstance(profile, KeypadProfile):
        return "callpads" if "callpad" in name else "keypads"
    return None
