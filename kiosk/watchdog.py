"""Tells the service manager that the kiosk is there and not frozen. Knows systemd's messages, no screen.

sd_notify(3): datagrams `READY=1`, `WATCHDOG=1`, `STOPPING=1` to the socket named by NOTIFY_SOCKET ("@": abstract).
WATCHDOG_USEC says after how many microseconds of silence the manager kills and restarts; we speak thrice as often.
"""

import logging
import os
import socket
from collections.abc import Mapping

log = logging.getLogger(__name__)


class Watchdog:
    """Silent when nobody listens: without a service manager the kiosk runs all the same."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._address = _address(environment.get("NOTIFY_SOCKET", ""))
        self.every_s = _interval_s(environment)
        """Seconds from one `alive` to the next; None: nobody waits for it."""

    def ready(self) -> None:
        """The first picture is on the screen."""
        log.info("the first picture is on the screen")
        self._say("READY=1")

    def alive(self) -> None:
        """To be called where a freeze would be felt."""
        self._say("WATCHDOG=1")

    def stopping(self) -> None:
        self._say("STOPPING=1")

    def _say(self, message: str) -> None:
        if self._address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.setblocking(False)
                line.sendto(message.encode(), self._address)
        except OSError as error:
            # A manager that is busy hears the next one.
            log.debug("%s not said: %s", message, error)


def _address(name: str) -> str | None:
    if not name.startswith(("/", "@")):
        return None
    return f"\0{name[1:]}" if name.startswith("@") else name


def _interval_s(environment: Mapping[str, str]) -> float | None:
    """A WATCHDOG_PID says whom it is for: a program that we start inherits the variables."""
    meant = environment.get("WATCHDOG_PID")
    if meant is not None and meant != str(os.getpid()):
        return None
    limit = environment.get("WATCHDOG_USEC", "")
    return int(limit) / 1_000_000 / 3 if limit.isdecimal() and int(limit) > 0 else None
