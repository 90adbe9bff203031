"""The thread behind the screen: says when the hall is away and when it is back, and answers whoever asks meanwhile."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import UnionType
from uuid import UUID

import pytest

from kiosk import worker
from kiosk.cache import Cache
from kiosk.config import load
from kiosk.effects import Performer
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow.state import Choice
from kiosk.offline import Outcome, Terms
from kiosk.press import UNREACHABLE, PrinterNow
from kiosk.worker import ContentSeen, HallAway, HallSeen, Message, PagesSeen, PrinterSeen, Worker
from server.client import Refused
from tests.client.stub import TOKEN, StubHall, hall_answer, running, ticket
from tests.kiosk.bench import series_of, write_config
from tests.kiosk.test_cache import CONTENT_OF_TODAY, copy_of

PATIENCE_S = 20.0
ISSUE = do.Issue(Choice(service_id="general"), "zh")


class Messages:
    def __init__(self) -> None:
        self._posted: queue.Queue[Message] = queue.Queue()
        self.post = self._posted.put
        self.answers: list[Message] = []
        """What was said to whoever asked, as far as it was read."""

    def next(self, kind: type | UnionType) -> Message:
        deadline = time.monotonic() + PATIENCE_S  # for all of it: that the hall is away is said again and again
        while True:
            message = self._posted.get(timeout=max(0.0, deadline - time.monotonic()))
            if not isinstance(message, HallAway | HallSeen | PagesSeen | PrinterSeen):
                self.answers.append(message)
            if isinstance(message, kind):
                return message

    def all_of(self, *kinds: type) -> list[Message]:
        """The first message of each kind, whatever their order."""
        seen: dict[type, Message] = {}
        while not set(kinds) <= set(seen):
            message = self._posted.get(timeout=PATIENCE_S)
            seen.setdefault(type(message), message)
        return [seen[kind] for kind in kinds]


@pytest.fixture
def messages() -> Messages:
    return Messages()


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "REFRESH_S", 0.1)


@pytest.fixture
def tcp_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def working(folder: Path, tcp_port: int, messages: Messages) -> Iterator[Worker]:
    config = load(write_config(folder, f"http://127.0.0.1:{tcp_port}", "sim://nobody"))
    made = Worker(config, messages.post)
    made.start()
    try:
        yield made
    finally:
        made.close()


def test_a_server_that_comes_late_is_found_by_itself(tmp_path: Path, tcp_port: int, messages: Messages) -> None:
    with working(tmp_path, tcp_port, messages):
        away = messages.next(HallAway)
        assert isinstance(away, HallAway)
        assert "连不上" in away.why
        with running(StubHall(), tcp_port):
            seen = messages.next(HallSeen)
    assert isinstance(seen, HallSeen)
    assert seen.hall.hall.id == "demo"


def test_who_asks_while_there_is_no_server_hears_it_at_once(tmp_path: Path, tcp_port: int, messages: Messages) -> None:
    with working(tmp_path, tcp_port, messages) as worker:
        messages.next(HallAway)
        worker.submit(ISSUE)
        messages.next(on.ServerLost)
        messages.next(HallAway)
    assert messages.answers == [on.ServerLost()]


@pytest.mark.parametrize("wish", [do.CheckIn("40718263", "zh"), do.LookUp("A012-7KQ2"), do.Withdraw(12), do.CallHelp()])
def test_whatever_asks_the_hall_hears_that_the_server_is_away(
    tmp_path: Path, tcp_port: int, messages: Messages, wish: do.Effect
) -> None:
    with working(tmp_path, tcp_port, messages) as worker:
        messages.next(HallAway)
        worker.submit(wish)
        messages.next(on.ServerLost | on.IssueRefused | on.Refused)
    assert messages.answers == [on.ServerLost()]


def test_a_ticket_is_reserved_and_its_slip_fails_without_a_printer(
    tmp_path: Path, tcp_port: int, messages: Messages
) -> None:
    with running(StubHall(), tcp_port), working(tmp_path, tcp_port, messages) as worker:
        messages.next(HallSeen)
        worker.submit(ISSUE)
        reserved = messages.next(on.Reserved)
        assert isinstance(reserved, on.Reserved)
        worker.submit(do.Print(reserved.ticket, "zh", large=False))
        failed = messages.next(on.SlipFailed)
    assert isinstance(failed, on.SlipFailed)
    assert failed.code == "unreachable"


@pytest.mark.parametrize("mistake", [KeyError("a mistake"), OSError("disk full")])
def test_a_mistake_in_an_effect_is_answered_and_the_machine_goes_on(
    tmp_path: Path, tcp_port: int, messages: Messages, monkeypatch: pytest.MonkeyPatch, mistake: Exception
) -> None:
    async def broken(_: Performer, __: do.Effect) -> None:
        raise mistake

    with running(StubHall(), tcp_port), working(tmp_path, tcp_port, messages) as worker:
        messages.next(HallSeen)
        with monkeypatch.context() as patch:
            patch.setattr(Performer, "perform", broken)
            worker.submit(do.Settle(1, printed=True))
            worker.submit(ISSUE)
            refused = messages.next(on.IssueRefused)
            worker.submit(do.Print(ticket(), "zh", large=False))
            failed = messages.next(on.SlipFailed)
        worker.submit(ISSUE)
        messages.next(on.Reserved)
    assert messages.answers[:2] == [refused, failed]
    assert isinstance(failed, on.SlipFailed)
    assert failed.doubtful


def test_a_kiosk_that_starts_without_a_server_shows_what_it_has_kept(
    tmp_path: Path, tcp_port: int, messages: Messages
) -> None:
    cache = Cache(tmp_path / "state", TOKEN)
    cache.keep_content(copy_of(CONTENT_OF_TODAY))
    cache.keep_hall(hall_answer())
    with working(tmp_path, tcp_port, messages):
        hall, content, printer, _ = messages.all_of(HallSeen, ContentSeen, PrinterSeen, HallAway)
    assert isinstance(hall, HallSeen)
    assert hall.is_kept
    assert isinstance(content, ContentSeen)
    assert content.content == CONTENT_OF_TODAY
    assert printer == PrinterSeen(PrinterNow(UNREACHABLE))


def test_a_number_is_issued_without_a_server(tmp_path: Path, tcp_port: int, messages: Messages) -> None:
    Cache(tmp_path / "state", TOKEN).keep_hall(hall_answer())
    series_of(tmp_path / "state").agree(Terms(prefix="L1", minutes=60, most=50))
    with working(tmp_path, tcp_port, messages) as worker:
        worker.submit(ISSUE)
        assert messages.next(on.ServerLost) == on.ServerLost(may_issue=True)
        worker.submit(do.IssueOffline(ISSUE.choice, "zh"))
        issued = messages.next(on.IssuedOffline)
        assert isinstance(issued, on.IssuedOffline)
        worker.submit(do.PrintOffline(issued.ticket, "zh", large=False))
        failed = messages.next(on.SlipFailed)
    assert issued.ticket.number == "L1001"
    assert isinstance(failed, on.SlipFailed)
    assert failed.code == "unreachable"


def test_a_visit_without_the_server_is_not_cut_in_two_by_the_search_for_it(
    tmp_path: Path, tcp_port: int, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "REFRESH_S", PATIENCE_S)
    monkeypatch.setattr(worker, "SILENCES", 1)
    folder = tmp_path / "state"
    Cache(folder, TOKEN).keep_hall(hall_answer())
    series_of(folder).agree(Terms(prefix="L1", minutes=60, most=50))
    with working(tmp_path, tcp_port, messages) as at_work:
        messages.next(HallAway)
        at_work.submit(do.IssueOffline(ISSUE.choice, "zh"))
        issued = messages.next(on.IssuedOffline | on.IssueRefused)
        assert isinstance(issued, on.IssuedOffline)
        messages.next(HallAway)
        at_work.submit(do.SettleOffline(issued.ticket.id, printed=True))
    book = series_of(folder).entry(UUID(issued.ticket.id))
    assert book.settled is not None
    assert book.settled.outcome is Outcome.PRINTED


def test_a_visitor_does_not_wait_until_a_server_that_says_nothing_is_given_up(
    tmp_path: Path, tcp_port: int, messages: Messages
) -> None:
    Cache(tmp_path / "state", TOKEN).keep_hall(hall_answer())
    series_of(tmp_path / "state").agree(Terms(prefix="L1", minutes=60, most=50))
    with socket.create_server(("127.0.0.1", tcp_port)) as silent, working(tmp_path, tcp_port, messages) as at_work:
        asked, _ = silent.accept()
        with asked:
            at_work.submit(do.IssueOffline(ISSUE.choice, "zh"))
            issued = messages.next(on.IssuedOffline | HallAway)
            assert isinstance(issued, on.IssuedOffline)
            at_work.submit(do.PrintOffline(issued.ticket, "zh", large=False))
            assert isinstance(messages.next(on.SlipFailed | HallAway), on.SlipFailed)


def test_a_number_taken_without_the_server_is_told_when_it_answers_next(
    tmp_path: Path, tcp_port: int, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = threading.Event()

    async def note(_: Performer) -> None:
        told.set()

    Cache(tmp_path / "state", TOKEN).keep_hall(hall_answer())
    series_of(tmp_path / "state").agree(Terms(prefix="L1", minutes=60, most=50))
    with running(StubHall(), tcp_port), working(tmp_path, tcp_port, messages) as at_work:
        messages.next(HallSeen)  # the kept one
        messages.next(HallSeen)
        monkeypatch.setattr(Performer, "catch_up", note)
        at_work.submit(do.IssueOffline(ISSUE.choice, "zh"))
        issued = messages.next(on.IssuedOffline)
        assert isinstance(issued, on.IssuedOffline)
        assert not told.is_set()
        at_work.submit(do.SettleOffline(issued.ticket.id, printed=True))
        assert told.wait(PATIENCE_S)


def test_a_hall_that_was_silent_for_long_is_looked_for_anew(
    tmp_path: Path, tcp_port: int, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SILENCES", 2)
    with working(tmp_path, tcp_port, messages):
        messages.next(PagesSeen)
        assert messages.next(PagesSeen) == PagesSeen(f"http://127.0.0.1:{tcp_port}")


def test_closing_twice_is_closing_once(tmp_path: Path, tcp_port: int, messages: Messages) -> None:
    with working(tmp_path, tcp_port, messages) as worker:
        worker.close()
    assert "worker" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize("work", ["printer", "heed", "hall"])
def test_a_mistake_of_the_program_is_shown_and_ends_in_a_new_start(
    tmp_path: Path, tcp_port: int, messages: Messages, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    async def broken(_: Performer) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(worker, "HEED_S", 0.05)
    monkeypatch.setattr(Performer, work, broken)
    with working(tmp_path, tcp_port, messages) as made:
        assert messages.next(on.Broke) == on.Broke("internal")
        made._thread.join(PATIENCE_S)
        made.submit(ISSUE)  # nobody is left to do it, and nothing breaks


def test_what_the_hall_cannot_take_now_keeps_nobody_from_being_served(
    tmp_path: Path, tcp_port: int, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(_: Performer) -> None:
        raise Refused("internal", "服务器出错。", 500)

    monkeypatch.setattr(Performer, "catch_up", refused)
    with running(StubHall(), tcp_port), working(tmp_path, tcp_port, messages):
        assert isinstance(messages.next(HallSeen | HallAway), HallSeen)
