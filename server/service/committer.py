"""Group commit: what waits is written in one transaction, by one thread, in order. Knows deeds, not rules.

A group that cannot be written fails everything behind it too: memory is then ahead of the disk.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from server.service.books import DayEnd, enter
from server.service.news import News
from server.service.port import Answer, Checkpoint, Deed, Log

log = logging.getLogger(__name__)
T = TypeVar("T")

TURNS = 4
"""Turns of the event loop without a newcomer after which a group is closed, if the one before it had company.

A transaction costs the processor as much as one to two commands, so a crowd is served sooner when it shares them; and
whoever has already sent a wish is in the queue within these turns. Alone, nobody waits. By `make bench`, two or eight
turns and fixed waits of 2 and 4 ms all serve fewer."""
LARGEST = 64  # entries after which nobody is waited for any more


class ServiceFailed(Exception):
    """The log could not be written, or the service is broken; nothing more can be promised until a restart."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """One deed on its way to disk, with what is to be told and kept once it is there."""

    deed: Deed
    answer: Answer
    news: list[News]
    durable: asyncio.Future[None]
    day: DayEnd | None = None
    checkpoint: Checkpoint | None = None


class Committer:
    """Writes entries in groups. `on_commit` is called in the loop, group by group, before the waiters go on."""

    def __init__(self, log_: Log, on_commit: Callable[[list[Entry]], None]) -> None:
        self._log = log_
        self._on_commit = on_commit
        self._pending: list[Entry] = []
        self._wake = asyncio.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="log")
        self._task: asyncio.Task[None] | None = None
        self._is_closing = False
        self.failed: asyncio.Future[ServiceFailed] = asyncio.get_running_loop().create_future()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="committer")

    async def stop(self) -> None:
        """Write all that was accepted, then close the log."""
        self._is_closing = True
        self._wake.set()
        if self._task is not None:
            await asyncio.wait({self._task})
        await self.in_thread(self._log.close)
        self._thread.shutdown()

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run a reading or tidying job in the log's thread, between two groups."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def require_working(self) -> None:
        """Raise ServiceFailed when nothing can become durable any more: memory may be ahead of the disk."""
        if self.failed.done():
            raise self.failed.result()
        if self._task is not None and self._task.done():
            raise ServiceFailed("服务已停止。")

    def put(self, entry: Entry) -> None:
        """Accept an entry; its `durable` is done when it is on disk."""
        self._pending.append(entry)
        self._wake.set()

    async def _run(self) -> None:
        had_company = False
        while True:
            await self._wake.wait()
            if had_company and not self._is_closing:
                await self._gather()
            self._wake.clear()
            group, self._pending = self._pending, []
            if group and not await self._commit(group):
                return
            if self._is_closing and not self._pending:
                return
            had_company = len(group) > 1

    async def _gather(self) -> None:
        """Let those who are on their way join: go on when nobody came for some turns of the loop."""
        seen, quiet = len(self._pending), 0
        while quiet < TURNS and seen < LARGEST:
            await asyncio.sleep(0)
            quiet = quiet + 1 if len(self._pending) == seen else 0
            seen = len(self._pending)

    async def _commit(self, group: list[Entry]) -> bool:
        """Write one group, tell, and let its waiters go; False when it could not be written or told."""
        try:
            await self.in_thread(lambda: self._write(group))
        except Exception as error:  # noqa: BLE001 - whatever it was, the disk and the memory differ now
            log.critical("the log could not be written: %s", error)
            self._fail(group, f"日志写不进磁盘，服务已停止：{error}")
            return False
        try:
            self._on_commit(group)
        except Exception:  # a listener that missed a fact shows something else than the log from now on
            log.critical("what was written could not be told", exc_info=True)
            self._fail(group, "服务内部出错，已停止。")
            return False
        for entry in group:
            if not entry.durable.done():
                entry.durable.set_result(None)
        if self._pending or self._is_closing:
            self._wake.set()
        return True

    def _write(self, group: list[Entry]) -> None:
        self._log.append([entry.deed for entry in group], [entry.answer for entry in group])
        for entry in group:
            if entry.checkpoint is not None and entry.day is not None:
                keep(self._log, entry.day, entry.checkpoint)

    def give_up(self, detail: str) -> None:
        """Accept no more; the process is to end and to be started again. `detail` is one plain Chinese sentence."""
        if not self.failed.done():
            self.failed.set_result(ServiceFailed(detail))

    def _fail(self, group: list[Entry], detail: str) -> None:
        self.give_up(detail)
        for entry in (*group, *self._pending):
            if not entry.durable.done():
                entry.durable.set_exception(self.failed.result())
                entry.durable.exception()  # known, even if nobody waits for it: a day opened on the way to a command


def keep(log_: Log, day: DayEnd, checkpoint: Checkpoint) -> None:
    """At a new business day: fill the read model, forget answers no retry can ask for, save the shortcut.

    The shortcut comes last: a start from it takes everything before it as done.
    """
    enter(log_, day)
    days = log_.last_days(2)
    log_.forget_answers(min(days, default=checkpoint.business_day))
    log_.save_checkpoint(checkpoint)
