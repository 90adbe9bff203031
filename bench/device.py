"""What devices cost: sixty of them idle, and a slip from its lines to the printer's bytes."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from drivers import profile as profiles
from drivers.device import Job
from drivers.device.typeset import typeset
from drivers.profile import PrinterProfile
from drivers.sim import console
from drivers.sim.host import Host
from drivers.sim.line import PtyLine

DEVICES, SECONDS, SLIPS = 60, 20.0, 200
ROOT = Path(__file__).resolve().parent.parent

Figure = tuple[str, float, str, str, bool | None]


def figures() -> Iterator[Figure]:
    """(what, value, unit, bound, whether it holds)."""
    share = idle_share() * 100
    yield f"processor of {DEVICES} idle devices", share, "% of a core", "≤ 2", share <= 2
    text, drawn = _slip("户籍办理 张三", "native"), _slip("户籍办理 𠮷田 䶮", "raster")
    yield "slip of text, set and encoded", text * 1e3, "ms", "≤ 10", text * 1e3 <= 10
    yield "slip with drawn lines and code", drawn * 1e3, "ms", "≤ 40", drawn * 1e3 <= 40


def idle_share() -> float:
    """Processor seconds a second of half as many boards and half as many keypads, each on its own pseudo-terminal."""
    with ExitStack() as stack, tempfile.TemporaryDirectory() as out:
        wanted = console.Wanted(kind="board", out=Path(out))
        boards = [Host(console.machine(wanted, _ignore), PtyLine()) for _ in range(DEVICES // 2)]
        pads = [Host(console.machine(console.Wanted(kind="keypad"), _ignore), PtyLine()) for _ in range(DEVICES // 2)]
        urls = [stack.enter_context(host).url for host in (*boards, *pads)]
        command = [sys.executable, "-m", "bench.idle", *urls, str(SECONDS)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


def _slip(service: str, qr: str) -> float:
    profile = profiles.load("printer-80mm")
    assert isinstance(profile, PrinterProfile)
    job = (
        Job()
        .text("示例镇便民服务中心", align="centre", bold=True)
        .text("A012", size=4, align="centre", bold=True)
        .text(service, size=2, align="centre")
        .text("前面等候：5 人")
        .text("预计等候：12-20 分钟")
        .text("办理窗口：1-3 号")
        .qr("http://10.0.0.2:8000/t/12#c2VjcmV0c2VjcmV0c2VjcmV0")
        .feed(2)
        .cut()
    )
    profile = replace(profile, qr=qr)
    typeset(job, profile)
    began = time.perf_counter()
    for _ in range(SLIPS):
        typeset(job, profile)
    return (time.perf_counter() - began) / SLIPS


def _ignore(_said: object) -> None:
    pass
