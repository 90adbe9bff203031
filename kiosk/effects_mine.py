"""What the holder of a ticket can do at the kiosk: look at it, withdraw it, come back after a missed call, evaluate.

Knows the client. No code reaches a log.
"""

import logging
from collections.abc import Awaitable

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.means import Means
from kiosk.no_answer import CODE, said
from server.client import ClientError, Refused, Unreachable
from server.vocab import Channel

log = logging.getLogger(__name__)


class MineHands:
    def __init__(self, means: Means) -> None:
        self._means = means

    async def perform(self, wanted: do.LookUp | do.Withdraw | do.Reinstate | do.Evaluate | do.Explain) -> on.Event:
        match wanted:
            case do.LookUp():
                return await _answered(self._found(wanted.code))
            case do.Withdraw():
                return await _answered(self._withdrawn(wanted.ticket_id))
            case do.Reinstate():
                return await _answered(self._reinstated(wanted.ticket_id))
            case do.Evaluate():
                return await _answered(self._evaluated(wanted))
            case do.Explain():
                return await _answered(self._explained(wanted))

    async def _found(self, code: str) -> on.Event:
        found = await self._means.client.look_up(code)
        return on.TicketFound(code, found.ticket, found.may_evaluate, found.unexplained)

    async def _withdrawn(self, ticket_id: int) -> on.Event:
        return on.TicketChanged((await self._means.client.cancel(ticket_id, request_id=self._means.new_id())).ticket)

    async def _reinstated(self, ticket_id: int) -> on.Event:
        answer = await self._means.client.reinstate(ticket_id, request_id=self._means.new_id())
        return on.TicketChanged(answer.ticket)

    async def _evaluated(self, wanted: do.Evaluate) -> on.Event:
        await self._means.client.evaluate(
            wanted.ticket_id,
            request_id=self._means.new_id(),
            level=wanted.level,
            channel=Channel.KIOSK,
            reasons=wanted.reasons,
        )
        return on.Evaluated(wanted.ticket_id)

    async def _explained(self, wanted: do.Explain) -> on.Event:
        await self._means.client.explain(wanted.ticket_id, request_id=self._means.new_id(), reasons=wanted.reasons)
        return on.Evaluated(wanted.ticket_id)


async def _answered(asked: Awaitable[on.Event]) -> on.Event:
    try:
        return await asked
    except Refused as no:
        return on.Refused(*said(no))
    except Unreachable as error:
        log.info("no answer about a ticket: %s", error)
        return on.ServerLost()
    except ClientError as error:
        log.error("no answer about a ticket: %s", error)
        return on.Refused(CODE, "")
