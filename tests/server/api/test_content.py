"""What is shown to the public: one signed message that is asked for cheaply, and media by unforgeable names."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from server.client import HallClient
from server.client.copy import ContentCopy
from server.client.errors import BadAnswer, Refused
from server.wire.content import Content
from server.wire.signature import SIGNATURE_HEADER, is_genuine
from tests.server.running import FakeClock, Prepared, RunningHall, copied, prepare, running

PNG = b"\x89PNG\r\n\x1a\n" + bytes(300_000)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("content") / "hall")


@pytest.fixture
def hall(prepared: Prepared, tmp_path: Path) -> Iterator[RunningHall]:
    with running(copied(prepared, tmp_path / "hall"), FakeClock()) as running_hall:
        yield running_hall


def changed_set_up(hall: RunningHall, old: str, new: str) -> None:
    toml = hall.ask("GET", "/set-up").json()["toml"]
    assert old in toml
    assert hall.wish("/set-up", toml=toml.replace(old, new)).status_code == 204


@pytest.mark.parametrize("role", ["kiosk", "display", "clerk", "supervisor", "admin"])
def test_every_station_and_member_of_staff_reads_the_same_content(hall: RunningHall, role: str) -> None:
    answer = hall.ask("GET", "/content", role)
    content = Content.model_validate_json(answer.content)
    assert answer.content == hall.ask("GET", "/content", "admin").content
    assert answer.headers["etag"] == f'"{content.version}"'
    assert is_genuine(hall.tokens[role], answer.content, answer.headers[SIGNATURE_HEADER])
    assert content.hall_id == hall.service.hall.uid


def test_without_a_token_nothing_is_shown(hall: RunningHall) -> None:
    assert hall.ask("GET", "/content", None).status_code == 401
    assert hall.ask("GET", f"/media/{'0' * 64}.png", None).status_code == 401


def test_drafts_have_no_guide_and_every_guide_has_its_six_blocks(hall: RunningHall) -> None:
    content = Content.model_validate_json(hall.ask("GET", "/content", "kiosk").content)
    items = hall.service.hall.items.values()
    assert {guide.id for guide in content.guides} == {item.id for item in items if not item.is_draft}
    assert all(all((g.name, g.steps, g.materials, g.limit, g.fee, g.basis)) for g in content.guides)
    care = next(guide for guide in content.guides if guide.id == "I087")
    assert [(each.id, each.name) for each in care.prerequisites] == [("I085", "残疾证办理")]


def test_who_has_the_version_is_told_so_and_no_more(hall: RunningHall) -> None:
    tag = hall.ask("GET", "/content", "kiosk").headers["etag"]
    same = hall.ask("GET", "/content", "kiosk", headers={"If-None-Match": f'"old", {tag}'})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert hall.ask("GET", "/content", "kiosk", headers={"If-None-Match": '"old"'}).status_code == 200


def test_a_changed_text_changes_the_version_and_listeners_hear_of_it(hall: RunningHall) -> None:
    before = hall.ask("GET", "/content", "kiosk").json()
    with hall.stream("kiosk") as stream:
        json.loads(stream.recv())
        changed_set_up(hall, "周六延时服务", "周日延时服务")
        assert json.loads(stream.recv(20))["type"] == "catalogue_imported"
    after = hall.ask("GET", "/content", "kiosk").json()
    assert after["version"] != before["version"]
    assert after["notices"][0]["title"] == "周日延时服务"


def test_a_set_up_that_changes_no_text_keeps_the_version(hall: RunningHall) -> None:
    before = hall.ask("GET", "/content", "kiosk").json()["version"]
    changed_set_up(hall, "max_run = 2", "max_run = 3")
    assert hall.ask("GET", "/content", "kiosk").json()["version"] == before


def test_a_restarted_server_publishes_the_same_bytes(prepared: Prepared, tmp_path: Path) -> None:
    bodies = []
    for _ in range(2):
        with running(prepared, FakeClock()) as hall:
            bodies.append(hall.ask("GET", "/content", "kiosk").content)
    assert bodies[0] == bodies[1]


def test_a_stored_picture_comes_whole_under_its_name(hall: RunningHall, tmp_path: Path) -> None:
    (tmp_path / "flow.png").write_bytes(PNG)
    name = hall.parts.shelf.keep(tmp_path / "flow.png")
    assert name == f"{sha256(PNG).hexdigest()}.png"
    answer = hall.ask("GET", f"/media/{name}", "display")
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["0" * 64 + ".png", "..%2F..%2Fhall.db", "%2e%2e%2fhall.sqlite3", "x", "0" * 64 + ".svg", "%00.png"]
)
def test_a_name_that_is_none_of_ours_is_not_there(hall: RunningHall, name: str) -> None:
    assert hall.ask("GET", f"/media/{name}", "display").status_code == 404


async def test_a_client_keeps_its_copy_until_something_changes(hall: RunningHall) -> None:
    async with HallClient(hall.url, hall.tokens["kiosk"]) as client:
        first = await client.content()
        assert first.is_genuine(hall.tokens["kiosk"])
        assert first.content.guides
        assert await client.content(first) is first
        changed_set_up(hall, "周六延时服务", "周日延时服务")
        assert (await client.content(first)).content.version != first.content.version


async def test_a_client_does_not_rely_on_a_copy_that_was_tampered_with(hall: RunningHall) -> None:
    async with HallClient(hall.url, hall.tokens["kiosk"]) as client:
        kept = await client.content()
        forged = ContentCopy(kept.body.replace("免费".encode(), "五元".encode()), kept.signature)
        assert not forged.is_genuine(hall.tokens["kiosk"])
        assert not kept.is_genuine(hall.tokens["display"])
        assert (await client.content(forged)).body == kept.body


async def test_a_client_takes_media_only_if_they_are_what_their_name_says(hall: RunningHall, tmp_path: Path) -> None:
    (tmp_path / "flow.png").write_bytes(PNG)
    name = hall.parts.shelf.keep(tmp_path / "flow.png")
    async with HallClient(hall.url, hall.tokens["kiosk"]) as client:
        assert await client.media(name) == PNG
        (hall.parts.shelf.folder / name).write_bytes(PNG + b"!")
        with pytest.raises(BadAnswer):
            await client.media(name)
        with pytest.raises(Refused, match="unknown_media"):
            await client.media("0" * 64 + ".png")
