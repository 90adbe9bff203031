"""A printer that remembers over restarts how much of its roll is used. Knows millimetres, not what is printed."""

import logging
from pathlib import Path

from drivers.device import Job, Printer, PrintResult
from drivers.profile import PrinterProfile
from kiosk.durable import replace_file

log = logging.getLogger(__name__)

FILE = "paper-used-mm"


class CountedPrinter(Printer):
    """A Printer whose `paper_used` is kept in `folder`. A counter that cannot be kept stops no slip."""

    def __init__(self, url: str, profile: PrinterProfile, folder: Path) -> None:
        super().__init__(url, profile)
        self._folder = folder
        self.paper_used = self._kept = paper_used(folder)

    def print(self, job: Job, *, copy: bool = False) -> PrintResult:
        try:
            return super().print(job, copy=copy)
        finally:
            self._keep()

    def resume(self) -> PrintResult:
        try:
            return super().resume()
        finally:
            self._keep()

    def reset_paper(self) -> None:
        super().reset_paper()
        self._keep()

    def _keep(self) -> None:
        if self.paper_used == self._kept:
            return
        try:
            replace_file(self._folder / FILE, str(self.paper_used).encode())
        except OSError as error:
            log.warning("the paper counter is not kept: %s", error)
        self._kept = self.paper_used


def paper_used(folder: Path) -> int:
    """Millimetres of the roll that are used; 0 when nobody has counted yet or the file is damaged."""
    try:
        return int((folder / FILE).read_bytes())
    except (OSError, ValueError):
        return 0
