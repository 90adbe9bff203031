"""Tickets of the own series: take, print, settle; hand in when the server is back. Decides nothing about limits.

Whatever is killed when: the book has the number before anybody sees it, and the server knows it by its request_id once.
"""

import logging
from collections.abc import Iterator
from uuid import UUID, uuid5

from drivers.device import PrintState
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.means import Means
from kiosk.offline import Entry, OfflineRefused, Outcome
from kiosk.offline.ledger import Settled
from kiosk.phrase import phrases
from kiosk.print_job import to_job
from kiosk.slip import Slip, compose_offline
from server.client import Refused
from server.vocab import TicketClass
from server.wire import kiosk as wk

log = logging.getLogger(__name__)

FOR_GOOD = (404, 409, 422)
"""Statuses of a no that another try would not change."""


class OfflineHands:
    def __init__(self, means: Means) -> None:
        self._means = means

    def issue(self, wanted: do.IssueOffline, *, instead_of: UUID | None) -> on.Event:
        """The next number; `instead_of` is the wish the server has not answered. Raises OSError."""
        hall, refusal = self._means.known.hall, self._means.why_not_alone()
        if refusal is not None:
            return on.IssueRefused(refusal, "")
        try:
            taken = self._means.series.take(
                wanted.choice, wanted.language, heard_rev=0 if hall is None else hall.rev, instead_of=instead_of
            )
        except OfflineRefused as no:
            return on.IssueRefused(no.code, "")
        choice = taken.choice
        return on.IssuedOffline(
            st.OfflineTicket(
                id=str(taken.id), number=taken.number, service_id=choice.service_id, item_id=choice.item_id
            )
        )

    async def print(self, wanted: do.PrintOffline) -> on.Event:
        result = await self._means.room.print(wanted.ticket.id, to_job(self.slip(wanted)))
        if result.state is PrintState.PRINTED:
            return on.SlipPrinted()
        log.info("slip of %s: %s %s", wanted.ticket.number, result.state, result.code)
        return on.SlipFailed(result.code, result.detail, doubtful=result.state is PrintState.UNKNOWN)

    def slip(self, wanted: do.PrintOffline) -> Slip:
        """The slip as it will be printed. Raises KeyError for a ticket that is not of this series."""
        known = self._means.known
        if known.hall is None:
            raise RuntimeError("the hall has never been seen")
        taken = self._means.series.entry(UUID(wanted.ticket.id)).taken
        words, guide = phrases(wanted.language), known.guide(taken.choice.item_id)
        return compose_offline(
            wanted.ticket,
            taken.at,
            known.hall,
            words,
            item=None if guide is None else words.named(guide.name, guide.name_en),
            large=wanted.large,
            columns=self._means.columns,
            look=self._means.look,
        )

    def settle(self, outcome: do.SettleOffline) -> None:
        """Raises OSError."""
        what = Outcome.PRINTED if outcome.printed else Outcome.FAILED
        self._means.series.settle(UUID(outcome.ticket_id), what, outcome.detail, doubtful=outcome.doubtful)

    def cancel(self, walked_away: do.CancelOffline) -> None:
        """Raises OSError."""
        self._means.series.settle(UUID(walked_away.ticket_id), Outcome.CANCELLED)

    @property
    def owes(self) -> bool:
        """Is there something to hand in?"""
        return next(self._open(), None) is not None

    async def hand_in(self) -> None:
        """Tell the server of every ticket that is not in the making, in the order they were taken, and what has become
        of slips since. Raises ClientError, OSError; what was told till then stays told."""
        for entry, settled in self._open():
            try:
                if entry.answered is None:
                    await self._tell(entry, settled)
                elif entry.answered.ticket_id is not None:
                    await self._correct(entry.answered.ticket_id, settled)
            except Refused as no:
                if no.is_about_the_token or no.status not in FOR_GOOD or no.code.startswith("http_"):
                    raise
                self._over(entry, settled, no.code)

    def _open(self) -> Iterator[tuple[Entry, Settled]]:
        while (entry := self._means.series.next_to_hand_in()) is not None and entry.settled is not None:
            yield entry, entry.settled

    async def _tell(self, entry: Entry, settled: Settled) -> None:
        answer = await self._means.client.hand_in(self._means.wall(), [self._ticket(entry, settled)])
        found = next(each for each in answer.tickets if each.request_id == entry.taken.id)
        if found.ticket_id is None:
            self._over(entry, settled, found.code or "refused")
            return
        # A wish that was cancelled is handed in as a slip that failed, and cancelled then.
        told = Outcome.PRINTED if settled.outcome is Outcome.PRINTED else Outcome.FAILED
        self._means.series.answered(entry.taken.id, told, ticket=found.ticket_id)

    async def _correct(self, ticket: int, settled: Settled) -> None:
        """Its end has changed since it was handed in. The same end has the same request_id."""
        request_id = uuid5(settled.id, settled.outcome)
        if settled.outcome is Outcome.CANCELLED:
            await self._means.client.cancel(ticket, request_id=request_id)
        else:
            printed = settled.outcome is Outcome.PRINTED
            detail = None if printed else settled.detail
            await self._means.client.settle_slip(ticket, request_id=request_id, printed=printed, detail=detail)
        self._means.series.answered(settled.id, settled.outcome, ticket=ticket)

    def _over(self, entry: Entry, settled: Settled, code: str) -> None:
        log.warning("offline ticket %s: the hall says %s", entry.taken.number, code)
        known = None if entry.answered is None else entry.answered.ticket_id
        self._means.series.answered(entry.taken.id, settled.outcome, ticket=known, refusal=code)

    def _ticket(self, entry: Entry, settled: Settled) -> wk.OfflineTicket:
        taken, choice = entry.taken, entry.taken.choice
        is_green = choice.ticket_class is TicketClass.GREEN
        return wk.OfflineTicket(
            request_id=taken.id,
            number=taken.number,
            sequence=taken.sequence,
            service_id=choice.service_id,
            ticket_class=TicketClass.GREEN if is_green else TicketClass.ORDINARY,
            class_reason=choice.green_reason,
            item_id=choice.item_id,
            language=taken.language,
            issued_at=taken.at,
            age_s=self._means.series.age_s(taken.id),
            heard_rev=taken.heard_rev,
            printed=settled.outcome is Outcome.PRINTED,
            doubtful=settled.doubtful,
            instead_of=taken.instead_of,
        )
