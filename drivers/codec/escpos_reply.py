"""Reads what an ESC/POS printer answers into a status that can say "unknown". Knows no line and no commands.

    0xx1xx10  (b & 93) == 12   answer to DLE EOT: which of the four questions, only the asker knows
    0xx1xx00  (b & 93) == 10   first of four ASB bytes; the other three look like GS r answers, so position decides
    11 13                      XON XOFF: not ours
    0000pppp                   answer to GS r 1: 00 paper, 03 near its end, 0C or 0F out
    5F text 00                 answer to GS I 41…: only while one is expected
    37 25 00                   answer to DLE DC4 8, "all buffers are empty": only while it is expected

A bad cable: a spoilt ASB byte leaves bytes that look like GS r answers, and a line that is switched off may say 00. So
one GS r answer is never enough for a proof (drivers/device/print_order.py). Noise is counted in `garbage`.
Sources: Citizen manual, "Identification of send status"; Epson pages dle_eot, gs_la, gs_lr, gs_ci, dle_dc4_fn8;
docs/protocols.md.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

REALTIME_MASK, REALTIME_MARK, AUTO_MARK = 0x93, 0x12, 0x10
XON_XOFF = (0x11, 0x13)
AUTO_LENGTH = 4
PAPER_ANSWERS = (0x00, 0x03, 0x0C, 0x0F)
TEXT_HEAD, TEXT_LONGEST = 0x5F, 80
CLEARED = b"\x37\x25\x00"
# GET_PORT_STATUS of the USB printer class, and the value many models say whatever happens.
PORT_NOT_ERROR, PORT_SELECTED, PORT_EMPTY, PORT_CONSTANT = 0x08, 0x10, 0x20, 0x18


class Paper(StrEnum):
    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterStatus:
    """What the printer has said so far; None and UNKNOWN mean: it has not said.

    `waiting`: stopped until somebody brings it back online. `error`: some error, whatever its cause.
    """

    online: bool | None = None
    waiting: bool | None = None
    feed_button: bool | None = None
    cover_open: bool | None = None
    cutter_failed: bool | None = None
    head_hot: bool | None = None
    unrecoverable: bool | None = None
    error: bool | None = None
    paper: Paper = Paper.UNKNOWN

    @property
    def known(self) -> bool:
        return self.online is not None and self.paper is not Paper.UNKNOWN


@dataclass(frozen=True, slots=True)
class Realtime:
    """Answer to DLE EOT `question`."""

    question: int
    byte: int


@dataclass(frozen=True, slots=True)
class Automatic:
    """Four ASB bytes."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Queued:
    """Answer to GS r 1: everything sent before the question has been printed."""

    byte: int


@dataclass(frozen=True, slots=True)
class Named:
    """Answer to GS I: a text of the maker's."""

    text: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """Answer to DLE DC4 8: the printer holds nothing any more."""


@dataclass(frozen=True, slots=True)
class Port:
    """What the USB port says (GET_PORT_STATUS). `believed`: it has been seen to change, so 18 means well."""

    byte: int
    believed: bool


Reply = Realtime | Automatic | Queued | Named | Cleared


