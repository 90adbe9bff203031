"""Performs what the flow asks for, each with the hand that can. Keeps what is known of the hall up to date.

The hands: effects_ticket (the hall's tickets), effects_offline (the own series), effects_paper, effects_mine.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

from kiosk.cache import Told, media_of
from kiosk.effects_mine import MineHands
from kiosk.effects_offline import OfflineHands
from kiosk.effects_paper import PaperHands
from kiosk.effects_ticket import TicketHands
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.means import Known, Means
from kiosk.offline import Terms
from kiosk.press import PrinterNow
from kiosk.slip import Slip, ticket_url
from server.client import ClientError, Refused
from server.wire.device import DeviceNow
from server.wire.hall import HallAnswer
from server.wire.ticket import Ticket

log = logging.getLogger(__name__)


class Performer:
    """One kiosk's hands. One visit at a time; close with `aclose`, which waits for a slip that is being printed."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._offline = OfflineHands(means)
        self._tickets = TicketHands(means, self._before_a_number)
        self._paper = PaperHands(means)
        self._mine = MineHands(means)

    async def aclose(self) -> None:
        await self._means.room.aclose()

    def begin(self) -> None:
        """Take up what is on the disk: what a former life left in the making, and what is known of the hall. Raises
        OSError."""
        self._means.series.recover()
        known, cache = self._means.known, self._means.cache
        known.hall, known.copy, known.told = cache.hall(), cache.content(), cache.told()

    @property
    def known(self) -> Known:
        return self._means.known

    async def hall(self) -> HallAnswer:
        """The hall as it is now. Raises ClientError."""
        hall = await self._means.client.get_hall()
        self._means.known.hall = hall
        self._means.series.heard()
        try:
            self._means.cache.keep_hall(hall)
        except OSError as error:
            log.error("the hall is not kept: %s", error)  # numbers are given all the same
        return hall

    def media(self, name: str) -> Path | None:
        """The file of a picture or video, if it is on this machine."""
        return self._means.cache.media(name)

    async def catch_up(self) -> None:
        """Tell the server what it does not know, and hear what is new. Raises ClientError, OSError."""
        await self.recover()
        await self._offline.hand_in()
        for hear in (self.heed, self._hear_content):
            try:
                await hear()
            except Refused as no:
                if no.is_about_the_token:
                    raise
                log.info("not heard: %s", no)  # a server that is older than this kiosk

    @property
    def owes(self) -> bool:
        """Is there a ticket whose end the server has not heard? Raises OSError."""
        return self._offline.owes or self._tickets.owes

    async def heed(self) -> None:
        """Hear what this kiosk is told to do, and on which terms it may issue alone. Raises ClientError, OSError."""
        kiosk = (await self._means.client.kiosk()).kiosk
        told = Told(is_locked=kiosk.is_locked, text=kiosk.text, may_issue=kiosk.may_issue)
        if told != self._means.known.told:
            self._means.known.told = told
            self._means.cache.keep_told(told)
        own, terms = kiosk.offline, None
        if own is not None:
            terms = Terms(prefix=own.prefix, minutes=own.minutes, most=own.max_tickets, next_sequence=own.next_sequence)
        self._means.series.agree(terms)
        self._means.notices.agree(kiosk.station)

    async def recover(self) -> None:
        """Settle what a former life left of a ticket of the hall. Raises ClientError, OSError."""
        await self._tickets.recover()

    async def keep_media(self) -> None:
        """Fetch the pictures and videos that are not on the disk. Raises ClientError, OSError."""
        content = self._means.known.content
        if content is None:
            return
        for name in media_of(content):
            if self._means.cache.media(name) is None:
                self._means.cache.keep_media(name, await self._means.client.media(name))
        self._means.cache.forget_media(content)

    async def printer(self) -> PrinterNow:
        """How the printer is."""
        return await self._means.room.look()

    async def report(self, devices: Sequence[DeviceNow]) -> None:
        """Tell the server how the devices are. Raises ClientError."""
        await self._means.client.report_health(devices)

    async def ticket(self, ticket_id: int) -> Ticket:
        """A ticket as it is now. Raises ClientError."""
        return (await self._means.client.ticket(ticket_id)).ticket

    async def perform(self, effect: do.Effect) -> on.Event | None:
        """Do it and say how it ended; None when the flow does not wait for an answer. Raises OSError (the disk)."""
        match effect:
            case do.Issue():
                return await self._tickets.issue(effect)
            case do.CheckIn():
                return await self._tickets.check_in(effect)
            case do.Print():
                return await self._tickets.print(effect)
            case do.IssueOffline():
                return self._issue_offline(effect)
            case do.PrintOffline():
                return await self._offline.print(effect)
            case do.LookUp() | do.Withdraw() | do.Reinstate() | do.Evaluate() | do.Explain():
                return await self._mine.perform(effect)
            case _:
                return await self._besides(effect)

    async def _besides(self, effect: do.Effect) -> on.Event | None:
        match effect:
            case do.PrintNotice():
                return await self._paper.notice(effect)
            case do.PrintGuide():
                return await self._paper.guide(effect)
            case do.PrinterTest():
                return await self._paper.test()
            case do.RollChanged():
                return await self._paper.new_roll()
            case do.CallHelp():
                return await self._call_help()
            case _:
                await self._finish(effect)
                return None

    async def _call_help(self) -> on.Event:
        try:
            await self._means.client.call_help(request_id=self._means.new_id())
        except ClientError as error:
            log.warning("nobody was told that somebody needs a hand: %s", error)
            return on.ServerLost()
        return on.HelpHeard()

    async def _finish(self, effect: do.Effect) -> None:
        match effect:
            case do.Settle():
                await self._tickets.settle(effect)
            case do.Cancel():
                await self._tickets.cancel(effect)
            case do.GiveUp():
                await self._tickets.give_up()
            case do.SettleOffline():
                self._offline.settle(effect)
            case do.CancelOffline():
                self._offline.cancel(effect)
            case _:
                log.warning("nobody performs %s at this kiosk", type(effect).__name__)

    def slip(self, wanted: do.Print) -> Slip:
        """The slip as it will be printed; the hall must have been asked before."""
        return self._tickets.slip(wanted)

    @property
    def pages_url(self) -> str:
        """Where visitors' phones find the hall's pages."""
        return self._means.base_url

    def url(self, ticket: Ticket) -> str | None:
        """Where the visitor's phone follows the ticket."""
        return ticket_url(self._means.base_url, ticket)

    def _issue_offline(self, wanted: do.IssueOffline) -> on.Event:
        issued = self._offline.issue(wanted, instead_of=self._tickets.unanswered)
        if isinstance(issued, on.IssuedOffline):
            self._tickets.leave_to_offline()
        return issued

    async def _before_a_number(self) -> None:
        """Who took a number while the server was away stands before who takes one now."""
        await self._offline.hand_in()
        await self.hall()

    async def _hear_content(self) -> None:
        known = self._means.known
        copy = await self._means.client.content(known.copy)
        if copy is not known.copy:
            known.copy = copy
            self._means.cache.keep_content(copy)
