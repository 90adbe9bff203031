"""A display of its own for a window that somebody must be able to see and touch. Knows no kiosk."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

PATIENCE_S = 30.0


@contextmanager
def own_display() -> Iterator[str]:
    """The name of a new display of 1280×800, such as ":5"; skips where there is no Xvfb."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    told, tells = os.pipe()
    command = ["Xvfb", "-displayfd", str(tells), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[tells], stderr=subprocess.DEVNULL) as server:
        os.close(tells)
        assert select.select([told], [], [], PATIENCE_S)[0], "Xvfb does not start"
        with os.fdopen(told) as number:
            yield f":{number.readline().strip()}"
        server.terminate()
