"""The hall's heart beat: once a second let time bring what is due, and look for what a manager must see."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from server.service.alarm import Alarms
from server.service.gate import Gate
from server.service.hall import HallService
from server.service.queue_alarm import queue_alarms
from server.service.stations import Stations

log = logging.getLogger(__name__)

STEP_SHOWN = timedelta(hours=1)


@dataclass(slots=True)
class Watch:
    """Runs on the service; `beat` is to be called about once a second."""

    service: HallService
    gate: Gate
    alarms: Alarms
    stations: Stations

    async def beat(self) -> None:
        step = await self.service.beat()
        if step is not None:
            self._set("clock_stepped", f"系统时钟跳变了 {step.total_seconds():.0f} 秒，排队顺序未受影响，请核对时间。")
        await self.gate.write_refusals()
        await self.gate.end_idle()
        is_wrong = self.service.clock.is_wrong
        self._turn("clock_wrong", "系统时钟明显不对（可能没有时钟电池），请校准时间。", is_on=is_wrong)
        day = self.service.hall.opening(self.service.now()).day
        self._turn("calendar_missing", day.warning, is_on=not day.known)
        turned_down = "、".join(self.service.hall.turned_down)
        detail = f"自助机断网时发出的号票 {turned_down} 没有接收，请为持票人重新取号。"
        self._turn("offline_refused", detail, is_on=bool(turned_down))
        queue = queue_alarms(self.service.hall, self.service.now())
        for code, said in (self.stations.alarms() | self.stations.helps() | queue).items():
            self._turn(code, said, is_on=bool(said))
        for alarm in self.alarms.all():
            if alarm.code == "clock_stepped" and self.service.now() - alarm.since > STEP_SHOWN:
                self.alarms.clear(alarm.code)

    def _turn(self, code: str, detail: str, *, is_on: bool) -> None:
        if is_on:
            self._set(code, detail)
        elif self.alarms.clear(code):
            log.info("alarm over: %s", code)

    def _set(self, code: str, detail: str) -> None:
        if self.alarms.set(code, detail, self.service.now()):
            log.warning("alarm: %s: %s", code, detail)
