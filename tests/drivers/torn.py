"""A line whose plug is pulled after so many bytes, and what a process has open. Knows no machine."""

import threading
from pathlib import Path

from drivers.sim.line import PtyLine


class TornLine(PtyLine):
    """A pseudo-terminal that breaks off after `left` bytes in both directions together; None: it holds."""

    def __init__(self, link: Path) -> None:
        super().__init__(link)
        self.left: int | None = None

    def replug(self) -> None:
        self.left = None
        super().replug()

    def take(self, source: int) -> bytes:
        return self._passed(super().take(source))

    def put(self, payload: bytes) -> None:
        kept = self._passed(payload, pull=False)
        super().put(kept)
        if self.left == 0:
            self.unplug()

    def _passed(self, payload: bytes, *, pull: bool = True) -> bytes:
        if self.left is None:
            return payload
        kept = payload[: self.left]
        self.left -= len(kept)
        if self.left == 0 and pull:
            self.unplug()
        return kept


def held() -> tuple[list[str], int]:
    """What this process has open, by kind of file, and how many threads it runs."""
    kinds = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            # Of a terminal or a pipe the number does not matter.
            kinds.append(str(entry.readlink()).partition(":")[0].rstrip("0123456789"))
        except OSError:  # the listing's own
            continue
    return sorted(kinds), threading.active_count()
