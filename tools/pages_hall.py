"""A sample hall in a busy hour, for pictures of its pages: people, queues, trouble. Knows the calls, no page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx

from server.api.door import COOKIE
from tests.server.running import PASSWORD, FakeClock, RunningHall, prepare, running

CLERKS = {1: "张明", 2: "李华", 3: "刘洋", 4: "王芳"}
"""Who sits at which counter."""
BOSS = "王敏"
Json = dict[str, Any]


@dataclass(slots=True)
class Busy:
    """The hall while it runs. `tickets`: for the citizen's page, by the state they are shown in."""

    hall: RunningHall
    clock: FakeClock
    tickets: dict[str, Json] = field(default_factory=dict)
    _clerks: dict[int, httpx.Client] = field(default_factory=dict)

    def at(self, counter: int, path: str, **fields: str) -> Json:
        """A wish of the clerk who sits there."""
        answer = self._clerk(counter).post(path, json={"request_id": str(uuid4()), **fields})
        answer.raise_for_status()
        said: Json = answer.json()
        return said

    def cookie(self, counter: int) -> str:
        """Of the session of the clerk who sits there: a second one would be told of."""
        return str(self._clerk(counter).cookies[COOKIE])

    def _clerk(self, counter: int) -> httpx.Client:
        client = self._clerks.get(counter)
        if client is None:
            client = self._clerks[counter] = self.hall.client()
            session = client.post("/session", json={"name": CLERKS[counter], "password": PASSWORD})
            client.headers["X-CSRF-Token"] = session.json()["csrf"]
        return client

    def visit(self, counter: int, minutes: int, level: int | None = None) -> Json | None:
        """Call the next one and serve them."""
        ticket: Json | None = self.at(counter, f"/counters/{counter}/call-next")["ticket"]
        if ticket is not None:
            self.clock.go_on(seconds=40)
            self.at(counter, f"/tickets/{ticket['id']}/start")
            self.clock.go_on(minutes=minutes)
            self.at(counter, f"/tickets/{ticket['id']}/finish")
            if level is not None:
                evaluation = {"level": level, "channel": "keypad", "reasons": ["等候过久"] if level < 3 else []}
                self.hall.wish(f"/tickets/{ticket['id']}/evaluation", "display", **evaluation)
        return ticket

    def close(self) -> None:
        for client in self._clerks.values():
            client.close()


@contextmanager
def busy_hall() -> Iterator[Busy]:
    """Runs until the block ends; the same at every run but for its secrets."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="bianmin-pages-") as folder:
        clock = FakeClock()
        with running(prepare(Path(folder) / "hall"), clock) as hall:
            busy = Busy(hall, clock)
            hall.beat()
            _name_stations(hall)
            for name in CLERKS.values():
                hall.wish("/staff", name=name, role="clerk", password=PASSWORD)
            hall.wish("/staff", name=BOSS, role="admin", password=PASSWORD)
            _morning(busy)
            _trouble(busy)
            _draft(hall)
            hall.beat()
            yield busy
            busy.close()


def _name_stations(hall: RunningHall) -> None:
    """Tokens with names as a hall gives them, instead of those that tests use."""
    for token in hall.ask("GET", "/tokens").json()["tokens"]:
        name = {"kiosk": "一楼大门", "display": "一楼屏和评价器"}.get(token["name"])
        if name is not None:
            hall.tokens[token["name"]] = hall.wish("/tokens", role=token["role"], name=name).json()["secret"]
            hall.wish(f"/tokens/{token['id']}/revoke")


def _morning(busy: Busy) -> None:
    """An hour of visits; then somebody stands at every counter but one."""
    for counter in CLERKS:
        busy.at(counter, f"/counters/{counter}/open", post="B" if counter == 3 else "A")
    secrets = _crowd(busy)
    for n, level in enumerate((5, 5, 4, None, 5, 2, None, 5)):
        done = busy.visit(1 + n % 4, 3 + n % 3, level)
        if done is not None and level is None:
            busy.tickets["finished"] = {**done, "secret": secrets[done["id"]]}
    for counter in (1, 2, 4):
        ticket = busy.at(counter, f"/counters/{counter}/call-next")["ticket"]
        if counter == 2:
            busy.tickets["called"] = {**ticket, "secret": secrets[ticket["id"]]}
        else:
            busy.at(counter, f"/tickets/{ticket['id']}/start")
        busy.clock.go_on(minutes=1)
    back = (busy.clock.wall() + timedelta(minutes=25)).isoformat()
    busy.at(3, "/counters/3/pause", reason="去县民政局送件", contact="0000-1234567 转 3", back_at=back)
    for n in range(6):
        busy.tickets["waiting"] = busy.hall.issue(("general", "employment", "business")[n % 3])
        busy.clock.go_on(seconds=30)


def _crowd(busy: Busy) -> dict[int, str]:
    """Half an hour of people who take tickets: the secrets of their slips by ticket."""
    services = ("general", "certificates", "general", "civil-affairs", "household", "general", "social-security")
    secrets: dict[int, str] = {}
    for n in range(28):
        green = {"class": "green", "class_reason": "elderly"} if n in {6, 19, 24} else {}
        ticket = busy.hall.issue(services[n % len(services)], **green)
        secrets[ticket["id"]] = ticket["secret"]
        busy.clock.go_on(seconds=70)
    return secrets


def _trouble(busy: Busy) -> None:
    """What staff must see to."""
    hall = busy.hall
    lost = hall.issue(slip="print")
    hall.wish(f"/tickets/{lost['id']}/slip", "kiosk", printed=False, detail="paper_out")
    bad = {"name": "号票打印机", "condition": "fault", "code": "paper_out", "detail": "号票纸用完，请换纸。"}
    well = [{"name": each, "condition": "up"} for each in ("扫码器", "身份证阅读器")]
    hall.ask("POST", "/devices/health", "kiosk", json={"devices": [bad, *well]})
    boxes = [{"name": each, "condition": "up"} for each in ("1号窗口屏", "2号窗口屏", "3号窗口屏", "评价器", "语音")]
    hall.ask("POST", "/devices/health", "display", json={"devices": boxes})
    hall.wish("/kiosks/me/help", "kiosk")
    hall.wish("/services/employment/close", reason="系统检修，请下午再来")
    hall.wish("/announcements", text="今天 16:30 起停电检修，请需要缴费的群众先办。", minutes=60, is_spoken=True)


def _draft(hall: RunningHall) -> None:
    """A new item that is being written."""
    record = {
        "name": "老年人优待证办理",
        "service": "civil-affairs",
        "steps": ["取号", "窗口受理", "当场领证"],
        "fee": "不收费",
        "plain": "六十岁以上的老人，带身份证和一张照片就能办。",
    }
    materials = [{"name": "居民身份证", "original": True, "copies": 1}, {"name": "一寸照片"}]
    questions = [{"code": "agent", "text": "是别人代办吗？"}]
    text = {"record": record, "materials": materials, "questions": questions}
    hall.wish("/catalogue/items/N1/draft", seen=0, text=text).raise_for_status()
