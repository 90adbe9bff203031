"""What the server says of itself on the LAN."""

import asyncio
import socket
from pathlib import Path

import pytest

from server import bootstrap, discovery
from server.bootstrap import Site, _discover, build_parts
from server.config import ServerConfig
from server.discovery import Advert
from server.service.hall import HallService


async def test_a_server_on_all_addresses_names_the_one_it_speaks_from_and_not_what_its_name_means(
    monkeypatch: pytest.MonkeyPatch,
):
    def asked(*_: object) -> None:
        raise AssertionError("the machine's name may mean 127.0.1.1, or wait for a name server")

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    monkeypatch.setattr(discovery, "GROUP", ("127.0.0.9", 5353))  # the LAN of a test
    assert Advert("h-1", "大厅", "0.0.0.0", 8000).to_info().parsed_addresses() == ["127.0.0.1"]
    assert Advert("h-1", "大厅", "192.0.2.7", 8000).to_info().parsed_addresses() == ["192.0.2.7"]


async def test_a_server_that_starts_before_its_network_is_found_once_it_is_there(
    service: HallService, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    tries: list[str] = []
    found = asyncio.Event()

    class Late(discovery.Discovery):
        async def start(self) -> None:
            tries.append(self.advert.uid)
            if len(tries) < 3:
                raise OSError("Network is unreachable")
            found.set()

    monkeypatch.setattr(bootstrap, "Discovery", Late)
    monkeypatch.setattr(bootstrap, "NETWORK_S", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        site = Site(data=Path(), config=ServerConfig(), listening=listening)
        discovering = asyncio.create_task(_discover(build_parts(service, b"k" * 32, Path()), site))
        await asyncio.wait_for(found.wait(), 60)
        discovering.cancel()
        await asyncio.wait({discovering})
    assert len(tries) == 3
    assert [each.levelname for each in caplog.records if "no zeroconf" in each.message] == ["WARNING"]
