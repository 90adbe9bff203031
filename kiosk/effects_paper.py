"""Papers that are no slips: one-time notices, guides, the printer's test page. Knows the press and the kept content."""

import logging
from collections.abc import Mapping

from drivers.device import Job, PrintResult, PrintState
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.means import Means
from kiosk.notice import Issued, compose_guide, compose_notice, guide_url
from kiosk.phrase import phrases
from kiosk.print_job import to_job
from kiosk.slip import Slip
from server.wire.content import Content, Guide

log = logging.getLogger(__name__)

NO_GUIDE = "no_guide"


class PaperHands:
    def __init__(self, means: Means) -> None:
        self._means = means
        self._printed = 0

    async def notice(self, wanted: do.PrintNotice) -> on.Event:
        """A number of its own for each, used up whatever becomes of it. Raises OSError."""
        known = self._known(wanted.item_id)
        if known is None:
            return on.PaperFailed(wanted.item_id, NO_GUIDE, "")
        guide, content = known
        now = self._means.wall()
        url = self._url(wanted.item_id, wanted.language, dict(wanted.answers))
        issued = Issued(number=self._means.notices.next(), at=now, url=url, large=wanted.large)
        slip = compose_notice(guide, content, wanted.answers, phrases(wanted.language), issued)
        return self._ended(wanted.item_id, await self._print(slip))

    async def guide(self, wanted: do.PrintGuide) -> on.Event:
        known = self._known(wanted.item_id)
        if known is None:
            return on.PaperFailed(wanted.item_id, NO_GUIDE, "")
        guide, content = known
        url = self._url(wanted.item_id, wanted.language, {})
        issued = Issued(number=None, at=self._means.wall(), url=url, large=wanted.large)
        return self._ended(
            wanted.item_id, await self._print(compose_guide(guide, content, phrases(wanted.language), issued))
        )

    def _url(self, item_id: str, language: str, answers: Mapping[str, bool]) -> str:
        return guide_url(self._means.base_url, item_id, language, answers)

    async def test(self) -> on.Event:
        """A page with every size, all characters people complain about, and a cut."""
        job = Job().text("打印测试 TEST", size=2, align="centre", bold=True)
        for size in range(1, 5):
            job = job.text(f"{size} 直门角令海 0123", size=size)
        result = await self._means.room.print(self._next(), job.qr("TEST").feed(2).cut())
        return on.ChoreEnded(st.Chore.PRINTER_TEST, result.state is PrintState.PRINTED, result.detail)

    async def new_roll(self) -> on.Event:
        await self._means.room.reset_paper()
        return on.ChoreEnded(st.Chore.ROLL_CHANGED, is_fine=True)

    def _known(self, item_id: str) -> tuple[Guide, Content] | None:
        known = self._means.known
        guide, content = known.guide(item_id), known.content
        return None if guide is None or content is None else (guide, content)

    async def _print(self, slip: Slip) -> PrintResult:
        return await self._means.room.print(self._next(), to_job(slip))

    def _next(self) -> str:
        """No paper is another one's copy."""
        self._printed += 1
        return f"paper {self._printed}"

    def _ended(self, item_id: str, result: PrintResult) -> on.Event:
        if result.state is PrintState.PRINTED:
            return on.PaperPrinted(item_id)
        log.info("paper for %s: %s %s", item_id, result.state, result.code)
        return on.PaperFailed(item_id, result.code, result.detail)
