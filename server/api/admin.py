"""Calls of managers: tokens, staff, the set-up, alarms, the end of the day."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from server.api import reply
from server.api.door import ADMINS, LEADERS, PREFIX, Door
from server.domain import command as c
from server.domain import command_admin as ca
from server.domain.command import Actor
from server.service import setup
from server.service.alarm import Alarms
from server.service.hall import HallService
from server.service.hallfile import drafts_of, dump_toml, load_toml
from server.service.parameters import parameters_of
from server.vocab import CounterId
from server.wire import admin as wa
from server.wire import request as wr


def admin_router(service: HallService, door: Door, alarms: Alarms) -> APIRouter:
    """What supervisors and administrators do."""
    router = APIRouter(prefix=PREFIX, tags=["admin"])
    _add_tokens(router, service, door)
    _add_staff(router, service, door)
    _add_set_up(router, service, door)
    _add_policy(router, service, door)
    _add_alarms(router, door, alarms)
    return router


def _add_tokens(router: APIRouter, service: HallService, door: Door) -> None:
    @router.post("/tokens", responses=reply.docs(wa.TokenAnswer, 404, 409, created_too=True), status_code=201)
    async def issue_token(body: wr.IssueToken, actor: Annotated[Actor, Depends(door.allow(ADMINS))]) -> Response:
        """A token for a station or a person; its secret is shown this once."""
        counter_id = CounterId(body.counter_id) if body.counter_id else None
        done, secret = await setup.issue_token(
            service, actor, body.request_id.hex, role=body.role, name=body.name, counter_id=counter_id
        )
        token = wa.TokenAnswer.model_validate_json(done.text).model_copy(update={"secret": secret})
        return reply.json(token.model_dump_json(), 200 if done.again else 201)

    @router.get("/tokens", responses=reply.docs(wa.TokensAnswer), dependencies=[Depends(door.allow(ADMINS))])
    async def list_tokens() -> Response:
        """All tokens in force, without their secrets."""
        await service.settled()
        tokens = [
            wa.Token(id=each.id, role=each.role, name=each.name, counter_id=each.counter_id)
            for each in service.hall.doors.tokens.values()
        ]
        return reply.model(wa.TokensAnswer(tokens=tokens))

    @router.post("/tokens/{token_id}/revoke", responses=reply.docs(None, 404, 409), status_code=204)
    async def revoke_token(
        token_id: Annotated[str, Path(pattern="^[0-9a-f]{8,64}$")],
        body: wr.RevokeToken,
        actor: Annotated[Actor, Depends(door.allow(ADMINS))],
    ) -> Response:
        """Take a token back; its connections end at once."""
        await service.do(ca.RevokeToken(token_id=token_id), actor, body.request_id.hex)
        return Response(status_code=204)


def _add_staff(router: APIRouter, service: HallService, door: Door) -> None:
    @router.get("/staff", responses=reply.docs(wa.StaffAnswer), dependencies=[Depends(door.allow(ADMINS))])
    async def list_staff() -> Response:
        """Who may log in."""
        await service.settled()
        staff = [
            wa.Staff(name=each.name, role=each.role, counters=list(each.counters))
            for each in service.hall.doors.staff.values()
        ]
        return reply.model(wa.StaffAnswer(staff=staff))

    @router.post("/staff", responses=reply.docs(None, 404, 409), status_code=204)
    async def set_staff(body: wr.SetStaff, actor: Annotated[Actor, Depends(door.allow(ADMINS))]) -> Response:
        """Add a member of staff or change one; their sessions end."""
        await setup.set_staff(
            service,
            actor,
            body.request_id.hex,
            name=body.name,
            role=body.role,
            password=body.password,
            counters=tuple(map(CounterId, body.counters)),
        )
        return Response(status_code=204)

    @router.post("/staff/remove", responses=reply.docs(None, 404, 409), status_code=204)
    async def remove_staff(body: wr.RemoveStaff, actor: Annotated[Actor, Depends(door.allow(ADMINS))]) -> Response:
        """Remove a member of staff; their sessions end."""
        await service.do(ca.RemoveStaff(name=body.name), actor, body.request_id.hex)
        return Response(status_code=204)


def _add_set_up(router: APIRouter, service: HallService, door: Door) -> None:
    @router.get("/set-up", responses=reply.docs(wa.HallFile), dependencies=[Depends(door.allow(LEADERS))])
    async def export_hall() -> Response:
        """The whole set-up as a TOML hall file."""
        await service.settled()
        return reply.model(wa.HallFile(toml=dump_toml(service.hall.catalogue)))

    @router.post("/set-up", responses=reply.docs(None, 409), status_code=204)
    async def import_hall(body: wr.ImportHall, actor: Annotated[Actor, Depends(door.allow(ADMINS))]) -> Response:
        """Replace the set-up by a hall file; every problem is listed with its place, and then nothing is imported."""
        catalogue = await asyncio.to_thread(load_toml, body.toml)  # a second for a large file
        await setup.import_catalogue(service, actor, body.request_id.hex, catalogue)
        return Response(status_code=204)

    @router.post("/day/end", responses=reply.docs(None, 409), status_code=204)
    async def end_day(body: wr.Wish, actor: Annotated[Actor, Depends(door.allow(LEADERS))]) -> Response:
        """日终: close all that still waits as 未办理."""
        await service.do(c.EndDay(), actor, body.request_id.hex)
        return Response(status_code=204)


def _add_policy(router: APIRouter, service: HallService, door: Door) -> None:
    leaders = [Depends(door.allow(LEADERS))]

    @router.get("/policy", responses=reply.docs(wa.PolicyAnswer), dependencies=leaders)
    async def see_policy() -> Response:
        """参数: every rule the hall may set, what it is set to and what it means. The hall file changes them."""
        await service.settled()
        return reply.model(wa.PolicyAnswer(parameters=parameters_of(service.hall.catalogue.policy)))

    @router.get("/set-up/drafts", responses=reply.docs(wa.DraftsAnswer), dependencies=leaders)
    async def see_drafts() -> Response:
        """Items whose guides are not complete and which are not offered, each with what is missing."""
        await service.settled()
        return reply.model(wa.DraftsAnswer(drafts=drafts_of(service.hall.catalogue)))


def _add_alarms(router: APIRouter, door: Door, alarms: Alarms) -> None:
    leaders = [Depends(door.allow(LEADERS))]

    @router.get("/alarms", responses=reply.docs(wa.AlarmsAnswer), dependencies=leaders)
    async def see_alarms() -> Response:
        """What a manager must see now."""
        found = [wa.Alarm(code=each.code, detail=each.detail, since=each.since) for each in alarms.all()]
        return reply.model(wa.AlarmsAnswer(alarms=found))
