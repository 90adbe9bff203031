"""Counters with real pads: a real server, a real display box, an FF 68 line of simulated evaluators and call pads."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.profile import Ff68Profile
from drivers.profile import load as load_profile
from drivers.sim.host import Host, Report
from drivers.sim.keypad import KeypadMachine
from drivers.sim.line import PtyLine
from server.vocab import Channel, CounterId, CounterState, Level, TicketState
from server.wire.event import Envelope, EventBody
from server.wire.ticket import Evaluation, Ticket
from tests.display.fakes import PATIENCE_S
from tests.display.row import PAD_BEHIND, at_work
from tests.server.running import FakeClock, RunningHall, prepare, running

COUNTERS = (1, 2, 3)
ONE, TWO, CIVIL = COUNTERS
REASON_KEYS = "\n[results]\n05 = 'reason_1'\n06 = 'reason_2'\n"


class Counters:
    """The hall's first three counters, open, with an evaluator (address n) and a call pad (100 + n) each."""

    def __init__(
        self, hall: RunningHall, host: Host, said: "queue.Queue[Report]", told: "queue.Queue[Envelope]"
    ) -> None:
        self.hall = hall
        self._host = host
        self._said = said
        self._told = told

    def issue(self, service_id: str, **fields: Any) -> dict[str, Any]:
        return self.hall.issue(service_id, **fields)

    def press(self, counter: int, key: str, *, typed: str = "") -> None:
        """A key of the call pad; a level or a reason of the evaluator."""
        is_evaluator = key.isdecimal() or key.startswith("reason")
        words = f"type {typed} {key}" if typed else f"press {key}"
        self._host.command(f"{words} {counter if is_evaluator else PAD_BEHIND + counter}")

    def event(self, kind: str) -> EventBody:
        """What the next fact of this kind says."""
        while (told := self._told.get(timeout=PATIENCE_S)).type != kind:
            pass
        return told.body

    def ticket_of(self, kind: str) -> Ticket:
        ticket = self.event(kind).ticket
        assert ticket is not None
        return ticket

    def evaluation(self) -> Evaluation:
        """The next one that is stored."""
        evaluation = self.event("ticket_evaluated").evaluation
        assert evaluation is not None
        return evaluation

    def says(self, **wanted: object) -> None:
        """Wait until a pad says or shows this."""
        while not wanted.items() <= self._said.get(timeout=PATIENCE_S).items():
            pass

    def ticket(self, ticket_id: int) -> Ticket:
        return Ticket.model_validate(self.hall.ask("GET", f"/tickets/{ticket_id}").json()["ticket"])

    def first_for(self, counter: int) -> Ticket:
        """Who is called there next."""
        answer = self.hall.ask("GET", f"/queue/preview?counter_id={counter}&n=1").json()
        return Ticket.model_validate(answer["tickets"][0])


def _listen(hall: RunningHall, told: "queue.Queue[Envelope]", ends: threading.Event) -> None:
    with hall.stream("admin") as stream:
        while not ends.is_set():
            try:
                text = stream.recv(timeout=0.2)
            except TimeoutError:
                continue
            told.put(Envelope.model_validate_json(text))


@pytest.fixture(scope="module")
def counters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counters]:
    folder = tmp_path_factory.mktemp("counters")
    shipped = Path("drivers/profile/ff68-counter.toml").read_text(encoding="utf-8")
    file = folder / "pads.toml"
    file.write_text(shipped + REASON_KEYS, encoding="utf-8")
    profile = load_profile(str(file))
    assert isinstance(profile, Ff68Profile)
    said: queue.Queue[Report] = queue.Queue()
    told: queue.Queue[Envelope] = queue.Queue()
    ends = threading.Event()
    host = Host(KeypadMachine(profile, said.put), PtyLine())
    with running(prepare(folder / "hall"), FakeClock()) as hall, host:
        for n in COUNTERS:
            hall.wish(f"/counters/{n}/open", "admin")
        config = folder / "display.toml"
        config.write_text(_config(hall, host.url, file, folder), encoding="utf-8")
        listener = threading.Thread(target=_listen, args=(hall, told, ends), name="listener")
        listener.start()
        with at_work(config, folder / "report.jsonl"):
            them = Counters(hall, host, said, told)
            for n in COUNTERS:
                them.says(address=PAD_BEHIND + n, number="000", waiting="000")
            yield them
        ends.set()
        listener.join()


def _config(hall: RunningHall, port: str, profile: Path, folder: Path) -> str:
    head = f'server = "{hall.url}"\ntoken = "{hall.tokens["display"]}"\nstate_dir = "{folder}"\n'
    pad = f'port = "{port}"\nprofile = "{profile}"\n'
    tables = (
        f"[[{kind}]]\n{pad}address = {address}\ncounter = {n}\n"
        for n in COUNTERS
        for kind, address in (("keypads", n), ("callpads", PAD_BEHIND + n))
    )
    return head + "\n".join(tables)