class ReplyParser:
    """Takes bytes as they come; remembers which questions are open and where a group of bytes stands."""

    def __init__(self) -> None:
        self.garbage = 0
        self._questions: list[int] = []
        self._block_open = False
        self._group = b""

    @property
    def waiting(self) -> bool:
        """Whether a real-time question is open."""
        return bool(self._questions)

    @property
    def open_questions(self) -> tuple[int, ...]:
        """Which real-time questions are open, in order."""
        return tuple(self._questions)

    @property
    def block_waiting(self) -> bool:
        """Whether a GS I or DLE DC4 is open."""
        return self._block_open

    @property
    def held(self) -> int:
        """Bytes that wait for the end of their group."""
        return len(self._group)

    def expect(self, question: int) -> None:
        """Note that DLE EOT `question` has been sent; answers come in the order of the questions."""
        self._questions.append(question)

    def expect_block(self) -> None:
        """Note that GS I or DLE DC4 8 has been sent."""
        self._block_open = True

    def give_up(self) -> None:
        """No answer is waited for any more; one that comes late is garbage. A half ASB group stays: its rest would pass
        for answers to GS r."""
        self._questions.clear()
        self._block_open = False

    def reset(self) -> None:
        """Start anew, as after opening the line."""
        self.give_up()
        self._group = b""

    def feed(self, chunk: bytes) -> list[Reply]:
        replies = (self._take(byte) for byte in chunk)
        return [reply for reply in replies if reply is not None]

    def _take(self, byte: int) -> Reply | None:
        if self._group[:1] in (b"\x5f", b"\x37"):
            return self._continue_block(byte)
        if byte in XON_XOFF:
            return None
        if self._group:
            if byte & 0x90 == 0:
                return self._continue_auto(byte)
            self.garbage += len(self._group)
            self._group = b""
        return self._begin(byte)

    def _begin(self, byte: int) -> Reply | None:
        if byte & REALTIME_MASK == AUTO_MARK or (self._block_open and byte in (TEXT_HEAD, CLEARED[0])):
            self._group = bytes([byte])
            return None
        if byte & REALTIME_MASK == REALTIME_MARK and self._questions:
            return Realtime(self._questions.pop(0), byte)
        if byte in PAPER_ANSWERS:
            return Queued(byte)
        self.garbage += 1
        return None

    def _continue_auto(self, byte: int) -> Reply | None:
        self._group += bytes([byte])
        if len(self._group) < AUTO_LENGTH:
            return None
        content, self._group = self._group, b""
        return Automatic(content)

    def _continue_block(self, byte: int) -> Reply | None:
        self._group += bytes([byte])
        if byte and len(self._group) < TEXT_LONGEST:
            return None
        block, self._group = self._group, b""
        if block == CLEARED:
            self._block_open = False
            return Cleared()
        if byte or block[0] != TEXT_HEAD:
            self.garbage += len(block)
            return None
        self._block_open = False
        return Named(block[1:-1].decode("ascii", "replace"))


def fold(status: PrinterStatus, reply: Reply | Port) -> PrinterStatus:
    """The status after one more answer."""
    match reply:
        case Realtime(question=question, byte=byte):
            return _fold_realtime(status, question, byte)
        case Queued(byte=byte):
            return replace(status, paper=_paper(out=byte & 0x0C, near=byte & 0x03))
        case Automatic(content=content):
            return _fold_automatic(status, content)
        case Port():
            return _fold_port(status, reply)
        case Named() | Cleared():
            return status


def _fold_realtime(status: PrinterStatus, question: int, byte: int) -> PrinterStatus:
    match question:
        case 1:
            button = bool(byte & 0x40)
            return replace(status, online=not byte & 0x08, waiting=bool(byte & 0x20), feed_button=button)
        case 2:
            paper = Paper.OUT if byte & 0x20 else status.paper
            return replace(status, cover_open=bool(byte & 0x04), error=bool(byte & 0x40), paper=paper)
        case 3:
            return replace(
                status,
                cutter_failed=bool(byte & 0x08),
                unrecoverable=bool(byte & 0x20),
                head_hot=bool(byte & 0x40),
                error=bool(status.error) or bool(byte & 0x6C),
            )
        case _:
            return replace(status, paper=_paper(out=byte & 0x60, near=byte & 0x0C))


def _fold_automatic(status: PrinterStatus, content: bytes) -> PrinterStatus:
    printer, error, paper, _ = content
    return replace(
        status,
        online=not printer & 0x08,
        waiting=bool(error & 0x01),
        feed_button=bool(printer & 0x40),
        cover_open=bool(printer & 0x20),
        cutter_failed=bool(error & 0x08),
        head_hot=bool(error & 0x40),
        unrecoverable=bool(error & 0x20),
        error=bool(error & 0x6C),
        paper=_paper(out=paper & 0x0C, near=paper & 0x03),
    )


def _fold_port(status: PrinterStatus, port: Port) -> PrinterStatus:
    """The other answers say more; the port only adds what they leave open, and that paper has run out."""
    if port.byte & PORT_EMPTY:
        return replace(status, paper=Paper.OUT)
    if not port.believed:
        return status
    well = port.byte & PORT_CONSTANT == PORT_CONSTANT
    return replace(
        status,
        online=bool(port.byte & PORT_SELECTED) if status.online is None else status.online,
        error=not port.byte & PORT_NOT_ERROR if status.error is None else status.error,
        paper=Paper.OK if well and status.paper is Paper.UNKNOWN else status.paper,
    )


def _paper(*, out: int, near: int) -> Paper:
    if out:
        return Paper.OUT
    return Paper.NEAR_END if near else Paper.OK
