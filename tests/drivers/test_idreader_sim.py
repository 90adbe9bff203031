"""The simulated ID-card reader against the published bytes themselves, and started by its word."""

from dataclasses import replace
from pathlib import Path

import pytest

from drivers.errors import SettingError
from drivers.sim import console
from drivers.sim.idreader import IdReaderMachine
from tests.drivers.benches import Reports
from tests.drivers.vectors_card import SAMV_REPLIES, SAMV_REQUESTS, SAMV_WRONG_SUMS, card_frame


@pytest.fixture
def reports() -> Reports:
    return Reports()


def test_a_simulator_can_be_started_by_its_word(reports: Reports, tmp_path: Path) -> None:
    words = iter(["card on citizen", "show", "card under", "quit"])
    wanted = console.Wanted(kind="idreader", pty=tmp_path / "reader")
    console.serve(wanted, words, reports)
    assert reports.next("ready") == {"ready": "idreader", "url": f"serial://{tmp_path}/reader"}
    assert reports.next("card")["card"] == "citizen"
    assert "card on citizen|" in str(reports.next("error")["error"])
    with pytest.raises(SettingError, match="not of a idreader"):
        console.machine(replace(wanted, profile="scanner-serial"), reports)


def _ask(machine: IdReaderMachine, raw: str) -> bytes:
    return machine.receive(bytes.fromhex(raw), 0.0)


def test_the_simulator_answers_with_the_published_frames(reports: Reports) -> None:
    machine = IdReaderMachine(reports)
    requests = {name: vector[0] for name, vector in SAMV_REQUESTS.items()}
    replies = {name: bytes.fromhex(vector[0]) for name, vector in SAMV_REPLIES.items()}
    assert _ask(machine, requests["state"]) == replies["well"]
    assert _ask(machine, requests["find"]) == replies["no card"]
    assert _ask(machine, requests["select"]) == replies["not selected"]
    machine.command(["card", "on", "citizen"], 0.0)
    assert _ask(machine, requests["select"]) == replies["not selected"]
    assert _ask(machine, requests["find"]) == replies["found"]
    assert _ask(machine, requests["find"]) == replies["no card"]
    assert _ask(machine, requests["read"]) == replies["not read"]
    assert _ask(machine, requests["select"]) == replies["selected"]
    assert _ask(machine, requests["read"]) == card_frame()
    assert _ask(machine, requests["read with fingerprint"]) == card_frame(fingerprints=True)
    assert _ask(machine, requests["newest address"]) == replies["no new address"]
    assert _ask(machine, requests["reset"]) == replies["well"]
    assert _ask(machine, requests["find"]) == replies["found"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        *((wrong, 0x10) for wrong in SAMV_WRONG_SUMS),
        ("AA AA AA 96 69 00 02 11 13", 0x11),
        ("AA AA AA 96 69 00 04 11 FF 00 EA", 0x11),
        ("AA AA AA 96 69 00 03 99 01 9B", 0x21),
        ("AA AA AA 96 69 00 03 60 05 66", 0x21),
    ],
)
def test_the_simulator_refuses_what_a_module_refuses(raw: str, code: int, reports: Reports) -> None:
    machine = IdReaderMachine(reports)
    assert _ask(machine, "00 AA AA 69" + raw)[9] == code
    assert _ask(machine, SAMV_REQUESTS["state"][0]) == bytes.fromhex(SAMV_REPLIES["well"][0])


def test_the_simulator_takes_a_request_in_pieces_and_names_what_it_knows(reports: Reports) -> None:
    machine = IdReaderMachine(reports)
    raw = bytes.fromhex(SAMV_REQUESTS["state"][0])
    assert b"".join(machine.receive(bytes([byte]), 0.0) for byte in raw) == bytes.fromhex(SAMV_REPLIES["well"][0])
    for words in (["card", "on", "nobody"], ["refuse", "4", "1"], ["press", "5"], []):
        with pytest.raises(ValueError, match="card on citizen"):
            machine.command(words, 0.0)
    machine.command(["show"], 0.0)
    assert reports.next("card") == {"card": "", "found": False, "selected": False}