def test_an_old_visitor_goes_first_is_served_and_evaluates_once(counters: Counters) -> None:
    """Scenario D-1, from the call on."""
    ordinary = counters.issue("general")
    green = counters.issue("general", **{"class": "green", "class_reason": "elderly"})
    counters.says(address=PAD_BEHIND + TWO, waiting="002")
    counters.press(TWO, "call_next")
    called = counters.ticket_of("ticket_called")
    assert (called.id, called.counter_id) == (green["id"], TWO)
    counters.says(address=PAD_BEHIND + TWO, number=green["number"][1:])
    counters.says(address=PAD_BEHIND + TWO, waiting="001")
    counters.press(TWO, "confirm")
    counters.press(TWO, "evaluate")
    counters.says(asked=TWO)
    counters.says(address=PAD_BEHIND + TWO, number="000")
    counters.press(TWO, "5")
    stored = counters.evaluation()
    clerk = counters.ticket(green["id"]).clerk
    assert clerk
    assert (stored.ticket_id, stored.counter_id, stored.clerk) == (green["id"], TWO, clerk)
    assert (stored.level, stored.channel) == (Level.VERY_SATISFIED, Channel.KEYPAD)
    counters.says(address=TWO, stars=5)
    counters.press(TWO, "1")
    counters.says(beep=TWO)
    by_phone = counters.hall.wish(f"/tickets/{green['id']}/evaluation", green["secret"], level=1, channel="qr")
    assert (by_phone.status_code, by_phone.json()["code"]) == (409, "already_evaluated")
    assert counters.ticket(green["id"]).level is Level.VERY_SATISFIED
    counters.press(TWO, "call_next")
    assert counters.ticket_of("ticket_called").id == ordinary["id"]
    counters.press(TWO, "evaluate")
    counters.says(asked=TWO)
    assert counters.ticket(ordinary["id"]).level is None


def test_two_counters_call_at_once_one_transfers_the_other_passes(counters: Counters) -> None:
    """Scenario D-2, with the pads."""
    tickets = {counters.issue("general")["id"] for _ in range(2)}
    counters.issue("civil-affairs")
    counters.press(ONE, "call_next")
    counters.press(TWO, "call_next")
    called = {ticket.counter_id: ticket for ticket in (counters.ticket_of("ticket_called") for _ in range(2))}
    assert {ticket.id for ticket in called.values()} == tickets
    assert called.keys() == {ONE, TWO}
    counters.press(ONE, "transfer", typed="3")
    moved = counters.ticket_of("ticket_transferred")
    assert (moved.id, moved.issued_at) == (called[ONE].id, called[ONE].issued_at)
    assert counters.first_for(CIVIL).id == moved.id
    counters.says(address=PAD_BEHIND + ONE, number="000")
    counters.press(TWO, "recall")
    assert counters.ticket_of("ticket_recalled").calls == 2
    counters.hall.wish(f"/tickets/{called[TWO].id}/recall")
    assert counters.ticket_of("ticket_recalled").calls == 3
    counters.press(TWO, "no_show")
    assert counters.ticket_of("ticket_missed").id == called[TWO].id
    counters.says(address=PAD_BEHIND + TWO, number="000")
    for _ in range(2):
        counters.press(CIVIL, "call_next")
        served = counters.ticket_of("ticket_called")
        counters.press(CIVIL, "evaluate")
        assert counters.ticket_of("ticket_finished").id == served.id
        counters.says(asked=CIVIL)


def test_whoever_is_dissatisfied_says_why_with_a_key(counters: Counters) -> None:
    """Scenario D-10, at the keypad."""
    visit = counters.issue("general")
    counters.press(ONE, "call_next")
    counters.press(ONE, "evaluate")
    counters.says(asked=ONE)
    counters.press(ONE, "2")
    counters.says(beep=ONE)
    counters.press(ONE, "reason_2")
    stored = counters.evaluation()
    assert (stored.ticket_id, stored.level, stored.reasons) == (visit["id"], Level.DISSATISFIED, ("服务态度不好",))
    counters.says(address=ONE, stars=2)


def test_the_pad_holds_resumes_pauses_and_comes_back(counters: Counters) -> None:
    visit = counters.issue("general")
    counters.press(ONE, "call_next")
    counters.says(address=PAD_BEHIND + ONE, number=visit["number"][1:])
    counters.press(ONE, "hold")
    assert counters.ticket_of("ticket_held").state is TicketState.HELD
    counters.says(address=PAD_BEHIND + ONE, number="000")
    counters.press(ONE, "resume")
    assert counters.ticket_of("ticket_resumed").id == visit["id"]
    counters.press(ONE, "evaluate")
    counters.says(asked=ONE)
    clerk = counters.hall.service.hall.posts[CounterId(ONE)].clerk
    counters.press(ONE, "pause")
    paused = counters.event("counter_paused").counter
    assert paused is not None
    assert (paused.state, paused.reason, paused.contact) == (
        CounterState.PAUSED,
        "暂时离开",
        counters.hall.service.hall.catalogue.phone,
    )
    assert paused.back_at is not None
    counters.press(ONE, "confirm")  # another key between: the same one within a second is the pad's repeating itself
    counters.says(beep=PAD_BEHIND + ONE)
    counters.press(ONE, "pause")
    back = counters.event("counter_opened").counter
    assert back is not None
    assert (back.state, back.clerk) == (CounterState.OPEN, clerk)


def test_what_the_browser_does_is_on_the_pad(counters: Counters) -> None:
    visit = counters.issue("general")
    counters.hall.wish(f"/counters/{TWO}/call-next")
    counters.says(address=PAD_BEHIND + TWO, number=visit["number"][1:])
    for step in ("start", "finish"):
        counters.hall.wish(f"/tickets/{visit['id']}/{step}")
    counters.says(asked=TWO)
    counters.says(address=PAD_BEHIND + TWO, number="000")
    counters.press(TWO, "4")
    assert counters.evaluation().ticket_id == visit["id"]
