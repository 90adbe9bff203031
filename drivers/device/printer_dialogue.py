"""Question and answer with a printer over its line: keeps what it said and what it still owes. Knows no job."""

import logging
import time
from collections.abc import Callable

from drivers.codec import escpos, escpos_reply
from drivers.codec.escpos_reply import (
    Automatic,
    Cleared,
    Named,
    Port,
    PrinterStatus,
    Queued,
    Realtime,
    Reply,
    ReplyParser,
)
from drivers.device.link import Link
from drivers.errors import LineStalled
from drivers.profile import PrinterProfile

log = logging.getLogger(__name__)

# What another process, or this one before a restart, may have asked and not heard: about a slip's questions.
OWED_FROM_A_FORMER_LIFE = 24
MOST_OWED = 96
MOST_OPEN = 16
# Nothing printed here is a longer command by its own; pictures are, but those were sent by this process.
LONGEST_OF_A_FORMER_LIFE = 4096
CLEAR_BUFFERS = bytes.fromhex("10 14 08 01 03 14 01 06 02 08")
RECOVER_AND_CLEAR = bytes.fromhex("10 05 02")


class Dialogue:
    """What one printer has said on its line. `answers` counts GS r answers since the beginning."""

    def __init__(self, link: Link, profile: PrinterProfile, clock: Callable[[], float] = time.monotonic) -> None:
        self.link = link
        self.answers = 0
        self._said = PrinterStatus()
        self._told = PrinterStatus()
        self._heard = 0
        self._profile = profile
        self._clock = clock
        self._parser = ReplyParser()
        self._owed = OWED_FROM_A_FORMER_LIFE
        self._opening = 0
        self._port: int | None = None
        self._port_changes = False
        self._names: list[str] = []
        self._cleared = False
        self._half = b""

    @property
    def status(self) -> PrinterStatus:
        """What is known since `forget`."""
        if self._port is None:
            return self._said
        return escpos_reply.fold(self._said, Port(self._port, self._port_changes))

    def forget(self, *, but_automatic: bool = False) -> None:
        """What was said before is not how it is now; what a printer told by itself holds until it tells otherwise."""
        self._said = self._told if but_automatic else PrinterStatus()

    def owe(self, questions: int) -> None:
        """So many GS r are on their way."""
        self._owed = min(self._owed + questions, MOST_OWED)

    def ask(self) -> None:
        """Put the four real-time questions, one after another; silence leaves things as they are.

        Never in the middle of a job's bytes: inside a command they would be taken for its data.
        """
        self.listen()
        for question in (1, 2, 3, 4):
            if not self._answered(question):
                break
        self._ask_port()

    def listen(self) -> None:
        """Take what has come by itself, late answers too, and what the USB port says. Sends nothing on the line."""
        self._notice_opening()
        while chunk := self.link.read(256, timeout=0):
            self._take(chunk)
        self._ask_port()

    def until(self, done: Callable[[], bool], timeout: float) -> bool:
        """Take what comes until `done`, for at most `timeout` seconds; whether it is."""
        deadline = self._clock() + timeout
        while not done():
            left = deadline - self._clock()
            if left <= 0:
                return False
            self._take(self.link.read(256, timeout=left))
        return True

    def send(self, payload: bytes) -> None:
        """Raises LineStalled with how much was sent, TransportError."""
        half = self._half
        log.debug("%s > %s", self.link.url, (half + payload).hex(" "))
        try:
            self.link.write(half + payload, timeout=self._profile.write_timeout_s)
        except LineStalled as stall:
            if stall.sent is None:
                raise
            self._half = half[stall.sent :]
            raise LineStalled(str(stall), sent=max(0, stall.sent - len(half))) from None
        self._half = b""

    def _put(self, question: bytes) -> bool:
        """Whether the question is on its way. The rest of half a question goes before all else."""
        try:
            self.send(question)
        except LineStalled as stall:
            if stall.sent is None:
                self.link.close()
                raise
            if stall.sent:
                self._half = question[stall.sent :]
            return bool(stall.sent)
        return True

    def synchronise(self, flush: bytes) -> bool:
        """Whether the printer has answered a question put now, hence done everything put before; first `flush`, to end
        whatever was left half.

        At most `owed` answers may still come from before; so one more than that proves it, whatever was lost.
        """
        before, owed = self.answers, self._owed
        self.send(flush)
        for filling in (b"", b"\0" * LONGEST_OF_A_FORMER_LIFE + escpos.INITIALISE):
            self.owe(owed + 1)
            self.send(filling + escpos.BARRIER * (owed + 1))
            if self.until(lambda: self.answers - before > owed, self._profile.settle_s):
                break
        else:
            return False
        if self._owed:
            # The others stand in the printer right behind the one answered: they come before four answers to come.
            self.ask()
        self._owed = 0
        return True

    def clear(self) -> bool:
        """Have the printer forget what it holds; whether it is certain that it has."""
        match self._profile.clear:
            case "dc4":
                return self._clear_buffers()
            case "enq":
                self.send(RECOVER_AND_CLEAR)
                self.forget()
                self.ask()
                return self.status.online is True
            case "reset":
                return self.link.soft_reset()
            case _:
                return False

    def name(self, which: int) -> str | None:
        """What the printer says of itself (GS I `which`); None when it does not answer."""
        self._names.clear()
        self._parser.expect_block()
        self.send(bytes([0x1D, 0x49, which]))
        self.until(lambda: not self._parser.block_waiting, self._profile.reply_timeout_s)
        self._parser.give_up()
        return self._names[0] if self._names else None

    def _answered(self, question: int) -> bool:
        """Put one question. A silent one stays open: behind a line that stands still it is answered late, and must not
        be taken for another."""
        piled = self._parser.open_questions
        if len(piled) < MOST_OPEN and self._put(escpos.realtime_question(question)):
            self._parser.expect(question)
        heard = self._heard
        if not self.until(lambda: not self._parser.waiting, self._profile.reply_timeout_s):
            if self._heard == heard:
                return False
            self._parser.give_up()  # the others are lost
            if set(piled) != {question}:
                self.forget()  # so nobody knows which was answered
                return False
        return self._heard > heard

    def _clear_buffers(self) -> bool:
        self._cleared = False
        self._parser.expect_block()
        self.send(CLEAR_BUFFERS)
        self.until(lambda: self._cleared, self._profile.reply_timeout_s)
        self._parser.give_up()
        return self._cleared

    def _notice_opening(self) -> None:
        self.link.open()
        if self.link.openings != self._opening:
            # A half group's rest will not come on another line.
            self._parser.reset()
            self._half, self._told = b"", PrinterStatus()
            self._opening, self._port, self._port_changes = self.link.openings, None, False

    def _ask_port(self) -> None:
        byte = self.link.port_status()
        if byte is None:
            return
        self._port_changes = self._port_changes or (self._port is not None and byte != self._port)
        self._port = byte

    def _take(self, chunk: bytes) -> None:
        if chunk:
            log.debug("%s < %s", self.link.url, chunk.hex(" "))
        for reply in self._parser.feed(chunk):
            self._said = escpos_reply.fold(self._said, reply)
            self._count(reply)

    def _count(self, reply: Reply) -> None:
        match reply:
            case Queued():
                # Also one nobody is owed: it may be noise, and then a true one comes early by one.
                self.answers += 1
                self._owed = max(0, self._owed - 1)
            case Realtime():
                self._heard += 1
            case Automatic():
                self._told = escpos_reply.fold(PrinterStatus(), reply)
            case Named(text=text):
                self._names.append(text)
            case Cleared():
                self._cleared = True
