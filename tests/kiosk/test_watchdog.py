"""The words systemd waits for, to a path or an abstract name; silence when nobody listens."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from kiosk.watchdog import Watchdog


@pytest.mark.parametrize("is_abstract", [False, True])
def test_the_manager_hears_each_word(tmp_path: Path, *, is_abstract: bool) -> None:
    name = f"@bianmin-{os.getpid()}" if is_abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(name.replace("@", "\0"))
        manager.settimeout(10)
        watchdog = Watchdog({"NOTIFY_SOCKET": name})
        watchdog.ready()
        watchdog.alive()
        watchdog.stopping()
        assert [manager.recv(99) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_a_third_of_the_limit_lies_between_two_signs_of_life() -> None:
    assert Watchdog({"WATCHDOG_USEC": "9000000"}).every_s == 3.0
    assert Watchdog({"WATCHDOG_USEC": "9000000", "WATCHDOG_PID": str(os.getpid())}).every_s == 3.0


@pytest.mark.parametrize("limit", ["", "0", "soon"])
def test_without_a_limit_nobody_waits(limit: str) -> None:
    assert Watchdog({"WATCHDOG_USEC": limit}).every_s is None


def test_a_watchdog_meant_for_another_process_is_not_ours() -> None:
    assert Watchdog({"WATCHDOG_USEC": "9000000", "WATCHDOG_PID": "1"}).every_s is None


@pytest.mark.parametrize("name", ["", "relative", "/nobody/listens", "@nobody-listens"])
def test_a_manager_that_is_not_there_disturbs_nothing(name: str) -> None:
    Watchdog({"NOTIFY_SOCKET": name}).ready()
