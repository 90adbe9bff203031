"""Evaluators and call pads of every family through the whole box, as their profiles have them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from drivers.sim.console import Wanted, machine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from server.vocab import TicketState
from tests.display.fakes import PATIENCE_S
from tests.display.row import at_work
from tests.display.stub_hall import TOKEN, StubHall, serving
from tests.display.words import board, counter, current, ticket
from tests.drivers.benches import Reports

EVALUATORS = {
    "ff68-evaluator-5key": {1, 2, 3, 4, 5},
    "ff68-evaluator-4key": {2, 3, 4, 5},
    "ff68-evaluator-3key": {2, 3, 4},
    "hid-evaluator-5key": {1, 2, 3, 4, 5},
    "framemap-evaluator-5key": {1, 2, 3, 4, 5},
    "modbus-evaluator-5key": {1, 2, 3, 4, 5},
}
HID_KEYS = {"KPASTERISK": "/tickets/5/start", "KPSLASH": "/tickets/5/finish", "ENTER": "/counters/12/call-next"}


class Pad:
    """One simulated pad at counter 2 and the hall it talks to; somebody is served there, or called."""

    def __init__(self, host: Host, hall: StubHall, said: Reports) -> None:
        self.host, self.hall, self.said = host, hall, said

    def asked(self) -> tuple[str, object]:
        path, wish = self.hall.asked.get(timeout=PATIENCE_S)
        return path, wish.get("level")


@contextmanager
def pad(profile: str, kind: str, folder: Path, state: TicketState, sim: str | None = None) -> Iterator[Pad]:
    """`sim`: the profile of the machine, when it has keys the box's profile does not know."""
    said, hall = Reports(), StubHall(board(counter(2, current=current(state=state))))
    with ExitStack() as stack:
        host = stack.enter_context(Host(machine(Wanted(kind="keypad", profile=sim or profile), said), PtyLine()))
        tcp_port = stack.enter_context(serving(hall))
        port = host.url.replace("serial:", "evdev:") if profile.startswith("hid") else host.url
        config = folder / "display.toml"
        config.write_text(
            f'server = "http://127.0.0.1:{tcp_port}"\ntoken = "{TOKEN}"\nstate_dir = "{folder}"\n'
            f'[[{kind}]]\nport = "{port}"\nprofile = "{profile}"\ncounter = 2\n',
            encoding="utf-8",
        )
        stack.enter_context(at_work(config, folder / "report.jsonl"))
        hall.wait_for_listener()
        while not _are_up(hall):
            pass
        yield Pad(host, hall, said)


def _are_up(hall: StubHall) -> bool:
    devices = hall.health.get(timeout=PATIENCE_S)
    return bool(devices) and all(device["condition"] == "up" for device in devices.values())


@pytest.mark.parametrize("profile", EVALUATORS)
def test_a_key_is_its_level_whoever_made_the_keypad(profile: str, tmp_path: Path) -> None:
    level = min(EVALUATORS[profile])
    with pad(profile, "keypads", tmp_path, TicketState.SERVING) as one:
        one.hall.tell("ticket_finished", ticket=ticket(state=TicketState.FINISHED))
        one.host.command(f"press {level}")  # the news may be on its way yet
        assert one.asked() == ("/tickets/5/evaluation", level)


def test_a_code_the_profile_gives_no_level_is_no_evaluation(tmp_path: Path) -> None:
    """A five-key machine whose keys the profile of a four-key one reads: its fifth code is not in it."""
    with pad("ff68-evaluator-4key", "keypads", tmp_path, TicketState.SERVING, sim="ff68-evaluator-5key") as one:
        one.hall.tell("ticket_finished", ticket=ticket(state=TicketState.FINISHED))
        one.host.command("press 1")
        one.host.command("press 2")
        assert one.asked() == ("/tickets/5/evaluation", 2)
    assert one.hall.asked.empty()


def test_a_keyboard_is_a_call_pad(tmp_path: Path) -> None:
    with pad("hid-callpad", "callpads", tmp_path, TicketState.CALLED) as one:
        for key, path in HID_KEYS.items():
            one.host.command(f"press {key}")
            assert one.asked() == (path, None)


def test_a_frame_said_again_is_one_press(tmp_path: Path) -> None:
    with pad("ff68-callpad", "callpads", tmp_path, TicketState.CALLED) as one:
        one.host.command("deaf on")  # it hears no acknowledgement, and says the press again until it gives up
        one.host.command("press recall")
        one.said.next("unacknowledged")
        one.host.command("deaf off")
        one.host.command("press confirm")
        assert [one.asked()[0], one.asked()[0]] == ["/tickets/5/recall", "/tickets/5/start"]
    assert one.hall.asked.empty()
