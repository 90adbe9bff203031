"""What is shipped: the wheel holds every file of the packages, and each extra pulls only what its machine needs."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import PACKAGES, ROOT, files, name_of

LOCK = ROOT / "requirements.lock"
SERVER_ONLY = {"fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic", "argon2-cffi"}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]  # type: ignore[no-any-return]


def pins() -> dict[str, str]:
    lines = [line.partition(" ;")[0] for line in LOCK.read_text(encoding="utf-8").splitlines()]
    return {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}


def pulled_by(extra: str) -> set[str]:
    """Names of everything `bianmin[extra]` brings along on this platform, found in the installed metadata."""
    todo = [
        (Requirement(line), "") for line in [*project()["dependencies"], *project()["optional-dependencies"][extra]]
    ]
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    while todo:
        requirement, for_extra = todo.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": for_extra}):
            continue
        name = canonicalize_name(requirement.name)
        found.add(name)
        for wanted in {"", *requirement.extras}:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                todo += [(Requirement(line), wanted) for line in metadata.requires(name) or []]
    return found


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    run = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    (wheel,) = tmp_path.glob("bianmin-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    ours = {name_of(path) for path in files() if path.relative_to(ROOT).parts[0] in PACKAGES}
    assert ours - shipped == set()
    assert {name for name in shipped if name.partition("/")[0] not in PACKAGES} == set()


@pytest.mark.parametrize("command", ["server", "kiosk", "display", "drivers"])
def test_each_package_has_a_command(command: str) -> None:
    assert project()["scripts"][f"bianmin-{command}"] == f"{command}.__main__:main"
    assert (ROOT / command / "__main__.py").is_file()


@pytest.mark.parametrize("extra", ["kiosk", "display"])
def test_a_station_installs_nothing_of_the_servers_machinery(extra: str) -> None:
    assert pulled_by(extra) & SERVER_ONLY == set()


@pytest.mark.parametrize("extra", ["server", "display"])
def test_a_machine_without_a_touch_screen_installs_no_kivy(extra: str) -> None:
    assert "kivy" not in pulled_by(extra)


def test_every_requirement_is_pinned_in_the_lock_at_a_version_it_allows() -> None:
    lines = [
        *project()["dependencies"],
        *(line for extra in project()["optional-dependencies"].values() for line in extra),
    ]
    pinned = pins()
    requirements = [Requirement(line) for line in lines]
    assert [str(it) for it in requirements if pinned.get(canonicalize_name(it.name), "0") not in it.specifier] == []


def test_the_lock_is_plain_pins_and_names_no_host() -> None:
    pin = re.compile(r"^[a-z0-9][a-z0-9._-]*==[^ ]+( ; .+)?$")
    assert [line for line in LOCK.read_text(encoding="utf-8").splitlines() if not pin.match(line)] == []
