"""配对: how a station without a token asks for one and fetches it. Knows no rule.

The code is for people to read, the claim for the station alone. Nobody sends a kiosk or a display box its code: station
and server each make it of the hall's certificate as they know it, of a number the station bound itself to before it
heard anything, and of the claim (`code_of`). So the code somebody types proves that nobody stands between the two:

    station                                server
    GET  /pairing/hall                  →  id, name, certificate (not believed yet; from here on the only one accepted)
    POST /pairing        commitment     →  claim
    POST /pairing/reveal claim, nonce   →  both know the code; the station shows it, somebody types it at the server
    POST /pairing/claim  claim          →  token

A browser leaves the commitment out, for it checks certificates itself: the server sends it a code.
"""

import hashlib
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from server.vocab import Role
from server.wire.request import Id, Wish
from server.wire.shape import Line, Moment, Wire

POLL_S = 2.0
"""How often a station asks whether its code was typed."""

Claim = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{43}$", repr=False)]
Nonce = Annotated[str, Field(pattern="^[0-9a-f]{64}$", repr=False)]


class StationKind(StrEnum):
    """终端类型."""

    KIOSK = "kiosk"  # 自助机
    DISPLAY = "display"  # 显示终端
    BOARD = "board"  # 大厅屏: a browser


class AskPairing(Wire):
    """`name` is the station's own proposal; who accepts it may give another. `version` of the station's program.
    `commitment`: of the nonce that is revealed next."""

    kind: StationKind
    name: Line = ""
    version: Line = ""
    commitment: Annotated[str | None, Field(pattern="^[0-9a-f]{64}$")] = None


class PairingHall(Wire):
    """Whose server this is; a station that was paired with this hall talks to no other. `ca`: the hall's certificate,
    PEM, by which its server is known from now on; null: nothing is encrypted here. `plain_port`: where phones come in,
    which know no such certificate."""

    id: str
    name: str
    ca: str | None = None
    plain_port: int | None = None


class PairingOffer(Wire):
    """Show `code` and keep `claim` secret. Both end at `expires_at`; a station without a clock counts `lasts_s`. No
    `code` for who sent a commitment."""

    hall: PairingHall
    claim: Claim
    code: Annotated[str | None, Field(pattern="^[0-9]{6}$")] = None
    expires_at: Moment
    lasts_s: float


class RevealPairing(Wire):
    """The nonce behind the commitment: with it the code is fixed."""

    claim: Claim
    nonce: Nonce


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


def commitment_to(nonce: str) -> str:
    """What binds a station to its nonce without telling it."""
    return hashlib.sha256(f"bianmin pairing nonce {nonce}".encode()).hexdigest()


def code_of(ca: str | None, nonce: str, claim: str) -> str:
    """The six digits; `ca` is the hall's certificate, PEM, as who asks has seen it."""
    seen = hashlib.sha256((ca or "").encode()).hexdigest()
    whole = hashlib.sha256(f"bianmin pairing code {seen} {nonce} {claim}".encode()).digest()
    return f"{int.from_bytes(whole) % 10**6:06}"
