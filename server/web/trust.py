"""证书: how a computer comes to trust the hall's own certificate, and the certificate itself. Knows no system.

Public: whoever reads it learns nothing, and nobody needs a trusted connection to get one. The fingerprint is to be
compared with what the server's own console says, for this page may have come from somebody else.
"""

from html import escape
from importlib.resources import files

from fastapi import APIRouter, Response

from server.web.page import HEADERS

KIND = "application/x-x509-ca-cert"
"""What browsers and systems know as a certificate to install."""


def trust_router(hall: str, certificate: str, seen: str) -> APIRouter:
    """GET /trust and /ca.crt. `seen`: the certificate's fingerprint."""
    router = APIRouter(include_in_schema=False)
    folder = files("server.web").joinpath("static")
    style = folder.joinpath("trust.css").read_text("utf-8")
    pairs = seen.split(":")
    rows = "<br>".join(" ".join(pairs[first : first + 8]) for first in range(0, len(pairs), 8))
    page = folder.joinpath("trust.html").read_text("utf-8").replace("@hall@", escape(hall)).replace("@print@", rows)

    @router.get("/trust")
    async def trust() -> Response:
        return Response(page, media_type="text/html; charset=utf-8", headers=HEADERS | {"Cache-Control": "no-cache"})

    @router.get("/web/trust.css")
    async def trust_style() -> Response:
        return Response(style, media_type="text/css; charset=utf-8", headers=HEADERS | {"Cache-Control": "no-cache"})

    @router.get("/ca.crt")
    async def authority() -> Response:
        named = {"Content-Disposition": 'attachment; filename="bianmin-ca.crt"', "Cache-Control": "no-cache"}
        return Response(certificate, media_type=KIND, headers=HEADERS | named)

    return router
