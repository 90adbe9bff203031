"""The server's certificate on this machine: made, kept, renewed when it grows old or the addresses change.

Knows where it lies and which addresses there are; what a certificate is, `authority` knows.
"""

import logging
import os
import socket
import ssl
from collections.abc import Callable, Iterable
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

from server.authority import HOST, Authority, Subject

log = logging.getLogger(__name__)

FILE = "server.pem"
LOOPBACK = ("127.0.0.1", "::1")


class ServerTls:
    """What a listener encrypts with. `refresh` as often as you like; connections that stand are not touched."""

    def __init__(self, authority: Authority, folder: Path, subject: Callable[[], Subject]) -> None:
        self.authority = authority
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._file = folder / FILE
        self._subject = subject
        self._loaded = b""

    def refresh(self, now: datetime) -> bool:
        """Use the certificate that is right at `now`, the wall clock; whether it had to be made. Raises OSError."""
        subject, kept = self._subject(), self._kept()
        is_new = not self.authority.is_current(kept, subject, now)
        if is_new:
            kept = self.authority.issue(subject, now).encode()
            _write(self._file, kept)
            log.info("a new certificate for %s", ", ".join(sorted(subject.names | subject.addresses)))
        if kept != self._loaded:
            self.context.load_cert_chain(self._file)
            self._loaded = kept
        return is_new

    def _kept(self) -> bytes:
        try:
            return self._file.read_bytes()
        except FileNotFoundError:
            return b""


def machine(authority: Authority, title: str, names: Iterable[str]) -> Subject:
    """This machine as it can be reached now. Names the authority may not sign for are left out."""
    host = socket.gethostname().lower()
    known = {"localhost", host, f"{host.partition('.')[0]}.local", *names}
    addresses = {*LOOPBACK, *filter(_is_reachable, _addresses())}
    return Subject(title=title, names=frozenset(filter(authority.permits, known)), addresses=frozenset(addresses))


def own_names(names: Iterable[str]) -> frozenset[str]:
    """What an authority made on this machine should be able to sign for."""
    return frozenset(name for name in (socket.gethostname().lower(), *names) if HOST.fullmatch(name))


def _addresses() -> list[str]:
    import ifaddr  # noqa: PLC0415 - it starts a process to find a library, which importing a module must not

    found = [each.ip for adapter in ifaddr.get_adapters() for each in adapter.ips]
    return [each if isinstance(each, str) else each[0] for each in found]


def _is_reachable(address: str) -> bool:
    """A link's own IPv6 address needs the link's name with it, which a certificate cannot hold."""
    found = ip_address(address)
    return not (found.version == 6 and found.is_link_local)


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, and for this program alone: the key is in it."""
    fresh = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
