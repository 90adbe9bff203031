"""Performs what the flow asks for: reserve, print, confirm. Knows the hall and the printer, decides nothing.

Reserve → print → confirm survives a power cut at any point: the wish is in the journal before the server hears of it,
and leaves the journal when the server knows what became of the slip. What a former life left is settled first.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from drivers.device import PrintState
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.journal import Journal, Wish
from kiosk.phrase import phrases
from kiosk.press import Press, SlipPrinter
from kiosk.print_job import to_job
from kiosk.sentence import sentence
from kiosk.slip import Slip, compose, ticket_url
from server.client import ClientError, HallClient, Refused, Unreachable
from server.wire.hall import HallAnswer
from server.wire.ticket import Ticket

log = logging.getLogger(__name__)

RESTARTED = "kiosk_restarted"


class Performer:
    """One kiosk's hands. One visit at a time; close with `aclose`, which waits for a slip that is being printed."""

    def __init__(
        self, client: HallClient, printer: SlipPrinter, journal: Journal, *, new_id: Callable[[], UUID], base_url: str
    ) -> None:
        self._client = client
        self._press = Press(printer)
        self._journal = journal
        self._new_id = new_id
        self._base_url = base_url
        self._wish: Wish | None = None
        self._hall: HallAnswer | None = None
        self._items: dict[str, str] = {}
        self._printing = ThreadPoolExecutor(1, thread_name_prefix="printer")

    async def aclose(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._printing, self._press.close)
        self._printing.shutdown()

    async def hall(self) -> HallAnswer:
        """The hall as it is now. Raises ClientError."""
        self._hall = await self._client.get_hall()
        return self._hall

    async def ticket(self, ticket_id: int) -> Ticket:
        """A ticket as it is now. Raises ClientError."""
        return (await self._client.ticket(ticket_id)).ticket

    async def perform(self, effect: do.Effect) -> on.Event | None:
        """Do it and say how it ended; None when the flow does not wait for an answer. Raises OSError (journal)."""
        match effect:
            case do.Issue():
                return await self._issue(effect)
            case do.Print():
                return await self._print(effect)
            case do.Settle():
                await self._settle(effect)
            case do.Cancel():
                await self._cancel(effect)
            case do.GiveUp():
                await self._give_up()
            case _:
                log.warning("nobody performs %s at this kiosk", type(effect).__name__)
        return None

    async def recover(self) -> None:
        """Settle what a former life left: its slip counts as failed unless it is known to be printed; a ticket whose
        number nobody has seen is cancelled. Raises ClientError, OSError."""
        left = self._journal.read()
        if left is None:
            return
        try:
            if left.ticket_id is None:
                ticket = await self._ask(left)
                await self._client.cancel(ticket.id, request_id=self._new_id())
            else:
                await self._report(left.ticket_id, printed=bool(left.printed), detail=RESTARTED)
        except Refused as no:
            # The hall issued nothing, or the ticket has ended otherwise: nothing is left to settle.
            if no.is_about_the_token:
                raise
            log.info("left from before, and over: %s", no.code)
        self._journal.clear()

    def slip(self, wanted: do.Print) -> Slip:
        """The slip as it will be printed; the hall must have been asked before."""
        if self._hall is None:
            raise RuntimeError("the hall has not been asked yet")
        ticket = wanted.ticket
        item = None if ticket.item_id is None else self._items.get(ticket.item_id)
        return compose(
            ticket, self._hall, phrases(wanted.language), url=self.url(ticket), item=item, large=wanted.large
        )

    def url(self, ticket: Ticket) -> str | None:
        """Where the visitor's phone follows the ticket."""
        return ticket_url(self._base_url, ticket)

    async def _issue(self, wanted: do.Issue) -> on.Event:
        try:
            ticket = await self._reserve(wanted)
        except Unreachable as error:
            log.info("not issued: %s", error)
            return on.ServerLost()
        except Refused as no:
            if self._wish is not None:  # else the no was to what a former visit left
                self._journal.clear()
            return on.IssueRefused(no.code, no.detail)
        except ClientError as error:
            log.error("not issued: %s", error)
            return on.IssueRefused("station", sentence(error))
        return on.Reserved(ticket)

    async def _reserve(self, wanted: do.Issue) -> Ticket:
        if not wanted.again:
            self._wish = None
        if self._wish is None:
            await self.recover()
            await self._learn(wanted.choice.item_id)
            self._wish = Wish(request_id=self._new_id(), choice=wanted.choice, language=wanted.language)
            self._journal.write(self._wish)
        ticket = await self._ask(self._wish)
        self._wish = self._wish.model_copy(update={"ticket_id": ticket.id})
        self._journal.write(self._wish)
        return ticket

    async def _ask(self, wish: Wish) -> Ticket:
        choice = wish.choice
        answer = await self._client.issue(
            choice.service_id,
            request_id=wish.request_id,
            ticket_class=choice.ticket_class,
            class_reason=choice.green_reason,
            item_id=choice.item_id,
            slip="print",
            language=wish.language,
        )
        return answer.ticket

    async def _learn(self, item_id: str | None) -> None:
        """What the slip will say of the hall and the item."""
        await self.hall()
        if item_id is not None and item_id not in self._items:
            self._items = {item.id: item.name for item in (await self._client.items()).items}

    async def _print(self, wanted: do.Print) -> on.Event:
        job = to_job(self.slip(wanted))
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._printing, self._press.print, wanted.ticket.id, job)
        if result.state is PrintState.PRINTED:
            return on.SlipPrinted()
        log.info("slip of ticket %d: %s %s", wanted.ticket.id, result.state, result.code)
        return on.SlipFailed(result.code, result.detail, doubtful=result.state is PrintState.UNKNOWN)

    async def _give_up(self) -> None:
        self._wish = None
        try:
            await self.recover()
        except ClientError as error:
            # It stays in the journal: the next wish settles it first.
            log.info("the wish that had no answer is given up later: %s", error)

    async def _settle(self, outcome: do.Settle) -> None:
        if self._wish is not None:
            self._wish = self._wish.model_copy(update={"printed": outcome.printed})
            self._journal.write(self._wish)
        try:
            await self._report(outcome.ticket_id, printed=outcome.printed, detail=outcome.detail)
        except Refused as no:
            log.info("slip of ticket %d not settled: %s", outcome.ticket_id, no.code)
        except ClientError as error:
            log.info("slip of ticket %d is settled later: %s", outcome.ticket_id, error)
            return
        self._journal.clear()

    async def _report(self, ticket_id: int, *, printed: bool, detail: str | None) -> None:
        detail = None if printed else detail
        await self._client.settle_slip(ticket_id, request_id=self._new_id(), printed=printed, detail=detail)

    async def _cancel(self, walked_away: do.Cancel) -> None:
        try:
            await self._client.cancel(walked_away.ticket_id, request_id=self._new_id())
        except ClientError as error:
            # Its slip is known to have failed: it is not called, and staff see it.
            log.info("ticket %d not cancelled: %s", walked_away.ticket_id, error)
