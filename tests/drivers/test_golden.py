"""The bytes for printers, boards and keypads stay as they are kept, and look as the text beside them says."""

from pathlib import Path

import pytest

from tests.golden import made

GOLDEN = Path(made.__file__).parent
MADE = made.everything()


@pytest.mark.parametrize("name", MADE)
def test_bytes_are_as_kept(name: str) -> None:
    assert MADE[name][0].hex(" ") == (GOLDEN / f"{name}.bin").read_bytes().hex(" ")


@pytest.mark.parametrize("name", MADE)
def test_kept_bytes_look_as_the_text_beside_them(name: str, tmp_path: Path) -> None:
    kept = (GOLDEN / f"{name}.bin").read_bytes()
    assert MADE[name][1](kept, tmp_path) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_nothing_is_kept_that_nobody_makes() -> None:
    assert {path.stem for path in GOLDEN.glob("*.bin")} == set(MADE)
