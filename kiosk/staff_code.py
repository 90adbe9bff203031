"""Whether a code typed in the hidden corner is the staff's. Knows no screen; the code reaches no log."""

import logging
import time
from collections.abc import Callable
from hmac import compare_digest

log = logging.getLogger(__name__)

FREE_TRIES = 3
LOCKED_S = 60.0


class StaffCode:
    """`code` None: nobody is let in. After three wrong tries in a row every code is wrong for a minute."""

    def __init__(self, code: str | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._code = code
        self._clock = clock
        self._wrong = 0
        self._closed_until = 0.0

    def fits(self, typed: str) -> bool:
        if self._code is None or self._clock() < self._closed_until:
            return False
        if compare_digest(self._code.encode(), typed.encode()):
            self._wrong = 0
            return True
        self._wrong += 1
        if self._wrong >= FREE_TRIES:
            self._wrong = 0
            self._closed_until = self._clock() + LOCKED_S
            log.warning("a wrong staff code was entered %d times", FREE_TRIES)
        return False
