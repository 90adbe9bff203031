"""The fixed pages of this server: a sign of life for technicians, and the ticket page behind the slip's QR code.

Static files only; what they show comes from the public API. No script stands in a page, no request leaves the hall.
"""

from importlib.resources import files

from fastapi import APIRouter, Response

TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def page_router() -> APIRouter:
    """Pages need no token: the ticket page's secret never leaves the phone but as a bearer of its API calls."""
    router = APIRouter(include_in_schema=False)
    for path, name in (
        ("/", "home.html"),
        ("/t/{ticket_id}", "ticket.html"),
        ("/web/page.css", "page.css"),
        ("/web/ticket.css", "ticket.css"),
        ("/web/ticket.js", "ticket.js"),
    ):
        _add(router, path, name)
    return router


def _add(router: APIRouter, path: str, name: str) -> None:
    text = files("server.web").joinpath("static", name).read_text("utf-8")
    kind = f"{TYPES[name.rpartition('.')[2]]}; charset=utf-8"

    async def page() -> Response:
        return Response(text, media_type=kind, headers=HEADERS)

    router.add_api_route(path, page, methods=["GET"])
