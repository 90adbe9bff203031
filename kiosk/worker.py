"""The thread that talks to hall and printer, so that the screen never waits. Knows no Kivy: it posts messages."""

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from drivers.errors import DriverError
from kiosk.bootstrap import station
from kiosk.config import Config, ConfigError
from kiosk.effects import Performer
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.sentence import sentence
from server.client import ClientError
from server.wire.hall import HallAnswer

log = logging.getLogger(__name__)

REFRESH_S = 3.0
# So many questions in a row without an answer: the server may have another address now, look for it again.
SILENCES = 10


@dataclass(frozen=True, slots=True)
class HallSeen:
    hall: HallAnswer


@dataclass(frozen=True, slots=True)
class HallAway:
    """Why there is no hall, in one Chinese sentence."""

    why: str


Message = on.Event | HallSeen | HallAway
_STOP = None
BROKEN = "取号机内部出错，请到导办台办理。"


class Worker:
    """Performs effects one after another and looks at the hall in between. Start once; `close` ends the thread."""

    def __init__(self, config: Config, post: Callable[[Message], None]) -> None:
        self._config = config
        self._post = post
        self._away: str | None = None
        self._loop = asyncio.new_event_loop()
        self._wanted: asyncio.Queue[do.Effect | None] = asyncio.Queue()
        self._thread = threading.Thread(target=self._run, name="worker")

    def start(self) -> None:
        self._thread.start()

    def submit(self, effect: do.Effect) -> None:
        """From any thread; what it ends in is posted."""
        self._loop.call_soon_threadsafe(self._wanted.put_nowait, effect)

    def close(self) -> None:
        """Twice is once: Kivy stops an application from two places."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._wanted.put_nowait, _STOP)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._live())

    async def _live(self) -> None:
        stopped = False
        while not stopped:
            try:
                async with station(self._config) as performer:
                    stopped = await self._serve(performer)
            except ConfigError as error:
                self._gone(str(error))
            except (ClientError, DriverError, OSError) as error:
                self._gone(sentence(error))
            if not stopped:
                stopped = await self._nobody_to_ask()

    async def _serve(self, performer: Performer) -> bool:
        """True when asked to stop. Raises ClientError when the hall has been silent for long."""
        silences = 0
        while True:
            try:
                self._seen(await performer.hall())
                silences = 0
            except ClientError as error:
                self._gone(sentence(error))
                silences += 1
                if silences >= SILENCES:
                    raise
            try:
                async with asyncio.timeout(REFRESH_S):
                    effect = await self._wanted.get()
            except TimeoutError:
                continue
            if effect is _STOP:
                return True
            await self._perform(performer, effect)

    async def _perform(self, performer: Performer, effect: do.Effect) -> None:
        try:
            answer = await performer.perform(effect)
        except OSError as error:
            log.error("%s", error)
            answer = _failed(effect, sentence(error))
        except Exception:  # the outermost loop: a visit without an answer would stand on the screen for good
            log.exception("%s failed", type(effect).__name__)
            answer = _failed(effect, BROKEN)
        if answer is not None:
            self._post(answer)

    async def _nobody_to_ask(self) -> bool:
        """Wait before the next try; whoever asks meanwhile hears at once that the server is away. True: stop."""
        try:
            async with asyncio.timeout(REFRESH_S):
                while (effect := await self._wanted.get()) is not _STOP:
                    if isinstance(effect, do.Issue):
                        self._post(on.ServerLost())
        except TimeoutError:
            return False
        return True

    def _seen(self, hall: HallAnswer) -> None:
        if self._away is not None:
            log.info("the hall is back")
        self._away = None
        self._post(HallSeen(hall))

    def _gone(self, why: str) -> None:
        if self._away != why:
            log.warning("%s", why)
        self._away = why
        self._post(HallAway(why))


def _failed(effect: do.Effect, why: str) -> on.Event | None:
    """What the flow waits for, when the effect could not be performed."""
    match effect:
        case do.Issue():
            return on.IssueRefused("station", why)
        case do.Print():
            return on.SlipFailed("station", why, doubtful=True)
        case _:
            return None
