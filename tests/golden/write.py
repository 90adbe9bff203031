"""Writes the golden files anew from the code as it is."""

import tempfile
from pathlib import Path

from tests.golden import made

HERE = Path(__file__).parent


def main() -> None:
    for name, (content, render) in made.everything().items():
        (HERE / f"{name}.bin").write_bytes(content)
        with tempfile.TemporaryDirectory() as out:
            (HERE / f"{name}.txt").write_text(render(content, Path(out)), encoding="utf-8")


if __name__ == "__main__":
    main()
