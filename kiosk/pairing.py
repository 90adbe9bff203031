"""Gets this kiosk a token: shows codes until somebody has typed one. Knows no screen and no thread."""

import logging

from kiosk.config import Config
from kiosk.flow import event as on
from kiosk.paired import NotPaired, known_ca, paired
from kiosk.sentence import sentence
from kiosk.whereabouts import last_url, server_url
from server.client import BadAnswer, ClientError, NotFound, Refused, Unreachable, WrongHall
from server.client.desk import PairingDesk, taken_back_by
from server.client.paired import forget_token
from server.wire.pairing import StationKind

log = logging.getLogger(__name__)

TAKEN_BACK = "大厅已收回本机的令牌，请重新配对。"
NOT_ACCEPTED = "大厅不接受本机配置里的令牌（可能已被收回），请更换 server.token，或去掉它以便用配对码配对。"
LOOKING = on.Unpaired(why="looking", detail="正在寻找大厅服务器…")


class Desk:
    """One kiosk at one hall, or at whichever it finds. `look` again and again; close with `aclose`."""

    def __init__(self, config: Config, missing: NotPaired) -> None:
        self._missing = missing
        hall, ca = missing.hall, known_ca(config)
        self._desk = PairingDesk(
            lambda: server_url(config, hall, only_tls=ca is not None),
            config.station.state_dir,
            StationKind.KIOSK,
            hall=hall,
            ca=ca,
        )

    async def aclose(self) -> None:
        await self._desk.aclose()

    def renew(self) -> None:
        """Show another code. Whoever has read the old one may still type it."""
        self._desk.renew()

    async def look(self) -> on.Paired | on.Unpaired:
        """Paired, and the token is on the disk; or what to show now."""
        try:
            offer = await self._desk.look()
        except (ClientError, OSError) as error:
            return on.Unpaired(why=_why(error), detail=sentence(error))
        if offer is None:
            return on.Paired()
        detail = TAKEN_BACK if self._missing.why else ""
        return on.Unpaired(offer.code or "", hall=offer.hall.name, why=self._missing.why, detail=detail)


async def require_token(error: ClientError, config: Config) -> None:
    """Raises NotPaired when it is our own hall that does not accept the token. Raises OSError."""
    url = config.server.url or last_url(config.station.state_dir)
    if url is None:
        return
    own = paired(config).hall
    hall = await taken_back_by(error, url, own, known_ca(config))
    if hall is None:
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
