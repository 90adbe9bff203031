"""`make bench`: drivers, kiosk and server beside their floors in one run; prints a table, writes bench/results.json."""

import json
import os
import statistics
import sys
import tempfile
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import board_page, codec, device, display, drivers_bus, history, kiosk, pages, scenario, site, voice
from bench import report as reports
from bench.floor import fsync_rate
from bench.load import CLIENTS, Times

ROUNDS = 3
HISTORY = int(os.environ.get("BENCH_HISTORY", "1000000"))  # tickets
RESULTS = Path(__file__).with_name("results.json")


@dataclass
class Report:
    """Lines of the table, in order; `bound` says what is wanted."""

    lines: list[dict[str, Any]] = field(default_factory=list)

    def add(self, what: str, value: float, unit: str, bound: str = "", ok: bool | None = None) -> None:
        self.lines.append({"what": what, "value": round(value, 3), "unit": unit, "bound": bound, "ok": ok})
        mark = {True: "ok", False: "MISSED", None: ""}[ok]
        print(f"{what:<58}{value:>12.3f} {unit:<12}{bound:<22}{mark}", flush=True)


@dataclass
class Round:
    """One round of the three loads that are compared with each other."""

    bare: Times
    issue: Times
    call: Times
    cpu_us: dict[str, float]


def measured(server: site.Server, work: Coroutine[Any, Any, Times]) -> tuple[Times, float]:
    """Run a load; also the server's processor time per answer, in microseconds."""
    before = server.cpu_s()
    times = uvloop.run(work)
    return times, (server.cpu_s() - before) / len(times.seconds) * 1e6


def one_round(bare: site.Server, server: site.Server, where: site.Site) -> Round:
    floor, floor_cpu = measured(bare, scenario.bare_posts(bare))
    issue, issue_cpu = measured(server, scenario.issues(server, where))
    call, call_cpu = measured(server, scenario.calls(server, where))
    cpu = {"bare": floor_cpu, "issue": issue_cpu, "call": call_cpu / 2}  # a no-show goes with each call
    return Round(floor, issue, call, cpu)


def load_figures(report: Report, rounds: list[Round], memory: float) -> None:
    """The figures of 32 clients."""
    report.add("bare framework, JSON POST", statistics.median(scenario.rate(r.bare) for r in rounds), "per s", "floor")
    one_load(report, "issue a ticket", [(r.issue, r.bare) for r in rounds])
    one_load(report, "call next", [(r.call, r.bare) for r in rounds])
    for name in ("bare", "issue", "call"):
        spent = [r.cpu_us[name] for r in rounds]
        report.add(f"processor time of one answer: {name}", statistics.median(spent), "us")
    report.add("resident memory after the load", memory, "MB", "≤ 150", memory <= 150)


def one_load(report: Report, label: str, rounds: list[tuple[Times, Times]]) -> None:
    """Rate, ratio to the bare framework of the same round, and how far apart the quick and the slow ones lie."""
    report.add(label, statistics.median(scenario.rate(times) for times, _ in rounds), "per s")
    ratio = statistics.median(scenario.rate(times) / scenario.rate(bare) for times, bare in rounds)
    report.add(f"{label} ÷ bare", ratio, "", "≥ 0.5 (0.3 at least)", ratio >= 0.5)
    report.add(f"{label}, p50", statistics.median(times.quantile(0.5) for times, _ in rounds) * 1e3, "ms")
    spread = statistics.median(times.quantile(0.99) / times.quantile(0.5) for times, _ in rounds)
    report.add(f"{label}, p99 ÷ p50", spread, "", "≤ 3", spread <= 3)
    wrong = sum(count for times, _ in rounds for status, count in times.statuses.items() if status >= 300)
    report.add(f"{label}, refused or failed", wrong, "", "0", wrong == 0)


def with_32_clients(report: Report, where: site.Site) -> None:
    with site.bare() as bare, site.serving(where) as server:
        report.add("start to ready, new hall", server.ready_after, "s", "≤ 2", server.ready_after <= 2)
        uvloop.run(scenario.open_all(server, where))
        one_round(bare, server, where)  # warm
        rounds = [one_round(bare, server, where) for _ in range(ROUNDS)]
        load_figures(report, rounds, server.memory_mb())
        taken = uvloop.run(scenario.publication(server, where))
        worst = max(taken) * 1e3
        report.add(f"one call to {scenario.LISTENERS} listeners, the last of them", worst, "ms", "≤ 100", worst <= 100)


def with_history(report: Report, folder: Path) -> None:
    """Tickets per second with a long history against an empty one, alternating in the same run."""
    old, new = site.build(folder / "old"), site.build(folder / "new")
    history.fill(old, HISTORY)
    size = sum(file.stat().st_size for file in old.data.iterdir() if file.is_file()) / 1e6
    report.add(f"disk of {HISTORY:,} tickets", size, "MB")
    with site.serving(old) as long, site.serving(new) as empty:
        report.add("start to ready, long history", long.ready_after, "s", "≤ 2", long.ready_after <= 2)
        rates: dict[str, list[float]] = {"long": [], "empty": []}
        for _ in range(ROUNDS + 1):
            rates["empty"].append(scenario.rate(uvloop.run(scenario.issues(empty, new))))
            rates["long"].append(scenario.rate(uvloop.run(scenario.issues(long, old))))
    pairs = zip(rates["long"][1:], rates["empty"][1:], strict=True)
    ratio = statistics.median(a / b for a, b in pairs)
    report.add("tickets per s, long history ÷ empty", ratio, "", "≥ 0.95", ratio >= 0.95)


def replaying(report: Report, folder: Path) -> None:
    where = site.build(folder / "day")
    history.fill_today(where, history.TICKETS_A_DAY)
    took, deeds = scenario.replay(where)
    report.add(f"replay of a {history.TICKETS_A_DAY:,}-ticket day ({deeds:,} deeds)", took, "s", "≤ 2", took <= 2)
    with site.serving(where) as server:
        report.add("start to ready behind that day", server.ready_after, "s")


def with_devices(report: Report) -> None:
    for what, value, unit in codec.figures():
        report.add(what, value, unit, "floor" if what == codec.FLOOR else "")
    for bench in (device, drivers_bus, display, voice, board_page, pages):
        for what, value, unit, bound, ok in bench.figures():
            report.add(what, value, unit, bound, ok)


def with_a_kiosk(report: Report) -> None:
    for what, value, unit, bound, ok in kiosk.figures():
        report.add(what, value, unit, bound, ok)


def with_reports(table: Report) -> None:
    for what, value, unit, bound, ok in reports.figures(HISTORY):
        table.add(what, value, unit, bound, ok)


def main() -> int:
    report = Report()
    with_devices(report)
    with_a_kiosk(report)
    with_reports(report)
    with tempfile.TemporaryDirectory(prefix="bianmin-bench-") as name:
        folder = Path(name)
        report.add("append of 512 bytes + fsync", fsync_rate(folder), "per s", "floor")
        with_32_clients(report, site.build(folder / "load"))
        replaying(report, folder)
        with_history(report, folder)
    RESULTS.write_text(
        json.dumps({"clients": CLIENTS, "rounds": ROUNDS, "figures": report.lines}, ensure_ascii=False, indent=1) + "\n"
    )
    print(f"→ {RESULTS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
