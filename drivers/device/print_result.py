"""How a print job ended, as values with a sentence for people. Knows no protocol."""

from dataclasses import dataclass
from enum import StrEnum

from drivers.errors import DeviceFault


class PrintState(StrEnum):
    """`unknown`: the slip may be on paper or not; only a person can see."""

    PRINTED = "printed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class OnPaper(StrEnum):
    """What is certain of the paper. `part`: begun, and its end is not proved."""

    NOTHING = "nothing"
    PART = "part"
    WHOLE = "whole"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PrintResult:
    """How a job ended. `code` is a stable word: "ok", a DeviceFault's, or one of SENTENCES; `detail` is for people.

    `resumable`: once the fault is mended, `Printer.resume` prints the rest; without it the printer may yet finish the
    slip by itself, or leave it half. Whoever prints the slip anew marks it as a copy unless `on_paper` is nothing.
    """

    state: PrintState
    code: str
    detail: str
    on_paper: OnPaper = OnPaper.UNKNOWN
    resumable: bool = False


SENTENCES = {
    "unreachable": "打印机未连接或没有应答，号票未打印。",
    "no_proof": "打印机不回答打印确认，号票未打印，请检查打印机型号或重新开机。",
    "no_reply": "打印机没有确认打印完成，请查看号票是否完整。",
    "line_lost": "打印途中与打印机失去联系，请查看号票是否完整。",
    "stalled": "打印机不再接收数据，请查看号票是否完整。",
    "not_resumable": "没有可以接着打印的号票，请重新打印。",
}
PRINTED = PrintResult(PrintState.PRINTED, "ok", "已打印", OnPaper.WHOLE)


def not_printed(code: str) -> PrintResult:
    """Nothing of the job has left for the printer."""
    return PrintResult(PrintState.FAILED, code, SENTENCES[code], OnPaper.NOTHING)


def refused(trouble: DeviceFault) -> PrintResult:
    """A person was needed before the job began."""
    return PrintResult(PrintState.FAILED, trouble.code, trouble.sentence, OnPaper.NOTHING)


def stopped(trouble: DeviceFault, on_paper: OnPaper, *, resumable: bool) -> PrintResult:
    """A person is needed in the middle of the job."""
    return PrintResult(PrintState.FAILED, trouble.code, trouble.sentence, on_paper, resumable)


def doubtful(code: str, *, resumable: bool = False) -> PrintResult:
    """Nobody can say but by looking."""
    return PrintResult(PrintState.UNKNOWN, code, SENTENCES[code], OnPaper.UNKNOWN, resumable)
