"""What an operator does from the command line, the same on a running and on a stopped hall."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from server.domain.box import EMPTY_BOX
from server.domain.command import Actor
from server.domain.command_admin import FitBox, RevokeToken
from server.domain.errors import NotFound
from server.domain.hall import Hall
from server.service import setup
from server.service.box import read_toml, to_box, to_devices, to_toml
from server.service.hall import HallService
from server.service.hallfile import dump_toml, load_toml
from server.service.pairing import Pairings
from server.vocab import CounterId, Role

CONSOLE = Actor(role=Role.ADMIN, name="console")
"""Whoever may read the data directory."""

Request = Mapping[str, Any]
"""JSON of the command line's own making."""


async def operate(service: HallService, request: Request) -> dict[str, Any]:
    """Carry out one request, `{"do": …}`. Raises Refusal or HallfileError."""
    work = _WORK.get(str(request.get("do")))
    if work is None:
        raise NotFound("unknown_request", "不认识的操作。")
    return await work(service, request)


async def pair(pairings: Pairings, request: Request) -> dict[str, Any]:
    """Accept the station that shows a code; only a running hall knows one. Raises Refusal."""
    number = request.get("counter")
    counter_id = _counter(pairings.service.hall, int(number)) if number is not None else None
    name, code = str(request.get("name") or ""), str(request["code"])
    await pairings.accept(code, CONSOLE, secrets.token_hex(16), name=name, counter_id=counter_id)
    return {}


async def _token(service: HallService, request: Request) -> dict[str, Any]:
    number = request.get("counter")
    counter_id = _counter(service.hall, int(number)) if number is not None else None
    _, secret = await setup.issue_token(
        service,
        CONSOLE,
        secrets.token_hex(16),
        role=Role(request["role"]),
        name=str(request.get("name") or ""),
        counter_id=counter_id,
    )
    return {"secret": secret}


def _counter(hall: Hall, number: int) -> CounterId:
    """Operators speak of counters by their number."""
    for counter in hall.counters.values():
        if counter.number == number:
            return counter.id
    raise NotFound("unknown_counter", f"没有 {number} 号窗口。")


async def _tokens(service: HallService, _: Request) -> dict[str, Any]:
    hall = service.hall
    numbers = {counter.id: counter.number for counter in hall.counters.values()}
    tokens = [
        {
            "id": each.id,
            "role": each.role,
            "name": each.name,
            "counter": numbers.get(each.counter_id) if each.counter_id is not None else None,
        }
        for each in hall.doors.tokens.values()
    ]
    return {"tokens": tokens}


async def _revoke(service: HallService, request: Request) -> dict[str, Any]:
    await service.do(RevokeToken(token_id=str(request["id"])), CONSOLE, secrets.token_hex(16))
    return {}


async def _staff(service: HallService, request: Request) -> dict[str, Any]:
    counters = tuple(_counter(service.hall, int(number)) for number in request.get("counters") or ())
    await setup.set_staff(
        service,
        CONSOLE,
        secrets.token_hex(16),
        name=str(request["name"]),
        role=Role(request["role"]),
        password=str(request["password"]),
        counters=counters,
    )
    return {}


async def _devices(service: HallService, request: Request) -> dict[str, Any]:
    """The boxes; of one `station` (its id or name) the devices as TOML, set to `toml` if that is given."""
    boxes = [token for token in service.hall.doors.tokens.values() if token.role is Role.DISPLAY]
    wanted = request.get("station")
    if wanted is None:
        return {
            "boxes": [{"id": each.id, "name": each.name, "is_set": each.id in service.hall.boxes} for each in boxes]
        }
    found = [each.id for each in boxes if wanted in (each.id, each.name)]
    if len(found) != 1:
        raise NotFound("unknown_station", f"没有或不止一台叫「{wanted}」的显示终端，请用编号。")
    if request.get("toml") is not None:
        box = to_box(read_toml(str(request["toml"])))
        await service.do(FitBox(station=found[0], box=box), CONSOLE, secrets.token_hex(16))
    return {"toml": to_toml(to_devices(service.hall.boxes.get(found[0], EMPTY_BOX)))}


async def _import(service: HallService, request: Request) -> dict[str, Any]:
    catalogue = await asyncio.to_thread(load_toml, str(request["toml"]))  # a second for a large file
    await setup.import_catalogue(service, CONSOLE, secrets.token_hex(16), catalogue)
    return {"services": len(catalogue.services), "counters": len(catalogue.counters), "items": len(catalogue.items)}


async def _export(service: HallService, _: Request) -> dict[str, Any]:
    return {"toml": dump_toml(service.hall.catalogue)}


_WORK: Mapping[str, Callable[[HallService, Request], Awaitable[dict[str, Any]]]] = {
    "token": _token,
    "tokens": _tokens,
    "revoke": _revoke,
    "staff": _staff,
    "devices": _devices,
    "import": _import,
    "export": _export,
}
