"""When and how the kiosk numbers tickets by itself. Knows limits and clocks, not the network."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.flow.state import Choice
from kiosk.offline.ledger import Answered, Entry, Ledger, Outcome, Settled, Taken
from server.client.durable import remove_file, replace_file

TERMS = "offline-terms.json"
LAST_NUMBER = 999
RESTARTED = "kiosk_restarted"


class Terms(BaseModel):
    """What the hall allows this kiosk: `prefix` is of no other series of the hall; for `minutes` since the server was
    last heard, and at most `most` tickets that are not handed in. `next_sequence`: the first the hall does not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    prefix: str = Field(min_length=1)
    minutes: int = Field(ge=0)
    most: int = Field(ge=0)
    next_sequence: int = Field(default=1, ge=1)


class OfflineRefused(Exception):
    """No number may be taken: "offline_off", "offline_time_up" or "offline_used_up"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class OfflineSeries:
    """The kiosk's own series, its terms and its book in `folder`. Everything that writes raises OSError.

    `monotonic` tells how long the server has been away; `wall` only dates tickets, and bounds a silence that is older
    than this process by the first ticket that is still open.
    """

    def __init__(
        self, folder: Path, *, new_id: Callable[[], UUID], wall: Callable[[], datetime], monotonic: Callable[[], float]
    ) -> None:
        self._file = folder / TERMS
        self._ledger = Ledger(folder)
        self._new_id = new_id
        self._wall = wall
        self._monotonic = monotonic
        self._heard = monotonic()
        self._terms = self._remembered()
        self._taken_at: dict[UUID, float] = {}

    @property
    def prefix(self) -> str | None:
        """Of no other series of the hall; None: the hall has given none."""
        return None if self._terms is None else self._terms.prefix

    def agree(self, terms: Terms | None) -> None:
        """What the server says now; None: it allows nothing. Remembered for when it cannot be asked."""
        if terms == self._terms:
            return
        if terms is None:
            remove_file(self._file)
        else:
            replace_file(self._file, terms.model_dump_json().encode())
        self._terms = terms

    def heard(self) -> None:
        """The server has just answered."""
        self._heard = self._monotonic()

    def why_not(self) -> str | None:
        """The code of why no number may be taken now; None: it may."""
        terms = self._terms
        if terms is None or not terms.minutes or not terms.most:
            return "offline_off"
        if self._silence() >= timedelta(minutes=terms.minutes):
            return "offline_time_up"
        return "offline_used_up" if len(self._unknown()) >= terms.most else None

    def take(self, choice: Choice, language: str, *, heard_rev: int = 0, instead_of: UUID | None = None) -> Taken:
        """The next number, durably; see `Taken`. Raises OfflineRefused."""
        refusal = self.why_not()
        if refusal is not None or self._terms is None:
            raise OfflineRefused(refusal or "offline_off")
        # Never back, never twice: also when this disk is new, or the hall was set up anew.
        sequence = max(self._ledger.sequence + 1, self._terms.next_sequence)
        taken = Taken(
            id=self._new_id(),
            sequence=sequence,
            number=f"{self._terms.prefix}{(sequence - 1) % LAST_NUMBER + 1:03d}",
            choice=choice,
            language=language,
            at=self._wall(),
            heard_rev=heard_rev,
            instead_of=instead_of,
        )
        self._ledger.add(taken)
        self._taken_at[taken.id] = self._monotonic()
        return taken

    def age_s(self, ticket_id: UUID) -> float | None:
        """Seconds since a number was taken; None: in a former life, only the wall clock can tell."""
        taken_at = self._taken_at.get(ticket_id)
        return None if taken_at is None else self._monotonic() - taken_at

    def settle(self, ticket_id: UUID, outcome: Outcome, detail: str | None = None, *, doubtful: bool = False) -> None:
        """What became of the slip; `doubtful`, see `Settled`. A doubt stays when the ticket is cancelled. Raises
        KeyError for a ticket that is not of this series."""
        settled = self._ledger.entries[ticket_id].settled
        if settled is None or settled.outcome is not outcome:
            stays = settled is not None and settled.doubtful and outcome is Outcome.CANCELLED
            self._ledger.add(Settled(id=ticket_id, outcome=outcome, detail=detail, doubtful=doubtful or stays))

    def recover(self) -> None:
        """What a former life left in the middle: its slip may be out, nobody knows, so staff must look."""
        for each in [*self._ledger.entries.values()]:
            if each.settled is None:
                self.settle(each.taken.id, Outcome.FAILED, RESTARTED, doubtful=True)

    def entry(self, ticket_id: UUID) -> Entry:
        """Raises KeyError."""
        return self._ledger.entries[ticket_id]

    def next_to_hand_in(self) -> Entry | None:
        """The first ticket of which the server does not know the end; None while that one is still in the making."""
        first = next((each for each in self._ledger.entries.values() if each.is_open), None)
        return None if first is None or first.settled is None else first

    def answered(self, ticket_id: UUID, outcome: Outcome, *, ticket: int | None, refusal: str | None = None) -> None:
        """The server knows the ticket as `outcome` now, under its own number `ticket`, or refuses it for good."""
        self._ledger.add(Answered(id=ticket_id, outcome=outcome, ticket_id=ticket, refusal=refusal))
        self._taken_at.pop(ticket_id, None)
        self._ledger.tidy()

    @property
    def waiting(self) -> int:
        """How many are still to be handed in."""
        return len(self._unknown())

    def _unknown(self) -> list[Entry]:
        return [each for each in self._ledger.entries.values() if each.answered is None]

    def _silence(self) -> timedelta:
        here = timedelta(seconds=self._monotonic() - self._heard)
        first = next(iter(self._unknown()), None)
        return here if first is None else max(here, self._wall() - first.taken.at)

    def _remembered(self) -> Terms | None:
        try:
            return Terms.model_validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return None
