"""The voice of a zone: which call is said next, one at a time, on a thread of its own. Knows no engine and no card."""

import logging
import threading
import time
from collections.abc import Callable, Iterator

from display.announcement import Call, Notice, Waiting, is_called, new_notices, offered, still_called, still_made
from display.mouth import Mouth
from display.report import Report
from display.speech import SpeechFailed
from display.view import CALLS, View
from server.wire.event import Envelope

log = logging.getLogger(__name__)

TRIES, RETRY_S = 3, 1.0
"""How often a call is tried that still holds while it cannot be heard."""
CHECK_S = 5.0
"""How often an idle voice is looked after: a failure is known within ten seconds."""


class Voice:
    """Of one zone, of all when `zone` is None: a listener in the event loop, a thread that speaks."""

    def __init__(
        self,
        mouth: Mouth,
        report: Report,
        *,
        zone: str | None = None,
        warm: Iterator[str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`warm` prepares a little at each step, and yields what a person should know or an empty text."""
        self._mouth = mouth
        self._report = report
        self._zone = zone
        self._warm = warm
        self._clock = clock
        self._turn = threading.Condition()
        self._waiting: Waiting = ()
        self._notices: tuple[Notice, ...] = ()
        self._newest: int | None = None  # announcement known; None: the hall was not seen yet
        self._view: View | None = None
        self._stop = threading.Event()
        self._checked_at: float | None = None
        self._thread = threading.Thread(target=self._loop, name="voice")

    def painted(self, view: View | None) -> None:
        """A state is not a call: nothing is said for it, but what it shows to be over is not said any more."""
        with self._turn:
            self._view = view
            self._keep(still_called(self._waiting, view), "over")
            if view is not None:
                self._hear(view)

    def happened(self, view: View, envelope: Envelope) -> None:
        ticket = envelope.body.ticket
        counter = view.counter(ticket.counter_id) if ticket is not None else None
        if envelope.type not in CALLS or ticket is None or counter is None:
            return
        call = Call(
            rev=envelope.rev,
            ticket_id=ticket.id,
            counter_id=counter.id,
            number=ticket.number,
            counter_number=counter.number,
            language=ticket.language,
            heard_at=self._clock(),
        )
        with self._turn:
            self._view = view
            if self._zone is None or counter.zone == self._zone:
                self._keep(offered(self._waiting, call), "too_many")
                self._turn.notify()

    def _hear(self, view: View) -> None:
        """What was announced before the box began is not said any more."""
        newest = max((each.id for each in view.board.announcements), default=0)
        if self._newest is not None:
            self._notices = still_made(self._notices, view) + new_notices(view, self._newest)
            self._turn.notify()
        self._newest = max(newest, self._newest or 0)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End at once, in the middle of a word if need be."""
        self._stop.set()
        with self._turn:
            self._turn.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _keep(self, kept: Waiting, why: str) -> None:
        tickets = {call.ticket_id for call in kept}
        for call in self._waiting:
            if call.ticket_id not in tickets:
                self._mouth.leave_out(call, why)
        self._waiting = kept

    def _loop(self) -> None:
        while not self._stop.is_set():
            wanted = self._next()
            try:
                if isinstance(wanted, Call):
                    self._attend(wanted)
                elif wanted is not None and self._view is not None:
                    self._mouth.read(wanted, self._view, self._stop)
                elif not self._stop.is_set():
                    self._be_idle()
            except Exception as error:
                log.exception("voice: internal error")
                self._mouth.be_broken(type(error).__name__)

    def _next(self) -> Call | Notice | None:
        """The next call, else a notice, or None after a while, at once while there is something to prepare."""
        with self._turn:
            pause_s = 0.0 if self._warm is not None or self._checked_at is None else CHECK_S
            self._turn.wait_for(lambda: bool(self._waiting or self._notices) or self._stop.is_set(), pause_s)
            if self._stop.is_set() or not (self._waiting or self._notices):
                return None
            if not self._waiting:
                notice, self._notices = self._notices[0], self._notices[1:]
                return notice
            call, self._waiting = self._waiting[0], self._waiting[1:]
            return call

    def _attend(self, call: Call) -> None:
        """Say the call, and again when it could not be heard and still holds."""
        for _ in range(TRIES):
            view = self._view
            if view is None or not is_called(call, view):
                self._mouth.leave_out(call, "over")
                return
            try:
                self._mouth.say(call, view, self._stop)
            except SpeechFailed:
                if self._stop.wait(RETRY_S):
                    return
            else:
                return
        self._mouth.leave_out(call, "failed")

    def _be_idle(self) -> None:
        if self._checked_at is None or self._clock() - self._checked_at >= CHECK_S:
            self._checked_at = self._clock()
            self._mouth.check(self._stop)
        if self._warm is not None:
            said = next(self._warm, None)
            if said is None:
                self._warm = None
            elif said:
                log.warning("recordings: %s", said)
                self._report.write("voice_pack", why=said)
