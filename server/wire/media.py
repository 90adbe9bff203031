"""Names of pictures and videos: the SHA-256 of what is in them and what kind they are. Knows no file and no hall."""

import re
from collections.abc import Mapping
from hashlib import sha256

MEDIA_TYPES: Mapping[str, str] = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
"""Content types by the ending of a name."""

_NAME = re.compile(rf"[0-9a-f]{{64}}\.({'|'.join(MEDIA_TYPES)})", re.ASCII)


def is_media_name(name: str) -> bool:
    """Is this a name `media_name` can give? Such a name holds no path."""
    return _NAME.fullmatch(name) is not None


def media_name(content: bytes, kind: str) -> str:
    """The name of some content; `kind` is a key of MEDIA_TYPES. The same content always has the same name."""
    return f"{sha256(content).hexdigest()}.{kind}"


def is_content_of(name: str, content: bytes) -> bool:
    """Has nothing changed since the name was given?"""
    return name.partition(".")[0] == sha256(content).hexdigest()
