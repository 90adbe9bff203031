"""docs/wire.md: every call, message, event and refusal code, from the application that would answer them."""

import asyncio
import inspect
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute

from server.api.app import create_app
from server.api.door import PREFIX
from server.bootstrap import build_parts, open_hall_store, running_service
from server.config import ServerConfig
from server.vocab import Role
from server.wire.example_event import EVENTS
from server.wire.ticket import STAFF_ONLY
from tools.docs_schema import body_of, link_to, models_in
from tools.docs_table import GENERATED, table

Json = dict[str, Any]
"""Any part of an OpenAPI document."""
REFUSALS = frozenset({"401", "403", "404", "409", "413", "422", "426", "429", "503"})
EVERY = frozenset({"401", "403", "422", "503"})
"""Refusals every call may give; they are said once."""

ABOUT = f"""HTTP and WebSocket under `{PREFIX}`, JSON in UTF-8; for programs the same stands at `/openapi.json`. Callers
show a bearer token (`Authorization: Bearer …`) or a session cookie. Times are UTC (`2026-11-24T01:30:00Z`). Readers
ignore fields they do not know.

- **Commands carry a `request_id`**, a UUID of the sender's choice. The same wish sent again with the same id is one
  deed with one answer, 200 instead of 201 where something was made. Ids are remembered for the present business day
  and the one before; an id that was used for another command is refused with `request_id_reused`.
- **Refusals** are `application/problem+json` (RFC 9457) with a stable `code`; switch on the code, never on text. Any
  call may answer 401 (no token), 403 (no right), 422 (malformed) or 503 (the log cannot be written; the server
  restarts, send again with the same id).
- **A token or a clerk may be bound to counters**; at others every step is refused with `not_your_counter`."""

EVENT_TEXT = """`GET /events` is a WebSocket. The first message is a snapshot ([Snapshot](#snapshot)), then comes one
message for each fact ([Envelope](#envelope)) with a `rev` one higher than the last. A gap in `rev` means: connect
again, never guess. With `since` (the last rev the listener has) it goes on from there if the server still has those
facts at hand, otherwise with a snapshot. Facts about staff and tokens come as type `skipped`, so that no gap shows. A
listener that cannot keep up, or whose token is revoked, is closed with 4408. Kiosks and displays are not sent
{hidden} of a ticket, nor an evaluation's reasons, comment and clerk."""


def page(problems: str) -> str:
    """The whole page; `problems` is the table of codes."""
    app, document = asyncio.run(_described())
    schemas: Json = document["components"]["schemas"]
    calls = list(_calls(app, document))
    hidden = ", ".join(f"`{name}`" for name in sorted(STAFF_ONLY))
    return "\n\n".join([
        "# The wire",
        GENERATED,
        ABOUT,
        "## Calls",
        table(("call", "who", "body", "answer", "refusals", "what"), calls),
        "`who`: the roles that may call; *ticket* is the holder of a ticket's own secret.",
        "## Events",
        EVENT_TEXT.format(hidden=hidden),
        table(("type", "body"), ((f"`{kind}`", _parts(each)) for kind, each in EVENTS.items())),
        "## Codes",
        "`…` stands for what is filled in. Sentences are for people and may change; codes do not.",
        problems,
        "## Messages",
        *(_message(name, schemas[name]) for name in models_in(schemas)),
    ]) + "\n"  # fmt: skip


async def _described() -> tuple[FastAPI, Json]:
    """The application of an empty hall, and what it says about itself."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_hall_store(Path(folder) / "hall", ServerConfig(), create=True)
        async with running_service(store) as service:
            app = create_app(build_parts(service, b"key", Path(folder)))
            return app, app.openapi()


def _calls(app: FastAPI, document: Json) -> Iterator[tuple[str, ...]]:
    roles = _guards(app)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            call = (method.upper(), path)
            yield (
                f"`{call[0]} {path.removeprefix(PREFIX)}`",
                roles[call],
                _sent(operation),
                ", ".join(_answers(operation)),
                " ".join(sorted(REFUSALS & set(operation["responses"]) - EVERY)),
                _first(operation.get("description") or operation.get("summary", "")),
            )


def _guards(app: FastAPI) -> dict[tuple[str, str], str]:
    """Who may make each call, by method and path. The stream is documented as a GET and guarded as a WebSocket."""
    found: dict[tuple[str, str], str] = {}
    for route in app.routes:
        if isinstance(route, APIWebSocketRoute):
            found["GET", route.path] = _who(route.dependant)
        elif isinstance(route, APIRoute):
            for method in route.methods or ():
                found.setdefault((method, route.path), _who(route.dependant))
    return found


def _who(dependant: Dependant) -> str:
    held = [_held_by(each.call) for each in dependant.dependencies if each.call is not None]
    roles = next((value for values in held for value in values if isinstance(value, frozenset)), None)
    if roles is None:
        return "anybody"
    named = "any token" if roles == frozenset(Role) else ", ".join(role for role in Role if role in roles)
    # Only a guard that knows the key can tell a ticket's own secret.
    return f"{named}, *ticket*" if any(isinstance(value, bytes) for values in held for value in values) else named


def _held_by(guard: Callable[..., object]) -> list[object]:
    """What a guard was made with: its roles (`Door.allow`), and what a guard around it adds."""
    held = list(inspect.getclosurevars(guard).nonlocals.values())
    return held + [each for value in held if inspect.isfunction(value) for each in _held_by(value)]


def _sent(operation: Json) -> str:
    """The body's model, a file, or the parameters of a query."""
    content = operation.get("requestBody", {}).get("content", {})
    models = [link_to(each["schema"]["$ref"]) if "$ref" in each["schema"] else "a file" for each in content.values()]
    asked = [each for each in operation.get("parameters", ()) if each["in"] == "query"]
    query = [f"`?{each['name']}`" if each.get("required") else f"`?{each['name']}` *" for each in asked]
    return ", ".join([*models, *query])


def _answers(operation: Json) -> Iterator[str]:
    for status, response in operation["responses"].items():
        if status in REFUSALS or not status.startswith(("1", "2")):
            continue
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        yield f"{status} {link_to(schema['$ref'])}" if "$ref" in schema else status


def _parts(envelope: Mapping[str, Any]) -> str:
    return ", ".join(f"`{part}`" for part in envelope["body"]) or "empty"


def _first(text: str) -> str:
    return text.partition("\n\n")[0]


def _message(name: str, schema: Json) -> str:
    parts = [f"### {name}", _first(schema.get("description", "")), body_of(schema)]
    return "\n\n".join(part for part in parts if part)
