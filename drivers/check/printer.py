"""Says everything a printer lets know and prints a test slip, in plain Chinese. Knows printers, not the product."""

from collections.abc import Iterator

from drivers.check.failed import CheckFailed
from drivers.device import Job, Paper, Printer, PrinterStatus, PrintState, fault_in
from drivers.profile import PrinterProfile

PAPER = {Paper.OK: "有纸", Paper.NEAR_END: "纸将用完", Paper.OUT: "缺纸", Paper.UNKNOWN: "未知"}
NEAR_END = {"sensor": "由传感器判断", "count": "按已打印长度估算", "none": "本机型不能提前判断"}
NAMES = {"maker": "厂家", "model": "型号", "firmware": "固件"}


def check_printer(printer: Printer, profile: PrinterProfile) -> Iterator[str]:
    try:
        printer.open()
        yield "端口已打开。"
        status = printer.status()
        if not status.known:
            raise CheckFailed("打印机没有应答：请检查电源、数据线和波特率。")
        yield from _told(status, profile)
        trouble = fault_in(status)
        if trouble is not None:
            raise trouble
        names = printer.identify()
        told = "，".join(f"{NAMES[what]} {name}" for what, name in names.items())
        yield f"打印机自报：{told}。" if told else "打印机不报告厂家和型号（不影响使用）。"
        result = printer.print(slip(profile))
        if result.state is not PrintState.PRINTED:
            raise CheckFailed(result.detail)
        yield "测试页已打印，打印机已确认。请核对：汉字四种大小、二维码和条码能扫出、切纸位置。"
    finally:
        printer.close()


def _told(status: PrinterStatus, profile: PrinterProfile) -> Iterator[str]:
    yield f"打印机有应答：{'联机' if status.online else '脱机'}。"
    yield f"纸张：{PAPER[status.paper]}（纸将用完：{NEAR_END[profile.near_end]}）。"
    yield f"上盖：{_word(status.cover_open, '打开', '合上')}。"
    yield f"切刀：{_word(status.cutter_failed, '卡住', '正常')}。"
    yield f"打印头：{_word(status.head_hot, '过热', '正常')}。"
    yield f"其他故障：{_word(status.error or status.unrecoverable, '有', '无')}。"


def _word(answer: bool | None, yes: str, no: str) -> str:
    return "未知" if answer is None else yes if answer else no


def slip(profile: PrinterProfile) -> Job:
    """Everything a ticket uses, once."""
    job = Job().text("打印测试", size=2, align="centre", bold=True)
    for size in (1, 2, 3, 4):
        job = job.text("号A1", size=size)
    job = job.text("0123456789 ABC 中文 ①—·").text(f"{profile.columns} 列 {profile.dots} 点", align="right")
    return job.qr("https://example.gov.cn/t/A001").barcode("A001").feed(2).cut()
