"""Puts up what is measured: a hall with many counters in a fresh directory, its server process, the bare framework."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from server.bootstrap import KEY, UID, running_service
from server.domain.catalogue import Catalogue, Counter
from server.operate import CONSOLE, operate
from server.service import setup
from server.service.hallfile_sample import sample_hall
from server.store import open_store
from server.vocab import CounterId

COUNTERS = 32
SERVICE = "general"


@dataclass(frozen=True, slots=True)
class Site:
    """A data directory and the tokens to it."""

    data: Path
    kiosk: str
    supervisor: str


@dataclass(frozen=True, slots=True)
class Server:
    """A running server process."""

    process: "subprocess.Popen[str]"
    port: int
    ready_after: float  # seconds from start to the first answer of /ready

    def memory_mb(self) -> float:
        """Resident memory now."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def cpu_s(self) -> float:
        """Processor seconds used so far by all its threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy_hall(count: int = COUNTERS) -> Catalogue:
    """The sample hall, always open, with `count` counters; by default as many as there are clients."""
    hall = sample_hall()
    services = tuple(service.id for service in hall.services)
    counters = tuple(
        Counter(id=CounterId(n), number=n, name=f"{n} 号", name_en=f"No. {n}", services=services)
        for n in range(1, count + 1)
    )
    return replace(hall, counters=counters, calendar=replace(hall.calendar, always_open=True))


def build(data: Path, *, counters: int = COUNTERS) -> Site:
    """A new hall in `data`."""
    store = open_store(data, create=True)
    store.set_meta(UID, "bench-0000")
    store.set_meta(KEY, "00" * 32)

    async def fill() -> Site:
        async with running_service(store) as service:
            await setup.import_catalogue(service, CONSOLE, uuid4().hex, busy_hall(counters))
            secrets = [(await operate(service, {"do": "token", "role": role}))["secret"] for role in ROLES]
            return Site(data, *secrets)

    return asyncio.run(fill())


def add_staff(where: Site, password: str, people: Mapping[str, tuple[str, int | None]]) -> None:
    """Who may log in: by name, a role and the counter somebody works at. The server must not run."""
    store = open_store(where.data)

    async def add() -> None:
        async with running_service(store) as service:
            for name, (role, counter) in people.items():
                counters = [] if counter is None else [counter]
                wanted = {"do": "staff", "name": name, "role": role, "password": password, "counters": counters}
                await operate(service, wanted)

    asyncio.run(add())


ROLES = ("kiosk", "supervisor")
ZONE = ZoneInfo("Asia/Shanghai")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def serving(site: Site) -> Iterator[Server]:
    """The real command, in its own process, until the block ends."""
    config = site.data.parent / "bench.toml"
    config.write_text("discovery = false\n", "utf-8")
    port = free_port()
    arguments = ["serve", "--data", str(site.data), "--port", str(port), "--config", str(config)]
    with _process([sys.executable, "-m", "server", *arguments], port, b"/ready") as server:
        yield server


@contextmanager
def bare() -> Iterator[Server]:
    """The framework alone."""
    port = free_port()
    with _process([sys.executable, "-m", "bench.floor", str(port)], port, b"/openapi.json") as server:
        yield server


@contextmanager
def _process(command: list[str], port: int, path: bytes) -> Iterator[Server]:
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    try:
        _wait_for(process, port, path)
        yield Server(process, port, time.perf_counter() - begin)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_for(process: "subprocess.Popen[str]", port: int, path: bytes, seconds: float = 60) -> None:
    deadline = time.perf_counter() + seconds
    while process.poll() is None and time.perf_counter() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as line:
                line.sendall(b"GET " + path + b" HTTP/1.0\r\n\r\n")
                if line.recv(64).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            time.sleep(0.005)
    raise RuntimeError(f"{process.args!r} did not come up")
