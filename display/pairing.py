"""Which hall this box belongs to and by which token; without one a code is said until somebody has typed it.

Knows no device: whoever pairs a box sits at its terminal or reads its journal.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing

from display.complaint import complaint
from display.config import ConfigError, DisplayConfig
from server.client.desk import PairingDesk, taken_back_by
from server.client.discovery import find
from server.client.errors import ClientError
from server.client.paired import FILE, Kept, forget_token, kept
from server.wire.pairing import POLL_S, PairingOffer, StationKind

log = logging.getLogger(__name__)

Say = Callable[[str], None]
"""Takes one line for the people at the terminal."""

PAIRED = "配对成功，开始工作。"
TAKEN_BACK = "大厅已收回本机的令牌，需要重新配对。"


async def paired(config: DisplayConfig, say: Say, *, anew: bool = False) -> DisplayConfig:
    """The settings with hall and token, however long it takes to be given one. `anew`: even if there is one already.

    Raises ConfigError for settings that leave nothing to pair, or that name another hall than this box belongs to.
    """
    if config.token is not None:
        if anew:
            raise ConfigError("配置里已写有令牌，不需要配对；要用配对码，请先去掉 token 和 token_file。")
        return config
    known = kept(config.state_dir)
    hall = _only_hall(config, known)
    if anew or known is None or known.token is None:
        ca = config.ca or (known.ca if known is not None else None)
        await _pair(config.model_copy(update={"ca": ca}), hall, say)
        known = kept(config.state_dir)
    if known is None or known.token is None:
        raise ConfigError(f"{config.state_dir / FILE} 写入后读不出来，请检查磁盘。")
    return config.model_copy(update={"hall": known.hall, "token": known.token, "ca": config.ca or known.ca})


async def is_taken_back(error: ClientError, config: DisplayConfig, own: DisplayConfig) -> bool:
    """Whether this box's own hall does not accept its token any more; it is forgotten then. A token of the file stays:
    who has written it there has to change it. Raises OSError."""
    if config.token is not None:
        return False
    try:
        hall = await taken_back_by(error, await _where(own, own.hall), own.hall, own.ca)
    except ClientError:
        return False
    if hall is not None:
        log.warning("hall %s has taken the token back", hall)
        forget_token(config.state_dir, hall)
    return hall is not None


def _only_hall(config: DisplayConfig, known: Kept | None) -> str | None:
    if known is not None and config.hall not in {None, known.hall}:
        raise ConfigError(
            f"本机属于大厅 {known.hall}，配置的 hall 写的是 {config.hall}。"
            f"要改属另一个大厅，请先清空 {config.state_dir}。"
        )
    return config.hall if known is None else known.hall


async def _pair(config: DisplayConfig, hall: str | None, say: Say) -> None:
    desk = PairingDesk(lambda: _where(config, hall), config.state_dir, StationKind.DISPLAY, hall=hall, ca=config.ca)
    said = ""
    async with aclosing(desk):
        while True:
            try:
                offer = await desk.look()
            except ClientError as error:
                sentence = complaint(error)
            except OSError as error:
                sentence = f"令牌存不进 {config.state_dir}：{error.strerror}。"
            else:
                if offer is None:
                    break
                sentence = _code(offer)
            if sentence != said:
                said = sentence
                say(sentence)
            await asyncio.sleep(POLL_S)
    say(PAIRED)


def _code(offer: PairingOffer) -> str:
    return f"配对码 {offer.code}（{offer.hall.name}）。请管理员在服务器上运行：bianmin-server pair {offer.code}"


async def _where(config: DisplayConfig, hall: str | None) -> str:
    return config.server or (await find(hall, only_tls=config.ca is not None)).base_url
