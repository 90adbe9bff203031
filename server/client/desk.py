"""Gets a station its token: a code to show until somebody has typed it, then the token on the disk. Knows no screen."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """An offer, the certificate of who made it, and when it is over by the loop's clock."""

    offer: PairingOffer
    ca: str | None
    ends: float


class PairingDesk:
    """One station at one `hall`, or at whichever it finds. `look` again and again; close with `aclose`.

    `ca`: the hall's certificate, if it is known before."""

    def __init__(
        self, where: Where, folder: Path, kind: StationKind, *, hall: str | None, ca: str | None = None
    ) -> None:
        self._where = where
        self._folder = folder
        self._kind = kind
        self._hall = hall
        self._ca = ca
        self._client: PairingClient | None = None
        self._url = ""
        self._asked: list[_Asked] = []
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
        now = asyncio.get_running_loop().time()
        self._asked = [each for each in self._asked if each.ends > now]
        if self._client is None:
            url = await self._where()
            if url != self._url:
                self._url, self._asked = url, []
            # A claim is shown to nobody but the server it came from.
            seen = self._asked[-1].ca if self._asked else None
            self._client = PairingClient(url, hall_id=self._hall, ca=self._ca or seen)
        return self._client

    async def _fetch(self, client: PairingClient) -> bool:
        for each in tuple(self._asked):
            try:
                outcome = await client.claim(each.offer.claim)
            except Refused as no:
                log.info("a pairing code: %s", no.code)
                if no.code == OVER:  # else it is only not answered now, and still shown
                    self._asked.remove(each)
                continue
            if outcome.token is not None:
                hall = outcome.hall
                keep(self._folder, hall.id, outcome.token, ca=client.ca, plain_port=hall.plain_port)
                log.info("paired with hall %s", hall.id)
                return True
        return False

    async def _offer(self, client: PairingClient) -> PairingOffer:
        if self._is_new_wanted or not self._asked:
            name, version = socket.gethostname(), metadata.version("bianmin")
            offer = await client.ask(self._kind, name=name, version=version)
            self._asked.append(_Asked(offer, client.ca, asyncio.get_running_loop().time() + offer.lasts_s))
            self._is_new_wanted = False
        return self._asked[-1].offer


async def taken_back_by(error: ClientError, url: str, hall: str | None, ca: str | None = None) -> str | None:
    """The id of the station's own hall, when `error` is that it does not accept the token. None: something else, or
    another hall's server may have come to this address, and that knows nothing of us."""
    if not (isinstance(error, Refused) and error.code == "unauthorized"):
        return None
    try:
        async with PairingClient(url, hall_id=hall, ca=ca) as client:
            return (await client.hall()).id
    except ClientError:
        return None
