"""A kiosk's surroundings for tests: a printer that obeys a script, and a kiosk.toml for a real one."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

from drivers.device import Job, OnPaper, PrintResult, PrintState
from kiosk.cache import Cache
from kiosk.effects import Performer
from kiosk.journal import Journal
from kiosk.means import Means
from kiosk.notice_count import NoticeCount
from kiosk.offline import OfflineSeries
from kiosk.press import PressRoom, SlipPrinter
from server.client import HallClient
from tests.client.stub import AT, TOKEN

PRINTED = PrintResult(PrintState.PRINTED, "ok", "已打印", OnPaper.WHOLE)
PAPER_OUT = PrintResult(PrintState.FAILED, "paper_out", "打印机缺纸，请更换纸卷。")
NO_REPLY = PrintResult(PrintState.UNKNOWN, "no_reply", "打印机没有确认打印完成。")


class ScriptedPrinter:
    """Answers whatever is asked with the next result; printed when the script is over. `asked`: print, copy, resume."""

    def __init__(self, *results: PrintResult) -> None:
        self._results = list(results)
        self.asked: list[str] = []

    def print(self, job: Job, *, copy: bool = False) -> PrintResult:
        return self._next("copy" if copy else "print")

    def resume(self) -> PrintResult:
        return self._next("resume")

    def ensure_ready(self) -> None:
        pass

    def is_paper_low(self) -> bool:
        return False

    def reset_paper(self) -> None:
        self.asked.append("new roll")

    def _next(self, asked: str) -> PrintResult:
        self.asked.append(asked)
        return self._results.pop(0) if self._results else PRINTED

    def close(self) -> None:
        pass


class CountedIds:
    """request_ids 1, 2, 3…"""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> UUID:
        self._last += 1
        return UUID(int=self._last)


def performer_of(
    client: HallClient, printer: SlipPrinter, folder: Path, *, series: OfflineSeries | None = None, columns: int = 48
) -> Performer:
    """A kiosk's hands with what its last life left in `folder` taken up."""
    performer = Performer(
        Means(
            client=client,
            room=PressRoom(printer),
            journal=Journal(folder),
            series=series or series_of(folder),
            cache=Cache(folder, client.token),
            notices=NoticeCount(folder, new_id=uuid4),
            new_id=CountedIds(),
            wall=lambda: AT,
            base_url=client.base_url,
            columns=columns,
        )
    )
    performer.begin()
    return performer


def series_of(folder: Path) -> OfflineSeries:
    return OfflineSeries(folder, new_id=uuid4, wall=lambda: AT, monotonic=lambda: 0.0)


def write_config(folder: Path, url: str, printer: str) -> Path:
    file = folder / "kiosk.toml"
    file.write_text(
        f'[server]\nurl = "{url}"\ntoken = "{TOKEN}"\nbudget_s = 0.5\n'
        f'[printer]\nport = "{printer}"\n'
        f'[station]\nstate_dir = "{folder / "state"}"\n'
        "[screen]\nfullscreen = false\n",
        encoding="utf-8",
    )
    return file
