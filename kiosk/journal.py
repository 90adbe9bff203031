"""The one visit whose ticket is not settled yet, on disk: what a kiosk that lost its power must tell the server."""

import logging
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.flow.state import Choice
from server.client.durable import remove_file, replace_file

log = logging.getLogger(__name__)

FILE = "unsettled.json"


class Wish(BaseModel):
    """A ticket asked for, by choice or with the code of a booking. Without `ticket_id` nobody knows whether the server
    issued it; `printed` is the outcome."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    request_id: UUID
    choice: Choice | None = None
    booking: str | None = Field(default=None, repr=False)
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
        replace_file(self._file, wish.model_dump_json().encode())

    def clear(self) -> None:
        remove_file(self._file)

    @property
    def _file(self) -> Path:
        return self.folder / FILE
