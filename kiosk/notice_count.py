"""Numbers of one-time notices: no other notice of the hall has the same. Durable: a number is used up before it is
printed. Knows no notice."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from server.client.durable import replace_file

FILE = "notices.json"


class _Counted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    station: int = 0
    last: int = 0


class NoticeCount:
    """In `folder`. What writes raises OSError."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._counted = self._read()

    def agree(self, station: int) -> None:
        """The kiosk's own number, which the server gives to no other."""
        if station != self._counted.station:
            self._write(self._counted.model_copy(update={"station": station}))

    def next(self) -> str:
        """GZ1-00001, GZ1-00002…; never one twice."""
        self._write(self._counted.model_copy(update={"last": self._counted.last + 1}))
        return f"GZ{self._counted.station}-{self._counted.last:05d}"

    def _write(self, counted: _Counted) -> None:
        replace_file(self._file, counted.model_dump_json().encode())
        self._counted = counted

    def _read(self) -> _Counted:
        try:
            return _Counted.model_validate_json(self._file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return _Counted()
