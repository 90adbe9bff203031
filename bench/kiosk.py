"""What a visitor waits for at the kiosk, and what it takes: each figure beside the floor of the same machine and run.

python -m bench.kiosk [VISITS]      the whole table alone; VISITS: of the soak, 10000 are a day
"""
# ruff: noqa: ANN401 - what a program prints as JSON

import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.kiosk_bed import ROOT, Bed, Window, bed, window
from bench.kiosk_life import unit
from bench.process import cpu_s, memory_mb
from bench.site import SERVICE

TAPS, STARTS, IDLE_S = 60, 5, 15.0
VISITS = int(os.environ.get("BENCH_VISITS", "200"))  # of the soak
A_DAY = 10_000
GROWING = ("memory", "open files", "threads", "objects", "widgets", "textures", "pictures kept")
LONGEST_SOAK_S = 4 * 3600
SERVICE_NAME, CONFIRM, DONE = "综合受理", "取号", "完成"

Figure = tuple[str, float, str, str, bool | None]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured."""

    taps: int = TAPS
    starts: int = STARTS
    idle_s: float = IDLE_S
    visits: int = VISITS
    every: int = 1


def figures(extent: Extent | None = None) -> Iterator[Figure]:
    """(what, value, unit, bound, whether it holds)."""
    wanted = extent or Extent()
    with tempfile.TemporaryDirectory(prefix="bianmin-bench-kiosk-") as name, bed(Path(name)) as made:
        yield from _starts(made, Path(name), wanted)
        yield from _taps(made, wanted)
        yield from _screens(made, wanted)
        yield from _soak(made, wanted)


def _starts(made: Bed, folder: Path, wanted: Extent) -> Iterator[Figure]:
    with unit(made, folder) as service:
        pairs = [(service.start(), service.bare_start()) for _ in range(wanted.starts)]
        worst, bare = max(own for own, _ in pairs), statistics.median(bare for _, bare in pairs)
        yield "kiosk: a bare window of Kivy, start to frame", bare, "s", "floor", None
        yield "kiosk: start to the first screen, the slowest", worst, "s", "≤ 4", worst <= 4
        yield "kiosk: start ÷ bare window", statistics.median(own / bare for own, bare in pairs), "", "", None
        back = service.back_after(signal.SIGKILL)
        yield "kiosk: killed, the screen is there again", back, "s", "≤ 5", back <= 5
        frozen = service.back_after(signal.SIGSTOP)
        yield (
            "kiosk: frozen, killed by the watchdog, there again",
            frozen,
            "s",
            f"{service.silence_s:g} + 5",
            (frozen <= service.silence_s + 5),
        )


def _taps(made: Bed, wanted: Extent) -> Iterator[Figure]:
    with window(made) as kiosk:
        while SERVICE_NAME not in kiosk.next()["presses"]:
            pass
        before = cpu_s(kiosk.process.pid)
        taken = [_tap(made, kiosk) for _ in range(wanted.taps)]
        spent = (cpu_s(kiosk.process.pid) - before) / wanted.taps
        stream = made.printer.stream
        idle, frames, memory = _idle(kiosk, wanted.idle_s)
    floors = [_bare_ticket(made, stream) for _ in range(wanted.taps)]
    own = statistics.median(printer for _, printer in floors)
    bare = statistics.median(whole for whole, _ in floors)
    late = _at([each - own for each in taken], 0.99) * 1e3
    yield "kiosk: one HTTP call and the slip's bytes, bare", bare * 1e3, "ms", "floor", None
    yield "kiosk: the printer's own part of it", own * 1e3, "ms", "", None
    yield "kiosk: 取号 touched to last byte, median", statistics.median(taken) * 1e3, "ms", "", None
    yield "kiosk: 取号 touched to last byte, p99, beyond the printer", late, "ms", "≤ 150", late <= 150
    yield "kiosk: 取号 touched to last byte ÷ bare", statistics.median(taken) / bare, "", "", None
    yield "kiosk: processor time of one visit", spent * 1e3, "ms", "", None
    yield "kiosk: processor while nobody is there", idle * 100, "% of a core", "≤ 10", idle <= 0.1
    frame = statistics.median(frames) * 1e3
    yield "kiosk: one frame of the slides (60 a second: 16.7)", frame, "ms", "", None
    yield "kiosk: resident memory", memory, "MB", "≤ 260", memory <= 260


def _tap(made: Bed, kiosk: Window) -> float:
    """One visit; seconds from the finger lifted off 取号 to the last byte at the printer."""
    while SERVICE_NAME not in kiosk.seen["presses"]:
        kiosk.next()
    kiosk.tap(SERVICE_NAME)
    kiosk.until("Confirming")
    number = made.printer.slips + 1
    lifted = kiosk.tap(CONFIRM)
    kiosk.until("Shown")
    took = made.printer.last_byte(number) - lifted
    kiosk.tap(DONE)
    kiosk.until("Home")
    return took


def _idle(kiosk: Window, seconds: float) -> tuple[float, list[float], float]:
    """Share of a core while the slides are shown, seconds of each frame drawn anew, resident memory."""
    kiosk.process.send_signal(signal.SIGHUP)
    kiosk.until("Attract")
    threading.Event().wait(5.0)
    memory, before = memory_mb(kiosk.process.pid), cpu_s(kiosk.process.pid)
    threading.Event().wait(seconds)
    share = (cpu_s(kiosk.process.pid) - before) / seconds
    kiosk.process.send_signal(signal.SIGALRM)
    return share, kiosk.until("")["frames"], memory


def _bare_ticket(made: Bed, stream: bytes) -> tuple[float, float]:
    """The same without a kiosk: seconds from the wish to the last byte, and of them from the first byte on."""
    connection = http.client.HTTPConnection("127.0.0.1", made.server.port)
    connection.connect()
    tty = os.open(made.printer.host.url.removeprefix("serial://"), os.O_RDWR | os.O_NOCTTY)
    number = made.printer.slips + 1
    body = json.dumps({"request_id": str(uuid.uuid4()), "service_id": SERVICE})
    headers = {"Authorization": f"Bearer {made.hall.kiosk}", "Content-Type": "application/json"}
    began = time.monotonic()
    connection.request("POST", "/api/v1/tickets", body, headers)
    connection.getresponse().read()
    issued = time.monotonic()
    os.write(tty, stream)
    came = made.printer.last_byte(number)
    os.close(tty)
    connection.close()
    return came - began, max(0.0, came - issued)


def _screens(made: Bed, wanted: Extent) -> Iterator[Figure]:
    took = _child(made, "bench.kiosk_screens", str(wanted.every))
    bare, screens = statistics.median(took["bare"]), took["screens"]
    times = sorted(screens.values())
    slowest = max(screens, key=screens.__getitem__)
    late = _at(times, 0.95) * 1e3
    yield "kiosk: a rectangle changes at a touch, bare window", bare * 1e3, "ms", "floor", None
    yield f"kiosk: another screen, median of {len(times)}", statistics.median(times) * 1e3, "ms", "", None
    yield "kiosk: another screen, p95", late, "ms", "≤ 100", late <= 100
    yield f"kiosk: the slowest: {slowest}", screens[slowest] * 1e3, "ms", "", None
    yield "kiosk: another screen ÷ bare", statistics.median(times) / bare, "", "", None


def _soak(made: Bed, wanted: Extent) -> Iterator[Figure]:
    table = _child(made, "bench.kiosk_soak", str(wanted.visits))
    early, late = table[0], table[-1]
    yield "kiosk: visits of the soak", wanted.visits, "", f"{A_DAY:,} are a day", None
    for what in GROWING:
        before = early[what]
        grown = (late[what] / before - 1) * 100
        yield f"kiosk: {what} more after them", grown, "%", "≤ 5", grown <= 5
    yield "kiosk: resident memory after them", late["memory"], "MB", "≤ 260", late["memory"] <= 260


def _child(made: Bed, module: str, argument: str) -> Any:
    """What a program with a window of its own prints."""
    command = [sys.executable, "-m", module, str(made.config), argument]
    run = subprocess.run(
        command, cwd=ROOT, env=made.environment, stdout=subprocess.PIPE, check=True, timeout=LONGEST_SOAK_S
    )
    return json.loads(run.stdout)


def _at(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    visits = int(sys.argv[1]) if len(sys.argv) > 1 else VISITS
    for what, value, unit_, bound, ok in figures(Extent(visits=visits)):
        mark = {True: "ok", False: "MISSED", None: ""}[ok]
        print(f"{what:62}{value:10.2f} {unit_:12}{bound:16}{mark}", flush=True)
