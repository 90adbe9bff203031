"""The guest's kernel from user space: sysfs files, waiting for what it does in its own time. Knows no gadget."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

# Emulated and shared with others: an event that takes 0.1 s on a machine of its own has taken 3 s here.
PATIENCE_S = 20.0
LOOK_EVERY_S = 0.01


def write(path: Path | str, text: str) -> None:
    """One write call: sysfs and configfs take a value whole."""
    Path(path).write_text(text, encoding="ascii")


def read(path: Path | str) -> str:
    """A file's words; "" when there is no such file (any more)."""
    try:
        return Path(path).read_text(encoding="ascii", errors="replace").strip("\n\0")
    except OSError:
        return ""


def until(look: Callable[[], T | None], what: str, *, within: float = PATIENCE_S) -> T:
    """The first answer that is true. Fails with `what` after `within` seconds. For kernel objects that tell nobody
    when they come; whatever can be waited for by an event is."""
    pause = threading.Event()
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        answer = look()
        if answer:
            return answer
        pause.wait(LOOK_EVERY_S)
    raise AssertionError(f"within {within:g} s: {what}")


def appears(path: Path | str) -> Path:
    """Wait for a path (a link must lead somewhere)."""
    return until(lambda: Path(path) if Path(path).exists() else None, f"{path} appears")


def disappears(path: Path | str) -> None:
    until(lambda: not Path(path).exists(), f"{path} disappears")
