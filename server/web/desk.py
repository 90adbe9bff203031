"""The pages of staff: files only. What they show and do goes through the public API."""

from fastapi import APIRouter

from server.web.asset import asset_router

PAGES = (("/desk", "static/app/desk.html"), ("/office", "static/app/office.html"))
FOLDERS = (("/web/app", "static/app"), ("/web/vendor", "vendor"))


def desk_router() -> APIRouter:
    """No token is needed to read a page: it shows nothing before somebody has logged in."""
    return asset_router(PAGES, FOLDERS)
