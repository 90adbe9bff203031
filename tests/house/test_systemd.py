"""The units are valid to the last key, and the udev rules give each device its stable name and group."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.source import ROOT

FOLDER = ROOT / "systemd"
UNITS = sorted(FOLDER.glob("*.service"))
INSTALLED_IN = "/opt/bianmin/.venv/bin"
BOUGHT_IN = ("/usr/bin/cage", "/usr/bin/chromium")
"""Debian's programs a unit starts; not every machine that runs the tests has them."""
RULE = re.compile(r'^(?:[A-Z]+(?:\{[^}]+\})?(?:==|!=|\+=|:=|=)"[^"]*"(?:, |$))+$')

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")


@pytest.fixture
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the unit whose commands exist: systemd-analyze looks for them on this machine."""
    source: Path = request.param
    text = source.read_text(encoding="utf-8")
    for command in set(re.findall(rf"{INSTALLED_IN}/(bianmin-[a-z]+)", text)):
        (tmp_path / command).write_text("#!/bin/sh\n")
        (tmp_path / command).chmod(0o755)
    for command in BOUGHT_IN:
        text = text.replace(command, "/bin/true")
    copy = tmp_path / source.name
    copy.write_text(text.replace(INSTALLED_IN, str(tmp_path)), encoding="utf-8")
    return copy


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name, indirect=True)
def test_systemd_finds_nothing_to_say_about_the_unit(unit: Path) -> None:
    # An unknown key is only a line on stderr with exit code 0, so any line is a failure.
    checked = analyze("verify", "--man=no", "--recursive-errors=no", str(unit))
    assert (checked.returncode, checked.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name, indirect=True)
def test_the_unit_may_do_little_besides_its_work(unit: Path) -> None:
    checked = analyze("security", "--offline=true", "--threshold=50", str(unit))
    assert checked.returncode == 0, checked.stdout[-2000:]


def test_there_is_a_unit_for_each_program_that_runs_for_ever() -> None:
    assert [path.stem for path in UNITS] == ["bianmin-board", "bianmin-display", "bianmin-kiosk", "bianmin-server"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_program_that_dies_comes_back(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "Restart=always" in text
    assert "StartLimitIntervalSec=0" in text


def test_every_udev_rule_is_well_formed_and_names_a_device_or_a_group() -> None:
    lines = (FOLDER / "60-bianmin.rules").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert [rule for rule in rules if not RULE.match(rule)] == []
    assert [rule for rule in rules if not re.search(r"(SYMLINK\+=|GROUP=|GOTO=|LABEL=|ENV\{)", rule)] == []
