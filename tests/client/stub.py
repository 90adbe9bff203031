"""A small real server that speaks the wire: tickets by request_id, slips, events as scripted; and a door that cuts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket
from pydantic import TypeAdapter
from starlette.websockets import WebSocketDisconnect

from server.vocab import CounterState, SlipState, TicketState
from server.wire import hall as wh
from server.wire import request as wr
from server.wire.problem import MEDIA_TYPE, Problem
from server.wire.ticket import Estimate, Ticket, TicketAnswer

TOKEN = "token-nobody-may-log"
AT = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # 09:30 in Shanghai


def service(
    service_id: str = "general", name: str = "综合受理", name_en: str = "General Services", **other: Any
) -> wh.Service:
    fields = {"prefix": "A", "offered": True, "bookable": False, "remaining": None, "waiting": 3, "items": 1}
    estimate = Estimate(p50_minutes=12.4, p90_minutes=25.2)
    return wh.Service(id=service_id, name=name, name_en=name_en, **{"estimate": estimate, **fields, **other})


def counter(number: int, *, zone: str = "窗口服务区", services: tuple[str, ...] = ("general",)) -> wh.Counter:
    name = f"{number}号窗口"
    return wh.Counter(
        id=number, number=number, name=name, name_en="", zone=zone, state=CounterState.OPEN, services=list(services)
    )


def hall_answer(hall_id: str = "demo", **other: Any) -> wh.HallAnswer:
    hall = wh.Hall(
        id=hall_id,
        name="示例镇便民服务中心",
        name_en="Demo Town Public Service Center",
        phone="0000-1234567",
        booking_phone="0000-7654321",
        timezone="Asia/Shanghai",
        business_day="2026-11-24",
    )
    opening = wh.Opening(is_open=True, day="working", spans=[wh.Span(start="08:30", end="17:30")])
    parts: dict[str, Any] = {
        "hall": hall,
        "services": [service(), service("civil-affairs", "民政救济", "Civil Affairs", prefix="B")],
        "counters": [counter(1), counter(2), counter(3), counter(5), counter(4, services=("civil-affairs",))],
        "opening": opening,
        "green_reasons": [
            wh.GreenReason(code="elderly", name="老", name_en="elderly"),
            wh.GreenReason(code="pregnant", name="孕", name_en="pregnant"),
        ],
        "evaluation_reasons": [
            wh.EvaluationReason(code="too_long", name="等候过久", name_en="Waited too long"),
            wh.EvaluationReason(code="attitude", name="服务态度不好", name_en="Unfriendly service"),
        ],
        "rev": 7,
    }
    return wh.HallAnswer(**parts | other)


def board(hall_id: str = "demo", rev: int = 7) -> dict[str, Any]:
    answer = hall_answer(hall_id)
    shown = wh.Board(hall=answer.hall, calls=[], waiting=[], counters=answer.counters, opening=answer.opening, rev=rev)
    return shown.model_dump(mode="json")


def snapshot(rev: int, hall_id: str = "demo") -> dict[str, Any]:
    body = {"board": board(hall_id, rev), "tickets": []}
    return {"v": 1, "rev": rev, "type": "snapshot", "at": "2026-11-24T01:30:00Z", "body": body}


def fact(rev: int, kind: str = "ticket_called") -> dict[str, Any]:
    return {"v": 1, "rev": rev, "type": kind, "at": "2026-11-24T01:30:00Z", "body": {"ticket_id": 1}}


def ticket(ticket_id: int = 12, **other: Any) -> Ticket:
    fields: dict[str, Any] = {
        "number": f"A{ticket_id:03d}",
        "service_id": "general",
        "services": ["general"],
        "state": TicketState.WAITING,
        "slip": SlipState.PENDING,
        "issued_at": AT,
        "base_at": AT,
        "ahead": 3,
        "estimate": Estimate(p50_minutes=12.4, p90_minutes=25.2),
        "secret": "s3cret",
    }
    return Ticket(id=ticket_id, **fields | other)


@dataclass
class StubHall:
    """What it was asked, and what it shall answer: `faults` are statuses for the next commands, `refusal` a no;
    `streams` are the messages of the next WebSocket connections, then the connection is held open."""

    hall_id: str = "demo"
    base_url: str = ""
    faults: list[int] = field(default_factory=list)
    refusal: tuple[int, str, str] | None = None
    streams: list[list[dict[str, Any]]] = field(default_factory=list)
    token: str = TOKEN
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    listened: list[str | None] = field(default_factory=list)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    hall: wh.HallAnswer | None = None

    @property
    def commands(self) -> list[tuple[str, str | None]]:
        return [each for each in self.asked if each[1] is not None]

    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_api_route("/api/v1/hall", self.see_hall)
        app.add_api_route("/api/v1/items", lambda: {"items": []})
        app.add_api_route("/api/v1/tickets", self.issue, methods=["POST"])
        app.add_api_route("/api/v1/tickets/{ticket_id}", self.see_ticket)
        app.add_api_route("/api/v1/tickets/{ticket_id}/slip", self.settle, methods=["POST"])
        app.add_api_route("/api/v1/tickets/{ticket_id}/cancel", self.cancel, methods=["POST"])
        app.add_api_websocket_route("/api/v1/events", self.events)
        return app

    async def see_hall(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return problem(401, "unauthorized", "令牌无效。")
        return answered(self.hall or hall_answer(self.hall_id))

    async def issue(self, body: wr.IssueTicket) -> Response:
        if (no := self._fault("/tickets", body)) is not None:
            return no
        wish = str(body.request_id)
        again = wish in self.tickets
        if not again:
            self.tickets[wish] = ticket(len(self.tickets) + 12, service_id=body.service_id, language=body.language)
        return answered(TicketAnswer(ticket=self.tickets[wish]), 200 if again else 201)

    async def see_ticket(self, ticket_id: int) -> Response:
        return answered(TicketAnswer(ticket=self._one(ticket_id)))

    async def settle(self, ticket_id: int, body: wr.SettleSlip) -> Response:
        slip = SlipState.PRINTED if body.printed else SlipState.FAILED
        return self._fault(f"/{ticket_id}/slip", body) or self._change(ticket_id, slip=slip)

    async def cancel(self, ticket_id: int, body: wr.Wish) -> Response:
        return self._fault(f"/{ticket_id}/cancel", body) or self._change(ticket_id, state=TicketState.CANCELLED)

    async def events(self, websocket: WebSocket) -> None:
        self.listened.append(websocket.query_params.get("since"))
        await websocket.accept()
        script = self.streams.pop(0) if self.streams else []
        for message in script:
            await websocket.send_json(message)
        try:
            while not self.streams:
                await websocket.receive_text()
        except WebSocketDisconnect:
            return
        await websocket.close()

    def _fault(self, path: str, body: wr.Wish) -> Response | None:
        self.asked.append((path, str(body.request_id)))
        if self.faults:
            return problem(self.faults.pop(0), "service_failed", "稍后再试。")
        return problem(*self.refusal) if self.refusal is not None else None

    def _one(self, ticket_id: int) -> Ticket:
        return next(each for each in self.tickets.values() if each.id == ticket_id)

    def _change(self, ticket_id: int, **changed: Any) -> Response:
        key = next(key for key, each in self.tickets.items() if each.id == ticket_id)
        self.tickets[key] = self.tickets[key].model_copy(update=changed)
        return answered(TicketAnswer(ticket=self.tickets[key]))


def answered(model: Any, status: int = 200) -> Response:
    text = TypeAdapter(type(model)).dump_json(model, by_alias=True)
    return Response(text, status_code=status, media_type="application/json")


def problem(status: int, code: str, detail: str) -> Response:
    body = Problem(title="", status=status, code=code, detail=detail).model_dump_json()
    return Response(body, status_code=status, media_type=MEDIA_TYPE)


@contextmanager
def running(stub: StubHall, tcp_port: int = 0) -> Iterator[StubHall]:
    """The stub on a thread of its own; its socket listens before this returns."""
    listener = socket.create_server(("127.0.0.1", tcp_port))
    stub.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(stub.app(), log_config=None, lifespan="off", ws="websockets-sansio")
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="stub hall")
    thread.start()
    try:
        yield stub
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
