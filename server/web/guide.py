"""办事指南 on a phone: a page for each published item and a list to search. Public, read-only, without any script.

Knows what is published and in which words; the looks are page.css. A page is made once for each set-up.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from server.service.content import to_content
from server.service.hall import HallService
from server.web.guide_html import Words, guide_page, list_page, message_page
from server.web.page import HEADERS
from server.wire.content import Content, Guide

LANGUAGES = ("zh", "en")
ANSWERS = {"yes": True, "no": False}
MOST_LISTED = 300


def guide_router(service: HallService) -> APIRouter:
    """`/g` and `/g/{item}`: no token, for what stands there is public by law."""
    router = APIRouter(include_in_schema=False)
    shelf = _Shelf(service)
    languages = _words()

    @router.get("/g")
    async def list_guides(
        q: Annotated[str, Query(max_length=60)] = "", lang: Annotated[str, Query(max_length=8)] = "zh"
    ) -> Response:
        content = await shelf.content()
        found = _found(content.guides, q)[:MOST_LISTED]
        return _page(list_page(content, found, q, languages[_known(lang)]))

    @router.get("/g/{item_id}")
    async def show_guide(
        request: Request,
        item_id: Annotated[str, Path(max_length=80)],
        lang: Annotated[str, Query(max_length=8)] = "zh",
    ) -> Response:
        content = await shelf.content()
        words = languages[_known(lang)]
        guide = next((each for each in content.guides if each.id == item_id), None)
        if guide is None:
            return _page(message_page(content, words["missing"], words), 404)
        answers = _answers(guide, request.query_params)
        if answers:
            return _page(guide_page(content, guide, answers, words))
        return _page(shelf.page(guide, words))

    return router


class _Shelf:
    """The content of the present set-up, and its pages that have been made already."""

    def __init__(self, service: HallService) -> None:
        self._service = service
        self._rev: int | None = None
        self._content: Content | None = None
        self._pages: dict[tuple[str, str], str] = {}

    async def content(self) -> Content:
        await self._service.settled()
        hall = self._service.hall
        if self._content is None or self._rev != hall.catalogue_rev:
            self._content = to_content(hall.catalogue, hall.uid, hall.catalogue_at)
            self._rev, self._pages = hall.catalogue_rev, {}
        return self._content

    def page(self, guide: Guide, words: Words) -> str:
        key = (guide.id, words["html"])
        if key not in self._pages and self._content is not None:
            self._pages[key] = guide_page(self._content, guide, {}, words)
        return self._pages[key]


def _words() -> Mapping[str, Words]:
    text = files("server.web").joinpath("static", "guide.toml").read_text("utf-8")
    return {code: Words(code, table) for code, table in tomllib.loads(text).items()}


def _known(language: str) -> str:
    return language if language in LANGUAGES else LANGUAGES[0]


def _answers(guide: Guide, asked: Mapping[str, str]) -> dict[str, bool]:
    """What of its questions the visitor has answered."""
    return {each.code: ANSWERS[asked[each.code]] for each in guide.questions if asked.get(each.code) in ANSWERS}


def _found(guides: tuple[Guide, ...], wish: str) -> list[Guide]:
    """Those whose names hold every word of the wish."""
    words = wish.casefold().split()
    return [each for each in guides if all(word in f"{each.name} {each.name_en}".casefold() for word in words)]


def _page(text: str, code: int = 200) -> Response:
    headers = HEADERS | {"Cache-Control": "no-cache"}
    return Response(text, code, media_type="text/html; charset=utf-8", headers=headers)
