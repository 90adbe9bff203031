"""Turns a job into the bytes for one model of printer. Knows profiles and fonts, not the line."""

from drivers.codec import escpos
from drivers.codec.job import Job
from drivers.profile import PrinterProfile


def typeset(job: Job, profile: PrinterProfile) -> bytes:
    """The whole job from ESC @ to the cut, without the barrier."""
    return escpos.encode(job, columns=profile.columns, cutter=profile.cutter, auto_status=profile.auto_status)
