"""What holds for every test: nothing may be left running after it. Knows no product.

A thread, an asyncio task or a child process that outlives its test makes another test fail on another day. Fixtures of
a wider scope (a server for a whole module) are set up before the check looks for the first time: they are not counted.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

PATIENCE_S = 10.0
"""How long something that is already ending may take to end; what nobody has stopped does not end by waiting."""

ONE_WORKER_EACH = ("kivy", "postgres")
"""Markers whose tests share something of the machine (a window, a database) and so share a worker under `-n`."""

PYTHONS_OWN = (b"multiprocessing.resource_tracker", b"multiprocessing.forkserver")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker in ONE_WORKER_EACH:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.xdist_group(marker))


def _children() -> set[int]:
    found: set[int] = set()
    for listing in Path("/proc/self/task").glob("*/children"):
        try:
            found.update(int(pid) for pid in listing.read_text().split())
        except OSError:  # the thread ended between the listing and the reading
            continue
    return found


def _command_line(pid: int) -> bytes:
    try:
        return (
            Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").strip() or b"(ended, nobody waited for it)"
        )
    except OSError:
        return b""


def _left_threads(before: set[threading.Thread]) -> list[str]:
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(PATIENCE_S)
    return [f"thread {thread.name}" for thread in left if thread.is_alive()]


def _left_children(before: set[int]) -> list[str]:
    lines = {pid: _command_line(pid) for pid in _children() - before}
    return [
        f"process {pid}: {line.decode(errors='replace')}"
        for pid, line in lines.items()
        if line and not any(own in line for own in PYTHONS_OWN)
    ]


@pytest.fixture
async def no_task_left() -> AsyncIterator[None]:
    """Used by the check below for tests that run in a loop: looks before the loop is closed."""
    yield
    running = asyncio.all_tasks() - {asyncio.current_task()}
    if running:
        await asyncio.wait(running, timeout=PATIENCE_S)
    left = [repr(task.get_coro()) for task in running if not task.done()]
    if left:
        pytest.fail(f"left running after the test: {left}")


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    threads, children = set(threading.enumerate()), _children()
    if inspect.iscoroutinefunction(getattr(request, "function", None)):
        request.getfixturevalue("no_task_left")
    yield
    left = _left_threads(threads) + _left_children(children)
    if left:
        pytest.fail(f"left running after the test: {left}")
