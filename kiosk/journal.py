"""The one visit whose ticket is not settled yet, on disk: what a kiosk that lost its power must tell the server."""

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.flow.state import Choice

log = logging.getLogger(__name__)

FILE = "unsettled.json"


class Wish(BaseModel):
    """A ticket asked for. Without `ticket_id` nobody knows whether the server issued it; `printed` is the outcome."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    request_id: UUID
    choice: Choice
    language: str
    ticket_id: int | None = None
    printed: bool | None = None


@dataclass(frozen=True, slots=True)
class Journal:
    """At most one wish in `folder`. What `write` has returned for survives a power cut. Raises OSError."""

    folder: Path

    def read(self) -> Wish | None:
        """The unsettled wish of before, if there is one."""
        try:
            return Wish.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError:
            log.error("%s cannot be read, it is left out", self._file)
            return None

    def write(self, wish: Wish) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        # 0600: the choice may hold why someone has priority.
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.write(wish.model_dump_json())
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self._file)
        self._sync_folder()

    def clear(self) -> None:
        self._file.unlink(missing_ok=True)

    @property
    def _file(self) -> Path:
        return self.folder / FILE

    def _sync_folder(self) -> None:
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
