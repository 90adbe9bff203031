"""Calls for the catalogue as files: the workbook in and out, the booklet as PDF, pictures and videos put in store."""

import asyncio
import logging
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from server.api import reply
from server.api.door import LEADERS, PREFIX, STAFF, Door
from server.domain.command import Actor
from server.domain.command_item import WriteItems
from server.domain.errors import RuleSaysNo
from server.paper.press import Press
from server.service.booklet import Booklet, booklet_html, pictures_of
from server.service.content import to_content
from server.service.hall import HallService
from server.service.item_view import as_written
from server.service.item_workbook import read_items, template, write_items
from server.store.media import MediaShelf, UnfitMedia
from server.wire import catalogue as wc

log = logging.getLogger(__name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
_BYTES = {"schema": {"type": "string", "format": "binary"}, "example": "…"}
_WORKBOOK: reply.Docs = {200: {"content": {XLSX: _BYTES}}}
_BOOKLET: reply.Docs = {200: {"content": {PDF: _BYTES}}}

_FILE: dict[str, object] = {"requestBody": {"required": True, "content": {"application/octet-stream": _BYTES}}}


def catalogue_file_router(service: HallService, door: Door, shelf: MediaShelf, press: Press) -> APIRouter:
    """Files of the catalogue."""
    router = APIRouter(prefix=PREFIX, tags=["catalogue"])
    _add_workbook(router, service, door)
    _add_booklet(router, service, door, Binder(shelf, press))
    _add_media(router, door, shelf)
    return router


def _add_workbook(router: APIRouter, service: HallService, door: Door) -> None:
    @router.get(
        "/catalogue/workbook",
        responses={**reply.docs(None), **_WORKBOOK},
        dependencies=[Depends(door.allow(LEADERS))],
        response_class=Response,
    )
    async def export_items(*, empty: bool = False) -> Response:
        """All items as .xlsx, drafts as they are written; `empty`: a workbook to fill in, with explanations."""
        await service.settled()
        hall = service.hall
        if empty:
            made = await asyncio.to_thread(template, hall.catalogue)
        else:
            made = await asyncio.to_thread(write_items, as_written(hall).items)
        name = "template" if empty else f"{hall.catalogue.hall_id}-items"
        return _file(made, XLSX, f"{name}.xlsx")

    @router.post("/catalogue/workbook", responses=reply.docs(wc.WorkbookAnswer, 409), openapi_extra=_FILE)
    async def import_items(
        request: Request,
        request_id: Annotated[UUID, Query()],
        actor: Annotated[Actor, Depends(door.allow(LEADERS))],
    ) -> Response:
        """Items of an .xlsx become drafts where they say something new; with one problem in it nothing is taken."""
        content = await request.body()
        before = as_written(service.hall)
        items = await asyncio.to_thread(read_items, content, service.hall.catalogue)
        known = {item.id: item for item in before.items}
        new = tuple(item for item in items if known.get(item.id) != item)
        await service.do(WriteItems(items=new), actor, request_id.hex)
        left = len(known.keys() - {item.id for item in items})
        return reply.model(wc.WorkbookAnswer(written=len(new), same=len(items) - len(new), left=left))


class Binder:
    """Makes the booklet when it is asked for, and keeps it until something in it changes."""

    def __init__(self, shelf: MediaShelf, press: Press) -> None:
        self._shelf = shelf
        self._press = press
        self._last: tuple[str, bytes] = ("", b"")
        self._making = asyncio.Lock()

    async def booklet_of(self, service: HallService) -> bytes:
        """The PDF of the present set-up; whoever asks while it is made gets the same."""
        async with self._making:
            hall = service.hall
            day = hall.local(hall.catalogue_at).date()
            content = to_content(hall.catalogue, hall.uid, hall.catalogue_at)
            pictures = await asyncio.to_thread(self._pictures, pictures_of(content))
            html = booklet_html(Booklet(content=content, catalogue=hall.catalogue, day=day, pictures=pictures))
            if self._last[0] != html:
                self._last = (html, await self._press.pdf_of(html))
            return self._last[1]

    def _pictures(self, names: tuple[str, ...]) -> dict[str, bytes]:
        paths = ((name, self._shelf.find(name)) for name in names)
        return {name: path.read_bytes() for name, path in paths if path is not None}


def _add_booklet(router: APIRouter, service: HallService, door: Door, binder: Binder) -> None:
    @router.get(
        "/catalogue/booklet",
        responses={**reply.docs(None, 409), **_BOOKLET},
        dependencies=[Depends(door.allow(STAFF))],
        response_class=Response,
    )
    async def print_booklet() -> Response:
        """《便民服务指南》: the published guides as PDF, to be printed. Takes up to a minute on a small machine."""
        await service.settled()
        return _file(await binder.booklet_of(service), PDF, f"{service.hall.catalogue.hall_id}-guide.pdf")


def _add_media(router: APIRouter, door: Door, shelf: MediaShelf) -> None:
    @router.post(
        "/media",
        responses=reply.docs(wc.MediaAnswer, 409),
        openapi_extra=_FILE,
        dependencies=[Depends(door.allow(LEADERS))],
    )
    async def keep_media(request: Request) -> Response:
        """Store a picture (PNG, JPEG, WebP; 8 MB) or a video (MP4, WebM; 64 MB) under the name that is answered."""
        try:
            name = await shelf.keep_stream(request.stream())
        except UnfitMedia as unfit:
            raise RuleSaysNo("unfit_media", f"文件不能用：{unfit}。") from unfit
        except OSError as error:
            log.error("a picture or video could not be stored: %s", error.strerror)
            raise RuleSaysNo("media_not_kept", "图片或视频存不进磁盘，请检查磁盘空间。") from error
        return reply.model(wc.MediaAnswer(name=name))


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, headers=headers, media_type=kind)
