"""Finds the hall's server on the LAN by zeroconf. Knows names and addresses, sends no token to anyone.

zeroconf is imported when it is used: importing it starts a process (ldconfig).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.client.errors import NotFound

if TYPE_CHECKING:
    from zeroconf import ServiceStateChange, Zeroconf
    from zeroconf.asyncio import AsyncZeroconf

SERVICE_TYPE = "_bianmin._tcp.local."
RESOLVE_MS = 3000
# How long to wait for a second server after the first answered: answers to one question come within half a second.
SETTLE_S = 1.0


@dataclass(frozen=True, slots=True)
class FoundHall:
    """A server that advertises itself. `path` is where its API stands, as it says."""

    hall_id: str
    name: str
    base_url: str
    path: str


async def find(
    hall_id: str | None = None,
    *,
    interfaces: Sequence[str] | None = None,
    timeout_s: float = 5.0,
    only_tls: bool = False,
) -> FoundHall:
    """The server of hall `hall_id`; without one, the server of the only hall on the LAN.

    `interfaces` are local addresses to look from (default: all). `only_tls`: a server that does not encrypt is not
    heard, for a station that knows its hall's certificate. Raises NotFound: nobody answered within `timeout_s`,
    only others did, or two halls did and none was named.
    """
    from zeroconf import IPVersion  # noqa: PLC0415
    from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf  # noqa: PLC0415

    if interfaces is None:
        zeroconf = AsyncZeroconf(ip_version=IPVersion.V4Only)
    else:
        zeroconf = AsyncZeroconf(interfaces=list(interfaces), ip_version=IPVersion.V4Only)
    search = _Search(zeroconf, hall_id, only_tls=only_tls)
    browser = AsyncServiceBrowser(zeroconf.zeroconf, SERVICE_TYPE, handlers=[search.heard])
    try:
        return await search.result(timeout_s)
    finally:
        await browser.async_cancel()
        await search.aclose()
        await zeroconf.async_close()


class _Search:
    """Collects who answers until one hall can be chosen."""

    def __init__(self, zeroconf: AsyncZeroconf, hall_id: str | None, *, only_tls: bool) -> None:
        self._zeroconf = zeroconf
        self._only_tls = only_tls
        self._hall_id = hall_id
        self._found: dict[str, FoundHall] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._enough = asyncio.Event()

    def heard(
        self,
        zeroconf: Zeroconf,
        service_type: str,
        name: str,
        state_change: ServiceStateChange,
    ) -> None:
        if state_change.name != "Removed":
            task = asyncio.get_running_loop().create_task(self._resolve(service_type, name))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def result(self, timeout_s: float) -> FoundHall:
        try:
            async with asyncio.timeout(timeout_s):
                await self._enough.wait()
        except TimeoutError:
            raise self._nobody() from None
        if self._hall_id is not None:
            return self._found[self._hall_id]
        await asyncio.sleep(SETTLE_S)
        if len(self._found) > 1:
            raise self._only_these("several halls on this LAN and none is named:")
        return next(iter(self._found.values()))

    async def aclose(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _resolve(self, service_type: str, name: str) -> None:
        from zeroconf import IPVersion  # noqa: PLC0415
        from zeroconf.asyncio import AsyncServiceInfo  # noqa: PLC0415

        answer = AsyncServiceInfo(service_type, name)
        if not await answer.async_request(self._zeroconf.zeroconf, RESOLVE_MS):
            return
        addresses = answer.parsed_addresses(IPVersion.V4Only)
        said = answer.decoded_properties
        hall_id = said.get("id")
        is_tls = said.get("tls") == "1"
        if not hall_id or not addresses or answer.port is None or (self._only_tls and not is_tls):
            return
        base_url = f"{'https' if is_tls else 'http'}://{addresses[0]}:{answer.port}"
        self._found[hall_id] = FoundHall(hall_id, said.get("hall") or hall_id, base_url, said.get("path") or "")
        if self._hall_id in (None, hall_id):
            self._enough.set()

    def _nobody(self) -> NotFound:
        if self._found:
            return self._only_these(f"hall {self._hall_id!r} does not answer, only")
        return NotFound("no hall answers on this LAN")

    def _only_these(self, what: str) -> NotFound:
        seen = sorted(self._found.values(), key=lambda each: each.hall_id)
        said = ", ".join(f"{each.hall_id} ({each.base_url})" for each in seen)
        return NotFound(f"{what} {said}", tuple(each.hall_id for each in seen), tuple(each.name for each in seen))
