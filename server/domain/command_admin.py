"""What can be asked of the set-up, the tokens and the staff. Secrets arrive already hashed."""

from dataclasses import dataclass
from datetime import datetime

from server.domain.box import Box
from server.domain.catalogue import Catalogue
from server.vocab import CounterId, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCatalogue:
    catalogue: Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSetUp:
    """Replace the set-up by one made from `edition` of it: the rev that brought it. Another one by now is refused."""

    edition: int
    catalogue: Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueToken:
    token_id: str
    role: Role
    digest: str
    name: str = ""
    counter_id: CounterId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeToken:
    token_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FitBox:
    """Say which devices hang on a display box."""

    station: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStaff:
    name: str
    role: Role
    password_hash: str
    counters: tuple[CounterId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveStaff:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """The password was checked; a session begins."""

    name: str
    digest: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOut:
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRefusal:
    """Put a refusal at the door into the log."""

    code: str
    source: str
    role: str = ""
    name: str = ""
    call: str = ""
    times: int = 1
