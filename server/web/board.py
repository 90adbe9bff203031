"""The lobby's board page: files only. What it shows comes through the public API, let in by a cookie of its own.

The page is asked for anew each time; what it loads stands under a path with its version and never changes there.
"""

import hashlib
from importlib.resources import files

from fastapi import APIRouter, Request, Response

FOLDER = "static/board"
SCRIPTS = ("queue.js", "view.js", "words.js", "slides.js", "link.js", "pair.js", "paint.js", "show.js", "main.js")
"""In the order they need each other; the browser gets them as one, so that none can be missing."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; media-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
FOREVER = "public, max-age=31536000, immutable"
HTML, CSS, JS = (f"text/{kind}; charset=utf-8" for kind in ("html", "css", "javascript"))


def board_router() -> APIRouter:
    """GET /board and its files. No token is needed: the page shows nothing before it is paired."""
    router = APIRouter(include_in_schema=False)
    page, style, script = _text("board.html"), _text("board.css"), "\n".join(map(_text, SCRIPTS))
    version = hashlib.sha256(f"{page}\0{style}\0{script}".encode()).hexdigest()[:16]
    _add_page(router, page.replace("@version@", version), f'"{version}"')
    icon = ("icon.svg", _text("icon.svg"), "image/svg+xml")
    for name, text, kind in (("board.css", style, CSS), ("board.js", script, JS), icon):
        _add_file(router, name, Response(text, media_type=kind, headers=HEADERS), version)
    return router


def _text(name: str) -> str:
    return files("server.web").joinpath(FOLDER, name).read_text("utf-8")


def _add_page(router: APIRouter, page: str, tag: str) -> None:
    headers = {**HEADERS, "ETag": tag, "Cache-Control": "no-cache"}

    @router.get("/board")
    async def board(request: Request) -> Response:
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(page, media_type=HTML, headers=headers)


def _add_file(router: APIRouter, name: str, found: Response, version: str) -> None:
    """A page of the version before may still ask at the moment of an update; it is given what is there, for once."""

    @router.get(f"/web/board/{{asked}}/{name}")
    async def file(asked: str) -> Response:
        headers = {**HEADERS, "Cache-Control": FOREVER if asked == version else "no-store"}
        return Response(found.body, media_type=found.media_type, headers=headers)
