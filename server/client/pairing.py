"""配对 seen from a station that has no token yet: ask for a code to show, fetch the token. Keeps nothing on a disk."""

from types import TracebackType
from typing import Self

from server.client.errors import WrongHall
from server.client.line import Line
from server.wire.pairing import AskPairing, ClaimPairing, PairingHall, PairingOffer, PairingOutcome, StationKind


class PairingClient:
    """One server; with `hall_id` it has to be that hall's. Calls raise Unreachable, Refused, WrongHall, BadAnswer."""

    def __init__(self, base_url: str, *, hall_id: str | None = None) -> None:
        self._hall_id = hall_id
        self._line = Line(base_url, None)

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
        return hall

    async def ask(self, kind: StationKind, *, name: str = "", version: str = "") -> PairingOffer:
        """A code for people to read, and the claim that goes with it. Another hall is not asked."""
        await self.hall()
        offer = await self._line.post("/pairing", AskPairing(kind=kind, name=name, version=version), PairingOffer)
        self._require_hall(offer.hall.id)
        return offer

    async def claim(self, claim: str) -> PairingOutcome:
        """Whether somebody has typed the code; Refused `unknown_pairing`: it is over, ask anew."""
        outcome = await self._line.post("/pairing/claim", ClaimPairing(claim=claim), PairingOutcome)
        self._require_hall(outcome.hall.id)
        return outcome

    def _require_hall(self, found: str) -> None:
        if self._hall_id is not None and found != self._hall_id:
            raise WrongHall(self._hall_id, found)
