"""Which of a printer's troubles a person is told of first. Knows what printers say, not how."""

from drivers.codec.escpos_reply import Paper, PrinterStatus
from drivers.device.fault import fault
from drivers.errors import DeviceFault


def fault_in(status: PrinterStatus) -> DeviceFault | None:
    """What a person should mend, the most telling first; None when nothing known is wrong."""
    found = {
        "cover_open": status.cover_open,
        "paper_out": status.paper is Paper.OUT,
        "cutter_error": status.cutter_failed,
        "head_hot": status.head_hot,
        "printer_error": status.error or status.unrecoverable,
        "feed_button": status.feed_button,
        "waiting": status.waiting,
        "offline": status.online is False,
    }
    return next((fault(code) for code, wrong in found.items() if wrong), None)
