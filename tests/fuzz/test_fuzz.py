"""A short run of every fuzz target; `make fuzz` runs them longer."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="no atheris for this machine")


def _fuzz(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzz", *arguments]
    return subprocess.run(command, cwd=cwd, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_nothing_is_found_in_a_short_run_of_every_target(tmp_path: Path) -> None:
    done = _fuzz("-runs=3000", "-seed=1", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_unknown_target_names_the_known_ones(tmp_path: Path) -> None:
    done = _fuzz("nothing", cwd=tmp_path)
    assert done.returncode == 2
    assert "onbon" in done.stderr
