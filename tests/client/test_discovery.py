"""Finding the hall on the LAN, over loopback: the paired one, the only one, and what is said otherwise."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from server.client import NotFound, discovery, find

LOOPBACK = ["127.0.0.1"]
# Loopback is one LAN for the whole machine: other tests and a demo advertise there too.
TYPE = f"_bm-{os.getpid()}._tcp.local."


@pytest.fixture(autouse=True)
def lan_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert discovery.SERVICE_TYPE == "_bianmin._tcp.local."
    monkeypatch.setattr(discovery, "SERVICE_TYPE", TYPE)


@asynccontextmanager
async def advertised(*halls: tuple[str, int]) -> AsyncIterator[None]:
    zeroconf = AsyncZeroconf(interfaces=LOOPBACK)
    try:
        for hall_id, tcp_port in halls:
            said = {"v": "1", "hall": f"{hall_id} 大厅", "id": hall_id, "path": "/api/v1"}
            info = AsyncServiceInfo(
                TYPE,
                f"{hall_id}.{TYPE}",
                addresses=[socket.inet_aton("127.0.0.1")],
                port=tcp_port,
                properties=said,
                server=f"{hall_id}.local.",
            )
            await (await zeroconf.async_register_service(info))
        yield
    finally:
        await zeroconf.async_unregister_all_services()
        await zeroconf.async_close()


async def test_the_only_hall_is_found_without_knowing_it() -> None:
    async with advertised(("east-7f3", 8101)):
        found = await find(interfaces=LOOPBACK)
    assert (found.hall_id, found.base_url, found.name) == ("east-7f3", "http://127.0.0.1:8101", "east-7f3 大厅")


async def test_among_two_halls_the_paired_one_is_found_and_without_a_pair_both_are_named() -> None:
    async with advertised(("east-8a1", 8101), ("west-8a1", 8102)):
        found = await find("west-8a1", interfaces=LOOPBACK)
        with pytest.raises(NotFound) as several:
            await find(interfaces=LOOPBACK)
    assert found.base_url == "http://127.0.0.1:8102"
    assert several.value.halls == ("east-8a1", "west-8a1")
    assert several.value.names == ("east-8a1 大厅", "west-8a1 大厅")


async def test_when_only_another_hall_answers_it_is_named_and_not_taken() -> None:
    async with advertised(("east-9c2", 8101)):
        with pytest.raises(NotFound) as other:
            await find("west-9c2", interfaces=LOOPBACK, timeout_s=1.5)
    assert other.value.halls == ("east-9c2",)


async def test_nobody_on_the_lan_is_said_so() -> None:
    with pytest.raises(NotFound) as nobody:
        await find(interfaces=LOOPBACK, timeout_s=0.3)
    assert nobody.value.halls == ()
