"""A simulated printer with a driver on it, for tests that stop it in the middle; and what it has put on paper."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from drivers.device import Job, Printer
from drivers.profile import PrinterProfile
from drivers.sim.host import Host, Machine
from drivers.sim.line import SimLine
from drivers.sim.printer import PrinterMachine
from tests.drivers.benches import PATIENCE_S, Reports

PATIENT = PrinterProfile(
    name="bench",
    columns=48,
    dots=576,
    reply_timeout_s=PATIENCE_S,
    barrier_timeout_s=PATIENCE_S,
    settle_s=PATIENCE_S,
    write_timeout_s=0.1,
)
# For printers that stay silent: waiting for them ends.
IMPATIENT = replace(PATIENT, reply_timeout_s=0.5, barrier_timeout_s=0.2, settle_s=0.2)
SLIP = Job().text("政务服务大厅", size=2, align="centre").text("A001", size=4).text("前面等待 5 人").feed(3).cut()
WORDS = ["政务服务大厅", "A001", "前面等待 5 人"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    printer: Printer
    host: Host
    reports: Reports
    out: Path

    def command(self, *commands: str) -> None:
        for command in commands:
            self.host.command(command)

    def slips(self) -> list[list[str]]:
        """The lines of each slip that has been cut off, oldest first."""
        files = sorted(self.out.glob("slip-*.txt"))
        return [[line.strip() for line in file.read_text().splitlines() if line.strip()] for file in files]


@contextmanager
def bench(line: SimLine, profile: PrinterProfile, out: Path, *, machine: Machine | None = None) -> Iterator[Bench]:
    reports = Reports()
    with Host(machine or PrinterMachine(profile, out, reports), line) as host:
        printer = Printer(host.url, profile)
        try:
            yield Bench(printer=printer, host=host, reports=reports, out=out)
        finally:
            printer.close()


class Blip:
    """A printer without power from the byte `off` to the byte `on` of all it is sent: what comes then is lost."""

    def __init__(self, inner: PrinterMachine, off: int, on: int) -> None:
        self._inner = inner
        self._edges = [(off, "off"), (on, "on")]
        self._count = 0

    def receive(self, chunk: bytes, now: float) -> bytes:
        answer = b""
        for byte in chunk:
            if self._edges and self._count == self._edges[0][0]:
                self._inner.command(["power", self._edges.pop(0)[1]], now)
            self._count += 1
            answer += self._inner.receive(bytes([byte]), now)
        return answer

    def tick(self, now: float) -> bytes:
        return self._inner.tick(now)

    def due(self) -> float | None:
        return self._inner.due()

    def command(self, words: Sequence[str], now: float) -> bytes:
        return self._inner.command(words, now)
