"""A hall on a LAN: stations know its server, somebody in between gets nothing, the plain door lets no more in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from functools import partial
from http.cookies import SimpleCookie
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from kiosk.bootstrap import station
from kiosk.config import load
from server.api.door import COOKIE, PREFIX, STATION_COOKIE
from server.authority import Authority, fingerprint
from server.client import HallClient, PairingClient, Unreachable, events
from server.client.desk import PairingDesk, taken_back_by
from server.client.errors import Refused
from server.client.paired import forget_token, kept, phone_url
from server.wire.pairing import PairingOffer, StationKind, code_of, commitment_to
from tests.server.encrypted import EncryptedHall, encrypted
from tests.server.middle import somebody_between
from tests.server.running import BOSS, CLERK, PASSWORD, Prepared, copied


@pytest.fixture(scope="module")
def hall(template: Prepared, memory: Path) -> Iterator[EncryptedHall]:
    with encrypted(copied(template, memory / uuid4().hex)) as found:
        yield found


@asynccontextmanager
async def desk(url: str, folder: Path, ca: str | None = None) -> AsyncIterator[PairingDesk]:
    async def where() -> str:
        return url

    async with aclosing(PairingDesk(where, folder, StationKind.KIOSK, hall=None, ca=ca)) as found:
        yield found


async def offered(one: PairingDesk) -> PairingOffer:
    offer = await one.look()
    assert offer is not None
    return offer


def accept(hall: EncryptedHall, code: str | None) -> httpx.Response:
    return hall.wish("/pairing/accept", code=code)


async def test_a_station_that_was_paired_knows_its_hall_from_then_on(hall: EncryptedHall, tmp_path: Path) -> None:
    async with desk(hall.url, tmp_path) as one:
        offer = await offered(one)
        assert accept(hall, offer.code).status_code == 201
        assert await one.look() is None
    known = kept(tmp_path)
    assert known is not None
    assert known.token is not None
    assert known.ca == hall.ca
    assert phone_url("https://10.0.0.2:8000/", known.plain_port) == hall.plain.replace("127.0.0.1", "10.0.0.2")
    async with HallClient(hall.url, known.token, hall_id=known.hall, ca=known.ca, budget_s=0) as client:
        assert (await client.get_hall()).hall.id == known.hall
        async with aclosing(events(client)) as stream:
            assert (await anext(stream)).type == "snapshot"


@pytest.mark.parametrize("ca", [None, Authority.make("示例大厅").certificate], ids=["none", "another's"])
async def test_a_token_is_shown_to_no_server_of_another_certificate(hall: EncryptedHall, ca: str | None) -> None:
    async with HallClient(hall.url, hall.tokens["kiosk"], ca=ca, budget_s=0) as client:
        with pytest.raises(Unreachable):
            await client.get_hall()


async def test_the_code_of_a_station_that_speaks_to_somebody_between_is_not_taken(
    hall: EncryptedHall, tmp_path: Path
) -> None:
    with somebody_between(hall.url, tmp_path / "his") as url:
        async with desk(url, tmp_path / "kiosk") as one:
            refused = accept(hall, (await offered(one)).code)
            assert (refused.status_code, refused.json()["code"]) == (404, "unknown_code")
            assert await one.look() is not None, "and it goes on showing it"
    assert kept(tmp_path / "kiosk") is None


async def test_who_comes_between_later_gets_no_claim(hall: EncryptedHall, tmp_path: Path) -> None:
    where = [hall.url]

    async def find() -> str:
        return where[0]

    with somebody_between(hall.url, tmp_path / "his") as url:
        async with PairingClient(hall.url) as honest:
            offer = await honest.ask(StationKind.KIOSK)
            assert honest.ca == hall.ca
        async with PairingClient(url, ca=honest.ca) as client:
            with pytest.raises(Unreachable):
                await client.claim(offer.claim)
        async with aclosing(PairingDesk(find, tmp_path / "kiosk", StationKind.KIOSK, hall=None)) as one:
            await offered(one)
            await one.aclose()  # its connection broke, and the address is another's now
            one._url = url
            where[0] = url
            with pytest.raises(Unreachable):
                await one.look()


async def test_a_hall_that_takes_the_token_back_is_still_known(hall: EncryptedHall, tmp_path: Path) -> None:
    async with desk(hall.url, tmp_path) as one:
        accept(hall, (await offered(one)).code)
        await one.look()
    known = kept(tmp_path)
    assert known is not None
    tokens = hall.ask("GET", PREFIX + "/tokens").json()["tokens"]
    hall.wish(f"/tokens/{tokens[-1]['id']}/revoke")
    async with HallClient(hall.url, known.token or "", ca=known.ca, budget_s=0) as client:
        with pytest.raises(Refused) as refused:
            await client.get_hall()
    assert await taken_back_by(refused.value, hall.url, known.hall, known.ca) == known.hall
    forget_token(tmp_path, known.hall)
    assert (kept(tmp_path) or known).ca == hall.ca


def test_the_code_needs_the_nonce_that_was_committed_to(hall: EncryptedHall) -> None:
    """Whoever stands between might look for a nonce that gives the code the station shows."""
    nonce = "0" * 64
    wanted = {"kind": "kiosk", "commitment": commitment_to(nonce)}
    offer = hall.ask("POST", PREFIX + "/pairing", None, json=wanted).json()
    assert offer["code"] is None
    other = {"claim": offer["claim"], "nonce": "1" * 64}
    assert hall.ask("POST", PREFIX + "/pairing/reveal", None, json=other).json()["code"] == "unknown_pairing"
    right = {"claim": offer["claim"], "nonce": nonce}
    assert hall.ask("POST", PREFIX + "/pairing/reveal", None, json=right).status_code == 404, "one try"
    assert accept(hall, code_of(hall.ca, nonce, offer["claim"])).status_code == 404


async def test_a_kiosk_with_its_token_in_the_settings_is_told_the_certificate_there(
    hall: EncryptedHall, tmp_path: Path
) -> None:
    file = tmp_path / "kiosk.toml"
    lines = (
        f'[server]\nurl = "{hall.url}"\ntoken = "{hall.tokens["kiosk"]}"\nca = "{hall.file}"\nbudget_s = 0',
        '[printer]\nport = "sim://printer"',
        f'[station]\nstate_dir = "{tmp_path / "state"}"',
    )
    file.write_text("\n".join(lines), "utf-8")
    async with station(load(file)) as performer:
        assert (await performer.hall()).hall.name == "示例镇便民服务中心"


def test_a_session_s_cookie_goes_over_tls_only(hall: EncryptedHall) -> None:
    answer = hall.ask("POST", PREFIX + "/session", None, json={"name": CLERK, "password": PASSWORD})
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"].lower()) == (True, True, "strict")


def test_a_board_s_cookie_too(hall: EncryptedHall) -> None:
    offer = hall.ask("POST", PREFIX + "/pairing", None, json={"kind": "board"}).json()
    accept(hall, offer["code"])
    answer = hall.ask("POST", PREFIX + "/session/station", None, json={"claim": offer["claim"]})
    cookies = [SimpleCookie(text) for text in answer.headers.get_list("set-cookie")]
    (cookie,) = [found[STATION_COOKIE] for found in cookies if STATION_COOKIE in found]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"].lower()) == (True, True, "strict")


def test_the_page_about_the_certificate_shows_the_fingerprint_and_gives_it(hall: EncryptedHall) -> None:
    for ask in (hall.plainly, partial(hall.ask, token=None)):
        page, file = ask("GET", "/trust"), ask("GET", "/ca.crt")
        assert (file.text, file.headers["content-type"]) == (hall.ca, "application/x-x509-ca-cert")
        shown = page.text.partition('class="print">')[2].partition("</p>")[0]
        assert shown.replace("<br>", " ").split() == fingerprint(hall.ca).split(":")


def test_at_the_plain_door_stands_what_is_public(hall: EncryptedHall) -> None:
    assert hall.plainly("GET", "/").headers["location"] == "/trust"
    for path in ("/g", "/t/1", "/web/page.css", "/web/ticket.css", "/web/ticket.js", "/health"):
        assert (path, hall.plainly("GET", path).status_code) == (path, 200)
    for path in ("/desk", "/office?x=1", "/board", "/openapi.json", "/metrics", "/web/app/api.js", "/nothing"):
        answer = hall.plainly("GET", path)
        assert (answer.status_code, answer.headers["location"]) == (307, hall.url + path)


def test_a_slip_s_holder_is_served_there_and_nobody_else(hall: EncryptedHall) -> None:
    issued = hall.wish("/tickets", service_id="general").json()["ticket"]
    path, secret = f"{PREFIX}/tickets/{issued['id']}", {"Authorization": f"Bearer {issued['secret']}"}
    assert hall.plainly("GET", path, headers=secret).json()["ticket"]["number"] == issued["number"]
    session = hall.ask("POST", PREFIX + "/session", None, json={"name": BOSS, "password": PASSWORD})
    cookie = {"Cookie": f"{COOKIE}={session.cookies[COOKIE]}"}
    assert hall.plainly("GET", path, headers=cookie).status_code == 401, "no session gets past"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/hall"),
        ("GET", "/board"),
        ("GET", "/pairing/hall"),
        ("POST", "/session"),
        ("POST", "/pairing"),
        ("POST", "/tickets"),
        ("POST", "/tickets/1/cancel"),
        ("POST", "/counters/1/call-next"),
    ],
)
def test_no_other_call_is_answered_there(hall: EncryptedHall, method: str, path: str) -> None:
    token = {"Authorization": f"Bearer {hall.tokens['admin']}"}
    answer = hall.plainly(method, PREFIX + path, headers=token, json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "tls_required")


def test_no_path_is_spelt_so_that_it_gets_past(hall: EncryptedHall) -> None:
    token = {"Authorization": f"Bearer {hall.tokens['admin']}"}
    for path in (
        "/g/../api/v1/hall",
        "/t/%2e%2e/api/v1/hall",
        "//api/v1/hall",
        "/api/v1/tickets/1/evaluation/../../hall",
    ):
        answer = hall.plainly("GET", path, headers=token)
        assert answer.status_code in {307, 401, 403, 404}, (path, answer.text[:80])
        assert "counters" not in answer.text


def test_no_stream_is_opened_there(hall: EncryptedHall) -> None:
    url = hall.plain.replace("http", "ws", 1) + PREFIX + "/events"
    with pytest.raises(InvalidStatus), connect(url, proxy=None):
        pass


def test_boards_come_in_plainly_where_the_hall_says_so(prepared: Prepared) -> None:
    with encrypted(prepared, "plain_board = true") as hall:
        assert hall.plainly("GET", "/board").status_code == 200
        offer = hall.plainly("POST", PREFIX + "/pairing", json={"kind": "board"}).json()
        accept(hall, offer["code"])
        paired = hall.plainly("POST", PREFIX + "/session/station", json={"claim": offer["claim"]})
        board = {"Cookie": f"{STATION_COOKIE}={paired.cookies[STATION_COOKIE]}"}
        assert hall.plainly("GET", PREFIX + "/board", headers=board).status_code == 200
        url = hall.plain.replace("http", "ws", 1) + PREFIX + "/events"
        with connect(url, proxy=None, additional_headers=board) as stream:
            assert json.loads(stream.recv(20))["type"] == "snapshot"
        assert hall.plainly("POST", PREFIX + "/counters/1/call-next", headers=board, json={}).status_code == 403
