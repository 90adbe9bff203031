"""/health, /ready and /metrics at the root, without a token: for supervisors of processes, not for people."""

from collections.abc import Iterator

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from server.api import reply
from server.realtime.hub import Hub
from server.service.alarm import Alarms
from server.service.hall import HallService


class _HallCollector(Collector):
    """Reads the figures when they are asked for; nothing is counted on the way of a request."""

    def __init__(self, service: HallService, hub: Hub, alarms: Alarms) -> None:
        self._service = service
        self._hub = hub
        self._alarms = alarms

    def collect(self) -> Iterator[Metric]:
        hall = self._service.hall
        waiting = GaugeMetricFamily("bianmin_waiting_tickets", "Tickets that wait, by service", labels=["service"])
        for service in hall.services:
            waiting.add_metric([service], hall.waiting.get(service, 0))
        yield waiting
        counters = GaugeMetricFamily("bianmin_counters", "Counters, by state", labels=["state"])
        for state in ("open", "paused", "closed"):
            counters.add_metric([state], sum(post.state == state for post in hall.posts.values()))
        yield counters
        yield GaugeMetricFamily("bianmin_rev", "Rev of the last fact", value=hall.rev)
        yield GaugeMetricFamily("bianmin_tickets_today", "Tickets of the present business day", value=len(hall.tickets))
        yield GaugeMetricFamily("bianmin_listeners", "Open event streams", value=self._hub.count)
        alarms = GaugeMetricFamily("bianmin_alarm", "Alarms in force, by code", labels=["code"])
        for alarm in self._alarms.all():
            alarms.add_metric([alarm.code], 1)
        yield alarms


def _says(word: str, status: int = 200, meaning: str = "It does.") -> reply.Docs:
    return {status: {"description": meaning, "content": {"application/json": {"example": {"status": word}}}}}


_FIGURES: reply.Docs = {
    200: {"content": {"text/plain": {"example": 'bianmin_waiting_tickets{service="general"} 4.0\nbianmin_rev 418.0\n'}}}
}


def health_router(service: HallService, hub: Hub, alarms: Alarms) -> APIRouter:
    """Liveness, readiness, figures."""
    router = APIRouter(tags=["health"])
    registry = CollectorRegistry()
    registry.register(_HallCollector(service, hub, alarms))

    @router.get("/health", responses=_says("alive"))
    async def health() -> Response:
        """The process answers."""
        return reply.json('{"status":"alive"}')

    @router.get("/ready", responses={**_says("ready"), **_says("failed", 503, "The log cannot be written.")})
    async def ready() -> Response:
        """The hall is loaded and its log takes facts."""
        if service.has_failed:
            return reply.json('{"status":"failed"}', 503)
        return reply.json('{"status":"ready"}')

    @router.get("/metrics", responses=_FIGURES, response_class=PlainTextResponse)
    async def metrics() -> Response:
        """Prometheus text."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router
