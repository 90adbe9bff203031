"""Shows the server on the LAN by zeroconf, and looks for a second one. Knows no queue.

zeroconf is loaded when it is used: it starts a process to find a library, which importing a module must not.
Two servers on one LAN must be an alarm, not a coin toss: stations might otherwise take numbers from either.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeroconf import ServiceStateChange, Zeroconf
    from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

log = logging.getLogger(__name__)

TYPE = "_bianmin._tcp.local."
VERSION = "1"
RESOLVE_MS = 3000
GROUP = ("224.0.0.251", 5353)
"""Where mDNS is spoken (RFC 6762)."""


@dataclass(frozen=True, slots=True)
class Advert:
    """What is advertised; `uid` tells this hall from all others."""

    uid: str
    name: str
    host: str
    port: int
    is_tls: bool = False

    @property
    def instance(self) -> str:
        """One name per server, so that a twin of the same hall shows too."""
        return f"{self.uid}-{socket.gethostname()[:20]}-{self.port}.{TYPE}"

    def to_info(self) -> "AsyncServiceInfo":
        from zeroconf.asyncio import AsyncServiceInfo  # noqa: PLC0415

        is_any = self.host in {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound
        return AsyncServiceInfo(
            TYPE,
            self.instance,
            port=self.port,
            parsed_addresses=[_lan_address() if is_any else self.host],
            properties={"v": VERSION, "hall": self.name, "id": self.uid, "path": "/api/v1"} | self._tls,
        )

    @property
    def _tls(self) -> dict[str, str]:
        return {"tls": "1"} if self.is_tls else {}


def _lan_address() -> str:
    """The address this machine speaks from to the LAN. Its name is no help: that often means 127.0.1.1, or waits for a
    name server. Sends nothing; raises OSError where there is no way to the LAN."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(GROUP)
        address: str = asking.getsockname()[0]
        return address


@dataclass(slots=True)
class Discovery:
    """Advertises one server and reports others: `on_twin(uid, name)` at each, `on_alone()` when none is left."""

    advert: Advert
    on_twin: Callable[[str, str], None]
    on_alone: Callable[[], None]
    _zeroconf: "AsyncZeroconf | None" = None
    _browser: "AsyncServiceBrowser | None" = None
    _twins: dict[str, str] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        """Raises OSError where there is no network to speak on."""
        from zeroconf import InterfaceChoice  # noqa: PLC0415
        from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf  # noqa: PLC0415

        is_any = self.advert.host in {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound
        interfaces = InterfaceChoice.Default if is_any else [self.advert.host]
        self._zeroconf = AsyncZeroconf(interfaces=interfaces)
        await self._zeroconf.async_register_service(self.advert.to_info())
        self._browser = AsyncServiceBrowser(self._zeroconf.zeroconf, TYPE, handlers=[self._changed])

    async def stop(self) -> None:
        """Say goodbye, so that stations need not wait for the advertisement to grow old."""
        for task in self._tasks:
            task.cancel()
        if self._browser is not None:
            await self._browser.async_cancel()
        if self._zeroconf is not None:
            await self._zeroconf.async_unregister_all_services()
            await self._zeroconf.async_close()

    def _changed(self, zeroconf: "Zeroconf", service_type: str, name: str, state_change: "ServiceStateChange") -> None:
        from zeroconf import ServiceStateChange  # noqa: PLC0415

        if name == self.advert.instance:
            return
        if state_change is ServiceStateChange.Removed:
            if self._twins.pop(name, None) is not None and not self._twins:
                self.on_alone()
            return
        task = asyncio.ensure_future(self._meet(zeroconf, service_type, name))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _meet(self, zeroconf: "Zeroconf", service_type: str, name: str) -> None:
        from zeroconf.asyncio import AsyncServiceInfo  # noqa: PLC0415

        info = AsyncServiceInfo(service_type, name)
        if not await info.async_request(zeroconf, RESOLVE_MS):
            log.info("a server was announced but does not answer: %s", name)
            return
        properties = {key: value or "" for key, value in info.decoded_properties.items()}
        self._twins[name] = properties.get("id", "")
        self.on_twin(properties.get("id", ""), properties.get("hall", name))
