"""The videos of published guides, for phones: what the guide's page plays. Knows names of stored files, no page.

Public without a token, as the page is; nothing else on the shelf can be had this way. Phones ask for pieces of a file:
the answers say which.
"""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import FileResponse

from server.service.hall import HallService
from server.store.media import MediaShelf
from server.web.page import HEADERS
from server.wire.media import MEDIA_TYPES

LASTING = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The name is made of the content."""


def video_router(service: HallService, shelf: MediaShelf) -> APIRouter:
    """`/g/video/{name}`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/g/video/{name}")
    async def show_video(name: Annotated[str, Path(max_length=80)]) -> Response:
        await service.settled()
        items = service.hall.catalogue.items
        is_public = any(item.video == name and not item.is_draft for item in items)
        path = await asyncio.to_thread(shelf.find, name) if is_public else None
        if path is None:
            return Response(status_code=404, headers=HEADERS)
        return FileResponse(path, media_type=MEDIA_TYPES[path.suffix.removeprefix(".")], headers=HEADERS | LASTING)

    return router
