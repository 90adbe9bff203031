"""A slip as a job for a ticket printer. Knows nothing of what it says."""

from drivers.device import Job
from kiosk.slip import Slip, SlipCode, SlipPicture

QR_MODULE_DOTS = 6


def to_job(slip: Slip) -> Job:
    """Lines, pictures, code, a cut; two lines of feed so that nothing ends at the knife."""
    job = Job()
    for part in slip.parts:
        match part:
            case SlipCode():
                job = job.qr(part.text, module=QR_MODULE_DOTS)
            case SlipPicture():
                job = job.picture(part.bitmap, align=part.align)
            case _:
                job = job.text(part.text, size=part.size, align=part.align, bold=part.bold, drawn=part.drawn)
    return job.feed(2).cut()
