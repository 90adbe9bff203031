"""Importing has no effect, and what a kiosk imports loads nothing of the server. Asked of a fresh interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import PACKAGES, ROOT, python_files

# Entry points act when run, screens need a window, and Alembic runs its own files.
NOT_IMPORTED = ("__main__", "kiosk.ui", "server.store.migrations")

# Imports every module named on the command line under an audit hook and prints what each of them did besides.
WATCH = """
import importlib, json, os, sys, threading
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
ACTS = {"os.mkdir", "os.remove", "os.rename", "os.exec", "os.fork", "subprocess.Popen"}
ACTS |= {"socket.bind", "socket.connect", "sqlite3.connect"}
module, did = "", []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING and arguments[0] != "/dev/null":
        did.append(f"{module} writes {arguments[0]}")
    elif event in ACTS:
        did.append(f"{module} does {event} {arguments[:1]}")
sys.addaudithook(watch)
for module in sys.argv[1:]:
    threads = threading.active_count()
    importlib.import_module(module)
    if threading.active_count() > threads:
        did.append(f"{module} starts a thread")
print(json.dumps(did))
"""

LOADED = "import importlib, json, sys; importlib.import_module(sys.argv[1]); print(json.dumps(sorted(sys.modules)))"


def ask(program: str, *arguments: str, home: Path) -> list[str]:
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(home),
        # Kivy itself writes a configuration and a log on import; these are its own switches against that.
        "KIVY_HOME": str(home),
        "KIVY_NO_CONFIG": "1",
        "KIVY_NO_FILELOG": "1",
        "KIVY_NO_CONSOLELOG": "1",
        "KIVY_NO_ARGS": "1",
    }
    command = [sys.executable, "-c", program, *arguments]
    run = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    answer: list[str] = json.loads(run.stdout.splitlines()[-1])
    return answer


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules() -> list[str]:
    names = sorted(dotted(path) for path in python_files(*PACKAGES))
    return [name for name in names if not any(part in name for part in NOT_IMPORTED)]


def test_importing_any_module_starts_nothing_and_writes_nothing(tmp_path: Path) -> None:
    assert ask(WATCH, *modules(), home=tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("server.wire", {"fastapi", "starlette", "sqlalchemy", "kivy", "uvicorn"}),
        ("server.client", {"fastapi", "starlette", "sqlalchemy", "kivy", "uvicorn"}),
        ("server.domain", {"pydantic", "fastapi", "sqlalchemy", "kivy", "asyncio"}),
        ("kiosk.flow", {"kivy", "fastapi", "sqlalchemy", "serial", "usb"}),
        ("display.render", {"kivy", "fastapi", "sqlalchemy", "serial", "usb"}),
        ("drivers", {"kivy", "fastapi", "sqlalchemy", "pydantic"}),
    ],
)
def test_a_module_for_small_machines_does_not_load(module: str, heavy: set[str], tmp_path: Path) -> None:
    loaded = {name.partition(".")[0] for name in ask(LOADED, module, home=tmp_path)}
    assert loaded & heavy == set()
