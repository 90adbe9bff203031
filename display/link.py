"""The way to the hall: finds it, notices its loss, begins anew with a snapshot. Knows no device."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing

from display.follow import Follower
from server.client.errors import NotFound, Unreachable
from server.client.hall_client import HallClient
from server.client.stream import events

log = logging.getLogger(__name__)

CHECK_S, ANSWER_S = 1.5, 3.0
"""How often a hall is asked whether it is there, and how long it may take to say so: together how soon 离线 stands on
the boards when a server is frozen. One that is gone refuses at once."""
RETRY_S = 1.0

Find = Callable[[], Awaitable[HallClient]]
"""The client for the hall, the same one while the hall stays where it is. May raise NotFound."""


class Link:
    """Holds the client of now. A lost hall is looked for again, so a server may come back at another address."""

    def __init__(self, find: Find, follower: Follower) -> None:
        self._find = find
        self._follower = follower
        self._client: HallClient | None = None
        self._is_away = False

    def client(self) -> HallClient:
        """The client of now. Raises Unreachable before the hall was found for the first time."""
        if self._client is None:
            raise Unreachable("the hall has not been found yet")
        return self._client

    async def run(self) -> None:
        """Follow the hall for ever. Ends by what waiting cannot mend: Refused, WrongHall, BadAnswer."""
        try:
            while True:
                if await self._reach():
                    await self._stay()
                else:
                    self._follower.lose()
                await asyncio.sleep(RETRY_S)
        finally:
            await self._swap(None)

    async def _reach(self) -> bool:
        """Whether the hall answers now; said once when it does not."""
        try:
            found = await self._find()
            if found is not self._client:
                await self._swap(found)
            await self._ask()
        except (NotFound, Unreachable) as error:
            if not self._is_away:
                log.warning("the hall is not reached: %s", error)
            self._is_away = True
            return False
        self._is_away = False
        return True

    async def _stay(self) -> None:
        """Follow the stream until the hall does not answer any more; then it is lost."""
        following = asyncio.create_task(self._follow())
        watching = asyncio.create_task(self._watch())
        try:
            await asyncio.wait((following, watching), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (following, watching):
                task.cancel()
            # Before the stream is closed in good order: a server that is frozen takes its time for that too.
            self._follower.lose()
            ends = await asyncio.gather(following, watching, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception) and not isinstance(end, Unreachable):
                raise end

    async def _follow(self) -> None:
        async with aclosing(events(self.client())) as messages:
            async for message in messages:
                self._follower.take(message)

    async def _watch(self) -> None:
        """Ends when the hall does not answer; the stream alone would try again in silence."""
        while True:
            await asyncio.sleep(CHECK_S)
            try:
                await self._ask()
            except Unreachable:
                return

    async def _ask(self) -> None:
        """Raises Unreachable when the hall does not answer in time. What it answers says how many wait now."""
        try:
            async with asyncio.timeout(ANSWER_S):
                self._follower.count(await self.client().board())
        except TimeoutError:
            raise Unreachable(f"no answer within {ANSWER_S:.0f} s") from None

    async def _swap(self, found: HallClient | None) -> None:
        before, self._client = self._client, found
        if before is not None:
            await before.aclose()
