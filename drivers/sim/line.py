"""The machine's end of a line: a pseudo-terminal or a listening TCP port. Knows no protocol."""

import os
import pty
import socket
import tty
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from drivers.errors import SettingError


class SimLine(Protocol):
    """What a simulated machine hangs on. `url` is what a driver opens."""

    url: str

    def sources(self) -> list[int]:
        """File descriptors to wait for."""

    def take(self, source: int) -> bytes:
        """What arrived on a source that is ready; b"" when it was not bytes for the machine."""

    def put(self, payload: bytes) -> None:
        """Send; as on a real line, what nobody takes is lost."""

    def close(self) -> None:
        """Pull the plug."""


class PtyLine:
    """A raw pseudo-terminal; `link` is a stable path to it, like /dev/serial/by-id for a real one."""

    def __init__(self, link: Path | None = None) -> None:
        self._master, self._slave = pty.openpty()
        # The slave stays open here: otherwise the master reports an error whenever no driver has it open.
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._link = link
        if link is not None:
            self._place(link)
        self.url = f"serial://{link.absolute() if link else os.ttyname(self._slave)}"

    def _place(self, link: Path) -> None:
        if link.exists() and not link.is_symlink():
            self._close_ends()
            raise SettingError(f"{link} exists and is not a link")
        try:
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(os.ttyname(self._slave))
        except OSError as error:
            self._close_ends()
            raise SettingError(f"{link}: {error.strerror}") from None

    def sources(self) -> list[int]:
        return [self._master]

    def take(self, source: int) -> bytes:
        return os.read(source, 4096)

    def put(self, payload: bytes) -> None:
        with suppress(BlockingIOError):
            os.write(self._master, payload)

    def close(self) -> None:
        self._close_ends()
        if self._link is not None:
            self._link.unlink(missing_ok=True)

    def _close_ends(self) -> None:
        os.close(self._master)
        os.close(self._slave)


class TcpLine:
    """A listening port that serves one client at a time, as network printers and LED cards do."""

    def __init__(self, host: str = "127.0.0.1", tcp_port: int = 0) -> None:
        try:
            self._listener = socket.create_server((host, tcp_port))
        except OSError as error:
            raise SettingError(f"{host}:{tcp_port}: {error.strerror}") from None
        self._client: socket.socket | None = None
        self.url = f"tcp://{host}:{self._listener.getsockname()[1]}"

    def sources(self) -> list[int]:
        return [self._client.fileno() if self._client else self._listener.fileno()]

    def take(self, source: int) -> bytes:
        if self._client is None:
            self._client, _ = self._listener.accept()
            self._client.setblocking(False)
            return b""
        try:
            chunk = self._client.recv(4096)
        except ConnectionError:
            chunk = b""
        if not chunk:
            self._hang_up()
        return chunk

    def put(self, payload: bytes) -> None:
        if self._client is not None:
            with suppress(BlockingIOError, ConnectionError):
                self._client.sendall(payload)

    def close(self) -> None:
        self._hang_up()
        self._listener.close()

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
