"""How learning ends badly. Knows no device."""

from drivers.errors import DriverError


class LearnFailed(DriverError):
    """No profile can be written; the message is the sentence for the technician."""
