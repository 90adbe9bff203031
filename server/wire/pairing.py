"""配对: how a station without a token asks for one and fetches it. Knows no rule.

The code is for people to read, the claim for the station alone.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from server.vocab import Role
from server.wire.request import Id, Wish
from server.wire.shape import Line, Moment, Wire

POLL_S = 2.0
"""How often a station asks whether its code was typed."""

Claim = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{43}$", repr=False)]


class StationKind(StrEnum):
    """终端类型."""

    KIOSK = "kiosk"  # 自助机
    DISPLAY = "display"  # 显示终端
    BOARD = "board"  # 大厅屏: a browser


class AskPairing(Wire):
    """`name` is the station's own proposal; who accepts it may give another. `version` of the station's program."""

    kind: StationKind
    name: Line = ""
    version: Line = ""


class PairingHall(Wire):
    """Whose server this is; a station that was paired with this hall talks to no other."""

    id: str
    name: str


class PairingOffer(Wire):
    """Show `code` and keep `claim` secret. Both end at `expires_at`; a station without a clock counts `lasts_s`."""

    hall: PairingHall
    claim: Claim
    code: Annotated[str, Field(pattern="^[0-9]{6}$")]
    expires_at: Moment
    lasts_s: float


class ClaimPairing(Wire):
    claim: Claim


class PairingOutcome(Wire):
    """`waiting`: ask again. `paired`: `token` is the station's from now on; the same claim gets it again for a while,
    for the answer may be lost on its way."""

    state: Literal["waiting", "paired"]
    hall: PairingHall
    token: Annotated[str | None, Field(repr=False)] = None
    role: Role | None = None
    name: str | None = None
    counter_id: int | None = None


class PairingRequest(Wire):
    """A station that waits to be paired. Never its code: whoever types that has stood in front of it."""

    kind: StationKind
    name: str
    version: str
    source: str
    since: Moment
    expires_at: Moment


class PairingsAnswer(Wire):
    pairings: list[PairingRequest]


class AcceptPairing(Wish):
    """The code as it stands on the station; `name` instead of its own proposal; `counter_id` binds a display."""

    code: Annotated[str, Field(pattern="^[0-9]{3} ?[0-9]{3}$")]
    name: Line = ""
    counter_id: Id | None = None
