"""Prints a paper, and prints it again without making two of it. Knows papers by a name, not the flow."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from drivers.device import Job, OnPaper, PrintResult, PrintState
from drivers.errors import DeviceFault, TransportError

Paper = int | str
"""A name of what is printed: the same name is the same slip."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a printer: a stable code, and a Chinese sentence for staff."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PrinterNow:
    """`trouble`: what is to be mended before anything can be printed; `is_low`: the roll is nearly used up."""

    trouble: Trouble | None
    is_low: bool = False


UNREACHABLE = Trouble("unreachable", "打印机未连接或没有应答，请检查电源和连线。")


class SlipPrinter(Protocol):
    """What a kiosk needs of a printer (drivers.device.Printer)."""

    def print(self, job: Job, *, copy: bool = False) -> PrintResult: ...

    def resume(self) -> PrintResult: ...

    def ensure_ready(self) -> None: ...

    def is_paper_low(self) -> bool: ...

    def reset_paper(self) -> None: ...

    def close(self) -> None: ...


class Press:
    """A slip that stopped is finished rather than printed anew; anew, it says that it is a copy, unless it is certain
    that nothing of it is on paper. Blocks as long as the printer does; one thread."""

    def __init__(self, printer: SlipPrinter) -> None:
        self._printer = printer
        self._paper: Paper | None = None
        self._last: PrintResult | None = None
        self._may_be_there = False

    def print(self, paper: Paper, job: Job) -> PrintResult:
        if paper != self._paper:
            self._paper, self._last, self._may_be_there = paper, None, False
        result = self._finished() or self._printer.print(job, copy=self._may_be_there)
        self._last = result
        self._may_be_there = self._may_be_there or result.on_paper is not OnPaper.NOTHING
        return result

    def look(self) -> PrinterNow:
        """How the printer is."""
        try:
            self._printer.ensure_ready()
            return PrinterNow(None, is_low=self._printer.is_paper_low())
        except DeviceFault as fault:
            return PrinterNow(Trouble(fault.code, fault.sentence))
        except TransportError:
            return PrinterNow(UNREACHABLE)

    def reset_paper(self) -> None:
        self._printer.reset_paper()

    def close(self) -> None:
        self._printer.close()

    def _finished(self) -> PrintResult | None:
        """The end of the slip that stopped; None when there is none to be had and it must be printed anew."""
        if self._last is None or not self._last.resumable:
            return None
        result = self._printer.resume()
        stands_still = result.state is PrintState.FAILED and result.resumable
        return result if result.state is PrintState.PRINTED or stands_still else None


class PressRoom:
    """A press on a thread of its own, so that nobody waits for a printer but who wants a paper."""

    def __init__(self, printer: SlipPrinter) -> None:
        self._press = Press(printer)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="printer")

    async def print(self, paper: Paper, job: Job) -> PrintResult:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._press.print, paper, job)

    async def look(self) -> PrinterNow:
        """See Press.look."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._press.look)

    async def reset_paper(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._press.reset_paper)

    async def aclose(self) -> None:
        """Waits for a slip that is being printed."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._press.close)
        self._thread.shutdown()
