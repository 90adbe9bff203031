"""The kiosk's own log: a few files in its state folder, and all of them on a USB stick. Knows no screen.

The log of the service manager is often lost with the power; these files are not, and need nobody's rights to be read.
"""

import io
import json
import logging
import os
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from server.client.durable import sync_folder

FOLDER, FILE = "log", "kiosk.log"
LARGEST, OLDER = 1_000_000, 4
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class NotExported(Exception):
    """Why, in one Chinese sentence."""


def keep_log(state_dir: Path) -> logging.Handler:
    """Everything that is logged also goes into files, 5 MB at most. Raises OSError."""
    folder = state_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    handler = RotatingFileHandler(folder / FILE, maxBytes=LARGEST, backupCount=OLDER, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(FORMAT))
    logging.getLogger().addHandler(handler)
    return handler


def export_log(
    state_dir: Path,
    stick: Path,
    now: datetime,
    about: Mapping[str, str],
    *,
    is_mounted: Callable[[Path], bool] = os.path.ismount,
) -> Path:
    """One zip on the stick: the log files and `about`. The file; on the stick when this returns. Raises NotExported."""
    if not _is_there(stick, is_mounted):
        raise NotExported(f"没有找到 U 盘（{stick}），请插好后再试。")
    file = stick / f"bianmin-kiosk-{now:%Y%m%d-%H%M%S}.zip"
    try:
        with file.open("wb") as out:
            out.write(_packed(state_dir / FOLDER, about))
            out.flush()
            os.fsync(out.fileno())
        sync_folder(stick)
    except OSError as error:
        with suppress(OSError):
            file.unlink()
        raise NotExported(f"日志没有导出：{error.strerror}（{stick}）。") from None
    return file


def _is_there(stick: Path, is_mounted: Callable[[Path], bool]) -> bool:
    """An automount mounts when it is looked into; a bare folder would keep the file on this machine."""
    try:
        next(stick.iterdir(), None)
    except OSError:
        return False
    return is_mounted(stick)


def _packed(folder: Path, about: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.json", json.dumps(about, ensure_ascii=False, indent=1))
        for file in sorted(folder.glob(f"{FILE}*")):
            archive.write(file, file.name)
    return packed.getvalue()
