"""A pressed level reaches the hall whatever happens between: the hall moves, the box ends, the disk is full."""

import asyncio
from pathlib import Path
from uuid import UUID

import pytest

from display.outbox import FILE, Outbox, Pressed
from display.report import Report
from server.client.errors import Refused, Unreachable
from server.vocab import Channel, Level
from tests.display.fakes import PATIENCE_S, FakeEvaluations
from tests.display.test_keypad import Desk
from tests.display.words import AT

ID = UUID(int=7)
PRESSED = Pressed(request_id=ID, ticket_id=5, number="A005", counter=2, level=Level.SATISFIED)
STORED = [(5, Level.SATISFIED, Channel.KEYPAD)]


def outbox(folder: Path, hall: FakeEvaluations, hall_id: str | None = "demo") -> Outbox:
    return Outbox(folder, lambda: hall, Report(None, lambda: AT), hall_id=hall_id)


async def cancelled(job: asyncio.Task[None]) -> None:
    job.cancel()
    await asyncio.wait([job])


async def left_behind(folder: Path) -> None:
    """A box that ended while the hall was away."""
    away = FakeEvaluations(Unreachable("away"))
    ended = outbox(folder, away)
    job = asyncio.create_task(ended.send(PRESSED))
    await away.asked.wait()
    await cancelled(job)
    await ended.close()


async def sent_left(folder: Path, hall: FakeEvaluations, hall_id: str | None = "demo") -> None:
    """A box that starts, and ends when everything is told."""
    box = outbox(folder, hall, hall_id)
    await box.send_left()
    await box.close()


async def test_a_level_goes_to_wherever_the_hall_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("display.outbox.RETRY_S", 0.01)
    old, new = FakeEvaluations(Unreachable("it has moved")), FakeEvaluations()
    where = [old]
    out = Outbox(tmp_path, lambda: where[0], Report(None, lambda: AT), hall_id="demo")
    job = asyncio.create_task(out.send(PRESSED))
    await old.asked.wait()
    where[0] = new
    async with asyncio.timeout(PATIENCE_S):
        await job
    await out.close()
    assert (old.stored, new.stored) == ([], STORED)
    assert old.ids | new.ids == {ID}


async def test_a_box_that_starts_again_hands_in_what_was_pressed_before_under_the_same_id(tmp_path: Path) -> None:
    await left_behind(tmp_path)
    hall = FakeEvaluations()
    await sent_left(tmp_path, hall)
    assert (hall.stored, hall.ids) == (STORED, {ID})
    third = FakeEvaluations()
    await sent_left(tmp_path, third)
    assert third.stored == []


async def test_what_was_pressed_in_one_hall_is_not_told_another(tmp_path: Path) -> None:
    await left_behind(tmp_path)
    other = FakeEvaluations()
    await sent_left(tmp_path, other, "another")
    assert other.stored == []


@pytest.mark.parametrize(("code", "is_kept"), [("already_evaluated", False), ("unauthorized", True)])
async def test_a_no_is_final_but_for_the_token(tmp_path: Path, code: str, is_kept: bool) -> None:
    out = outbox(tmp_path, FakeEvaluations(Refused(code, "不行。", 409)))
    with pytest.raises(Refused):
        await out.send(PRESSED)
    await out.close()
    hall = FakeEvaluations()
    await sent_left(tmp_path, hall)
    assert hall.stored == (STORED if is_kept else [])


async def test_one_that_waits_for_its_reason_is_kept_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path, asks_reasons=True)
    desk.finish()
    desk.keypad.pressed(1)
    await desk.ended()
    await desk.outbox.close()
    hall = FakeEvaluations()
    await sent_left(tmp_path, hall)
    assert hall.stored == [(5, Level.VERY_DISSATISFIED, Channel.KEYPAD)]


@pytest.mark.parametrize("content", [b"", b"{", b'{"hall":"demo","pressed":[{}]}'])
async def test_a_broken_file_stops_nobody(tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / FILE).write_bytes(content)
    await sent_left(tmp_path, FakeEvaluations())
    assert "cannot be read" in caplog.text


async def test_a_disk_that_takes_nothing_costs_no_evaluation(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "full").write_bytes(b"")
    hall = FakeEvaluations()
    out = outbox(tmp_path / "full", hall)
    await out.send(PRESSED)
    await out.close()
    assert hall.stored == STORED
    assert "not kept" in caplog.text
