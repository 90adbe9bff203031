"""The machine's end of a line: a pseudo-terminal or a listening TCP port. Knows no protocol."""

import os
import pty
import socket
import tempfile
import tty
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from drivers.errors import SettingError

# A machine's network card holds little; a machine that does not read stops its driver soon.
RECEIVE_BUFFER = 4096


class SimLine(Protocol):
    """What a simulated machine hangs on. `url` is what a driver opens."""

    url: str

    def sources(self) -> list[int]:
        """File descriptors to wait for."""

    def take(self, source: int) -> bytes:
        """What arrived on a source that is ready; b"" when it was not bytes for the machine."""

    def put(self, payload: bytes) -> None:
        """Send; as on a real line, what nobody takes is lost."""

    def unplug(self) -> None:
        """Pull the plug; `url` stays what it was."""

    def replug(self) -> None:
        """Put it back at the same `url`. Raises SettingError where that cannot be."""

    def close(self) -> None:
        """Unplug for good; twice is once."""


class PtyLine:
    """A raw pseudo-terminal behind a link, like /dev/serial/by-id for a real line: a terminal's own number is another's
    soon after it is free. Without `link` the line makes itself one in the temporary directory."""

    def __init__(self, link: Path | None = None) -> None:
        """Raises SettingError when there is something else at `link`."""
        self._folder = None if link else Path(tempfile.mkdtemp(prefix="bianmin-pty-"))
        self._link = link or Path(self._folder or "", "tty")
        if self._link.exists() and not self._link.is_symlink():
            raise SettingError(f"{link} exists and is not a link")
        self._ends: tuple[int, int] | None = None
        self.url = f"serial://{self._link.absolute()}"
        self.replug()

    def _open(self) -> str:
        master, slave = pty.openpty()
        # The slave stays open here: otherwise the master reports an error whenever no driver has it open.
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._ends = master, slave
        return os.ttyname(slave)

    def sources(self) -> list[int]:
        return [self._ends[0]] if self._ends else []

    def take(self, source: int) -> bytes:
        try:
            return os.read(source, 4096)
        except BlockingIOError:
            # Pulled and plugged in again meanwhile: the new line has the old one's number, and nothing on it yet.
            return b""

    def put(self, payload: bytes) -> None:
        if self._ends:
            with suppress(BlockingIOError):
                os.write(self._ends[0], payload)

    def unplug(self) -> None:
        if self._ends is None:
            return
        # First, so that nobody is led to another's terminal that has got this one's number. A link that leads elsewhere
        # is another simulator's, started at the same place since.
        if self._link.is_symlink() and str(self._link.readlink()) == os.ttyname(self._ends[1]):
            self._link.unlink(missing_ok=True)
        for end in self._ends:
            os.close(end)
        self._ends = None

    def replug(self) -> None:
        if self._ends is not None:
            return
        terminal = self._open()
        try:
            self._link.parent.mkdir(parents=True, exist_ok=True)
            self._link.unlink(missing_ok=True)
            self._link.symlink_to(terminal)
        except OSError as error:
            self.unplug()
            raise SettingError(f"{self._link}: {error.strerror}") from None

    def close(self) -> None:
        self.unplug()
        if self._folder is not None and self._folder.exists():
            self._folder.rmdir()


class TcpLine:
    """A listening port that serves one client at a time, as network printers and LED cards do."""

    def __init__(self, host: str = "127.0.0.1", tcp_port: int = 0) -> None:
        """Raises SettingError when the port is taken."""
        self._client: socket.socket | None = None
        self._listener: socket.socket | None = _listening(host, tcp_port)
        self._address: tuple[str, int] = (host, self._listener.getsockname()[1])
        self.url = f"tcp://{host}:{self._address[1]}"

    def sources(self) -> list[int]:
        end = self._client or self._listener
        return [end.fileno()] if end else []

    def take(self, source: int) -> bytes:
        if self._client is None:
            return self._accept()
        try:
            chunk = self._client.recv(4096)
        except ConnectionError:
            chunk = b""
        if not chunk:
            self._hang_up()
        return chunk

    def _accept(self) -> bytes:
        if self._listener is not None:
            with suppress(OSError):  # whoever called has hung up again
                self._client, _ = self._listener.accept()
                self._client.setblocking(False)
        return b""

    def put(self, payload: bytes) -> None:
        if self._client is not None:
            with suppress(BlockingIOError, ConnectionError):
                self._client.sendall(payload)

    def unplug(self) -> None:
        self._hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def replug(self) -> None:
        if self._listener is None:
            self._listener = _listening(*self._address)

    def close(self) -> None:
        self.unplug()

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


def _listening(host: str, tcp_port: int) -> socket.socket:
    try:
        listener = socket.create_server((host, tcp_port))
    except OSError as error:
        raise SettingError(f"{host}:{tcp_port}: {error.strerror}") from None
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    return listener


def line_at(link: Path | None, tcp: str | None) -> SimLine:
    """At `tcp` "HOST:PORT" if given, else a pseudo-terminal. Raises SettingError when the place is taken or is none."""
    if tcp is None:
        return PtyLine(link)
    host, colon, number = tcp.rpartition(":")
    if not colon or not number.isdecimal() or int(number) > 65535:
        raise SettingError(f"--tcp {tcp!r} is not HOST:PORT")
    return TcpLine(host or "127.0.0.1", int(number))
