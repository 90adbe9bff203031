"""A ticket printer: prints a job and proves it, says what is wrong. Knows ESC/POS, not what a slip says."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from drivers.codec import escpos, escpos_reply
from drivers.codec.escpos_reply import Paper, PrinterStatus, Queued, Reply, ReplyParser
from drivers.codec.job import Job
from drivers.device.fault import fault
from drivers.device.link import Link
from drivers.device.typeset import typeset
from drivers.errors import DeviceFault, LineStalled, TransportError
from drivers.profile import PrinterProfile

log = logging.getLogger(__name__)

# While a slip prints, ask this often whether the printer has stopped; an answer takes a byte time.
ASK_EVERY_S = 0.5


class PrintState(StrEnum):
    """`unknown`: the slip may be on paper or not; only a person can see."""

    PRINTED = "printed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PrintResult:
    """How a job ended. `code` is a stable word ("ok", "paper_out", "unreachable", "no_reply", "line_lost"…), `detail`
    a sentence for people."""

    state: PrintState
    code: str
    detail: str


PRINTED = PrintResult(PrintState.PRINTED, "ok", "已打印")


class Printer:
    """An ESC/POS printer behind a port URL. Opens its line at first use and again after it broke. One thread."""

    def __init__(self, url: str, profile: PrinterProfile, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._link = Link(url, baud=profile.baud)
        self._profile = profile
        self._clock = clock
        self._parser = ReplyParser()
        self._status = PrinterStatus()
        self._barriers_open = 0

    def open(self) -> None:
        """Open the line. Raises TransportError, SettingError."""
        self._link.open()

    def close(self) -> None:
        """Give the line back; the next use opens it again."""
        self._link.close()

    def status(self) -> PrinterStatus:
        """Ask now. A printer that does not answer leaves fields unknown; never reports old answers.

        Raises TransportError when the line cannot be opened or breaks.
        """
        self._status = PrinterStatus()
        self._ask(discard=True)
        return self._status

    def ensure_ready(self) -> None:
        """Raise DeviceFault when a person is needed, TransportError when the printer cannot be reached or is silent."""
        status = self.status()
        trouble = fault_in(status)
        if trouble is not None:
            raise trouble
        if not status.known:
            raise TransportError(f"{self._link.url}: the printer does not answer")

    def print(self, job: Job) -> PrintResult:
        """Print and wait for the proof. Never raises for what happens to a printer; `printed` is said only after the
        printer has confirmed that everything before the question is on paper."""
        try:
            self.ensure_ready()
            self._settle()
        except DeviceFault as trouble:
            return PrintResult(PrintState.FAILED, trouble.code, trouble.sentence)
        except TransportError as error:
            log.debug("not printed: %s", error)
            return PrintResult(PrintState.FAILED, "unreachable", "打印机未连接或没有应答，号票未打印。")
        try:
            return self._print(job)
        except TransportError as error:
            log.debug("line lost while printing: %s", error)
            return PrintResult(PrintState.UNKNOWN, "line_lost", "打印途中与打印机失去联系，请查看号票是否完整。")

    def _print(self, job: Job) -> PrintResult:
        payload = typeset(job, self._profile)
        try:
            self._send(payload + escpos.BARRIER)
        except LineStalled:
            return self._stalled()
        self._barriers_open += 1
        return self._await_barrier()

    def _stalled(self) -> PrintResult:
        # Part of the job is in the printer and no barrier behind it: what follows starts on a fresh line.
        self._ask(discard=False)
        self._link.close()
        return self._trouble() or PrintResult(PrintState.UNKNOWN, "stalled", "打印机不再接收数据，请查看号票是否完整。")

    def _await_barrier(self) -> PrintResult:
        deadline = self._clock() + self._profile.barrier_timeout_s
        while self._clock() < deadline:
            if self._read_until(self._barrier_passed, ASK_EVERY_S):
                return PRINTED
            self._ask(discard=False)
            if not self._barriers_open:
                return PRINTED
            # Offline without a cause may be the knife at work.
            if (trouble := self._trouble()) is not None and trouble.code != "offline":
                return trouble
        return self._trouble() or PrintResult(
            PrintState.UNKNOWN, "no_reply", "打印机没有确认打印完成，请查看号票是否完整。"
        )

    def _trouble(self) -> PrintResult | None:
        trouble = fault_in(self._status)
        return None if trouble is None else PrintResult(PrintState.FAILED, trouble.code, trouble.sentence)

    def _settle(self) -> None:
        """Let a printer that stopped in an earlier job finish what it holds, so that its late answer is not taken for
        the answer to this job."""
        if self._barriers_open and not self._read_until(self._barrier_passed, self._profile.settle_s):
            self._barriers_open = 0

    def _barrier_passed(self) -> bool:
        return self._barriers_open == 0

    def _ask(self, *, discard: bool) -> None:
        """Put the four real-time questions, one after another; silence leaves things as they are."""
        # An answer left over would shift every later one by one. While a barrier is open it may be that: then keep it.
        if discard and not self._barriers_open:
            self._link.discard_input()
            self._parser.reset()
        for question in (1, 2, 3, 4):
            self._parser.expect(question)
            self._send(escpos.realtime_question(question))
            if not self._read_until(lambda: not self._parser.waiting, self._profile.reply_timeout_s):
                return

    def _read_until(self, done: Callable[[], bool], timeout: float) -> bool:
        deadline = self._clock() + timeout
        while not done():
            left = deadline - self._clock()
            if left <= 0:
                return False
            chunk = self._link.read(256, timeout=left)
            if chunk:
                log.debug("%s < %s", self._link.url, chunk.hex(" "))
            for reply in self._parser.feed(chunk):
                self._take(reply)
        return True

    def _take(self, reply: Reply) -> None:
        self._status = escpos_reply.fold(self._status, reply)
        if isinstance(reply, Queued) and self._barriers_open:
            self._barriers_open -= 1

    def _send(self, payload: bytes) -> None:
        log.debug("%s > %s", self._link.url, payload.hex(" "))
        self._link.write(payload, timeout=self._profile.write_timeout_s)


def fault_in(status: PrinterStatus) -> DeviceFault | None:
    """What a person should mend, the most telling first; None when nothing known is wrong."""
    if status.cover_open:
        return fault("cover_open")
    if status.paper is Paper.OUT:
        return fault("paper_out")
    if status.cutter_failed:
        return fault("cutter_error")
    if status.error or status.unrecoverable:
        return fault("printer_error")
    return fault("offline") if status.online is False else None
