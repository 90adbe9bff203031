"""A server as it is on a LAN, with TLS and a plain door, run by the real command; and a handshake without a network."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from server.api.door import PREFIX
from server.bootstrap import CA
from server.store import open_to_read
from tests.server.running import Prepared


@dataclass(frozen=True, slots=True)
class EncryptedHall:
    """`url` is encrypted, `plain` is not; `ca` is the hall's certificate, `file` where it lies."""

    data: Path
    tokens: dict[str, str]
    url: str
    plain: str
    ca: str
    file: Path

    def ask(self, method: str, path: str, token: str | None = "admin", **options: Any) -> httpx.Response:
        """A call over TLS, by somebody who checks everything a browser checks."""
        headers = {"Authorization": f"Bearer {self.tokens[token]}"} if token else {}
        headers |= options.pop("headers", {})
        trusted = ssl.create_default_context(cafile=self.file)
        return httpx.request(
            method, self.url + path, headers=headers, verify=trusted, timeout=20, trust_env=False, **options
        )

    def wish(self, path: str, **fields: Any) -> httpx.Response:
        return self.ask("POST", PREFIX + path, json={"request_id": str(uuid4()), **fields})

    def plainly(self, method: str, path: str, **options: Any) -> httpx.Response:
        """A call at the plain door; redirects are not followed."""
        return httpx.request(method, self.plain + path, timeout=20, trust_env=False, **options)


@contextmanager
def encrypted(prepared: Prepared, *settings: str) -> Iterator[EncryptedHall]:
    """Serve until the block ends. `settings`: more lines of server.toml."""
    plain_port = _free_port()
    lines = ("tls = true", "discovery = false", f"plain_port = {plain_port}", *settings)
    config = prepared.data / "server.toml"
    config.write_text("\n".join(lines) + "\n", "utf-8")
    command = Path(sys.executable).with_name("bianmin-server")
    wanted = (command, "serve", "--data", prepared.data, "--port", "0", "--config", config)
    with subprocess.Popen(wanted, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip().partition("：")[2]
            assert url.startswith("https://127.0.0.1:"), url
            ca = _ca(prepared.data)
            file = prepared.data / "ca.crt"
            file.write_text(ca, "utf-8")
            yield EncryptedHall(prepared.data, prepared.tokens, url, f"http://127.0.0.1:{plain_port}", ca, file)
        finally:
            server.terminate()
            server.wait(30)
    assert server.returncode == 0


def _ca(data: Path) -> str:
    store = open_to_read(data)
    try:
        return store.meta(CA) or ""
    finally:
        store.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as asking:
        return int(asking.getsockname()[1])


def shake(server: ssl.SSLContext, client: ssl.SSLContext, name: str | None = None) -> dict[str, Any]:
    """Both sides in memory; what the client learns of the server's certificate. Raises ssl.SSLError."""
    pipes = [ssl.MemoryBIO() for _ in range(2)]
    one = server.wrap_bio(pipes[0], pipes[1], server_side=True)
    other = client.wrap_bio(pipes[1], pipes[0], server_hostname=name)
    for _ in range(4):
        for side in (other, one):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return dict(other.getpeercert() or {})
