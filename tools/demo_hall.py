"""A whole hall on this machine: server, simulated machines, display box, as the processes a real hall runs.

Knows how they are started and configured, not what happens in the hall.
"""

import json
import os
import secrets
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from server.wire.admin import Session, TokenAnswer
from server.wire.problem import Problem
from tools.demo_child import COMMANDS, Child, Children
from tools.demo_heard import Wrong

COUNTER = 2
CLERK = "王小民"
EVALUATOR, CALL_PAD = 1, 2
"""Addresses on the counter's bus."""
BOARD, HALL_BOARD, PADS = "onbon-bx5k-64x16", "onbon-bx5k-192x32", "ff68-counter"
API = "/api/v1"
ANSWER_S = 30.0
ROLES = {"kiosk": "取号机", "display": "显示终端", "supervisor": "大厅主任"}
CALLED = {"printer": "打印机", "board": "窗口屏", "hall-board": "综合屏", "pads": "评价器"}
"""The simulated machines, and what people call them."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the demo keeps things: `temp` goes at the end, `out` holds what the machines made."""

    temp: Path
    out: Path

    @property
    def logs(self) -> Path:
        return self.out / "log"

    @property
    def hall(self) -> Path:
        return self.temp / "hall"

    @property
    def kiosk_config(self) -> Path:
        return self.temp / "kiosk.toml"

    def line(self, machine: str) -> str:
        """The port URL of a simulated machine."""
        return f"serial://{self.temp / 'line' / machine}"

    def prepare(self) -> None:
        """Empty the places of an earlier demo; nothing else in `out` is touched."""
        for name in ("slip", "led", "hall-led", "voice", "log"):
            shutil.rmtree(self.out / name, ignore_errors=True)
        self.logs.mkdir(parents=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoHall:
    """A hall at work."""

    site: Site
    url: str
    server: Child
    display: Child
    machines: dict[str, Child]
    tokens: dict[str, str]
    password: str
    plays_sound: bool


async def open_hall(children: Children, site: Site) -> DemoHall:
    """Start everything and wait until the boards show the hall. Raises Wrong."""
    machines = {name: await children.start(name, *_machine(name, site), called=CALLED[name]) for name in CALLED}
    server, url = await _open_server(children, site)
    password = secrets.token_urlsafe(9)
    tokens = await _let_in(children, site, url, password)
    for machine in machines.values():
        await machine.heard.until("接上线", lambda said: "ready" in said)
    plays_sound = has_sound_card()
    _write_configs(site, url, tokens, plays_sound=plays_sound)
    display = await children.start("display", *_displaying(site), called="显示终端")
    for name in ("board", "hall-board"):
        await machines[name].heard.until("显示大厅", lambda said: bool(said.get("text")) and said["text"] != "离线")
    return DemoHall(
        site=site,
        url=url,
        server=server,
        display=display,
        machines=machines,
        tokens=tokens,
        password=password,
        plays_sound=plays_sound,
    )


async def _open_server(children: Children, site: Site) -> tuple[Child, str]:
    """A new hall, served at a free port; the server and its address."""
    (site.temp / "server.toml").write_text("discovery = false\n", encoding="utf-8")  # nothing leaves this machine
    await children.run("init", "bianmin-server", "init", "--data", site.hall, "--always-open", called="建立大厅")
    server = await children.start("server", *_serving(site), called="服务器")
    announced = await server.heard.until("报出地址", lambda said: "http://" in str(said.get("text")))
    return server, "http://" + str(announced["text"]).partition("http://")[2]


async def _let_in(children: Children, site: Site, url: str, password: str) -> dict[str, str]:
    """Tokens by role, and a clerk who can log in."""
    wanted = ("--data", site.hall, "--role", "admin", "--name", "演示")
    issued = await children.run("token", "bianmin-server", "token", *wanted, called="发令牌")
    tokens = {"admin": str(issued.heard.lines[0]["text"])}
    async with caller(url, tokens["admin"]) as admin:
        for role, name in ROLES.items():
            answer = await ask(admin, "/tokens", role=role, name=name)
            tokens[role] = TokenAnswer.model_validate_json(answer.content).secret or ""
        await ask(admin, "/staff", name=CLERK, role="clerk", password=password, counters=[COUNTER])
    return tokens


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def caller(url: str, token: str | None = None) -> httpx.AsyncClient:
    """Asks the hall directly: a proxy of the environment is for the internet. Without a token it may log in."""
    headers = bearer(token) if token else {}
    return httpx.AsyncClient(base_url=url + API, headers=headers, timeout=ANSWER_S, trust_env=False)


async def log_in(client: httpx.AsyncClient, password: str) -> None:
    """Let the clerk in, as a page of the hall does. Raises Wrong."""
    answer = await client.post("/session", json={"name": CLERK, "password": password})
    if answer.is_error:
        raise Wrong(f"{CLERK}登录不了。")
    client.headers["X-CSRF-Token"] = Session.model_validate_json(answer.content).csrf


async def ask(client: httpx.AsyncClient, path: str, **wish: object) -> httpx.Response:
    """POST one wish with a fresh request_id. Raises Wrong with the hall's own sentence when it says no."""
    answer = await client.post(path, json={"request_id": str(uuid.uuid4()), **wish})
    if answer.is_error:
        raise Wrong(f"服务器没有接受 {path}：{Problem.model_validate_json(answer.content).detail}")
    return answer


def has_sound_card() -> bool:
    """Whether there is something to play on and a program to play with."""
    cards = Path("/proc/asound/pcm")
    return shutil.which("aplay") is not None and cards.exists() and "playback" in cards.read_text(encoding="utf-8")


def _machine(name: str, site: Site) -> list[object]:
    kind, profile, out = {
        "printer": ("printer", "printer-80mm", "slip"),
        "board": ("board", BOARD, "led"),
        "hall-board": ("board", HALL_BOARD, "hall-led"),
        "pads": ("keypad", PADS, "pads"),
    }[name]
    pty = site.line(name).removeprefix("serial://")
    return ["bianmin-drivers", "sim", kind, "--profile", profile, "--pty", pty, "--out", site.out / out]


def _serving(site: Site) -> list[object]:
    return ["bianmin-server", "serve", "--data", site.hall, "--port", 0, "--config", site.temp / "server.toml"]


def _displaying(site: Site) -> list[object]:
    return ["bianmin-display", "--config", site.temp / "display.toml", "--report", "/dev/stdout"]


def kiosk_command(site: Site) -> list[object]:
    return [COMMANDS / "bianmin-kiosk", "--config", site.kiosk_config]


def _write_configs(site: Site, url: str, tokens: dict[str, str], *, plays_sound: bool) -> None:
    for role, token in tokens.items():
        private = os.open(site.temp / f"{role}.token", os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(private, "w", encoding="utf-8") as out:
            out.write(token)
    bus = {"port": site.line("pads"), "profile": PADS, "counter": COUNTER}
    voice = {"dir": str((site.out / "voice").absolute())} | ({"sound": "default"} if plays_sound else {})
    display = [
        _table("", {"server": url, "token_file": "display.token"}),
        _table("[[boards]]", {"port": site.line("board"), "profile": BOARD, "counter": COUNTER}),
        _table("[[boards]]", {"port": site.line("hall-board"), "profile": HALL_BOARD}),
        _table("[[keypads]]", {**bus, "address": EVALUATOR}),
        _table("[[callpads]]", {**bus, "address": CALL_PAD}),
        _table("[voice]", voice),
    ]
    kiosk = [
        _table("[server]", {"url": url, "token_file": str(site.temp / "kiosk.token")}),
        _table("[printer]", {"port": site.line("printer"), "profile": "printer-80mm"}),
        _table("[station]", {"state_dir": str(site.temp / "kiosk")}),
        "[screen]\nfullscreen = false\n",
    ]
    (site.temp / "display.toml").write_text("\n".join(display), encoding="utf-8")
    site.kiosk_config.write_text("\n".join(kiosk), encoding="utf-8")


def _table(head: str, keys: Mapping[str, object]) -> str:
    """A TOML table; a string of JSON is a string of TOML."""
    return "\n".join([head, *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()), ""])
