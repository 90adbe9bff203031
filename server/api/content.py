"""Calls that give what is shown to the public: texts as one signed message, pictures and videos by name."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi import Path as InPath
from fastapi.responses import StreamingResponse

from server.api import reply
from server.api.door import ANYONE, PREFIX, Door, secret_of
from server.domain.errors import NotFound
from server.service.content import Publisher
from server.service.hall import HallService
from server.store.media import MediaShelf
from server.wire.content import Content
from server.wire.media import MEDIA_TYPES
from server.wire.signature import SIGNATURE_HEADER, key_of, signature_of

CHUNK = 256 * 1024
SVG = "image/svg+xml"
FOREVER = "private, max-age=31536000, immutable"
"""What stands under a name never changes: the name is made of it."""

_UNCHANGED: reply.Docs = {304: {"description": "The caller has this version already."}}
_MEDIA: reply.Docs = {
    200: {
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}, "example": "…"} for kind in MEDIA_TYPES.values()
        }
    }
}

_DRAWING: reply.Docs = {200: {"content": {SVG: {"schema": {"type": "string"}, "example": "…"}}}}


def content_router(service: HallService, door: Door, shelf: MediaShelf) -> APIRouter:
    """What any token may read."""
    router = APIRouter(prefix=PREFIX, tags=["content"])
    _add_content(router, service, door)
    _add_qr(router, service, door)
    _add_media(router, door, shelf)
    return router


def _add_content(router: APIRouter, service: HallService, door: Door) -> None:
    publisher = Publisher()

    @router.get("/content", responses={**reply.docs(Content), **_UNCHANGED}, dependencies=[Depends(door.allow(ANYONE))])
    async def see_content(
        request: Request, if_none_match: Annotated[str | None, Header(max_length=200)] = None
    ) -> Response:
        """公示内容: guides, rules, notices, directory, roster. `ETag` is the version, `If-None-Match` spares the rest;
        `Bianmin-Signature` is HMAC-SHA256 of the body under the SHA-256 of the caller's token."""
        await service.settled()
        content = publisher.content_of(service.hall)
        tag = f'"{content.version}"'
        if if_none_match is not None and tag in (each.strip() for each in if_none_match.split(",")):
            return Response(status_code=304, headers={"ETag": tag})
        signature = signature_of(key_of(secret_of(request) or ""), content.body)
        headers = {"ETag": tag, SIGNATURE_HEADER: signature, "Cache-Control": "private, no-cache"}
        return Response(content.body, headers=headers, media_type="application/json")


def _add_qr(router: APIRouter, service: HallService, door: Door) -> None:
    @router.get(
        "/content/qr",
        responses={**reply.docs(None, 404), **_DRAWING},
        dependencies=[Depends(door.allow(ANYONE))],
        response_class=Response,
    )
    async def see_qr(request: Request) -> Response:
        """大屏二维码: the set-up's `board.qr` as an SVG drawing; 404: the hall shows none. A text that begins with `/`
        is a page of this server, under the address by which the caller knows it."""
        await service.settled()
        text = service.hall.catalogue.publicity.board.qr
        if not text:
            raise NotFound("unknown_media", "没有这个图片或视频。")
        address = f"{request.url.scheme}://{request.url.netloc}{text}" if text.startswith("/") else text
        drawn = await asyncio.to_thread(_code, address)
        headers = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
        return Response(drawn, headers=headers, media_type=SVG)


def _code(text: str) -> bytes:
    """Quiet zone included, so that it can be read off a dark screen."""
    drawing = BytesIO()
    segno.make(text, micro=False, error="m").save(drawing, kind="svg", border=4, light="white", omitsize=True)
    return drawing.getvalue()


def _add_media(router: APIRouter, door: Door, shelf: MediaShelf) -> None:
    @router.get(
        "/media/{name}",
        responses={**reply.docs(None, 404), **_MEDIA},
        dependencies=[Depends(door.allow(ANYONE))],
        response_class=StreamingResponse,
    )
    async def see_media(name: Annotated[str, InPath(max_length=80)]) -> Response:
        """A picture or video the content names; the name is the SHA-256 of what comes."""
        path = await asyncio.to_thread(shelf.find, name)
        if path is None:
            raise NotFound("unknown_media", "没有这个图片或视频。")
        size = (await asyncio.to_thread(path.stat)).st_size
        headers = {
            "Content-Length": str(size),
            "Cache-Control": FOREVER,
            "X-Content-Type-Options": "nosniff",
        }
        kind = MEDIA_TYPES[path.suffix.removeprefix(".")]
        return StreamingResponse(_chunks(path), headers=headers, media_type=kind)


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    """The file piece by piece. It is open only while it is read: a caller may go away between any two pieces."""
    offset = 0
    while piece := await asyncio.to_thread(_piece, path, offset):
        offset += len(piece)
        yield piece


def _piece(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(CHUNK)
