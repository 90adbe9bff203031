"""Serves the files of pages: each at a path of its own, unchanged from start to stop. Knows no page's meaning."""

import hashlib
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter, Request, Response

from server.web.page import HEADERS, POLICY

TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
WITH_PICTURES = HEADERS | {"Content-Security-Policy": f"{POLICY}; img-src 'self'"}
"""Staff look at the pictures of guides before the public does."""


def asset_router(pages: Iterable[tuple[str, str]], folders: Iterable[tuple[str, str]]) -> APIRouter:
    """`pages`: path and file of each page; `folders`: path and folder, both below this package.

    A browser keeps a file but asks each time whether it is still the same: after an update no page is half old.
    """
    router = APIRouter(include_in_schema=False)
    here = files("server.web")
    for path, name in pages:
        _add(router, path, here.joinpath(name))
    for path, folder in folders:
        for each in here.joinpath(folder).iterdir():
            if each.name.rpartition(".")[2] in TYPES:
                _add(router, f"{path}/{each.name}", each)
    return router


def _add(router: APIRouter, path: str, file: Traversable) -> None:
    content = file.read_bytes()
    kind = f"{TYPES[file.name.rpartition('.')[2]]}; charset=utf-8"
    headers = {**WITH_PICTURES, "ETag": f'"{hashlib.sha256(content).hexdigest()[:16]}"', "Cache-Control": "no-cache"}

    async def asset(request: Request) -> Response:
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=kind, headers=headers)

    router.add_api_route(path, asset, methods=["GET", "HEAD"])
