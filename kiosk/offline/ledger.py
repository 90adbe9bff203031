"""The durable book of offline tickets: lines are only ever added, each is on the disk before it counts.

One JSON object a line. A line the power cut in two is taken off at the next start: nobody had been told of it.
Knows no clock, no limits and no server.
"""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kiosk.flow.state import Choice
from server.client.durable import replace_file, sync_folder

log = logging.getLogger(__name__)

FILE = "offline.jsonl"
LONGEST = 2000
"""Lines after which a book with nothing open is begun anew."""


class Outcome(StrEnum):
    """What became of the slip, or of the wish."""

    PRINTED = "printed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Taken(_Line):
    """A number was taken. `id` is its request_id for good; `at` is this machine's clock; `heard_rev` is the last the
    server had said by then; `instead_of` is the wish it had not answered."""

    do: Literal["take"] = "take"
    id: UUID
    sequence: int
    number: str
    choice: Choice
    language: str
    at: AwareDatetime
    heard_rev: int = 0
    instead_of: UUID | None = None


class Settled(_Line):
    """`doubtful`: not known to be printed, but a slip may be out."""

    do: Literal["settle"] = "settle"
    id: UUID
    outcome: Outcome
    detail: str | None = None
    doubtful: bool = False


class Answered(_Line):
    """The server has said what it made of a ticket that was handed in as `outcome`: a ticket of its own, or a no."""

    do: Literal["answer"] = "answer"
    id: UUID
    outcome: Outcome
    ticket_id: int | None = None
    refusal: str | None = None


class Counted(_Line):
    """The last number of the lines that stood here before."""

    do: Literal["count"] = "count"
    sequence: int


Line = Annotated[Taken | Settled | Answered | Counted, Field(discriminator="do")]
_LINE: TypeAdapter[Taken | Settled | Answered | Counted] = TypeAdapter(Line)


@dataclass(frozen=True, slots=True)
class Entry:
    """One ticket, as far as it is known."""

    taken: Taken
    settled: Settled | None = None
    answered: Answered | None = None

    @property
    def is_open(self) -> bool:
        """Is there something the server does not know? A ticket it has refused is over."""
        if self.answered is None:
            return True
        has_changed = self.settled is not None and self.settled.outcome is not self.answered.outcome
        return has_changed and self.answered.ticket_id is not None


class Ledger:
    """The book in `folder`; one process, one thread. Everything raises OSError and then has changed nothing."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._entries: dict[UUID, Entry] | None = None
        self._sequence = 0
        self._lines = 0

    @property
    def entries(self) -> dict[UUID, Entry]:
        """All tickets of the book, in the order they were taken."""
        if self._entries is None:
            self._entries = {}
            for line in self._read():
                self._fold(line)
        return self._entries

    @property
    def sequence(self) -> int:
        """The last number that was ever taken; 0: none."""
        _ = self.entries
        return self._sequence

    def add(self, line: Taken | Settled | Answered) -> None:
        """Durable when this returns. Raises KeyError for a ticket that is not in the book."""
        known = self.entries
        if not isinstance(line, Taken) and line.id not in known:
            raise KeyError(line.id)
        self._append(line.model_dump_json(exclude_none=True).encode() + b"\n")
        self._fold(line)

    def tidy(self) -> None:
        """Begin a long book anew when all that stands in it is over."""
        if self._lines <= LONGEST or any(each.is_open for each in self.entries.values()):
            return
        replace_file(self._file, Counted(sequence=self._sequence).model_dump_json().encode() + b"\n")
        self._entries, self._lines = {}, 1

    def _fold(self, line: Taken | Settled | Answered | Counted) -> None:
        entries = self.entries
        self._lines += 1
        match line:
            case Taken():
                entries[line.id] = Entry(line)
                self._sequence = line.sequence
            case Counted():
                self._sequence = line.sequence
            case _ if line.id not in entries:
                log.error("%s speaks of a ticket it does not have", self._file)
            case Settled():
                entries[line.id] = replace(entries[line.id], settled=line)
            case Answered():
                entries[line.id] = replace(entries[line.id], answered=line)

    def _read(self) -> Iterator[Taken | Settled | Answered | Counted]:
        try:
            content = self._file.read_bytes()
        except FileNotFoundError:
            return
        whole = content[: content.rfind(b"\n") + 1]
        if whole != content:
            log.warning("%s ends in half a line, it is taken off", self._file)
            os.truncate(self._file, len(whole))
        for text in whole.splitlines():
            try:
                yield _LINE.validate_json(text)
            except ValidationError:
                log.error("a line of %s cannot be read, it is left out", self._file)

    def _append(self, line: bytes) -> None:
        is_new = not self._file.exists()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        book = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            length = os.fstat(book).st_size
            try:
                if os.write(book, line) != len(line):
                    raise OSError(f"{self._file}: no room for a line")
                os.fsync(book)
            except OSError:
                # What may stand there must not come back to life: nobody was told of it.
                os.ftruncate(book, length)
                raise
        finally:
            os.close(book)
        if is_new:
            sync_folder(self._file.parent)
