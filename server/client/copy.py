"""The public content as a station keeps it: the bytes that were sent, and the proof that they were. Knows no disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import httpx
from pydantic import ValidationError

from server.client.errors import BadAnswer
from server.client.line import NOT_MODIFIED
from server.wire.content import Content
from server.wire.media import is_content_of
from server.wire.signature import SIGNATURE_HEADER, is_genuine


@dataclass(frozen=True)
class ContentCopy:
    """`body` as sent and its `signature`. Keep both; ask `is_genuine` before showing what was read from a disk."""

    body: bytes
    signature: str

    @cached_property
    def content(self) -> Content:
        """The content; raises pydantic's ValidationError for bytes that are none."""
        return Content.model_validate_json(self.body)

    def is_genuine(self, token: str) -> bool:
        """Was it sent by a server that knows this station's token, and not changed since?"""
        return is_genuine(token, self.body, self.signature)


def asked_again(kept: ContentCopy | None, token: str) -> Mapping[str, str]:
    """The headers of a question that need not be answered if nothing has changed. A copy not ours is not relied on."""
    if kept is None or not kept.is_genuine(token):
        return {}
    return {"If-None-Match": f'"{kept.content.version}"'}


def next_copy(path: str, found: httpx.Response, kept: ContentCopy | None, token: str) -> ContentCopy:
    """The kept copy if it still holds, else the new one. Raises BadAnswer for one that is not whole or not genuine."""
    if found.status_code == NOT_MODIFIED and kept is not None:
        return kept
    copy = ContentCopy(found.content, found.headers.get(SIGNATURE_HEADER, ""))
    if not copy.is_genuine(token):
        raise BadAnswer(f"GET {path}: signature")
    try:
        _ = copy.content
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in error.errors())
        raise BadAnswer(f"GET {path}: {wrong}") from None
    return copy


def media_in(path: str, name: str, found: httpx.Response) -> bytes:
    """What came, if it is what the name says; else BadAnswer."""
    if not is_content_of(name, found.content):
        raise BadAnswer(f"GET {path}: content")
    return found.content
