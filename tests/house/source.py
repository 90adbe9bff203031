"""The repository as the house tests see it: its files by kind. Knows git, no rule."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("server", "drivers", "kiosk", "display")
CODE = (*PACKAGES, "tools", "bench")


@cache
def files() -> tuple[Path, ...]:
    """Everything git tracks or would track: a new file is judged before it is added."""
    listing = subprocess.run(
        # A checkout that belongs to somebody else (a mounted one, in a container) is as good.
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    return tuple(path for name in sorted(set(listing.decode().split("\0")) - {""}) if (path := ROOT / name).is_file())


def python_files(*tops: str) -> list[Path]:
    return [path for path in files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in tops]


def documents() -> list[Path]:
    return [path for path in files() if path.suffix == ".md" and path.relative_to(ROOT).parts[0] not in CODE]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
