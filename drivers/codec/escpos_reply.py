"""Reads what an ESC/POS printer answers into a status that can say "unknown". Knows no line and no commands.

    0xx1xx10  (b & 93) == 12   answer to DLE EOT: which of the four questions, only the asker knows
    0xx1xx00  (b & 93) == 10   first of four ASB bytes; the other three look like GS r answers, so position decides
    11 13                      XON XOFF: not ours
    0000pppp                   answer to GS r 1: 00 paper, 03 near its end, 0C or 0F out

Noise is counted in `garbage`. Sources: Citizen manual, "Identification of send status"; docs/protocols.md.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

REALTIME_MASK, REALTIME_MARK, AUTO_MARK = 0x93, 0x12, 0x10
XON_XOFF = (0x11, 0x13)
AUTO_LENGTH = 4


class Paper(StrEnum):
    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterStatus:
    """What the printer has said so far; None and UNKNOWN mean: it has not said."""

    online: bool | None = None
    cover_open: bool | None = None
    cutter_failed: bool | None = None
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


Reply = Realtime | Automatic | Queued


class ReplyParser:
    """Takes bytes as they come; remembers which questions are open and where an ASB group stands."""

    def __init__(self) -> None:
        self.garbage = 0
        self._question: int | None = None
        self._auto = b""

    @property
    def waiting(self) -> bool:
        """Whether a real-time question is open."""
        return self._question is not None

    def expect(self, question: int) -> None:
        """Note that DLE EOT `question` has been sent; one still open is given up. A half ASB group stays: its rest
        would pass for answers to GS r."""
        self._question = question

    def reset(self) -> None:
        """Start anew, as after opening the line."""
        self._question = None
        self._auto = b""

    def feed(self, chunk: bytes) -> list[Reply]:
        replies = (self._take(byte) for byte in chunk)
        return [reply for reply in replies if reply is not None]

    def _take(self, byte: int) -> Reply | None:
        if byte in XON_XOFF:
            return None
        if self._auto:
            if byte & 0x90 == 0:
                return self._continue_auto(byte)
            self.garbage += len(self._auto)
            self._auto = b""
        if byte & REALTIME_MASK == AUTO_MARK:
            self._auto = bytes([byte])
            return None
        if byte & REALTIME_MASK == REALTIME_MARK and self._question is not None:
            question, self._question = self._question, None
            return Realtime(question, byte)
        if byte in (0x00, 0x03, 0x0C, 0x0F):
            return Queued(byte)
        self.garbage += 1
        return None

    def _continue_auto(self, byte: int) -> Reply | None:
        self._auto += bytes([byte])
        if len(self._auto) < AUTO_LENGTH:
            return None
        content, self._auto = self._auto, b""
        return Automatic(content)


def fold(status: PrinterStatus, reply: Reply) -> PrinterStatus:
    """The status after one more answer."""
    match reply:
        case Realtime(question=1, byte=byte):
            return replace(status, online=not byte & 0x08)
        case Realtime(question=2, byte=byte):
            paper = Paper.OUT if byte & 0x20 else status.paper
            return replace(status, cover_open=bool(byte & 0x04), error=bool(byte & 0x40), paper=paper)
        case Realtime(question=3, byte=byte):
            return replace(status, cutter_failed=bool(byte & 0x08), unrecoverable=bool(byte & 0x20))
        case Realtime(question=4, byte=byte):
            return replace(status, paper=_paper(out=byte & 0x60, near=byte & 0x0C))
        case Queued(byte=byte):
            return replace(status, paper=_paper(out=byte & 0x0C, near=byte & 0x03))
        case Automatic(content=content):
            return _fold_automatic(status, content)
        case _:
            return status


def _fold_automatic(status: PrinterStatus, content: bytes) -> PrinterStatus:
    printer, error, paper, _ = content
    return replace(
        status,
        online=not printer & 0x08,
        cover_open=bool(printer & 0x20),
        cutter_failed=bool(error & 0x08),
        unrecoverable=bool(error & 0x20),
        error=bool(error & 0x6C),
        paper=_paper(out=paper & 0x0C, near=paper & 0x03),
    )


def _paper(*, out: int, near: int) -> Paper:
    if out:
        return Paper.OUT
    return Paper.NEAR_END if near else Paper.OK
