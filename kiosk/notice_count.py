"""Numbers of one-time notices: no other notice of the hall has the same. Durable: a number is used up before it is
printed. Knows no notice."""

import logging
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from server.client.durable import replace_file

log = logging.getLogger(__name__)

FILE = "notices.json"


SERIES_LETTERS = 6


class _Counted(BaseModel):
    """`series`: of each beginning of the count another, for what was counted before a disk was lost is not known."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    station: int = 0
    series: str
    last: int = 0


class NoticeCount:
    """In `folder`. What writes raises OSError."""

    def __init__(self, folder: Path, *, new_id: Callable[[], UUID]) -> None:
        self._file = folder / FILE
        self._new_id = new_id
        self._counted = self._read()

    def agree(self, station: int) -> None:
        """The kiosk's own number, which the server gives to no other."""
        if station != self._counted.station:
            self._write(self._counted.model_copy(update={"station": station}))

    def next(self) -> str:
        """GZ1-7C0A12-00001, GZ1-7C0A12-00002…; never one twice."""
        self._write(self._counted.model_copy(update={"last": self._counted.last + 1}))
        return f"GZ{self._counted.station}-{self._counted.series}-{self._counted.last:05d}"

    def _write(self, counted: _Counted) -> None:
        replace_file(self._file, counted.model_dump_json().encode())
        self._counted = counted

    def _read(self) -> _Counted:
        try:
            return _Counted.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return self._begun()
        except ValidationError:
            log.error("%s cannot be read, the notices are counted in another series", self._file)
            return self._begun()

    def _begun(self) -> _Counted:
        return _Counted(series=self._new_id().hex[:SERIES_LETTERS].upper())
