"""The kiosk's hands at a real hall: numbers issued alone and handed in, notices on a simulated printer, my ticket."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from drivers import profile as profiles
from drivers.device import Printer, PrintResult
from drivers.profile import PrinterProfile
from drivers.sim.console import Wanted, machine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from kiosk.effects import Performer
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow.state import Choice, OfflineTicket
from kiosk.journal import Journal, Wish
from kiosk.press import SlipPrinter
from server.client import HallClient
from server.vocab import Level, SlipState, TicketState
from server.wire.kiosk import HandInAnswer
from server.wire.kiosk import OfflineTicket as OfflineSent
from server.wire.slip_code import short_code
from server.wire.ticket import Ticket
from tests.kiosk.bench import NO_REPLY, PAPER_OUT, ScriptedPrinter, performer_of
from tests.server.running import FakeClock, Prepared, RunningHall, copied, prepare, running

GREEN = Choice(service_id="general", green_reason="elderly")
NOBODY = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("hall") / "template")


@pytest.fixture
def hall(template: Prepared, tmp_path: Path) -> Iterator[RunningHall]:
    with running(copied(template, tmp_path / "server")) as hall:
        yield hall


@asynccontextmanager
async def kiosk(hall: RunningHall, folder: Path, printer: SlipPrinter, url: str = "") -> AsyncIterator[Performer]:
    async with HallClient(url or hall.url, hall.tokens["kiosk"], budget_s=0.0) as client:
        performer = performer_of(client, printer, folder)
        try:
            yield performer
        finally:
            await performer.aclose()


async def met(hall: RunningHall, folder: Path) -> None:
    """A former life in which the server was there."""
    async with kiosk(hall, folder, ScriptedPrinter()) as performer:
        await performer.hall()
        await performer.catch_up()


async def alone(hall: RunningHall, folder: Path, *results: PrintResult) -> tuple[OfflineTicket, on.Event | None]:
    """A life without the server in which one number is issued; how its slip ended. It was settled."""
    async with kiosk(hall, folder, ScriptedPrinter(*results), NOBODY) as performer:
        issued = await performer.perform(do.IssueOffline(GREEN, "zh"))
        assert isinstance(issued, on.IssuedOffline)
        ended = await performer.perform(do.PrintOffline(issued.ticket, "zh", large=False))
        is_out = isinstance(ended, on.SlipPrinted)
        await performer.perform(do.SettleOffline(issued.ticket.id, printed=is_out, detail=None if is_out else "x"))
        return issued.ticket, ended


def tickets(hall: RunningHall) -> list[Ticket]:
    answers = [hall.ask("GET", f"/tickets?state={state}").json()["tickets"] for state in TicketState]
    found = [Ticket.model_validate(each) for answer in answers for each in answer]
    return sorted(found, key=lambda each: each.id)


async def test_a_kiosk_that_was_alone_hands_in_once_and_in_order(hall: RunningHall, tmp_path: Path) -> None:
    await met(hall, tmp_path)
    given = [(await alone(hall, tmp_path))[0].number for _ in range(3)]
    for _ in range(2):
        await met(hall, tmp_path)
    found = tickets(hall)
    assert [each.number for each in found] == given == ["L1001", "L1002", "L1003"]
    assert {(each.slip, each.ticket_class, each.class_reason) for each in found} == {
        (SlipState.PRINTED, "green", "elderly")
    }


async def test_who_took_a_number_while_the_server_was_away_stands_before_who_takes_one_now(
    hall: RunningHall, tmp_path: Path
) -> None:
    await met(hall, tmp_path)
    await alone(hall, tmp_path)
    async with kiosk(hall, tmp_path, ScriptedPrinter()) as performer:
        reserved = await performer.perform(do.Issue(Choice(service_id="general"), "zh"))
    assert isinstance(reserved, on.Reserved)
    assert reserved.ticket.ahead == 1
    assert [each.offline for each in tickets(hall)] == [True, False]


async def test_a_kiosk_that_may_issue_alone_says_so_when_it_has_no_answer(hall: RunningHall, tmp_path: Path) -> None:
    issue = do.Issue(Choice(service_id="general"), "zh")
    async with kiosk(hall, tmp_path, ScriptedPrinter(), NOBODY) as performer:
        assert await performer.perform(issue) == on.ServerLost(may_issue=False)
        assert await performer.perform(do.IssueOffline(GREEN, "zh")) == on.IssueRefused("offline_off", "")
    await met(hall, tmp_path)
    async with kiosk(hall, tmp_path, ScriptedPrinter(), NOBODY) as performer:
        assert await performer.perform(issue) == on.ServerLost(may_issue=True)


async def test_the_wish_an_offline_number_stands_for_is_cancelled_at_the_hall(
    hall: RunningHall, tmp_path: Path
) -> None:
    await met(hall, tmp_path)
    async with kiosk(hall, tmp_path, ScriptedPrinter()) as performer:
        client = performer._means.client
        answered = client.issue

        async def unheard(*what: object, **how: object) -> object:
            await answered(*what, **how)  # type: ignore[arg-type]
            client._line._http.base_url = NOBODY  # the answer is lost, and then the network
            return await answered(*what, **how)  # type: ignore[arg-type]

        client.issue = unheard  # type: ignore[method-assign, assignment]
        assert await performer.perform(do.Issue(Choice(service_id="general"), "zh")) == on.ServerLost(may_issue=True)
        issued = await performer.perform(do.IssueOffline(GREEN, "zh"))
        assert isinstance(issued, on.IssuedOffline)
        await performer.perform(do.SettleOffline(issued.ticket.id, printed=True))
    assert Journal(tmp_path).read() is None
    await met(hall, tmp_path)
    assert [(each.state, each.offline) for each in tickets(hall)] == [
        (TicketState.CANCELLED, False),
        (TicketState.WAITING, True),
    ]


async def test_a_number_without_a_slip_is_not_called_until_its_slip_is_printed(
    hall: RunningHall, tmp_path: Path
) -> None:
    await met(hall, tmp_path)
    ticket, ended = await alone(hall, tmp_path, PAPER_OUT)
    assert isinstance(ended, on.SlipFailed)
    await met(hall, tmp_path)
    assert [each.slip for each in tickets(hall)] == [SlipState.FAILED]
    async with kiosk(hall, tmp_path, ScriptedPrinter()) as performer:
        await performer.perform(do.SettleOffline(ticket.id, printed=True))
    await met(hall, tmp_path)
    assert [(each.number, each.slip) for each in tickets(hall)] == [(ticket.number, SlipState.PRINTED)]


async def test_a_kiosk_killed_while_its_own_slip_prints_hands_it_in_as_one_that_may_be_out(
    hall: RunningHall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await met(hall, tmp_path)
    async with kiosk(hall, tmp_path, ScriptedPrinter(), NOBODY) as performer:
        issued = await performer.perform(do.IssueOffline(GREEN, "zh"))
        assert isinstance(issued, on.IssuedOffline)
        await performer.perform(do.PrintOffline(issued.ticket, "zh", large=False))
    sent: list[OfflineSent] = []
    async with kiosk(hall, tmp_path, ScriptedPrinter()) as reborn:
        reborn.begin()
        client = reborn._means.client
        hand_in = client.hand_in

        async def noted(clock: datetime, each: Sequence[OfflineSent]) -> HandInAnswer:
            sent.extend(each)
            return await hand_in(clock, each)

        monkeypatch.setattr(client, "hand_in", noted)
        await reborn.catch_up()
    assert [(each.printed, each.doubtful) for each in sent] == [(False, True)]
    assert [(each.state, each.slip) for each in tickets(hall)] == [(TicketState.WAITING, SlipState.FAILED)]


async def test_who_walks_away_from_an_offline_number_gives_it_back(hall: RunningHall, tmp_path: Path) -> None:
    await met(hall, tmp_path)
    ticket, ended = await alone(hall, tmp_path, NO_REPLY)
    assert isinstance(ended, on.SlipFailed)
    assert ended.doubtful
    async with kiosk(hall, tmp_path, ScriptedPrinter()) as performer:
        await performer.perform(do.CancelOffline(ticket.id))
    await met(hall, tmp_path)
    assert [each.state for each in tickets(hall)] == [TicketState.CANCELLED]


async def test_an_offline_slip_leads_to_my_ticket_once_it_is_handed_in(hall: RunningHall, tmp_path: Path) -> None:
    await met(hall, tmp_path)
    ticket, _ = await alone(hall, tmp_path)
    code = f"{ticket.number} {short_code(UUID(ticket.id).hex)}"
    async with kiosk(hall, tmp_path, ScriptedPrinter()) as performer:
        assert isinstance(await performer.perform(do.LookUp(code)), on.Refused)
        await performer.catch_up()
        found = await performer.perform(do.LookUp(code))
        assert isinstance(found, on.TicketFound)
        changed = await performer.perform(do.Withdraw(found.ticket.id))
    assert isinstance(changed, on.TicketChanged)
    assert changed.ticket.state is TicketState.CANCELLED


async def test_a_check_in_cut_off_by_a_power_cut_is_asked_again_and_its_code_is_in_no_log(
    hall: RunningHall, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wish = Wish(request_id=UUID(int=7), booking="40718263", language="zh")
    Journal(tmp_path).write(wish)
    assert "40718263" not in repr(wish)
    with caplog.at_level("DEBUG", logger="kiosk"):
        await met(hall, tmp_path)
    assert "unknown_booking" in caplog.text  # the hall has no such booking: nothing is left
    assert "40718263" not in caplog.text
    assert Journal(tmp_path).read() is None


async def test_a_notice_comes_out_of_the_printer_also_without_the_server(hall: RunningHall, tmp_path: Path) -> None:
    await met(hall, tmp_path)
    profile = profiles.load("printer-80mm")
    assert isinstance(profile, PrinterProfile)
    made = machine(Wanted(kind="printer", out=tmp_path / "slips"), lambda _: None)
    with Host(made, PtyLine()) as host:
        async with kiosk(hall, tmp_path, Printer(host.url, profile), NOBODY) as performer:
            content = performer.known.content
            assert content is not None
            guide = content.guides[0]
            for _ in range(2):
                ended = await performer.perform(do.PrintNotice(guide.id, (), "zh", large=False))
                assert ended == on.PaperPrinted(guide.id)
            assert await performer.perform(do.PrintGuide(guide.id, "zh", large=False)) == on.PaperPrinted(guide.id)
            missing = await performer.perform(do.PrintNotice("no-such", (), "zh", large=False))
    assert missing == on.PaperFailed("no-such", "no_guide", "")
    papers = [each.read_text(encoding="utf-8") for each in sorted((tmp_path / "slips").glob("*.txt"))]
    assert len(papers) == 3
    for number, paper in enumerate(papers[:2], 1):
        assert re.search(rf"GZ1-[0-9A-F]{{6}}-0000{number}", paper)
    for paper in papers:
        assert guide.name in paper
        assert all(material.name in paper for material in guide.materials)


def served(hall: RunningHall) -> dict[str, Any]:
    hall.wish("/counters/1/open")
    ticket = hall.issue()
    for step in ("/counters/1/call-next", f"/tickets/{ticket['id']}/start", f"/tickets/{ticket['id']}/finish"):
        hall.wish(step)
    return ticket


async def test_a_visit_of_a_day_that_is_over_is_evaluated_once(template: Prepared, tmp_path: Path) -> None:
    clock = FakeClock()
    clock.go_on(days=400)
    with running(copied(template, tmp_path / "server"), clock) as hall:
        ticket = served(hall)
        clock.go_on(days=1)
        hall.beat()
        hall.beat()
        code = do.LookUp(f"{ticket['number']} {short_code(ticket['secret'])}")
        async with kiosk(hall, tmp_path, ScriptedPrinter()) as performer:
            found = await performer.perform(code)
            ended = await performer.perform(do.Evaluate(ticket["id"], Level.SATISFIED))
            again = await performer.perform(code)
    assert isinstance(found, on.TicketFound)
    assert found.may_evaluate
    assert ended == on.Evaluated(ticket["id"])
    assert isinstance(again, on.TicketFound)
    assert not again.may_evaluate


async def test_the_reasons_of_a_bad_level_reach_the_hall_as_words(hall: RunningHall, tmp_path: Path) -> None:
    ticket = served(hall)
    async with kiosk(hall, tmp_path, ScriptedPrinter()) as performer:
        await performer.perform(do.Evaluate(ticket["id"], Level.DISSATISFIED, ("服务态度不好",)))
    assert "服务态度不好" in hall.facts("ticket_evaluated")[0]


async def test_the_reason_of_a_level_pressed_at_the_counter_is_added_at_the_kiosk_once(
    hall: RunningHall, tmp_path: Path
) -> None:
    ticket = served(hall)
    hall.wish(f"/tickets/{ticket['id']}/evaluation", "display", level=1, channel="keypad")
    code = do.LookUp(f"{ticket['number']} {short_code(ticket['secret'])}")
    async with kiosk(hall, tmp_path, ScriptedPrinter()) as performer:
        found = await performer.perform(code)
        told = await performer.perform(do.Explain(ticket["id"], ("等候过久",)))
        again = await performer.perform(code)
    assert isinstance(found, on.TicketFound)
    assert (found.may_evaluate, found.unexplained) == (False, Level.VERY_DISSATISFIED)
    assert told == on.Evaluated(ticket["id"])
    assert isinstance(again, on.TicketFound)
    assert again.unexplained is None
    assert '"channel":"kiosk","reasons":["等候过久"]' in hall.facts("evaluation_explained")[0]


async def test_a_hand_is_called_once_however_often_it_is_asked_for(hall: RunningHall, tmp_path: Path) -> None:
    async with kiosk(hall, tmp_path, ScriptedPrinter()) as performer:
        for _ in range(2):
            assert await performer.perform(do.CallHelp()) == on.HelpHeard()
    assert len(hall.facts("help_called")) == 1
    async with kiosk(hall, tmp_path, ScriptedPrinter(), NOBODY) as performer:
        assert await performer.perform(do.CallHelp()) == on.ServerLost()


@pytest.mark.parametrize("what", [{"may_issue": False}, {"is_locked": True, "text": "检修"}])
async def test_a_kiosk_told_to_issue_nothing_issues_nothing_alone_either(
    hall: RunningHall, tmp_path: Path, what: dict[str, Any]
) -> None:
    hall.wish(f"/kiosks/{hall.ask('GET', '/kiosks').json()['kiosks'][0]['id']}/direct", **what)
    await met(hall, tmp_path)
    async with kiosk(hall, tmp_path, ScriptedPrinter(), NOBODY) as performer:
        issue = do.Issue(Choice(service_id="general"), "zh")
        assert await performer.perform(issue) == on.ServerLost(may_issue=False)
        assert await performer.perform(do.IssueOffline(GREEN, "zh")) == on.IssueRefused("kiosk_stopped", "")
