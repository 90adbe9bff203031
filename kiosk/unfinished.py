"""A mark on disk that a paper is being printed: what a kiosk that was killed has left half. Knows no printer."""

import logging
from pathlib import Path

log = logging.getLogger(__name__)

FILE = "paper-unfinished"


class Unfinished:
    """Set while a paper is not known to be whole. Not synced: with the power, a printer forgets its half as well. A
    mark that cannot be made stops no slip."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    @property
    def is_set(self) -> bool:
        return self._file.exists()

    def set(self) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch()
        except OSError as error:
            log.warning("nobody will know that a paper was not finished: %s", error)

    def clear(self) -> None:
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the next start cuts off blank paper: %s", error)
