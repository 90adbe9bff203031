"""A ticket printer: prints a job and proves it, finishes or gives up one that stopped, says what is wrong.

Knows ESC/POS, not what a slip says.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import replace

from drivers.codec import escpos
from drivers.codec.escpos_reply import Paper, PrinterStatus
from drivers.codec.job import Job
from drivers.device import paper_count, print_order, print_result
from drivers.device.link import Link
from drivers.device.print_order import Order
from drivers.device.print_result import PRINTED, PrintResult
from drivers.device.printer_dialogue import LONGEST_OF_A_FORMER_LIFE, Dialogue
from drivers.device.printer_fault import fault_in
from drivers.device.typeset import typeset
from drivers.errors import DeviceFault, LineStalled, TransportError
from drivers.profile import PrinterProfile

log = logging.getLogger(__name__)

# While a slip prints, ask this often whether the printer has stopped; an answer takes a byte time.
ASK_EVERY_S = 0.5
# May pass by itself while a slip prints: the knife at work, a head that cools.
PASSING = ("offline", "head_hot", "feed_button")
COPY_MARK = Job().text("补打 COPY", size=2, align="centre", bold=True)
GS_I = {"maker": 0x42, "model": 0x43, "firmware": 0x41}


class Printer:
    """An ESC/POS printer behind a port URL. Opens its line at first use and again after it broke. One thread."""

    def __init__(self, url: str, profile: PrinterProfile, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._link = Link(url, baud=profile.baud)
        self._profile = profile
        self._clock = clock
        self._talk = Dialogue(self._link, profile, clock)
        self._unfinished: Order | None = None
        # Ends what an earlier job left half, in the printer and on the paper.
        self._flush = b""
        self.paper_used = 0
        """Millimetres printed since the last roll, about; the product may keep it and set it after a restart."""

    def open(self) -> None:
        """Open the line. Raises TransportError, SettingError."""
        self._link.open()

    def close(self) -> None:
        """Give the line back; the next use opens it again. A job that stopped can then not be resumed."""
        self._link.close()

    def reset_paper(self) -> None:
        """A new roll has been put in."""
        self.paper_used = 0

    def status(self) -> PrinterStatus:
        """Ask now. A printer that does not answer leaves fields unknown; never reports old answers.

        While a job has stopped half sent, only what the printer says by itself is heard. Raises TransportError when the
        line cannot be opened or breaks.
        """
        if self._is_half_sent:
            self._talk.listen()
        else:
            self._talk.forget()
            self._talk.ask()
        return self._with_near_end(self._talk.status)

    def identify(self) -> dict[str, str]:
        """Maker, model and firmware as far as the printer answers GS I. One that does not know the question may print
        a letter or two: not for everyday use. Raises TransportError."""
        named = {}
        for what, which in GS_I.items():
            answer = self._talk.name(which)
            if answer is None:
                break
            named[what] = answer
        return named

    def ensure_ready(self) -> None:
        """Raise DeviceFault when a person is needed, TransportError when the printer cannot be reached or is silent."""
        status = self.status()
        trouble = fault_in(status)
        if trouble is not None:
            raise trouble
        if not status.known and not self._is_half_sent:
            raise TransportError(f"{self._link.url}: the printer does not answer")

    def is_paper_low(self) -> bool:
        """Whether the roll is nearly used up; False where nobody can tell. Raises TransportError as `status` does."""
        return self.status().paper is Paper.NEAR_END

    def print(self, job: Job, *, copy: bool = False) -> PrintResult:
        """Print and wait for the proof. Never raises for what happens to a printer; `printed` is said only after the
        printer has confirmed that everything is on paper.

        `copy` puts a visible mark on top: for a slip that may already be on paper, whole or in part. A job that stopped
        before is given up, see `abandon`; call `resume` first to finish it.
        """
        try:
            self._reach()
            if not self._talk.synchronise(self._flush):
                return self._unsynchronised()
            self._flush = b""
            return self._begin(Job(COPY_MARK.items + job.items) if copy else job)
        except DeviceFault as trouble:
            return print_result.refused(trouble)
        except TransportError as error:
            log.debug("not printed: %s", error)
            self._link.close()
            return print_result.not_printed("unreachable")

    def resume(self) -> PrintResult:
        """Go on with the job that stopped, at the byte where it stopped, and wait for the proof; as `print`. Code
        "not_resumable": there is none, or its line was closed meanwhile.

        A printer that was switched off in between has forgotten a part: then the proof stays out and the result is
        unknown, never printed.
        """
        order = self._unfinished
        if order is None:
            return print_result.doubtful("not_resumable")
        if not order.exact or not self._link.is_open or self._link.openings != order.opening:
            self._lose(order)
            return print_result.doubtful("not_resumable")
        return self._carry_out(order)

    def abandon(self) -> bool:
        """Give up the job that stopped, so that the printer does not finish it behind a later one. True when nothing of
        it is left in the printer; False when it may yet come out: switching the printer off and on empties it."""
        order, self._unfinished = self._unfinished, None
        if order is None:
            return True
        try:
            if order.rest:
                # What the line holds back stands before anything said now; a new line holds nothing.
                self._link.close()
            emptied = self._talk.clear()
        except TransportError as error:
            log.debug("not cleared: %s", error)
            emptied = False
        self._leave_half(0 if emptied else order.longest)
        return emptied

    def begin_with_a_cut(self) -> None:
        """Another process may have left a slip half in the printer and on the paper: the next job is not joined to it.
        With nothing there, a little blank paper is cut off."""
        self._leave_half(LONGEST_OF_A_FORMER_LIFE)

    @property
    def _is_half_sent(self) -> bool:
        order = self._unfinished
        return order is not None and bool(order.rest) and order.opening == self._link.openings and self._link.is_open

    def _reach(self) -> None:
        """Be ready to print. Raises DeviceFault (a job that stopped can then still be resumed), TransportError."""
        was_open = self._link.is_open
        try:
            self._make_way()
        except TransportError:
            # A line that died while nobody looked is opened once more; a silent printer stays silent.
            if not was_open or self._link.is_open:
                raise
            self._make_way()

    def _make_way(self) -> None:
        self.ensure_ready()
        if self._unfinished is not None:
            self.abandon()
            self.ensure_ready()

    def _leave_half(self, longest: int) -> None:
        """Before the next job, end the command of at most so many bytes that was cut off, and cut off the half slip."""
        profile = self._profile
        end = escpos.feed_and_cut(full=False) if profile.cutter else escpos.feed(max(profile.cut_feed, 1))
        waiting = max(longest, self._flush.count(0)) if longest else 0
        self._flush = b"\0" * waiting + escpos.INITIALISE + end

    def _unsynchronised(self) -> PrintResult:
        self._talk.forget()
        self._talk.ask()
        trouble = fault_in(self._talk.status)
        return print_result.not_printed("no_proof") if trouble is None else print_result.refused(trouble)

    def _begin(self, job: Job) -> PrintResult:
        payload = typeset(job, self._profile)
        order = print_order.order(payload, opening=self._link.openings, before=self._talk.answers)
        self._unfinished = order
        self._talk.owe(order.questions)
        self.paper_used += paper_count.millimetres(payload)
        return self._carry_out(order)

    def _carry_out(self, order: Order) -> PrintResult:
        try:
            return self._push(order) or self._await_proof(order)
        except TransportError as error:
            log.debug("line lost while printing: %s", error)
            self._lose(order)
            return print_result.doubtful("line_lost")

    def _lose(self, order: Order) -> None:
        self._unfinished = None
        self._leave_half(order.longest)
        self._link.close()

    def _push(self, order: Order) -> PrintResult | None:
        """Send what is left; None when all is sent. A printer may take its time as long as it takes something."""
        deadline = self._clock() + self._profile.barrier_timeout_s
        while order.rest:
            try:
                self._talk.send(order.rest)
                order.sent = len(order.stream)
            except LineStalled as stall:
                order.exact = stall.sent is not None
                order.sent += stall.sent or 0
                if stall.sent:
                    deadline = self._clock() + self._profile.barrier_timeout_s
                self._talk.listen()
                trouble = fault_in(self._talk.status)
                if trouble is not None or not order.exact or self._clock() >= deadline:
                    return self._stopped(order, trouble, "stalled")
        return None

    def _await_proof(self, order: Order) -> PrintResult:
        talk, answers = self._talk, self._talk.answers
        deadline = self._clock() + self._profile.barrier_timeout_s
        while not talk.until(lambda: order.is_proved(talk.answers), ASK_EVERY_S):
            talk.forget(but_automatic=True)
            talk.ask()
            if order.is_proved(talk.answers):
                break
            if talk.answers > answers:
                answers = talk.answers
                deadline = self._clock() + self._profile.barrier_timeout_s
            trouble = fault_in(talk.status)
            late = self._clock() >= deadline
            if late or (trouble is not None and trouble.code not in PASSING):
                return self._stopped(order, trouble, "no_reply")
        return self._proved(order)

    def _proved(self, order: Order) -> PrintResult:
        """The last word is the printer's: what is being switched off may say anything, but answers no question."""
        self._talk.forget()
        self._talk.ask()
        if not self._talk.status.known:
            self._lose(order)
            return print_result.doubtful("no_reply")
        self._unfinished = None
        return PRINTED

    def _stopped(self, order: Order, trouble: DeviceFault | None, otherwise: str) -> PrintResult:
        if trouble is None:
            return print_result.doubtful(otherwise, resumable=order.exact)
        return print_result.stopped(trouble, order.on_paper(self._talk.answers), resumable=order.exact)

    def _with_near_end(self, status: PrinterStatus) -> PrinterStatus:
        """As the profile knows it: by its sensor, by counting, or not at all."""
        profile = self._profile
        if profile.near_end == "sensor" or status.paper in (Paper.OUT, Paper.UNKNOWN):
            return status
        near = profile.near_end == "count" and paper_count.is_near_end(self.paper_used, profile.roll_mm)
        return replace(status, paper=Paper.NEAR_END if near else Paper.OK)
