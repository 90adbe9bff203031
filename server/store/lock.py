"""The right to write to a data directory: one process at a time, given back by the kernel however that process ends."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from server.store.errors import StoreBusy, StoreFailed

LOCK_NAME = "hall.lock"


def lock_directory(directory: Path) -> Callable[[], None]:
    """Take the right to write and return what gives it back. Raises StoreBusy when another process has it."""
    try:
        descriptor = os.open(directory / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o640)
    except OSError as error:
        raise StoreFailed(f"数据目录 {directory} 不可写：{error.strerror}。") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
        os.close(descriptor)
        raise StoreBusy(f"数据目录 {directory} 正被另一个进程（{holder}）使用，同一时间只能有一个服务写入。") from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return lambda: os.close(descriptor)
