"""What the box did, as JSON lines for operators: shown, spoken, evaluated. Knows no device; holds nothing personal."""

import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

LARGEST_BYTES = 8_000_000
"""The file and the one before it (with .1 behind its name) are never larger: a year fits on a small card."""


class Report:
    """Appends to `file`, or to nothing when there is none. Any thread may write; a full disk stops no board."""

    def __init__(self, file: Path | None, clock: Clock) -> None:
        self._file = file
        self._clock = clock
        self._turn = threading.Lock()
        self._failed = False

    def write(self, did: str, **facts: object) -> None:
        """One line: what the box `did` and its facts.

        shown · spoken, unspoken, voice_failed, voice_pack · asked, evaluated, evaluation_kept, second, early,
        ignored · pressed, refused · health, line.
        """
        if self._file is None:
            return
        line = json.dumps({"at": self._clock().isoformat(), "did": did, **facts}, ensure_ascii=False, default=str)
        with self._turn:
            self._append(self._file, line)

    def _append(self, file: Path, line: str) -> None:
        try:
            with file.open("a", encoding="utf-8") as out:
                out.write(line + "\n")
                is_full = out.seekable() and out.tell() >= LARGEST_BYTES
            if is_full and not file.is_symlink():  # /dev/stdout belongs to whoever reads it
                file.replace(file.with_name(file.name + ".1"))
        except OSError as error:
            if not self._failed:
                log.error("report %s: %s", file, error.strerror)
            self._failed = True
        else:
            self._failed = False
