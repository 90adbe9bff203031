"""A station without a token gets one because somebody stood in front of it and typed what it showed."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from server.client import PairingClient, Refused, WrongHall
from server.service.pairing import ASKS, OPEN_MAX, OPEN_OF_ONE, WRONG_CODES
from server.wire import pairing as wp
from tests.server.running import FakeClock, Prepared, RunningHall, running

Offer = dict[str, Any]


def ask(hall: RunningHall, kind: str = "kiosk", **more: str) -> Offer:
    answer = hall.ask("POST", "/pairing", None, json={"kind": kind, **more})
    assert answer.status_code == 200, answer.text
    found: Offer = answer.json()
    return found


def claim(hall: RunningHall, offer: Offer) -> httpx.Response:
    return hall.ask("POST", "/pairing/claim", None, json={"claim": offer["claim"]})


def accept(hall: RunningHall, code: str | None, **more: Any) -> httpx.Response:
    return hall.wish("/pairing/accept", code=code, **more)


def another(*offers: Offer) -> str:
    """A code nobody shows."""
    return next(code for code in map("{:06}".format, range(100)) if all(code != each["code"] for each in offers))


def test_a_kiosk_whose_code_was_typed_issues_tickets(fresh: RunningHall) -> None:
    offer = ask(fresh)
    waits = claim(fresh, offer).json()
    assert (waits["state"], waits["token"]) == ("waiting", None)
    spaced = f"{offer['code'][:3]} {offer['code'][3:]}"
    made = accept(fresh, spaced, name="大门自助机")
    assert (made.status_code, made.json()["secret"]) == (201, None), "the secret is the station's alone"
    paired = claim(fresh, offer).json()
    told = {key: paired[key] for key in ("state", "role", "name")}
    assert told == {"state": "paired", "role": "kiosk", "name": "大门自助机"}
    assert paired["hall"] == offer["hall"] == fresh.ask("GET", "/pairing/hall", None).json()
    assert fresh.ask("GET", "/hall", paired["token"]).json()["hall"]["id"] == offer["hall"]["id"]
    fresh.issue(token=paired["token"])
    (last,) = [each for each in fresh.audit() if each["command"] == "issue_token"][-1:]
    assert (last["actor"], last["facts"]) == ("admin:admin", ["token_issued"])


def test_a_lost_answer_does_not_lose_the_token(timed: RunningHall, clock: FakeClock) -> None:
    offer = ask(timed)
    clock.go_on(minutes=9)
    accept(timed, offer["code"])
    clock.go_on(minutes=9)
    first, again = claim(timed, offer).json(), claim(timed, offer).json()
    assert first == again
    assert first["token"]
    clock.go_on(minutes=2)
    assert claim(timed, offer).json()["code"] == "unknown_pairing"
    assert timed.ask("GET", "/hall", first["token"]).status_code == 200


def test_two_stations_each_get_their_own(fresh: RunningHall) -> None:
    kiosk, board = ask(fresh), ask(fresh, "board", name="大厅电视")
    assert kiosk["code"] != board["code"]
    assert accept(fresh, board["code"]).json()["token"]["name"] == "大厅电视"
    assert claim(fresh, kiosk).json()["state"] == "waiting"
    accept(fresh, kiosk["code"], name="一号机")
    found = [claim(fresh, each).json() for each in (kiosk, board)]
    assert [(each["role"], each["name"]) for each in found] == [("kiosk", "一号机"), ("display", "大厅电视")]
    roles = [fresh.ask("GET", "/session", each["token"]).json()["role"] for each in found]
    assert roles == ["kiosk", "display"]


def test_a_display_may_be_bound_to_a_counter(fresh: RunningHall) -> None:
    offer = ask(fresh, "display")
    assert accept(fresh, offer["code"], counter_id=99).json()["code"] == "unknown_counter"
    assert accept(fresh, offer["code"], counter_id=3).status_code == 201, "a refusal takes nothing away"
    assert claim(fresh, offer).json()["counter_id"] == 3


def test_the_list_shows_who_waits_but_never_a_code_or_a_claim(fresh: RunningHall) -> None:
    offer, other = ask(fresh, name="kiosk-1", version="0.1.0"), ask(fresh, "display")
    accept(fresh, other["code"])
    text = fresh.ask("GET", "/pairing").text
    (waiting,) = json.loads(text)["pairings"]
    assert (waiting["kind"], waiting["name"], waiting["source"]) == ("kiosk", "kiosk-1", "127.0.0.1")
    assert not any(secret in text for each in (offer, other) for secret in (each["code"], each["claim"]))


def test_a_code_is_typed_once_and_a_repeated_wish_is_one_deed(fresh: RunningHall) -> None:
    offer = ask(fresh)
    wish = {"request_id": str(uuid4()), "code": offer["code"]}
    answers = [fresh.ask("POST", "/pairing/accept", json=wish) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    assert accept(fresh, offer["code"]).json()["code"] == "already_paired"


def test_a_request_id_of_another_token_pairs_nobody(fresh: RunningHall) -> None:
    offer, used = ask(fresh), str(uuid4())
    fresh.ask("POST", "/tokens", json={"request_id": used, "role": "kiosk"})
    refused = fresh.ask("POST", "/pairing/accept", json={"request_id": used, "code": offer["code"]})
    assert refused.json()["code"] == "request_id_reused"
    assert accept(fresh, offer["code"]).status_code == 201


def test_an_old_code_pairs_nobody(timed: RunningHall, clock: FakeClock) -> None:
    offer = ask(timed)
    clock.jump(days=3)
    assert len(timed.ask("GET", "/pairing").json()["pairings"]) == 1, "a clock that is set ends nothing"
    clock.go_on(minutes=10)
    assert accept(timed, offer["code"]).json()["code"] == "unknown_code"
    assert claim(timed, offer).status_code == 404
    assert timed.ask("GET", "/pairing").json()["pairings"] == []


def test_guessing_codes_is_over_soon_even_for_the_right_one(timed: RunningHall, clock: FakeClock) -> None:
    offer = ask(timed)
    wrong = another(offer)
    codes = [accept(timed, wrong).json()["code"] for _ in range(WRONG_CODES + 1)]
    assert codes == ["unknown_code"] * WRONG_CODES + ["too_many_guesses"]
    refused = accept(timed, offer["code"])
    assert (refused.status_code, refused.headers["retry-after"]) == (429, str(refused.json()["retry_after"]))
    clock.go_on(minutes=10, seconds=1)
    fresh_offer = ask(timed)
    assert accept(timed, fresh_offer["code"]).status_code == 201


def test_a_restart_forgets_who_waits_and_keeps_who_was_paired(prepared: Prepared) -> None:
    with running(prepared) as hall:
        waiting, paired = ask(hall), ask(hall)
        accept(hall, paired["code"])
        token = claim(hall, paired).json()["token"]
    with running(prepared) as hall:
        assert claim(hall, waiting).json()["code"] == "unknown_pairing"
        assert accept(hall, waiting["code"]).json()["code"] == "unknown_code"
        assert hall.ask("GET", "/kiosks/me", token).status_code == 200


def test_one_address_asks_only_so_often_and_holds_only_so_many(timed: RunningHall, clock: FakeClock) -> None:
    offers = [ask(timed) for _ in range(ASKS)]
    assert len(timed.ask("GET", "/pairing").json()["pairings"]) == OPEN_OF_ONE
    assert claim(timed, offers[0]).status_code == 404, "the oldest made room"
    assert claim(timed, offers[-1]).json()["state"] == "waiting"
    refused = timed.ask("POST", "/pairing", None, json={"kind": "kiosk"})
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_pairings")
    assert int(refused.headers["retry-after"]) > 0
    clock.go_on(minutes=10, seconds=1)
    ask(timed)


def test_many_addresses_together_hold_only_so_many(timed: RunningHall, clock: FakeClock) -> None:
    pairings = timed.parts.pairings
    wanted = wp.AskPairing(kind=wp.StationKind.KIOSK)

    async def flood() -> wp.PairingOffer:
        offers = [pairings.ask(wanted, f"192.0.2.{number}") for number in range(OPEN_MAX)]
        return offers[0]

    first = timed.call(flood)
    assert timed.ask("POST", "/pairing", None, json={"kind": "kiosk"}).json()["retry_after"] in (600, 601)
    accept(timed, first.code)
    ask(timed)  # whoever was paired makes room
    clock.go_on(minutes=10)
    ask(timed)


def test_a_token_that_waits_to_be_fetched_does_not_make_room(fresh: RunningHall) -> None:
    paired = ask(fresh)
    accept(fresh, paired["code"])
    for _ in range(OPEN_OF_ONE + 1):
        ask(fresh)
    assert claim(fresh, paired).json()["token"]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12a456", "１２３４５６"])
def test_what_is_no_code_is_malformed_and_no_guess(shared: RunningHall, code: str) -> None:
    for _ in range(WRONG_CODES):
        assert accept(shared, code).json()["code"] == "malformed"
    assert accept(shared, ask(shared)["code"]).status_code == 201


def test_a_revoked_station_is_out(fresh: RunningHall) -> None:
    offer = ask(fresh)
    made = accept(fresh, offer["code"]).json()["token"]
    token = claim(fresh, offer).json()["token"]
    fresh.wish(f"/tokens/{made['id']}/revoke")
    assert fresh.ask("GET", "/hall", token).json()["code"] == "unauthorized"


def test_a_station_of_one_hall_leaves_no_request_at_another(fresh: RunningHall) -> None:
    async def ask_elsewhere() -> None:
        async with PairingClient(fresh.url, hall_id="another-hall") as client:
            await client.ask(wp.StationKind.KIOSK)

    with pytest.raises(WrongHall):
        asyncio.run(ask_elsewhere())
    assert fresh.ask("GET", "/pairing").json()["pairings"] == []


def test_the_client_shows_a_code_and_fetches_the_token(fresh: RunningHall) -> None:
    async def pair() -> tuple[wp.PairingOutcome, wp.PairingOutcome]:
        async with PairingClient(fresh.url, hall_id=fresh.service.hall.uid) as client:
            offer = await client.ask(wp.StationKind.KIOSK, name="kiosk-1")
            waits = await client.claim(offer.claim)
            await asyncio.to_thread(accept, fresh, offer.code)
            with pytest.raises(Refused, match="unknown_pairing"):
                await client.claim("x" * 43)
            return waits, await client.claim(offer.claim)

    waits, paired = asyncio.run(pair())
    assert (waits.state, paired.state, paired.name) == ("waiting", "paired", "kiosk-1")
    assert paired.token is not None
    assert paired.token not in repr(paired)
