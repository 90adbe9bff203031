"""What a box reported, for tests."""

import json
from pathlib import Path


def reported(folder: Path, what: str) -> list[dict[str, object]]:
    """All lines of the report in `folder` of this kind."""
    lines = (folder / "report").read_text(encoding="utf-8").splitlines()
    return [entry for entry in map(json.loads, lines) if entry["did"] == what]
