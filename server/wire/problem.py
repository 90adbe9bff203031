"""Errors on the wire, after RFC 9457. Clients switch on `code`, never on text."""

from pydantic import ConfigDict

from server.wire.shape import Wire

MEDIA_TYPE = "application/problem+json"


class Problem(Wire):
    """`detail` is one plain Chinese sentence; further members give the facts of the refusal."""

    model_config = ConfigDict(frozen=True, extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
