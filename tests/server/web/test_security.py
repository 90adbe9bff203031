"""What holds for every call and every page, whoever wrote it: found by what there is, so that a new one is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import httpx
import pytest
from fastapi.routing import APIWebSocketRoute
from playwright.sync_api import Browser, expect
from starlette.routing import Route

from server.api.door import COOKIE, PREFIX
from server.bootstrap import build_app
from tests.server.running import BOSS, CLERK, PASSWORD, RunningHall
from tests.server.web.conftest import OFFICE, come_in, silent_page

CHANGING = ("post", "put", "patch", "delete")
TOKENS = ("kiosk", "display", "clerk", "supervisor", "admin")
PAGES = ("/", "/desk", "/office", "/board", "/t/1", "/g")
SLOW = re.compile(r".*(\.pdf|booklet.*)")
"""Made anew for whoever may have it, in seconds."""
STATIC = files("server.web").joinpath("static")


@pytest.fixture(scope="module")
def document(shared: RunningHall) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(shared.url + "/openapi.json", trust_env=False).json()
    return found


def changing(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in CHANGING:
                yield method.upper(), re.sub(r"\{\w+\}", "1", path), operation


def log_in(hall: RunningHall, name: str = BOSS) -> httpx.Response:
    return hall.ask("POST", "/session", None, json={"name": name, "password": PASSWORD})


def test_no_call_changes_anything_without_the_token_of_its_session(
    shared: RunningHall, document: dict[str, Any]
) -> None:
    """A browser sends the cookie whichever page asked; only our own pages know the token."""
    cookie, other = log_in(shared).cookies[COOKIE], log_in(shared, CLERK).json()["csrf"]
    guarded = [(method, path) for method, path, operation in changing(document) if operation["security"]]
    assert len(guarded) > 40
    shared.beat()
    before = shared.service.hall.rev
    with httpx.Client(base_url=shared.url, trust_env=False, cookies={COOKIE: cookie}, timeout=20) as client:
        for method, path in guarded:
            for sent in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 32}, {"X-CSRF-Token": other}):
                answer = client.request(method, path, headers=sent, json={})
                assert (method, path, answer.status_code, answer.json()["code"]) == (method, path, 403, "csrf")
    assert shared.service.hall.rev == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_no_form_of_a_foreign_page_is_taken(shared: RunningHall, document: dict[str, Any], kind: str) -> None:
    """A form needs nobody's permission to be sent, but cannot be JSON: also where no session is needed."""
    open_to_all = [(method, path) for method, path, operation in changing(document) if not operation["security"]]
    assert f"{PREFIX}/session" in {path for _, path in open_to_all}
    body = f'{{"name": "{BOSS}", "password": "{PASSWORD}", "kind": "kiosk", "claim": "{"x" * 43}"}}'
    for method, path in open_to_all:
        headers = {"Content-Type": kind}
        answer = httpx.request(method, shared.url + path, headers=headers, content=body, trust_env=False)
        assert (path, answer.status_code) == (path, 422)
        assert "set-cookie" not in answer.headers


def addresses(hall: RunningHall) -> list[str]:
    """Something at every route that is read, and something where there is none."""
    routes = build_app(hall.parts).routes
    paths = [route.path for route in routes if isinstance(route, Route) and "GET" in (route.methods or set())]
    assert len(paths) > 60
    return [*(re.sub(r"\{\w+(:path)?\}", "1", path) for path in paths), "/nothing", f"{PREFIX}/nothing"]


def test_every_answer_is_guarded_by_its_headers(shared: RunningHall) -> None:
    admin = {"Authorization": f"Bearer {shared.tokens['admin']}"}
    with httpx.Client(base_url=shared.url, trust_env=False, timeout=20) as client:
        for path in addresses(shared):
            for headers in ({},) if SLOW.fullmatch(path) else ({}, admin):
                answer = client.get(path, headers=headers)
                _require_guarded(path, answer)


def _require_guarded(path: str, answer: httpx.Response) -> None:
    headers = answer.headers
    policy = dict(each.strip().partition(" ")[::2] for each in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'", path
    assert {policy.get("script-src", "'self'"), policy.get("style-src", "'self'")} == {"'self'"}, path
    assert not any(word in headers["content-security-policy"] for word in ("unsafe", "http:", "https:", "*")), path
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer"), path
    assert headers["x-frame-options"] == "DENY", path
    assert "server" not in headers, path
    assert "access-control-allow-origin" not in headers, path
    if path.startswith("/api/") and answer.status_code != 200:
        assert headers["cache-control"] == "no-store", path


def test_an_answer_with_anything_of_the_hall_is_kept_by_no_browser(shared: RunningHall) -> None:
    for path in ("/hall", "/board", "/tickets", "/session", "/audit", "/staff", "/tokens"):
        assert (path, shared.ask("GET", path).headers["cache-control"]) == (path, "no-store")


def test_a_page_is_the_same_for_everybody_for_nothing_of_the_hall_is_in_it(shared: RunningHall) -> None:
    cookies = [{"Cookie": f"{COOKIE}={log_in(shared, name).cookies[COOKIE]}"} for name in (BOSS, CLERK)]
    tokens = [{"Authorization": f"Bearer {shared.tokens[role]}"} for role in TOKENS]
    for path in ("/", "/desk", "/office", "/board", "/t/1"):
        found = {
            httpx.get(shared.url + path, headers=each, trust_env=False).content for each in ({}, *cookies, *tokens)
        }
        assert (path, len(found)) == (path, 1)


def test_all_streams_are_guarded(shared: RunningHall) -> None:
    """There is one; whoever adds another finds this test and test_roles.py."""
    routes = build_app(shared.parts).routes
    assert [route.path for route in routes if isinstance(route, APIWebSocketRoute)] == [f"{PREFIX}/events"]


def test_no_file_of_a_page_has_an_inline_script_or_leads_to_another_site() -> None:
    inline = re.compile(
        r"<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+\s*=\s*[\"']|[\"']\s*javascript:|\sstyle\s*=\s*[\"']", re.IGNORECASE
    )
    foreign = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]{2,}", re.IGNORECASE)
    seen = 0
    for folder in (STATIC, STATIC.joinpath("app"), STATIC.joinpath("board")):
        for file in folder.iterdir():
            kind = file.name.rpartition(".")[2]
            if kind in {"html", "js", "css", "toml", "svg"}:
                text, seen = file.read_text("utf-8"), seen + 1
                assert not foreign.findall(text), file.name
                assert kind != "html" or not inline.findall(text), file.name
    assert seen > 40


def test_no_page_asks_another_site_for_anything(shared: RunningHall, browser: Browser) -> None:
    with silent_page(browser, OFFICE, "401", "404") as page:
        asked: list[str] = []
        page.context.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda socket: asked.append(socket.url.replace("ws:", "http:", 1)))
        come_in(page, shared, BOSS, "/office")
        expect(page.locator("main")).to_be_visible()
        for path in (*PAGES, "/g/1"):
            page.goto(shared.url + path)
            expect(page.locator("body")).to_be_visible()
    assert len(asked) > 30
    assert [url for url in asked if not url.startswith((shared.url, "data:", "blob:"))] == []


def test_a_body_that_is_too_large_is_refused_before_it_is_read(shared: RunningHall) -> None:
    large = b"x" * 6_000_000
    for path in ("/set-up", "/session", "/tickets"):
        answer = shared.ask("POST", path, content=large, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
