"""A small real server for the display: the calls of the surface it uses, over HTTP and WebSocket, on loopback.

What happens is up to the test; what is asked of it is kept.
"""

import asyncio
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from starlette.websockets import WebSocketState

from server.vocab import Role, TicketState
from server.wire.box import BoxAnswer, BoxDevices
from server.wire.content import Content
from server.wire.device import HealthReport, Station, StationAnswer
from server.wire.event import Envelope, Snapshot, SnapshotBody
from server.wire.hall import Board, HallAnswer
from server.wire.shape import Wire
from server.wire.signature import SIGNATURE_HEADER, key_of, signature_of
from server.wire.ticket import CallAnswer, Evaluation, EvaluationAnswer, TicketAnswer
from tests.display.fakes import PATIENCE_S
from tests.display.words import AT, board, ticket

TOKEN = "token-of-the-box"
AFTER = {
    "recall": TicketState.CALLED,
    "finish": TicketState.FINISHED,
    "no-show": TicketState.NO_SHOW,
    "hold": TicketState.HELD,
    "transfer": TicketState.WAITING,
}
"""How a ticket is after each step; otherwise it is served."""


class StubHall:
    """One hall with its board; `tell` publishes a fact, `asked` holds each command as (path, body)."""

    def __init__(self, first: Board | None = None) -> None:
        self.board = first or board()
        self.asked: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
        self.health: queue.Queue[dict[str, dict[str, Any]]] = queue.Queue()
        """Each report about the devices, by their names."""
        self.refuse: dict[str, Any] | None = None
        self.devices = BoxDevices()
        """What it says the box has."""
        self.content: Content | None = None
        """What it has published."""
        self._answers = asyncio.Event()
        self._answers.set()
        self._listeners: set[WebSocket] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._joined = threading.Semaphore(0)
        self.app = self._made_app()

    def tell(self, kind: str, **body: object) -> None:
        """Publish a fact under the next rev; returns when it is on its way to every listener."""
        self.board = self.board.model_copy(update={"rev": self.board.rev + 1})
        envelope = Envelope.model_validate({"rev": self.board.rev, "type": kind, "at": AT, "body": body})
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self._publish(envelope.model_dump_json()), self._loop).result(PATIENCE_S)

    def freeze(self) -> None:
        """From now on it takes questions and answers none."""
        self._answers.clear()

    def thaw(self) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._answers.set)

    def wait_for_listener(self) -> None:
        assert self._joined.acquire(timeout=PATIENCE_S), "nobody listens"

    async def _publish(self, text: str) -> None:
        for listener in list(self._listeners):
            await listener.send_text(text)

    def _made_app(self) -> FastAPI:
        app = FastAPI()
        app.add_api_route("/api/v1/hall", self._hall)
        app.add_api_route("/api/v1/board", self._board)
        app.add_api_route("/api/v1/content", self._content)
        app.add_api_route("/api/v1/tickets/{ticket_id}/{step}", self._ticket_step, methods=["POST"])
        app.add_api_route("/api/v1/counters/{counter_id}/call-next", self._call_next, methods=["POST"])
        app.add_api_route("/api/v1/stations/me/devices", self._devices)
        app.add_api_route("/api/v1/devices/health", self._health, methods=["POST"])
        app.add_api_websocket_route("/api/v1/events", self._events)
        return app

    async def _hall(self, request: Request) -> Response:
        seen = self.board
        answer = HallAnswer(
            hall=seen.hall, services=[], counters=seen.counters, opening=seen.opening, green_reasons=[], rev=seen.rev
        )
        return self._answer(request, answer)

    async def _health(self, request: Request) -> Response:
        said = HealthReport.model_validate_json(await request.body())
        self.health.put({device.name: device.model_dump() for device in said.devices})
        return self._answer(request, StationAnswer(station=Station(id="s", name="box", role=Role.DISPLAY)))

    async def _devices(self, request: Request) -> Response:
        answer = BoxAnswer(devices=self.devices, is_set=self.devices != BoxDevices(), rev=self.board.rev)
        return self._answer(request, answer)

    async def _board(self, request: Request) -> Response:
        await self._answers.wait()
        return self._answer(request, self.board)

    async def _content(self, request: Request) -> Response:
        if self.content is None:
            return _problem(404, "not_found", "没有。")
        answer = self._answer(request, self.content)
        answer.headers[SIGNATURE_HEADER] = signature_of(key_of(TOKEN), bytes(answer.body))
        return answer

    async def _ticket_step(self, request: Request, ticket_id: int, step: str) -> Response:
        body = await self._keep(request)
        number = f"A{ticket_id:03d}"
        answer: Wire = TicketAnswer(ticket=ticket(number, AFTER.get(step, TicketState.SERVING)))
        if step == "evaluation":
            made = Evaluation(ticket_id=ticket_id, level=body["level"], channel=body["channel"], at=AT)
            answer = EvaluationAnswer(evaluation=made)
        return self._answer(request, answer)

    async def _call_next(self, request: Request, counter_id: int) -> Response:
        await self._keep(request)
        return self._answer(request, CallAnswer(ticket=ticket("A006", counter_number=counter_id - 10)))

    async def _keep(self, request: Request) -> dict[str, Any]:
        body: dict[str, Any] = await request.json()
        self.asked.put((request.url.path.removeprefix("/api/v1"), body))
        return body

    def _answer(self, request: Request, answer: Wire) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _problem(401, "unauthorized", "令牌不对。")
        if request.method == "POST" and self.refuse is not None:
            return _problem(**self.refuse)
        return Response(answer.model_dump_json(), media_type="application/json")

    async def _events(self, socket: WebSocket) -> None:
        await socket.accept()
        self._loop = asyncio.get_running_loop()
        first = Snapshot(rev=self.board.rev, at=AT, body=SnapshotBody(board=self.board))
        await socket.send_text(first.model_dump_json())
        self._listeners.add(socket)
        self._joined.release()
        try:
            while socket.client_state is WebSocketState.CONNECTED:
                await socket.receive_text()
        except WebSocketDisconnect:
            pass
        finally:
            self._listeners.discard(socket)


def _problem(status: int, code: str, detail: str) -> Response:
    text = f'{{"title":"no","status":{status},"code":"{code}","detail":"{detail}"}}'
    return Response(text, status_code=status, media_type="application/problem+json")


@contextmanager
def serving(hall: StubHall, tcp_port: int = 0) -> Iterator[int]:
    """The hall at work on a loopback port (a free one for 0), until the block ends: then it is gone for everyone."""
    config = uvicorn.Config(
        hall.app,
        host="127.0.0.1",
        port=tcp_port,
        log_config=None,  # it sets up the logging of the whole process, for every test after
        ws="websockets-sansio",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    up = threading.Event()
    started = server.startup

    async def startup(*arguments: Any, **more: Any) -> None:
        await started(*arguments, **more)
        up.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, name="stub-hall")
    thread.start()
    try:
        assert up.wait(PATIENCE_S), "the hall does not start"
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
