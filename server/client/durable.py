"""Files that are whole or as they were, whatever happens to the power. Knows bytes, not what they mean."""

import os
from pathlib import Path


def replace_file(file: Path, content: bytes) -> None:
    """Put `content` in the place of `file`; when this returns it survives a power cut. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.new")
    # 0600: what a station keeps is for the station alone.
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
    sync_folder(file.parent)


def remove_file(file: Path) -> None:
    """It is not there any more, for good. Raises OSError."""
    if file.exists():
        file.unlink()
        sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """What was created, renamed or removed in `folder` stays so. Raises OSError."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
