"""Asks a printer how it is and prints a test slip, in plain Chinese."""

from collections.abc import Iterator

from drivers.check.failed import CheckFailed
from drivers.device import Job, Paper, Printer, PrintState, fault_in

PAPER = {Paper.OK: "有纸", Paper.NEAR_END: "纸将用完", Paper.OUT: "缺纸", Paper.UNKNOWN: "是否有纸未知"}


def check_printer(printer: Printer) -> Iterator[str]:
    try:
        printer.open()
        yield "端口已打开。"
        status = printer.status()
        if not status.known:
            raise CheckFailed("打印机没有应答：请检查电源、数据线和波特率。")
        yield f"打印机有应答：{'联机' if status.online else '脱机'}，{PAPER[status.paper]}。"
        trouble = fault_in(status)
        if trouble is not None:
            raise trouble
        job = Job().text("打印测试", size=2, align="centre").text("0123456789 ABC 中文").feed(3).cut()
        result = printer.print(job)
        if result.state is not PrintState.PRINTED:
            raise CheckFailed(result.detail)
        yield "测试页已打印，打印机已确认。"
    finally:
        printer.close()
