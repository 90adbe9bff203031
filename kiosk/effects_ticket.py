"""Tickets of the hall: reserve, print, confirm. Knows the hall and the press, decides nothing.

Reserve → print → confirm survives a power cut at any point: the wish is in the journal before the server hears of it,
and leaves the journal when the server knows what became of the slip. What a former life left is settled first.
"""

import logging
from collections.abc import Awaitable, Callable
from uuid import UUID

from drivers.device import PrintState
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.journal import Wish
from kiosk.means import Means
from kiosk.no_answer import CODE, said
from kiosk.phrase import phrases
from kiosk.print_job import to_job
from kiosk.slip import Slip, compose, ticket_url
from server.client import ClientError, Refused, Unreachable
from server.wire.ticket import Ticket

log = logging.getLogger(__name__)

RESTARTED = "kiosk_restarted"


class TicketHands:
    """One visit at a time. `before`: what the server must hear before it gives a new number."""

    def __init__(self, means: Means, before: Callable[[], Awaitable[None]]) -> None:
        self._means = means
        self._before = before
        self._wish: Wish | None = None

    async def issue(self, wanted: do.Issue) -> on.Event:
        wish = Wish(request_id=self._means.new_id(), choice=wanted.choice, language=wanted.language)
        return await self._answered(wish, again=wanted.again)

    async def check_in(self, wanted: do.CheckIn) -> on.Event:
        wish = Wish(request_id=self._means.new_id(), booking=wanted.code, language=wanted.language)
        return await self._answered(wish, again=False)

    async def print(self, wanted: do.Print) -> on.Event:
        result = await self._means.room.print(wanted.ticket.id, to_job(self.slip(wanted)))
        if result.state is PrintState.PRINTED:
            return on.SlipPrinted()
        log.info("slip of ticket %d: %s %s", wanted.ticket.id, result.state, result.code)
        return on.SlipFailed(result.code, result.detail, doubtful=result.state is PrintState.UNKNOWN)

    def slip(self, wanted: do.Print) -> Slip:
        """The slip as it will be printed; the hall must have been asked before."""
        known, ticket, words = self._means.known, wanted.ticket, phrases(wanted.language)
        if known.hall is None:
            raise RuntimeError("the hall has not been asked yet")
        guide = known.guide(ticket.item_id)
        return compose(
            ticket,
            known.hall,
            words,
            url=ticket_url(self._means.base_url, ticket),
            item=None if guide is None else words.named(guide.name, guide.name_en),
            large=wanted.large,
            columns=self._means.columns,
            look=self._means.look,
        )

    async def settle(self, outcome: do.Settle) -> None:
        wish = self._wish or self._means.journal.read()
        if wish is not None and wish.ticket_id == outcome.ticket_id:
            self._wish = wish.model_copy(update={"printed": outcome.printed})
            self._means.journal.write(self._wish)
        try:
            await self._report(outcome.ticket_id, printed=outcome.printed, detail=outcome.detail)
        except Refused as no:
            log.info("slip of ticket %d not settled: %s", outcome.ticket_id, no.code)
            if no.is_about_the_token:
                return
        except ClientError as error:
            log.info("slip of ticket %d is settled later: %s", outcome.ticket_id, error)
            return
        self._means.journal.clear()

    async def cancel(self, walked_away: do.Cancel) -> None:
        self._wish = None
        try:
            await self._means.client.cancel(walked_away.ticket_id, request_id=self._means.new_id())
        except ClientError as error:
            # Its slip is known to have failed: it is not called, and staff see it.
            log.info("ticket %d not cancelled: %s", walked_away.ticket_id, error)

    async def give_up(self) -> None:
        """The wish without an answer is no more."""
        self._wish = None
        try:
            await self.recover()
        except ClientError as error:
            # It stays in the journal: the next wish settles it first.
            log.info("the wish that had no answer is given up later: %s", error)

    @property
    def unanswered(self) -> UUID | None:
        """The wish of this visit that the server has not answered."""
        wish = self._wish
        return None if wish is None or wish.ticket_id is not None else wish.request_id

    def leave_to_offline(self) -> None:
        """A ticket of the own series names the unanswered wish: the server cancels what came of it. Raises OSError."""
        if self.unanswered is not None:
            self._wish = None
            self._means.journal.clear()

    @property
    def owes(self) -> bool:
        """Is there something to `recover`? Raises OSError."""
        left = self._means.journal.read()
        return left is not None and not self._is_in_the_making(left)

    async def recover(self) -> None:
        """Settle what a former visit or life left: its slip counts as failed unless it is known to be printed; a ticket
        whose number nobody has seen is cancelled, but not a booking's. Raises ClientError, OSError."""
        left = self._means.journal.read()
        if left is None or self._is_in_the_making(left):
            return
        try:
            await self._settle_left(left)
        except Refused as no:
            # The hall issued nothing, or the ticket has ended otherwise: nothing is left to settle.
            if no.is_about_the_token:
                raise
            log.info("left from before, and over: %s", no.code)
        self._means.journal.clear()

    def _is_in_the_making(self, left: Wish) -> bool:
        """The visitor still stands here: asks again, or waits for the slip."""
        now = self._wish
        return now is not None and now.request_id == left.request_id and now.printed is None

    async def _settle_left(self, left: Wish) -> None:
        if left.ticket_id is not None:
            await self._report(left.ticket_id, printed=bool(left.printed), detail=RESTARTED)
            return
        ticket = await self._ask(left)
        if left.booking is None:
            await self._means.client.cancel(ticket.id, request_id=self._means.new_id())
        else:
            # The booking is used up with it: whoever booked stands here and is helped by the staff.
            await self._report(ticket.id, printed=False, detail=RESTARTED)

    async def _answered(self, wish: Wish, *, again: bool) -> on.Event:
        try:
            ticket = await self._reserve(wish, again=again)
        except Unreachable as error:
            log.info("not issued: %s", error)
            if wish.booking is not None:
                self._wish = None  # nobody asks again
            return on.ServerLost(may_issue=wish.booking is None and self._means.why_not_alone() is None)
        except Refused as no:
            if self._wish is not None:  # else the no was to what a former visit left
                self._wish = None
                self._means.journal.clear()
            return on.IssueRefused(*said(no))
        except ClientError as error:
            log.error("not issued: %s", error)
            self._wish = None
            return on.IssueRefused(CODE, "")
        except OSError:
            self._wish = None
            raise
        return on.Reserved(ticket)

    async def _reserve(self, wish: Wish, *, again: bool) -> Ticket:
        if not again:
            self._wish = None
        if self._wish is None:
            await self.recover()
            await self._before()
            self._wish = wish
            self._means.journal.write(wish)
        ticket = await self._ask(self._wish)
        self._wish = self._wish.model_copy(update={"ticket_id": ticket.id})
        self._means.journal.write(self._wish)
        return ticket

    async def _ask(self, wish: Wish) -> Ticket:
        client, choice = self._means.client, wish.choice
        if wish.booking is not None or choice is None:
            checked_in = await client.check_in(
                wish.booking or "", request_id=wish.request_id, slip="print", language=wish.language
            )
            return checked_in.ticket
        answer = await client.issue(
            choice.service_id,
            request_id=wish.request_id,
            ticket_class=choice.ticket_class,
            class_reason=choice.green_reason,
            item_id=choice.item_id,
            slip="print",
            language=wish.language,
        )
        return answer.ticket

    async def _report(self, ticket_id: int, *, printed: bool, detail: str | None) -> None:
        await self._means.client.settle_slip(
            ticket_id, request_id=self._means.new_id(), printed=printed, detail=None if printed else detail
        )
