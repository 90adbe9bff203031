"""The hall's commands and questions as calls with typed answers. Knows the wire, not what a station does with it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar
from uuid import UUID

from server.client.copy import ContentCopy, asked_again, media_in, next_copy
from server.client.errors import Unreachable, WrongHall
from server.client.line import Line, patiently
from server.client.trust import trusting
from server.vocab import Channel, Level, TicketClass, TicketState
from server.wire import request as wish
from server.wire.admin import CheckInAnswer
from server.wire.box import BoxAnswer
from server.wire.device import DeviceNow, HealthReport, StationAnswer
from server.wire.hall import Board, CounterAnswer, HallAnswer, ItemsAnswer
from server.wire.kiosk import HandIn, HandInAnswer, KioskAnswer, LookUp, MyTicket, OfflineTicket
from server.wire.shape import Wire
from server.wire.ticket import CallAnswer, EvaluationAnswer, ExplanationAnswer, TicketAnswer, TicketsAnswer

Answer = TypeVar("Answer", bound=Wire)
T = TypeVar("T")


class HallClient:
    """A station's way to its hall. `hall_id` is the hall it is paired with: another one is never talked to.

    Every call may raise Unreachable, Refused, WrongHall or BadAnswer. A command is repeated with the same request_id
    for `budget_s` seconds while the server is away; a question is asked once. One event loop; close with `aclose`.
    Over https, `ca` is the certificate (PEM) of the hall; without one it has to be one this machine trusts.
    """

    def __init__(
        self, base_url: str, token: str, *, hall_id: str | None = None, budget_s: float = 10.0, ca: str | None = None
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.token = token
        self.hall_id = hall_id
        self.tls = trusting(ca) if self.base_url.startswith("https:") else None
        self._line = Line(self.base_url, token, self.tls)
        self._budget_s = budget_s
        self._known = hall_id is None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._line.aclose()

    def require_hall(self, found: str) -> None:
        """Raise WrongHall when `found` is not the hall this client is paired with."""
        if self.hall_id is not None and found != self.hall_id:
            self._known = False
            raise WrongHall(self.hall_id, found)

    async def get_hall(self) -> HallAnswer:
        answer = await self._line.get("/hall", HallAnswer)
        self.require_hall(answer.hall.id)
        self._known = True
        return answer

    async def items(self) -> ItemsAnswer:
        return await self._ask("/items", ItemsAnswer)

    async def content(self, kept: ContentCopy | None = None) -> ContentCopy:
        """公示内容 with its signature; `kept` itself when nothing has changed since."""
        path = "/content"
        found = await self._watched(lambda: self._line.fetch(path, asked_again(kept, self.token)))
        return next_copy(path, found, kept, self.token)

    async def media(self, name: str) -> bytes:
        """A picture or video the content names; BadAnswer when it is not what its name says."""
        path = f"/media/{name}"
        return media_in(path, name, await self._watched(lambda: self._line.fetch(path)))

    async def board(self) -> Board:
        return await self._ask("/board", Board)

    async def ticket(self, ticket_id: int) -> TicketAnswer:
        return await self._ask(f"/tickets/{ticket_id}", TicketAnswer)

    async def tickets(
        self, *, state: TicketState | None = None, service_id: str | None = None, counter_id: int | None = None
    ) -> TicketsAnswer:
        wanted = {"state": state, "service_id": service_id, "counter_id": counter_id}
        return await self._ask("/tickets", TicketsAnswer, _query(wanted))

    async def preview(self, counter_id: int, *, n: int = 10) -> TicketsAnswer:
        """The next `n` tickets for a counter, each with its reason."""
        return await self._ask("/queue/preview", TicketsAnswer, _query({"counter_id": counter_id, "n": n}))

    async def issue(
        self,
        service_id: str,
        *,
        request_id: UUID,
        ticket_class: TicketClass = TicketClass.ORDINARY,
        class_reason: str | None = None,
        item_id: str | None = None,
        slip: str = "none",
        language: str = "zh",
    ) -> TicketAnswer:
        """取号. The answer holds the ticket's secret."""
        wanted = wish.IssueTicket(
            request_id=request_id,
            service_id=service_id,
            ticket_class=ticket_class,
            class_reason=class_reason,
            item_id=item_id,
            slip=slip,
            language=language,
        )
        return await self._tell("/tickets", wanted, TicketAnswer)

    async def check_in(self, code: str, *, request_id: UUID, slip: str = "none", language: str = "zh") -> CheckInAnswer:
        """签到取号: a booking becomes a ticket."""
        wanted = wish.CheckIn(request_id=request_id, code=code, slip=slip, language=language)
        return await self._tell("/bookings/check-in", wanted, CheckInAnswer)

    async def settle_slip(
        self, ticket_id: int, *, request_id: UUID, printed: bool, detail: str | None = None
    ) -> TicketAnswer:
        wanted = wish.SettleSlip(request_id=request_id, printed=printed, detail=detail)
        return await self._tell(f"/tickets/{ticket_id}/slip", wanted, TicketAnswer)

    async def cancel(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer:
        return await self._step(ticket_id, "cancel", request_id)

    async def reinstate(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer:
        return await self._step(ticket_id, "reinstate", request_id)

    async def hand_in(self, clock: datetime, tickets: Sequence[OfflineTicket]) -> HandInAnswer:
        """断网号票补交; `clock` is the kiosk's own. Every ticket is taken once, however often it is sent."""
        return await self._tell("/tickets/hand-in", HandIn(clock=clock, tickets=tuple(tickets)), HandInAnswer)

    async def look_up(self, code: str) -> MyTicket:
        """我的号票: the ticket a slip speaks of, by its QR code's text or its number and short code."""
        return await self._watched(lambda: self._line.post("/tickets/look-up", LookUp(code=code), MyTicket))

    async def report_health(self, devices: Sequence[DeviceNow]) -> StationAnswer:
        """How the station's devices are; asked once, for the next report comes soon."""
        report = HealthReport(devices=tuple(devices))
        return await self._watched(lambda: self._line.post("/devices/health", report, StationAnswer))

    async def kiosk(self) -> KioskAnswer:
        """The kiosk that asks, as the hall knows it."""
        return await self._ask("/kiosks/me", KioskAnswer)

    async def my_devices(self) -> BoxAnswer:
        """What hangs on the display box that asks, as the hall knows it."""
        return await self._ask("/stations/me/devices", BoxAnswer)

    async def call_help(self, *, request_id: UUID) -> KioskAnswer:
        """请人帮办: somebody at this kiosk needs a hand. Called again before anybody has come, it is one call."""
        return await self._tell("/kiosks/me/help", wish.Wish(request_id=request_id), KioskAnswer)

    async def recall(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer:
        return await self._step(ticket_id, "recall", request_id)

    async def start(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer:
        return await self._step(ticket_id, "start", request_id)

    async def finish(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer:
        return await self._step(ticket_id, "finish", request_id)

    async def no_show(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer:
        return await self._step(ticket_id, "no-show", request_id)

    async def resume(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer:
        return await self._step(ticket_id, "resume", request_id)

    async def hold(
        self, ticket_id: int, *, request_id: UUID, reason: str = "", minutes: int | None = None
    ) -> TicketAnswer:
        wanted = wish.Hold(request_id=request_id, reason=reason, minutes=minutes)
        return await self._tell(f"/tickets/{ticket_id}/hold", wanted, TicketAnswer)

    async def transfer(
        self,
        ticket_id: int,
        *,
        request_id: UUID,
        service_id: str | None = None,
        counter_id: int | None = None,
        note: str | None = None,
    ) -> TicketAnswer:
        wanted = wish.Transfer(request_id=request_id, service_id=service_id, counter_id=counter_id, note=note)
        return await self._tell(f"/tickets/{ticket_id}/transfer", wanted, TicketAnswer)

    async def evaluate(
        self,
        ticket_id: int,
        *,
        request_id: UUID,
        level: Level,
        channel: Channel,
        reasons: tuple[str, ...] = (),
        comment: str | None = None,
    ) -> EvaluationAnswer:
        wanted = wish.Evaluate(request_id=request_id, level=level, channel=channel, reasons=reasons, comment=comment)
        return await self._tell(f"/tickets/{ticket_id}/evaluation", wanted, EvaluationAnswer)

    async def explain(self, ticket_id: int, *, request_id: UUID, reasons: tuple[str, ...]) -> ExplanationAnswer:
        """The reason of a bad level that was pressed without one."""
        wanted = wish.Explain(request_id=request_id, reasons=reasons)
        return await self._tell(f"/tickets/{ticket_id}/evaluation/reasons", wanted, ExplanationAnswer)

    async def call_next(self, counter_id: int, *, request_id: UUID) -> CallAnswer:
        return await self._tell(f"/counters/{counter_id}/call-next", wish.Wish(request_id=request_id), CallAnswer)

    async def call(self, counter_id: int, ticket_id: int, *, request_id: UUID) -> CallAnswer:
        wanted = wish.CallTicket(request_id=request_id, ticket_id=ticket_id)
        return await self._tell(f"/counters/{counter_id}/call", wanted, CallAnswer)

    async def open_counter(self, counter_id: int, *, request_id: UUID, post: str = "A") -> CounterAnswer:
        wanted = wish.OpenCounter(request_id=request_id, post=post)
        return await self._tell(f"/counters/{counter_id}/open", wanted, CounterAnswer)

    async def pause_counter(
        self, counter_id: int, *, request_id: UUID, reason: str = "", contact: str = "", back_at: datetime | None = None
    ) -> CounterAnswer:
        wanted = wish.PauseCounter(request_id=request_id, reason=reason, contact=contact, back_at=back_at)
        return await self._tell(f"/counters/{counter_id}/pause", wanted, CounterAnswer)

    async def close_counter(self, counter_id: int, *, request_id: UUID) -> CounterAnswer:
        return await self._tell(f"/counters/{counter_id}/close", wish.Wish(request_id=request_id), CounterAnswer)

    async def _step(self, ticket_id: int, step: str, request_id: UUID) -> TicketAnswer:
        return await self._tell(f"/tickets/{ticket_id}/{step}", wish.Wish(request_id=request_id), TicketAnswer)

    async def _ask(self, path: str, answer: type[Answer], query: dict[str, str] | None = None) -> Answer:
        return await self._watched(lambda: self._line.get(path, answer, query))

    async def _tell(self, path: str, wanted: Wire, answer: type[Answer]) -> Answer:
        return await patiently(lambda: self._watched(lambda: self._line.post(path, wanted, answer)), self._budget_s)

    async def _watched(self, talk: Callable[[], Awaitable[T]]) -> T:
        """Talk only to the paired hall; after a silence another server may have its address, so ask who it is."""
        if not self._known:
            await self.get_hall()
        try:
            return await talk()
        except Unreachable:
            self._known = self.hall_id is None
            raise


def _query(wanted: Mapping[str, str | int | None]) -> dict[str, str]:
    return {key: str(value) for key, value in wanted.items() if value is not None}
