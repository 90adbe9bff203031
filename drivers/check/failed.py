"""How a check ends badly. Knows no device."""

from drivers.errors import DriverError


class CheckFailed(DriverError):
    """The device is not fit for work; the message is the sentence for people."""
