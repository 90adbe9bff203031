"""配对 seen from a station that has no token yet: ask for a code to show, fetch the token. Keeps nothing on a disk."""

import secrets
from types import TracebackType
from typing import Self

from server.client.errors import BadAnswer, WrongHall
from server.client.line import Line
from server.client.trust import believing, trusting
from server.wire.pairing import (
    AskPairing,
    ClaimPairing,
    PairingHall,
    PairingOffer,
    PairingOutcome,
    RevealPairing,
    StationKind,
    code_of,
    commitment_to,
)


class PairingClient:
    """One server; with `hall_id` it has to be that hall's. Calls raise Unreachable, Refused, WrongHall, BadAnswer.

    `ca`: the hall's certificate; without one the server is asked for it first, and no other is accepted from then on.
    Whether it is the hall's own the code proves. `plain_port` is known with it.
    """

    def __init__(self, base_url: str, *, hall_id: str | None = None, ca: str | None = None) -> None:
        self.ca = ca
        self.plain_port: int | None = None
        self._url = base_url
        self._hall_id = hall_id
        self._is_asking = ca is None and base_url.startswith("https:")
        self._line = Line(base_url, None, believing() if self._is_asking else trusting(ca) if ca else None)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._line.aclose()

    async def hall(self) -> PairingHall:
        """Whose server this is."""
        hall = await self._line.get("/pairing/hall", PairingHall)
        self._require_hall(hall.id)
        if self._is_asking:
            await self._rely_on(hall.ca)
        self.plain_port = hall.plain_port
        return hall

    async def ask(self, kind: StationKind, *, name: str = "", version: str = "") -> PairingOffer:
        """A code for people to read, and the claim that goes with it. Another hall is not asked."""
        await self.hall()
        nonce = secrets.token_hex(32)
        wanted = AskPairing(kind=kind, name=name, version=version, commitment=commitment_to(nonce))
        offer = await self._line.post("/pairing", wanted, PairingOffer)
        self._require_hall(offer.hall.id)
        await self._line.post("/pairing/reveal", RevealPairing(claim=offer.claim, nonce=nonce), PairingOutcome)
        return offer.model_copy(update={"code": code_of(self.ca, nonce, offer.claim)})

    async def claim(self, claim: str) -> PairingOutcome:
        """Whether somebody has typed the code; Refused `unknown_pairing`: it is over, ask anew."""
        outcome = await self._line.post("/pairing/claim", ClaimPairing(claim=claim), PairingOutcome)
        self._require_hall(outcome.hall.id)
        return outcome

    async def _rely_on(self, ca: str | None) -> None:
        """From here on the server has to be the one of this certificate."""
        try:
            tls = trusting(ca) if ca else None
        except ValueError:
            raise BadAnswer("GET /pairing/hall: ca") from None
        before, self._line = self._line, Line(self._url, None, tls)
        self._is_asking, self.ca = False, ca
        await before.aclose()

    def _require_hall(self, found: str) -> None:
        if self._hall_id is not None and found != self._hall_id:
            raise WrongHall(self._hall_id, found)
