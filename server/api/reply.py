"""How calls answer: ready-made JSON from the writer, and what OpenAPI says about it. Knows no particular call."""

from typing import Any

from fastapi import Response

from server.service.hall import Done
from server.wire.problem import MEDIA_TYPE
from server.wire.shape import Wire

Docs = dict[int | str, dict[str, Any]]
"""FastAPI's own type for its `responses=` argument."""


def json(text: str, status: int = 200) -> Response:
    return Response(text, status_code=status, media_type="application/json")


def model(answer: Wire) -> Response:
    """A wire model as JSON, nulls included."""
    return json(answer.model_dump_json())


def file(content: bytes, kind: str, name: str) -> Response:
    """A file to be saved under `name` (ASCII), never kept by anybody on the way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)


def created(done: Done) -> Response:
    """201 the first time, 200 for the same wish again."""
    return json(done.text, 200 if done.again else 201)


def docs(answer: type[Wire] | None, *codes: int, created_too: bool = False) -> Docs:
    """OpenAPI responses of a call: its answer and the problems it may give; 401, 403 and 422 always."""
    found: Docs = {code: _problem(code) for code in sorted({401, 403, 422, *codes})}
    if answer is not None:
        found[200] = {"model": answer}
        if created_too:
            found[201] = {"model": answer}
    return found


def file_docs(kind: str, *codes: int) -> Docs:
    """OpenAPI responses of a call that answers with a file."""
    found = docs(None, *codes)
    found[200] = {"content": {kind: {"schema": {"type": "string", "format": "binary"}, "example": "…"}}}
    return found


def _problem(code: int) -> dict[str, Any]:
    return {
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        "description": _MEANING[code],
    }


_MEANING = {
    401: "No token, or none that is known.",
    403: "The caller has no right to this.",
    404: "What is named is not there.",
    409: "A rule of the hall says no; `code` tells which.",
    422: "The request is malformed.",
    429: "Too many tries; `Retry-After` tells how long to wait.",
}
