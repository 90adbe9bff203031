"""Keeps what the hall has published at hand: asks for it, and again and again. Knows no board."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from server.client.copy import ContentCopy
from server.client.errors import ClientError
from server.wire.content import Content

log = logging.getLogger(__name__)

REFRESH_S, RETRY_S = 30.0, 2.0
"""How old what boards say of it may be; an answer that nothing has changed costs little."""

Ask = Callable[[ContentCopy | None], Awaitable[ContentCopy]]
"""The copy of now, or the one given when nothing has changed. May raise ClientError."""


async def kept_fresh(ask: Ask, take: Callable[[Content], None]) -> None:
    """Tell `take` whenever there is something new, for ever. A hall that is away is asked again soon."""
    kept: ContentCopy | None = None
    while True:
        try:
            found = await ask(kept)
        except ClientError as error:
            log.debug("what is published is not known yet: %s", error)
        else:
            if found is not kept:
                take(found.content)
            kept = found
        await asyncio.sleep(RETRY_S if kept is None else REFRESH_S)
