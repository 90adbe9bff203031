"""A door in front of a server that lets the deed be done and then cuts the line before the answer comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Cutter:
    """Forwards bytes; the next `cuts` answers to a POST are lost."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 0)
        self.base_url = ""
        self.cuts = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        try:
            while request := await reader.read(65536):
                far_writer.write(request)
                answer = await far_reader.read(65536)
                if request.startswith(b"POST") and self.cuts:
                    self.cuts -= 1
                    return
                writer.write(answer)
        finally:
            far_writer.close()
            writer.close()


@asynccontextmanager
async def cutting(target: str, cuts: int) -> AsyncIterator[Cutter]:
    cutter = Cutter(target)
    server = await asyncio.start_server(cutter.serve, "127.0.0.1", 0)
    cutter.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    cutter.cuts = cuts
    async with server:
        yield cutter
