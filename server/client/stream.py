"""The hall's events as they happen: a snapshot, then every fact once and in order. Knows no screen."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

from pydantic import ValidationError
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException

from server.client.errors import BadAnswer, Refused, Unreachable
from server.client.hall_client import HallClient
from server.client.line import API
from server.wire.event import Envelope, Snapshot

log = logging.getLogger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
OPEN_S, PING_S, CLOSE_S = 10.0, 20.0, 1.0
LARGEST_BYTES = 16 * 2**20  # a snapshot of a full hall is below 1 MB
SKIPPED = "skipped"
SNAPSHOT = "snapshot"
SET_UP = "catalogue_imported"


class _Gap(Exception):
    """A rev is missing, or the set-up was replaced: what is known is not the hall any more."""


async def events(client: HallClient) -> AsyncGenerator[Snapshot | Envelope, None]:
    """Follow the hall for ever: first a snapshot, then each later fact exactly once, in order of `rev`.

    A lost connection is made again (0.5 to 30 s pauses) from the last rev; after a gap, or when the hall was set up
    anew, a new snapshot comes. Ends only by an error that waiting cannot mend: Refused (token), WrongHall, BadAnswer.
    Close with `aclosing` or by cancelling.
    """
    rev: int | None = None
    pause = FIRST_PAUSE_S
    away = False
    while True:
        try:
            async with aclosing(_connected(client, rev)) as messages:
                async for message in messages:
                    if away:
                        log.info("hall %s is back", client.base_url)
                    rev, pause, away = message.rev, FIRST_PAUSE_S, False
                    if message.type != SKIPPED:
                        yield message
        except _Gap:
            log.info("hall %s: not the one of rev %s any more, asking for a snapshot", client.base_url, rev)
            rev = None
        except Unreachable as error:
            if not away:
                log.info("hall %s is away: %s", client.base_url, error)
            away = True
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE_S, pause * 2)


async def _connected(client: HallClient, since: int | None) -> AsyncGenerator[Snapshot | Envelope, None]:
    """The new messages of one connection. Raises _Gap, and Unreachable when the connection is over."""
    await client.get_hall()  # whose server is it
    url = client.base_url.replace("http", "ws", 1) + API + "/events" + (f"?since={since}" if since is not None else "")
    try:
        async with connect(
            url,
            additional_headers={"Authorization": f"Bearer {client.token}"},
            ssl=client.tls,
            proxy=None,
            open_timeout=OPEN_S,
            ping_interval=PING_S,
            close_timeout=CLOSE_S,
            max_size=LARGEST_BYTES,
            logger=_quiet(),
        ) as socket:
            rev = since
            async for text in socket:
                message = _read(text)
                if isinstance(message, Snapshot):
                    client.require_hall(message.body.board.hall.id)
                elif not _follows(message, rev):
                    continue
                rev = message.rev
                yield message
    except InvalidStatus as error:
        status = error.response.status_code
        # A server that does not let a WebSocket in answers 403 whatever the reason.
        if status in (401, 403):
            raise Refused("unauthorized", "服务器不接受这个令牌。", status) from None
        raise Unreachable(f"events: {status}") from None
    except (OSError, WebSocketException) as error:
        raise Unreachable(f"events: {type(error).__name__}") from error
    raise Unreachable("events: the server ended the stream")


def _follows(fact: Envelope, rev: int | None) -> bool:
    """Whether the fact is news after `rev`. Raises _Gap when it cannot be put to what is known."""
    if rev is None or fact.rev > rev + 1:
        raise _Gap
    if fact.rev == rev + 1 and fact.type == SET_UP:  # it is only named: counters may have come, gone or moved
        raise _Gap
    return fact.rev > rev


def _read(text: str | bytes) -> Snapshot | Envelope:
    try:
        message = Envelope.model_validate_json(text)
        return Snapshot.model_validate_json(text) if message.type == SNAPSHOT else message
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in error.errors())
        raise BadAnswer(f"events: {wrong}") from None


def _quiet() -> logging.Logger:
    """The library would write the handshake, token included, to a log at DEBUG."""
    quiet = logging.getLogger(f"{__name__}.handshake")
    quiet.setLevel(logging.INFO)
    return quiet
