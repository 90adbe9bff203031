"""A kiosk without a token: it shows a code, gets its token from its own hall only, and goes on without a new start."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk import whereabouts, worker
from kiosk.cache import Cache
from kiosk.config import load
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow.state import Choice
from kiosk.paired import NotPaired, Paired, PairedElsewhere, paired
from kiosk.worker import HallAway, HallSeen, PagesSeen, Worker
from server.client import FoundHall, NotFound
from server.client.paired import FILE, keep
from tests.client.stub import hall_answer
from tests.kiosk.test_worker import Messages
from tests.server.conftest import memory, prepared, template  # noqa: F401 - fixtures
from tests.server.running import Prepared, RunningHall, running

NOWHERE = "http://127.0.0.1:9"


def write(folder: Path, url: str | None, more: str = "") -> Path:
    file = folder / "kiosk.toml"
    where = "" if url is None else f'url = "{url}"\n'
    file.write_text(
        f'[server]\nbudget_s = 0.5\n{where}{more}\n[printer]\nport = "sim://nobody"\n'
        f'[station]\nstate_dir = "{folder / "state"}"\n',
        encoding="utf-8",
    )
    return file


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "REFRESH_S", 0.1)
    monkeypatch.setattr(worker, "POLL_S", 0.1)


@pytest.fixture
def messages() -> Messages:
    return Messages()


@contextmanager
def working(file: Path, messages: Messages) -> Iterator[Worker]:
    made = Worker(load(file), messages.post)
    made.start()
    try:
        yield made
    finally:
        made.close()


def shown(messages: Messages, fits: Callable[[on.Unpaired], object] = lambda each: each.code) -> on.Unpaired:
    """The next pairing screen that fits."""
    while True:
        seen = messages.next(on.Unpaired)
        assert isinstance(seen, on.Unpaired)
        if fits(seen):
            return seen


def accept(hall: RunningHall, code: str) -> str:
    """Type the code; the id of the token that was made."""
    answer = hall.wish("/pairing/accept", code=code, name="一号取号机")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"]["id"])


def test_a_kiosk_is_paired_goes_on_at_once_and_stays_so(tmp_path: Path, prepared: Prepared, messages: Messages) -> None:  # noqa: F811
    with running(prepared) as hall:
        file = write(tmp_path, hall.url)
        with working(file, messages) as kiosk:
            screen = shown(messages)
            assert screen.hall == hall.service.hall.catalogue.name
            accept(hall, screen.code)
            messages.next(on.Paired)
            messages.next(HallSeen)
            kiosk.submit(do.Issue(Choice(service_id="general"), "zh"))
            messages.next(on.Reserved)
        kept = tmp_path / "state" / FILE
        assert kept.stat().st_mode & 0o777 == 0o600
        again = Messages()
        with working(file, again):
            again.next(HallSeen)
        assert not [each for each in again.answers if isinstance(each, on.Unpaired)]


def test_a_token_taken_back_leads_to_a_new_code_and_the_old_one_is_forgotten(
    tmp_path: Path,
    prepared: Prepared,  # noqa: F811
    messages: Messages,
) -> None:
    with running(prepared) as hall, working(write(tmp_path, hall.url), messages):
        token = accept(hall, shown(messages).code)
        messages.next(HallSeen)
        hall.wish(f"/tokens/{token}/revoke")
        screen = shown(messages)
        assert (screen.why, "收回" in screen.detail) == ("taken_back", True)
        assert "token" not in json.loads((tmp_path / "state" / FILE).read_text())
        accept(hall, screen.code)
        messages.next(on.Paired)
        messages.next(HallSeen)


def test_a_server_that_starts_anew_makes_the_kiosk_show_another_code(
    tmp_path: Path,
    prepared: Prepared,  # noqa: F811
    messages: Messages,
) -> None:
    with running(prepared) as hall, working(write(tmp_path, hall.url), messages):
        first = shown(messages)
        hall.parts.pairings._open.clear()
        second = shown(messages)
        assert second.code != first.code
        accept(hall, second.code)
        messages.next(HallSeen)


def test_whoever_has_read_the_old_code_may_still_type_it(
    tmp_path: Path,
    prepared: Prepared,  # noqa: F811
    messages: Messages,
) -> None:
    with running(prepared) as hall, working(write(tmp_path, hall.url), messages) as kiosk:
        old = shown(messages)
        kiosk.submit(do.Pair())
        shown(messages, lambda each: each.code and each.code != old.code)
        accept(hall, old.code)
        messages.next(on.Paired)


def test_another_hall_at_the_address_does_not_end_a_pairing(
    tmp_path: Path,
    prepared: Prepared,  # noqa: F811
    messages: Messages,
) -> None:
    keep(tmp_path / "state", "hall-a", "the-token-of-hall-a")
    before = (tmp_path / "state" / FILE).read_bytes()
    with running(prepared) as hall, working(write(tmp_path, hall.url), messages) as kiosk:
        messages.next(HallAway)
        messages.next(HallAway)
        kiosk.submit(do.Issue(Choice(service_id="general"), "zh"))
        messages.next(HallAway)
        assert hall.ask("GET", "/pairing").json()["pairings"] == []
    assert (tmp_path / "state" / FILE).read_bytes() == before
    assert not [each for each in messages.answers if isinstance(each, on.Unpaired)]


def test_a_token_of_the_settings_that_is_refused_is_said_and_no_code_is_shown(
    tmp_path: Path,
    prepared: Prepared,  # noqa: F811
    messages: Messages,
) -> None:
    with running(prepared) as hall, working(write(tmp_path, hall.url, 'token = "gone"'), messages):
        screen = shown(messages, lambda each: each.why)
        assert (screen.code, screen.why) == ("", "token_refused")
        assert hall.ask("GET", "/pairing").json()["pairings"] == []


def test_a_server_that_does_not_answer_is_said(tmp_path: Path, messages: Messages) -> None:
    with working(write(tmp_path, NOWHERE), messages):
        assert "连不上" in shown(messages, lambda each: each.why == "unreachable").detail


def test_several_halls_are_named(tmp_path: Path, messages: Messages, monkeypatch: pytest.MonkeyPatch) -> None:
    async def two(_: str | None, *, only_tls: bool) -> FoundHall:
        raise NotFound("two", ("east-1", "west-1"), ("东厅", "西厅"))

    monkeypatch.setattr(whereabouts, "find", two)
    with working(write(tmp_path, None), messages):
        said = shown(messages, lambda each: each.why == "other_hall").detail
    assert "东厅（east-1）、西厅（west-1）" in said


def test_a_kiosk_found_by_zeroconf_leads_phones_to_the_address_that_was_found(
    tmp_path: Path,
    prepared: Prepared,  # noqa: F811
    messages: Messages,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with running(prepared) as hall:

        async def one(_: str | None, *, only_tls: bool) -> FoundHall:
            return FoundHall(hall.service.hall.uid, "厅", hall.url, "/api/v1")

        monkeypatch.setattr(whereabouts, "find", one)
        with working(write(tmp_path, None), messages):
            accept(hall, shown(messages).code)
            assert messages.next(PagesSeen) == PagesSeen(hall.url)


def test_a_state_folder_belongs_to_one_hall(tmp_path: Path) -> None:
    keep(tmp_path / "state", "hall-a", "t")
    assert paired(load(write(tmp_path, NOWHERE))) == Paired(hall="hall-a", token="t")
    with pytest.raises(PairedElsewhere, match="hall-a"):
        paired(load(write(tmp_path, NOWHERE, 'hall = "hall-b"')))


def test_the_hall_that_took_the_token_of_the_settings_is_the_only_one(tmp_path: Path) -> None:
    config = load(write(tmp_path, NOWHERE, 'token = "t"'))
    assert paired(config).hall is None
    Cache(tmp_path / "state", "t").keep_hall(hall_answer("hall-a"))
    assert paired(config) == Paired(hall="hall-a", token="t")


@pytest.mark.parametrize("content", [b"", b"{", b'{"token": "t"}', b"\xff"])
def test_a_damaged_file_means_not_paired(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / FILE).write_bytes(content)
    with pytest.raises(NotPaired):
        paired(load(write(tmp_path, NOWHERE)))


def test_what_a_later_version_keeps_in_the_file_does_not_hurt(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / FILE).write_text('{"hall": "a", "token": "t", "certificate": "…"}', encoding="utf-8")
    own = paired(load(write(tmp_path, NOWHERE)))
    assert own == Paired(hall="a", token="t")
    assert "'t'" not in repr(own)
