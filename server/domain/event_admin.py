"""Facts about the set-up, the tokens and the staff, and refusals at the door. Permanent, like all facts."""

from dataclasses import dataclass
from datetime import datetime

from server.domain.box import Box
from server.domain.catalogue import Catalogue
from server.vocab import CounterId, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueImported:
    """The whole set-up, replaced as one."""

    catalogue: Catalogue
    replaced: int = 0  # the rev that brought the set-up before; 0: the first one, or a log of before this was kept


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenIssued:
    token_id: str
    role: Role
    digest: str  # only the hash is kept
    name: str = ""
    counter_id: CounterId | None = None
    station: int = 0  # a kiosk's own number, never given twice; 0: none


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked:
    token_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSet:
    """A member of staff was added or changed. `name` is the login and the public name at the counter."""

    name: str
    role: Role
    password_hash: str
    counters: tuple[CounterId, ...] = ()  # empty: any


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRemoved:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxFitted:
    """From now on these are the devices of this display box."""

    station: str  # id of its token
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLoggedIn:
    name: str
    digest: str  # of the session
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLoggedOut:
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRefused:
    """Someone was turned away: no or wrong token, no right, wrong password. Repeats are counted, not repeated."""

    code: str
    source: str
    role: str = ""
    name: str = ""
    call: str = ""
    times: int = 1
