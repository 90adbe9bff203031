"""A slip printed again: finished where it stopped, or marked as a copy, but never twice as if it were one."""

from drivers.device import Job, OnPaper, PrintResult, PrintState
from kiosk.press import Press
from tests.kiosk.bench import PRINTED, ScriptedPrinter

JOB = Job().text("A001").cut()
NOTHING = PrintResult(PrintState.FAILED, "paper_out", "缺纸", OnPaper.NOTHING)
STOPPED = PrintResult(PrintState.FAILED, "paper_out", "缺纸", OnPaper.PART, resumable=True)
LOST = PrintResult(PrintState.UNKNOWN, "line_lost", "失去联系")
SILENT = PrintResult(PrintState.UNKNOWN, "no_reply", "没有确认", resumable=True)


def _did(*results: PrintResult, tickets: tuple[int, ...]) -> tuple[list[str], PrintResult]:
    printer = ScriptedPrinter(*results)
    press = Press(printer)
    ended = [press.print(ticket, JOB) for ticket in tickets]
    return printer.asked, ended[-1]


def test_a_slip_of_which_nothing_is_on_paper_is_printed_again_as_it_was() -> None:
    assert _did(NOTHING, NOTHING, tickets=(1, 1, 1)) == (["print", "print", "print"], PRINTED)


def test_a_slip_that_stopped_is_finished() -> None:
    assert _did(STOPPED, tickets=(1, 1)) == (["print", "resume"], PRINTED)


def test_a_slip_whose_fault_still_stands_waits() -> None:
    assert _did(STOPPED, STOPPED, tickets=(1, 1, 1)) == (["print", "resume", "resume"], PRINTED)


def test_a_slip_that_may_be_there_is_a_copy_when_it_is_printed_again() -> None:
    assert _did(LOST, tickets=(1, 1)) == (["print", "copy"], PRINTED)


def test_it_stays_a_copy_when_the_second_try_fails_before_it_begins() -> None:
    assert _did(LOST, NOTHING, tickets=(1, 1, 1)) == (["print", "copy", "copy"], PRINTED)


def test_a_slip_that_cannot_be_finished_is_printed_anew_as_a_copy() -> None:
    assert _did(SILENT, SILENT, tickets=(1, 1)) == (["print", "resume", "copy"], PRINTED)


def test_the_next_ticket_is_no_copy() -> None:
    assert _did(STOPPED, tickets=(1, 2)) == (["print", "print"], PRINTED)
