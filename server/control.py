"""A socket in the data directory by which the command line reaches a running server. Who may open it may do all.

One JSON line each way. The path goes through /proc/self/fd, because a socket's own path may only be 107 bytes long.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from server.domain.errors import Refusal
from server.service.committer import ServiceFailed
from server.service.hallfile import HallfileError

NAME = "control.sock"
LINE_MAX = 32_000_000  # bytes of one request; a hall file is in it

Operate = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class NotRunning(Exception):
    """No server is running on this data directory."""


class Declined(Exception):
    """The server said no; carries its plain sentence(s)."""


@contextmanager
def _short_path(directory: Path) -> Iterator[str]:
    handle = os.open(directory, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{NAME}"
    finally:
        os.close(handle)


class Control:
    """The server's side."""

    def __init__(self, directory: Path, operate: Operate) -> None:
        self._directory = directory
        self._operate = operate
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """The writer's lock is ours, so whatever socket lies here is a dead server's."""
        (self._directory / NAME).unlink(missing_ok=True)
        with _short_path(self._directory) as path:
            self._server = await asyncio.start_unix_server(self._serve, path, limit=LINE_MAX)
        (self._directory / NAME).chmod(0o600)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        (self._directory / NAME).unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.LimitOverrunError, asyncio.IncompleteReadError):
                line = await reader.readuntil(b"\n")
                writer.write(json.dumps(await self._answer(line)).encode() + b"\n")
                await writer.drain()
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            return {"ok": True, **await self._operate(json.loads(line))}
        except Refusal as refusal:
            return {"ok": False, "detail": refusal.detail}
        except ServiceFailed as failure:
            return {"ok": False, "detail": str(failure)}
        except HallfileError as error:
            return {"ok": False, "detail": "\n".join(error.problems)}
        except (KeyError, TypeError, ValueError):
            return {"ok": False, "detail": "命令看不懂，或其中有不能写下的字符。"}


async def ask(directory: Path, request: dict[str, Any]) -> dict[str, Any]:
    """Send a request to the running server. Raises NotRunning or Declined."""
    try:
        with _short_path(directory) as path:
            reader, writer = await asyncio.open_unix_connection(path, limit=LINE_MAX)
    except (FileNotFoundError, ConnectionRefusedError) as error:
        raise NotRunning from error
    try:
        writer.write(json.dumps(request).encode() + b"\n")
        await writer.drain()
        answer: dict[str, Any] = json.loads(await reader.readuntil(b"\n"))
    except asyncio.IncompleteReadError as error:
        raise Declined("服务没有回答，请看服务日志。") from error
    finally:
        writer.close()
    if not answer.pop("ok"):
        raise Declined(str(answer.get("detail")))
    return answer
