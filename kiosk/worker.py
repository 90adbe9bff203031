"""The thread that talks to hall and printer, so that the screen never waits. Knows no Kivy: it posts messages."""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from drivers.errors import DriverError
from drivers.runner import Health
from kiosk.bootstrap import lone_station, offline_series
from kiosk.cache import AS_USUAL
from kiosk.config import Config, ConfigError
from kiosk.effects import Performer
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.health import Devices
from kiosk.no_answer import failed
from kiosk.paired import NotPaired, PairedElsewhere
from kiosk.pairing import LOOKING, NOT_ACCEPTED, Desk, require_token
from kiosk.press import PrinterNow
from kiosk.sentence import sentence
from server.client import ClientError
from server.wire.content import Content
from server.wire.hall import HallAnswer
from server.wire.pairing import POLL_S

log = logging.getLogger(__name__)

REFRESH_S = 3.0
HEED_S = 2.0
"""How often the server is asked what it tells this kiosk to do."""
CATCH_UP_S = 30.0
"""How often the server is asked for what seldom changes."""
PRINTER_S = 4.0
"""How often the printer is looked at: what is wrong is red at the hall within ten seconds."""
HURRY_S = 0.3
"""So long a visitor's wish waits for a look at the hall. A server that is there answers in a few hundredths."""
# So many questions in a row without an answer: the server may have another address now, look for it again.
SILENCES = 10


@dataclass(frozen=True, slots=True)
class HallSeen:
    """`is_kept`: as it was last seen, from this machine's disk; nobody knows how many wait."""

    hall: HallAnswer
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class HallAway:
    """Why there is no hall, in one Chinese sentence."""

    why: str


@dataclass(frozen=True, slots=True)
class ContentSeen:
    """What the public is told; `media` finds the file of a picture or video that is on this machine."""

    content: Content
    media: Callable[[str], Path | None]


@dataclass(frozen=True, slots=True)
class PrinterSeen:
    """How the printer is now."""

    printer: PrinterNow


@dataclass(frozen=True, slots=True)
class PagesSeen:
    """Where visitors' phones find the hall's pages: as the settings say, or where the server was found."""

    base_url: str


Message = on.Event | HallSeen | HallAway | PagesSeen | ContentSeen | PrinterSeen
_STOP = None
ASKS_THE_HALL = (do.Issue, do.CheckIn, do.LookUp, do.Withdraw, do.Reinstate, do.Evaluate, do.Explain, do.CallHelp)
BROKEN = "取号机内部出错，请到导办台办理。"


