"""The scanner at the kiosk: what people hold to it becomes an event of the flow. Knows the scanner's runner, no screen.

What was scanned reaches no log. An identity card held to the scanner is forgotten here: nobody asked for it.
"""

import logging
import threading
from collections.abc import Callable

from drivers import profile as profiles
from drivers.device import Scanner
from drivers.errors import SettingError
from drivers.port import parse
from drivers.profile import ScannerProfile
from drivers.runner import Health, Runner
from kiosk.config import ScannerPart
from kiosk.flow import event as on
from kiosk.flow.scan import is_identity_number

log = logging.getLogger(__name__)

LONGEST = 500
"""No code of ours is longer; what is comes from elsewhere."""


def scanner_profile(part: ScannerPart) -> ScannerProfile:
    """Checks the port URL too. Raises SettingError."""
    parse(part.port)
    profile = profiles.load(part.profile)
    if not isinstance(profile, ScannerProfile):
        raise SettingError(f"profile {part.profile!r} is not of a scanner")
    return profile


def heard(text: str) -> on.ScannerRead | None:
    """What the flow is told of a scan; None: it is nobody's business, or no code."""
    text = text.strip()
    if not text or len(text) > LONGEST or is_identity_number(text):
        return None
    return on.ScannerRead(text)


class CodeReader:
    """Posts each scan, from a thread of its own; comes back by itself after the scanner was pulled."""

    def __init__(
        self,
        part: ScannerPart,
        post: Callable[[on.ScannerRead], None],
        on_health: Callable[[Health], None] = lambda _: None,
    ) -> None:
        """Raises SettingError."""
        self._post = post
        scanner = Scanner(part.port, scanner_profile(part))
        self._runner = Runner(scanner, self._read, on_health, name="scanner", url=part.port)

    def start(self) -> None:
        self._runner.start()

    def close(self) -> None:
        self._runner.stop()

    def _read(self, scanner: Scanner, stop: threading.Event) -> None:
        for text in scanner.events(stop):
            event = heard(text)
            if event is None:
                log.info("a scan that is no code of the hall was left out")
            else:
                self._post(event)
