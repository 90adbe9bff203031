"""A printer that remembers over restarts how much of its roll is used, and how many papers that made."""

import logging
from dataclasses import dataclass
from pathlib import Path

from drivers.device import Job, Printer, PrintResult, PrintState
from drivers.profile import PrinterProfile
from kiosk.unfinished import Unfinished
from server.client.durable import replace_file

log = logging.getLogger(__name__)

FILE = "paper-used-mm"
FIRST_GUESS, PAPER_MM = 10, 120
"""Before anything was printed: as if ten papers of this length had been."""


@dataclass(frozen=True, slots=True)
class Roll:
    """What is used of the roll: length, and how many papers came of it."""

    used_mm: int = 0
    papers: int = 0

    def papers_left(self, roll_mm: int) -> int:
        """About how many more papers a roll of this length gives, judged by those it gave; never negative."""
        usual = (self.used_mm + FIRST_GUESS * PAPER_MM) / (self.papers + FIRST_GUESS)
        return max(0, int((roll_mm - self.used_mm) / usual))


class CountedPrinter(Printer):
    """A Printer whose `paper_used` is kept in `folder`. A counter that cannot be kept stops no slip."""

    def __init__(self, url: str, profile: PrinterProfile, folder: Path) -> None:
        super().__init__(url, profile)
        self._folder = folder
        self._kept = roll_of(folder)
        self.paper_used, self._papers = self._kept.used_mm, self._kept.papers
        self._unfinished_mark = Unfinished(folder)
        if self._unfinished_mark.is_set:
            self.begin_with_a_cut()

    def print(self, job: Job, *, copy: bool = False) -> PrintResult:
        self._unfinished_mark.set()
        try:
            return self._counted(super().print(job, copy=copy))
        finally:
            self._keep()

    def resume(self) -> PrintResult:
        try:
            return self._counted(super().resume())
        finally:
            self._keep()

    def reset_paper(self) -> None:
        super().reset_paper()
        self._papers = 0
        self._keep()

    def _counted(self, result: PrintResult) -> PrintResult:
        if result.state is PrintState.PRINTED:
            self._papers += 1
            self._unfinished_mark.clear()
        return result

    def _keep(self) -> None:
        now = Roll(self.paper_used, self._papers)
        if now == self._kept:
            return
        try:
            replace_file(self._folder / FILE, f"{now.used_mm} {now.papers}".encode())
        except OSError as error:
            log.warning("the paper counter is not kept: %s", error)
        self._kept = now


def roll_of(folder: Path) -> Roll:
    """The roll in the printer; a new one when nobody has counted yet or the file is damaged."""
    try:
        used, *papers = (int(each) for each in (folder / FILE).read_bytes().split())
    except (OSError, ValueError):
        return Roll()
    return Roll(used, papers[0] if papers else 0)
