"""Prints a ticket's slip, and prints it again without making two of it. Knows tickets by id, not the flow."""

from typing import Protocol

from drivers.device import Job, OnPaper, PrintResult, PrintState


class SlipPrinter(Protocol):
    """What a kiosk needs of a printer (drivers.device.Printer)."""

    def print(self, job: Job, *, copy: bool = False) -> PrintResult: ...

    def resume(self) -> PrintResult: ...

    def close(self) -> None: ...


class Press:
    """A slip that stopped is finished rather than printed anew; anew, it says that it is a copy, unless it is certain
    that nothing of it is on paper. Blocks as long as the printer does; one thread."""

    def __init__(self, printer: SlipPrinter) -> None:
        self._printer = printer
        self._ticket_id: int | None = None
        self._last: PrintResult | None = None
        self._may_be_there = False

    def print(self, ticket_id: int, job: Job) -> PrintResult:
        if ticket_id != self._ticket_id:
            self._ticket_id, self._last, self._may_be_there = ticket_id, None, False
        result = self._finished() or self._printer.print(job, copy=self._may_be_there)
        self._last = result
        self._may_be_there = self._may_be_there or result.on_paper is not OnPaper.NOTHING
        return result

    def close(self) -> None:
        self._printer.close()

    def _finished(self) -> PrintResult | None:
        """The end of the slip that stopped; None when there is none to be had and it must be printed anew."""
        if self._last is None or not self._last.resumable:
            return None
        result = self._printer.resume()
        stands_still = result.state is PrintState.FAILED and result.resumable
        return result if result.state is PrintState.PRINTED or stands_still else None
