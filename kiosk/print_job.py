"""A slip as a job for a ticket printer. Knows nothing of what it says."""

from drivers.device import Job
from kiosk.slip import Slip, SlipCode

QR_MODULE_DOTS = 6


def to_job(slip: Slip) -> Job:
    """Lines, code, a cut; two lines of feed so that nothing ends at the knife."""
    job = Job()
    for part in slip.parts:
        if isinstance(part, SlipCode):
            job = job.qr(part.text, module=QR_MODULE_DOTS)
        else:
            job = job.text(part.text, size=part.size, align=part.align, bold=part.bold)
    return job.feed(2).cut()
