"""Somebody between a station and its hall: a server with a certificate of its own that hands everything on."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from server.authority import Authority, Subject
from server.tls import ServerTls


@contextmanager
def somebody_between(url: str, folder: Path) -> Iterator[str]:
    """Where the station comes instead of to `url`. He calls his certificate the hall's, and changes nothing else."""
    own = Authority.make("示例大厅")
    folder.mkdir()
    tls = ServerTls(own, folder, lambda: Subject(title="x", names=frozenset(), addresses=frozenset({"127.0.0.1"})))
    tls.refresh(datetime.now(UTC))

    class Relay(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._hand_on()

        def do_POST(self) -> None:
            self._hand_on()

        def _hand_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            answer = httpx.request(
                self.command,
                url + self.path,
                content=body,
                headers={"content-type": "application/json"},
                verify=NOT,
                trust_env=False,
            )
            said = json.loads(answer.content)
            if "ca" in said:
                said["ca"] = own.certificate
            content = json.dumps(said).encode()
            self.send_response(answer.status_code)
            self.send_header("content-type", answer.headers["content-type"])
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Relay) as relay:
        relay.socket = tls.context.wrap_socket(relay.socket, server_side=True)
        relay.daemon_threads = False
        serving = threading.Thread(target=relay.serve_forever, args=(0.05,), name="between")
        serving.start()
        yield f"https://127.0.0.1:{relay.server_port}"
        relay.shutdown()
        serving.join(20)


NOT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
NOT.check_hostname, NOT.verify_mode = False, ssl.CERT_NONE
