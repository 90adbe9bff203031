"""Pictures and videos in the data directory, each under a name made of its content. Knows no hall and no HTTP."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import Self

from server.wire.media import is_media_name, media_name

FOLDER = "media"
PICTURE_MAX = 8 << 20
VIDEO_MAX = 64 << 20

_BEGINNINGS = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "webm": b"\x1a\x45\xdf\xa3"}
_VIDEOS = frozenset({"mp4", "webm"})


class UnfitMedia(Exception):
    """The content is no picture or video that may be stored; says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class MediaShelf:
    """One folder; it appears with the first thing put into it."""

    folder: Path

    @classmethod
    def of(cls, data: Path) -> Self:
        """The shelf of a data directory."""
        return cls(data / FOLDER)

    def keep(self, file: Path) -> str:
        """Store a copy for good and say its name. Raises UnfitMedia, or OSError when a disk does not do it."""
        with file.open("rb") as source:
            content = source.read(VIDEO_MAX + 1)
        kind = kind_of(content)
        if kind is None:
            raise UnfitMedia("只能是 PNG、JPEG、WebP 图片或 MP4、WebM 视频")
        largest = VIDEO_MAX if kind in _VIDEOS else PICTURE_MAX
        if len(content) > largest:
            raise UnfitMedia(f"超过 {largest >> 20} MB")
        name = media_name(content, kind)
        if not (self.folder / name).exists():
            self._write(name, content)
        return name

    async def keep_stream(self, pieces: AsyncIterator[bytes]) -> str:
        """Store what comes in piece by piece; it is never in memory as a whole. Raises as `keep` does."""
        self.folder.mkdir(exist_ok=True)
        handle, passing = mkstemp(prefix=".", suffix=".coming", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                async for piece in pieces:
                    await asyncio.to_thread(file.write, piece)
            return await asyncio.to_thread(self.keep, Path(passing))
        finally:
            os.unlink(passing)  # noqa: PTH108 - a moment, and not to be cancelled

    def find(self, name: str) -> Path | None:
        """The file of that name; None for a name that is none of ours, whatever path it spells."""
        if not is_media_name(name):
            return None
        path = self.folder / name
        return path if path.is_file() else None

    def _write(self, name: str, content: bytes) -> None:
        """Whole or not at all, also when the plug is pulled."""
        self.folder.mkdir(exist_ok=True)
        passing = self.folder / f".{name}.new"
        try:
            with passing.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            passing.replace(self.folder / name)
        finally:
            passing.unlink(missing_ok=True)


def kind_of(content: bytes) -> str | None:
    """What the content begins like: a key of MEDIA_TYPES, or None. File names are not asked."""
    for kind, beginning in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return "mp4" if content[4:8] == b"ftyp" else None
