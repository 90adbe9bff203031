"""Gets a station its token: a code to show until somebody has typed it, then the token on the disk. Knows no screen."""

import logging
import socket
from collections.abc import Awaitable, Callable
from importlib import metadata
from pathlib import Path

from server.client.errors import ClientError, Refused
from server.client.paired import keep
from server.client.pairing import PairingClient
from server.wire.pairing import PairingOffer, StationKind

log = logging.getLogger(__name__)

OVER = "unknown_pairing"
"""What is said of a code that can be typed no more."""

Where = Callable[[], Awaitable[str]]
"""The URL of the server of now. May raise NotFound."""


class PairingDesk:
    """One station at one `hall`, or at whichever it finds. `look` again and again; close with `aclose`."""

    def __init__(self, where: Where, folder: Path, kind: StationKind, *, hall: str | None) -> None:
        self._where = where
        self._folder = folder
        self._kind = kind
        self._hall = hall
        self._client: PairingClient | None = None
        self._url = ""
        self._offers: list[PairingOffer] = []
        self._is_new_wanted = False

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def renew(self) -> None:
        """Ask for another code. Whoever has read the old one may still type it."""
        self._is_new_wanted = True

    async def look(self) -> PairingOffer | None:
        """The code to show now; None: paired, and the token is on the disk. Raises ClientError, OSError."""
        try:
            client = await self._reach()
            return None if await self._fetch(client) else await self._offer(client)
        except ClientError:
            await self.aclose()  # the server may have another address by now
            raise

    async def _reach(self) -> PairingClient:
        if self._client is None:
            url = await self._where()
            if url != self._url:
                self._url, self._offers = url, []
            self._client = PairingClient(url, hall_id=self._hall)
        return self._client

    async def _fetch(self, client: PairingClient) -> bool:
        for offer in tuple(self._offers):
            try:
                outcome = await client.claim(offer.claim)
            except Refused as no:
                log.info("a pairing code: %s", no.code)
                if no.code == OVER:  # else it is only not answered now, and still shown
                    self._offers.remove(offer)
                continue
            if outcome.token is not None:
                keep(self._folder, outcome.hall.id, outcome.token)
                log.info("paired with hall %s", outcome.hall.id)
                return True
        return False

    async def _offer(self, client: PairingClient) -> PairingOffer:
        if self._is_new_wanted or not self._offers:
            name, version = socket.gethostname(), metadata.version("bianmin")
            self._offers.append(await client.ask(self._kind, name=name, version=version))
            self._is_new_wanted = False
        return self._offers[-1]


async def taken_back_by(error: ClientError, url: str, hall: str | None) -> str | None:
    """The id of the station's own hall, when `error` is that it does not accept the token. None: something else, or
    another hall's server may have come to this address, and that knows nothing of us."""
    if not (isinstance(error, Refused) and error.code == "unauthorized"):
        return None
    try:
        async with PairingClient(url, hall_id=hall) as client:
            return (await client.hall()).id
    except ClientError:
        return None