class Worker:
    """Performs effects one after another and looks at the hall in between. Start once; `close` ends the thread."""

    def __init__(self, config: Config, post: Callable[[Message], None]) -> None:
        self._config = config
        self._post = post
        self._series = offline_series(config)
        self._away: str | None = None
        self._version: str | None = None
        self._unpaired: on.Unpaired | None = None
        self._told = AS_USUAL
        self._due = 0.0
        self._hurry: asyncio.Timeout | None = None
        self._loop = asyncio.new_event_loop()
        self._devices = Devices(self._loop)
        self._wanted: asyncio.Queue[do.Effect | None] = asyncio.Queue()
        self._thread = threading.Thread(target=self._run, name="worker")

    def start(self) -> None:
        self._thread.start()

    def submit(self, effect: do.Effect) -> None:
        """From any thread; what it ends in is posted. After the worker's end nothing is done any more."""
        if self._loop.is_closed():
            log.error("%s is not done", type(effect).__name__)
            return
        self._loop.call_soon_threadsafe(self._want, effect)

    def note_scanner(self, health: Health) -> None:
        """From the scanner's thread."""
        self._devices.note_scanner(health)

    def close(self) -> None:
        """Twice is once: Kivy stops an application from two places."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._want, _STOP)
        self._thread.join()

    def _want(self, effect: do.Effect | None) -> None:
        self._wanted.put_nowait(effect)
        if self._hurry is not None and self._hurry.when() is None:
            self._hurry.reschedule(self._loop.time() + HURRY_S)

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._live())
        except Exception:  # the outermost loop: a screen with nobody behind it must not go on
            log.critical("the worker ended", exc_info=True)
            self._post(on.Broke("internal"))

    async def _live(self) -> None:
        stopped = False
        while not stopped:
            try:
                async with lone_station(self._config, self._series) as performer:
                    stopped = await self._at_work(performer)
                continue
            except NotPaired as missing:
                stopped = await self._pair(missing)
                continue
            except PairedElsewhere as error:
                self._bar(on.Unpaired(why="elsewhere", detail=str(error)))
            except ConfigError as error:
                self._gone(str(error))
            except (ClientError, DriverError, OSError) as error:
                self._gone(sentence(error))
            if not stopped:
                stopped = await self._nobody_to_ask()

    async def _at_work(self, performer: Performer) -> bool:
        self._post(PagesSeen(performer.pages_url))
        if performer.known.hall is not None:
            self._post(HallSeen(performer.known.hall, is_kept=True))
        self._show_content(performer)
        self._due = 0.0
        serving = asyncio.create_task(self._serve(performer))
        aside = [asyncio.create_task(each(performer)) for each in (self._errands, self._tell_health, self._heed)]
        try:
            await asyncio.wait([serving, *aside], return_when=asyncio.FIRST_COMPLETED)
        finally:
            # Whatever ended first, the rest ends too; what was done aside ends by a mistake only.
            for each in (serving, *aside):
                each.cancel()
            await asyncio.wait([serving, *aside])
        for each in aside:
            if not each.cancelled():
                each.result()
        return serving.result()

    async def _serve(self, performer: Performer) -> bool:
        """True when asked to stop, False when the hall has been silent for long and nobody wants anything just now: a
        visit without the server is not cut in two. Raises NotPaired when the hall has taken the token back."""
        silences = 0
        while True:
            try:
                await self._look_in_time(performer)
                silences = 0
            except TimeoutError:
                log.debug("a visitor goes first")
            except ClientError as error:
                self._gone(sentence(error))
                await require_token(error, self._config)
                silences += 1
            try:
                async with asyncio.timeout(REFRESH_S):
                    effect = await self._wanted.get()
            except TimeoutError:
                if silences >= SILENCES:
                    return False
                continue
            if effect is _STOP:
                return True
            await self._perform(performer, effect)

    async def _look_in_time(self, performer: Performer) -> None:
        """Look, unless a wish comes before the server answers. What is cut off is taken up by the next look, as after
        a power cut. Raises ClientError, TimeoutError."""
        try:
            async with asyncio.timeout(None if self._wanted.empty() else HURRY_S) as self._hurry:
                await self._look(performer)
        finally:
            self._hurry = None

    async def _look(self, performer: Performer) -> None:
        """Raises ClientError."""
        hall = await performer.hall()
        if self._away is not None or performer.owes or self._loop.time() >= self._due:
            try:
                await performer.catch_up()
            except (ClientError, OSError) as error:  # the hall itself has answered: visitors are served all the same
                log.error("not caught up: %s", error)
            self._due = self._loop.time() + CATCH_UP_S
            self._show_content(performer)
        self._seen(hall)

    async def _perform(self, performer: Performer, effect: do.Effect) -> None:
        try:
            answer = await performer.perform(effect)
        except OSError as error:
            log.error("%s", error)
            answer = failed(effect, sentence(error))
        except Exception:  # the outermost loop: a visit without an answer would stand on the screen for good
            log.exception("%s failed", type(effect).__name__)
            answer = failed(effect, BROKEN)
        if answer is not None:
            self._post(answer)

    async def _errands(self, performer: Performer) -> None:
        """What no visitor waits for: the printer is looked at, pictures are fetched."""
        seen = None
        while True:
            now = await performer.printer()
            self._devices.note_printer(now)
            if now != seen:
                seen = now
                self._post(PrinterSeen(now))
            try:
                await performer.keep_media()
            except (ClientError, OSError) as error:
                log.debug("later: %s", error)
            await asyncio.sleep(PRINTER_S)

    async def _tell_health(self, performer: Performer) -> None:
        await self._devices.tell_always(performer.report)

    async def _heed(self, performer: Performer) -> None:
        """What the hall tells this kiosk to do, beside all else: a lock does not wait for a slip."""
        while True:
            if performer.known.told != self._told:
                self._told = performer.known.told
                self._post(on.LockSet(self._told.text) if self._told.is_locked else on.LockLifted())
                self._post(on.IssuingAllowed() if self._told.may_issue else on.IssuingStopped())
            await asyncio.sleep(HEED_S)
            try:
                await performer.heed()
            except (ClientError, OSError) as error:
                log.debug("later: %s", error)

    async def _pair(self, missing: NotPaired) -> bool:
        """Show codes until somebody has typed one. True: asked to stop."""
        if not missing.by_code:
            self._bar(on.Unpaired(why=missing.why, detail=NOT_ACCEPTED))
            return await self._nobody_to_ask()
        self._bar(LOOKING)
        async with aclosing(Desk(self._config, missing)) as desk:
            while not isinstance(seen := await desk.look(), on.Paired):
                self._bar(seen)
                if await self._shown_code(desk):
                    return True
        self._free()
        return False

    async def _shown_code(self, desk: Desk) -> bool:
        """Until it is time to look whether somebody typed it. True: asked to stop."""
        try:
            async with asyncio.timeout(POLL_S):
                while (effect := await self._wanted.get()) is not _STOP:
                    if isinstance(effect, do.Pair):
                        desk.renew()
                        return False
                    self._turn_away(effect)
        except TimeoutError:
            return False
        return True

    async def _nobody_to_ask(self) -> bool:
        """Wait before the next try; whoever asks meanwhile hears at once that the server is away. True: stop."""
        try:
            async with asyncio.timeout(REFRESH_S):
                while (effect := await self._wanted.get()) is not _STOP:
                    self._turn_away(effect)
        except TimeoutError:
            return False
        return True

    def _turn_away(self, effect: do.Effect) -> None:
        answer = on.ServerLost() if isinstance(effect, ASKS_THE_HALL) else failed(effect, self._away or BROKEN)
        if answer is not None:
            self._post(answer)

    def _bar(self, unpaired: on.Unpaired) -> None:
        if self._unpaired != unpaired:
            log.warning("not paired: %s", unpaired.detail or "a code is shown")
            self._unpaired = unpaired
            self._post(unpaired)

    def _free(self) -> None:
        if self._unpaired is not None:
            self._unpaired = None
            self._post(on.Paired())

    def _seen(self, hall: HallAnswer) -> None:
        if self._away is not None:
            log.info("the hall is back")
        self._away = None
        self._free()
        self._post(HallSeen(hall))

    def _gone(self, why: str) -> None:
        if self._away != why:
            log.warning("%s", why)
        self._away = why
        self._post(HallAway(why))

    def _show_content(self, performer: Performer) -> None:
        content = performer.known.content
        if content is not None and content.version != self._version:
            self._version = content.version
            self._post(ContentSeen(content, performer.media))
