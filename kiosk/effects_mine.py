"""What the holder of a ticket can do at the kiosk: withdraw it, come back after a missed call, evaluate. Knows the
client."""

import logging
from collections.abc import Awaitable

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.means import Means
from kiosk.sentence import sentence
from server.client import ClientError, Refused, Unreachable
from server.vocab import Channel
from server.wire.ticket import Ticket

log = logging.getLogger(__name__)


class MineHands:
    def __init__(self, means: Means) -> None:
        self._means = means

    async def perform(self, wanted: do.Withdraw | do.Reinstate | do.Evaluate) -> on.Event:
        match wanted:
            case do.Withdraw():
                return await _changed(self._withdrawn(wanted.ticket_id))
            case do.Reinstate():
                return await _changed(self._reinstated(wanted.ticket_id))
            case do.Evaluate():
                return await _changed(self._evaluated(wanted))

    async def _withdrawn(self, ticket_id: int) -> Ticket:
        return (await self._means.client.cancel(ticket_id, request_id=self._means.new_id())).ticket

    async def _reinstated(self, ticket_id: int) -> Ticket:
        return (await self._means.client.reinstate(ticket_id, request_id=self._means.new_id())).ticket

    async def _evaluated(self, wanted: do.Evaluate) -> Ticket:
        await self._means.client.evaluate(
            wanted.ticket_id,
            request_id=self._means.new_id(),
            level=wanted.level,
            channel=Channel.KIOSK,
            reasons=wanted.reasons,
        )
        return (await self._means.client.ticket(wanted.ticket_id)).ticket


async def _changed(asked: Awaitable[Ticket]) -> on.Event:
    try:
        return on.TicketChanged(await asked)
    except Refused as no:
        return on.Refused(no.code, no.detail)
    except Unreachable as error:
        log.info("not changed: %s", error)
        return on.ServerLost()
    except ClientError as error:
        log.error("not changed: %s", error)
        return on.Refused("station", sentence(error))
