"""Gets this kiosk a token: shows codes until somebody has typed one. Knows no screen and no thread."""

import logging
import socket
from importlib import metadata

from kiosk.config import Config
from kiosk.flow import event as on
from kiosk.paired import NotPaired, forget_token, keep, paired
from kiosk.sentence import sentence
from kiosk.whereabouts import last_url, server_url
from server.client import BadAnswer, ClientError, NotFound, PairingClient, Refused, Unreachable, WrongHall
from server.wire.pairing import PairingOffer, StationKind

log = logging.getLogger(__name__)

TAKEN_BACK = "大厅已收回本机的令牌，请重新配对。"
NOT_ACCEPTED = "大厅不接受本机配置里的令牌（可能已被收回），请更换 server.token，或去掉它以便用配对码配对。"
LOOKING = on.Unpaired(why="looking", detail="正在寻找大厅服务器…")


class Desk:
    """One kiosk at one hall, or at whichever it finds. `look` again and again; close with `aclose`."""

    def __init__(self, config: Config, missing: NotPaired) -> None:
        self._config = config
        self._missing = missing
        self._client: PairingClient | None = None
        self._url = ""
        self._offers: list[PairingOffer] = []
        self._is_new_wanted = False

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def renew(self) -> None:
        """Show another code. Whoever has read the old one may still type it."""
        self._is_new_wanted = True

    async def look(self) -> on.Paired | on.Unpaired:
        """Paired, and the token is on the disk; or what to show now."""
        try:
            client = await self._reach()
            if await self._fetch(client):
                return on.Paired()
            offer = await self._offer(client)
        except (ClientError, OSError) as error:
            if isinstance(error, ClientError):
                await self.aclose()  # it may have another address by now
            return on.Unpaired(why=_why(error), detail=sentence(error))
        detail = TAKEN_BACK if self._missing.why else ""
        return on.Unpaired(offer.code, hall=offer.hall.name, why=self._missing.why, detail=detail)

    async def _reach(self) -> PairingClient:
        if self._client is None:
            hall = self._missing.hall
            url = await server_url(self._config, hall)
            if url != self._url:
                self._url, self._offers = url, []
            self._client = PairingClient(url, hall_id=hall)
        return self._client

    async def _fetch(self, client: PairingClient) -> bool:
        for offer in tuple(self._offers):
            try:
                outcome = await client.claim(offer.claim)
            except Refused as over:
                log.info("a pairing code is over: %s", over.code)
                self._offers.remove(offer)
                continue
            if outcome.token is not None:
                keep(self._config.station.state_dir, outcome.hall.id, outcome.token)
                log.info("paired with hall %s", outcome.hall.id)
                return True
        return False

    async def _offer(self, client: PairingClient) -> PairingOffer:
        if self._is_new_wanted or not self._offers:
            name, version = socket.gethostname(), metadata.version("bianmin")
            self._offers.append(await client.ask(StationKind.KIOSK, name=name, version=version))
            self._is_new_wanted = False
        return self._offers[-1]


async def require_token(error: ClientError, config: Config) -> None:
    """Raises NotPaired when it is our own hall that does not accept the token: another hall's server may have come to
    its address, and it knows nothing of us. Raises OSError."""
    url = config.server.url or last_url(config.station.state_dir)
    if not (isinstance(error, Refused) and error.code == "unauthorized") or url is None:
        return
    own = paired(config).hall
    try:
        async with PairingClient(url, hall_id=own) as client:
            hall = (await client.hall()).id
    except ClientError:
        return
    is_in_settings = config.server.token is not None or config.server.token_file is not None
    if is_in_settings:
        raise NotPaired(own, why="token_refused", by_code=False)
    log.warning("hall %s has taken the token back", hall)
    forget_token(config.station.state_dir, hall)
    raise NotPaired(hall, why="taken_back")


def _why(error: ClientError | OSError) -> str:
    match error:
        case NotFound(halls=()):
            return "not_found"
        case NotFound() | WrongHall():
            return "other_hall"
        case Unreachable():
            return "unreachable"
        case Refused() | BadAnswer():
            return "bad_answer"
        case _:
            return "disk"
