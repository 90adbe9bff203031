"""Says in plain Chinese how a command ended badly. What errors of devices mean stands in drivers.plain."""

from drivers import plain
from drivers.check import CheckFailed
from drivers.errors import DriverError


def sentence(error: DriverError) -> str:
    """One line."""
    return str(error) if isinstance(error, CheckFailed) else plain.sentence(error)
