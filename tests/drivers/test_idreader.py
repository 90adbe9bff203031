"""An ID-card reader on a real pseudo-terminal and on TCP: cards come, are read once, go, and leave nothing behind."""

import logging
import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.__main__ import main
from drivers.codec import idcard
from drivers.device import Card, CardEvent, CardFailed, CardPlaced, CardRead, CardRemoved, IdReader
from drivers.device.fault import SENTENCES
from drivers.errors import DeviceFault, TransportError
from drivers.port import UsbPort
from drivers.profile import IdReaderProfile
from drivers.sim.host import Host
from drivers.sim.idcard import CARDS
from drivers.sim.idreader import IdReaderMachine
from drivers.sim.line import PtyLine, SimLine, TcpLine
from drivers.transport.usb import UsbTransport
from tests.drivers import usb_fake as fake
from tests.drivers.benches import PATIENCE_S, Cue, Reports, mute
from tests.drivers.torn import TornLine, held
from tests.drivers.vectors_card import SAMV_REPLIES, SAMV_REQUESTS, card_frame

CITIZEN = idcard.read_text(CARDS["citizen"].text)
GOOD = [name for name in CARDS if name != "forged"]


def _profile(extra_s: float = PATIENCE_S) -> IdReaderProfile:
    loaded = profiles.load("idreader-serial")
    assert isinstance(loaded, IdReaderProfile)
    return replace(loaded, poll_s=0.001, extra_s=extra_s)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture(params=[PtyLine, TcpLine], ids=["pty", "tcp"])
def line(request: pytest.FixtureRequest) -> SimLine:
    made: SimLine = request.param()
    return made


@pytest.fixture
def host(reports: Reports) -> Iterator[Host]:
    with Host(IdReaderMachine(reports), PtyLine()) as running:
        yield running


@pytest.fixture
def reader(host: Host) -> Iterator[IdReader]:
    made = IdReader(host.url, _profile())
    yield made
    made.close()


class Watch:
    """The events of a reader, so many at a time; gives up when they do not come."""

    def __init__(self, reader: IdReader) -> None:
        self._stop = threading.Event()
        self._events = reader.events(self._stop)

    def next(self, count: int = 1) -> list[CardEvent]:
        giving_up = threading.Timer(PATIENCE_S, self._stop.set)
        giving_up.start()
        try:
            return list(islice(self._events, count))
        finally:
            giving_up.cancel()
            giving_up.join()


@pytest.mark.parametrize("name", GOOD)
def test_every_kind_of_card_is_read_over_every_line(line: SimLine, reports: Reports, name: str) -> None:
    with Host(IdReaderMachine(reports), line) as host:
        reader = IdReader(host.url, _profile())
        assert not reader.find()
        host.command(f"card on {name}")
        assert reader.find()
        assert reader.read() == idcard.read_text(CARDS[name].text)
        reader.close()


class UsbLine(UsbTransport):
    """A reader on a USB bus that is in memory, open from the beginning."""

    url = "usb://0400:C35A"

    def open(self) -> None: ...


def test_a_card_is_read_over_usb_with_junk_before_the_frame() -> None:
    pipes = fake.interface(0, 0, (0xFF, 0, 0), (0x02, 2, 64), (0x81, 2, 64))
    descriptors = fake.device_descriptor(0x0400, 0xC35A) + fake.configuration(pipes)
    found, selected = (bytes.fromhex(SAMV_REPLIES[name][0]) for name in ("found", "selected"))
    card = bytes(6) + card_frame()[1:]
    packets = [card[start : start + 64] for start in range(0, len(card), 64)]
    # None: nothing is left from before when a question is asked.
    device = fake.FakeDevice(descriptors, gives=[None, found, None, selected, None, *packets])
    reader = IdReader(UsbLine(UsbPort("0400", "C35A"), backend=fake.FakeBackend(device)), _profile(extra_s=1.0))
    assert reader.find()
    assert reader.read() == CITIZEN
    asked = [bytes.fromhex(SAMV_REQUESTS[name][0]) for name in ("find", "select", "read")]
    assert bytes(device.received) == b"".join(asked)
    reader.close()


def test_the_module_tells_its_state_and_its_number(reader: IdReader) -> None:
    reader.ensure_ready()
    assert reader.sam_id() == "05.03-20200101-0000000001-0000000002"
    reader.set_baud(9600)
    reader.reset()


def test_a_card_comes_is_read_once_and_goes(reader: IdReader, host: Host, reports: Reports) -> None:
    watch = Watch(reader)
    for name in ("citizen", "resident"):
        host.command(f"card on {name}")
        card = idcard.read_text(CARDS[name].text)
        assert watch.next(2) == [CardPlaced(), CardRead(card)]
        assert reports.next("read") == {"read": name, "fingerprints": False}
        host.command("card off")
        assert watch.next() == [CardRemoved()]
    assert reports.empty


def _stop_after(seen: threading.Event, stop: threading.Event) -> None:
    seen.wait(PATIENCE_S)
    stop.set()


def test_a_card_that_stays_is_not_told_of_again(reports: Reports) -> None:
    five_looks = bytes.fromhex(SAMV_REQUESTS["newest address"][0]) * 5
    asked = Cue(IdReaderMachine(reports), five_looks, lambda answer: answer)
    with Host(asked, PtyLine()) as other:
        other.command("card on citizen")
        single = IdReader(other.url, _profile())
        stop = threading.Event()
        told = single.events(stop)
        assert [next(told), next(told)] == [CardPlaced(), CardRead(CITIZEN)]
        waiting = threading.Thread(target=_stop_after, args=(asked.seen, stop))
        waiting.start()
        assert list(told) == []
        waiting.join()
        single.close()


def test_a_card_that_stays_is_found_only_once(reader: IdReader, host: Host) -> None:
    host.command("card on citizen")
    assert [reader.find(), reader.find()] == [True, False]
    assert reader.read() == CITIZEN
    assert reader.lies()
    host.command("card off")
    assert not reader.lies()


def test_an_address_added_later_is_read(reader: IdReader, host: Host) -> None:
    for name, address in (("moved", "测试省测试市新区新路2号"), ("citizen", None)):
        host.command(f"card on {name}")
        assert reader.find()
        reader.read()
        assert reader.newest_address() == address


def test_a_fingerprint_is_read_past_and_thrown_away(reader: IdReader, host: Host, reports: Reports) -> None:
    host.command("card on citizen")
    assert reader.find()
    assert reader.read(fingerprint=True) == CITIZEN
    assert reports.next("read") == {"read": "citizen", "fingerprints": True}


def test_a_forged_number_is_refused_and_the_next_card_is_read(reader: IdReader, host: Host) -> None:
    watch = Watch(reader)
    host.command("card on forged")
    assert watch.next(2) == [CardPlaced(), CardFailed("card_refused", SENTENCES["card_refused"])]
    host.command("card off")
    assert watch.next() == [CardRemoved()]
    host.command("card on citizen")
    assert watch.next(2) == [CardPlaced(), CardRead(CITIZEN)]


@pytest.mark.parametrize("code", ["31", "32", "33", "40", "41"])
def test_a_card_the_module_cannot_read_has_failed(reader: IdReader, host: Host, code: str) -> None:
    host.command("card on citizen")
    assert reader.find()
    host.command(f"refuse {code} 6")
    with pytest.raises(DeviceFault) as failed:
        reader.read()
    assert (failed.value.code, failed.value.sentence) == ("card_unreadable", SENTENCES["card_unreadable"])


def test_a_card_that_is_read_at_the_second_try_is_read(reader: IdReader, host: Host) -> None:
    host.command("card on citizen")
    assert reader.find()
    host.command("refuse 41 2")
    assert reader.read() == CITIZEN


@pytest.mark.parametrize(
    ("code", "fault"),
    [("60", "reader_broken"), ("47", "reader_broken"), ("66", "reader_unauthorised"), ("21", "reader_refused")],
)
def test_a_reader_that_needs_a_person_says_so(reader: IdReader, host: Host, code: str, fault: str) -> None:
    host.command(f"refuse {code} 99")
    for ask in (reader.ensure_ready, reader.find, lambda: next(reader.events(threading.Event()))):
        with pytest.raises(DeviceFault) as failed:
            ask()
        assert failed.value.code == fault


def test_an_answer_with_a_wrong_sum_is_asked_for_again(host: Host, reports: Reports) -> None:
    reader = IdReader(host.url, _profile(extra_s=0.05))
    host.command("card on citizen")
    assert reader.find()
    host.command("spoil 2")
    assert reader.read() == CITIZEN
    reader.close()


def test_a_question_the_module_heard_badly_is_asked_again(reader: IdReader, host: Host) -> None:
    host.command("refuse 10 2")
    reader.ensure_ready()


def test_a_card_whose_finding_was_lost_on_the_line_is_read_all_the_same(host: Host) -> None:
    reader = IdReader(host.url, _profile(extra_s=0.05))
    reader.ensure_ready()
    host.command("card on citizen")
    host.command("spoil 1")
    assert Watch(reader).next(2) == [CardPlaced(), CardRead(CITIZEN)]
    reader.close()


@pytest.mark.parametrize("head", ["short", "dirty"])
def test_a_reader_with_a_strange_head_is_understood(reader: IdReader, host: Host, head: str) -> None:
    host.command(f"head {head}")
    host.command("card on old")
    assert reader.find()
    assert reader.read() == idcard.read_text(CARDS["old"].text)


def test_a_silent_reader_is_a_transport_error(reports: Reports) -> None:
    silent = Cue(IdReaderMachine(reports), b"\x69", mute)
    with Host(silent, PtyLine()) as host:
        reader = IdReader(host.url, replace(_profile(extra_s=0.001), attempts=1))
        with pytest.raises(TransportError, match="does not answer"):
            reader.ensure_ready()
        reader.close()


def test_a_pulled_plug_ends_the_events_with_a_transport_error(reader: IdReader, host: Host) -> None:
    host.command("card on citizen")
    watch = Watch(reader)
    assert watch.next(2) == [CardPlaced(), CardRead(CITIZEN)]
    host.close()
    with pytest.raises(TransportError):
        watch.next()


def _forms(text: str) -> list[bytes]:
    """How a text may stand in a log: as it is, as bytes of the card in hex, as a Python literal."""
    raw = text.encode("utf-16-le")
    return [text.encode(), raw.hex().encode(), raw.hex(" ").encode(), repr(raw)[2:-1].encode(), ascii(text).encode()]


def test_no_log_holds_anything_that_stands_on_a_card(
    reader: IdReader, host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        watch = Watch(reader)
        for name in CARDS:
            host.command(f"card on {name}")
            watch.next(2)
            reader.newest_address()
            host.command("card off")
            watch.next()
    logged = caplog.text.encode()
    assert b"90 done, 1284 bytes" in logged
    assert b"number: the check digit is wrong" in logged
    for name in GOOD:
        card = idcard.read_text(CARDS[name].text)
        for value in (card.number, card.number[6:14], card.name, card.english_name, card.address):
            assert [form for form in _forms(value) if value and form in logged] == []


def test_stopping_ends_the_events(reader: IdReader) -> None:
    stop = threading.Event()
    stop.set()
    assert list(reader.events(stop)) == []


@pytest.mark.parametrize("name", ["idreader-serial", "idreader-usb", "idreader-hid"])
def test_a_shipped_profile_is_of_an_idreader(name: str) -> None:
    assert isinstance(profiles.load(name), IdReaderProfile)


def test_a_check_says_what_works_and_nothing_of_the_card(
    host: Host, capsys: pytest.CaptureFixture[str], reports: Reports
) -> None:
    host.command("card on foreigner-2023")
    assert main(["check", host.url, "idreader-serial", "--seconds", str(PATIENCE_S)]) == 0
    said = capsys.readouterr().out
    assert "安全模块编号 05.03-20200101-0000000001-0000000002" in said
    assert "外国人永久居留身份证（2023版）" in said
    assert "9112" not in said
    assert "TEST" not in said


@pytest.mark.parametrize(("card", "sentence"), [("forged", SENTENCES["card_refused"]), ("", "没有发现证件")])
def test_a_check_without_a_good_card_fails(
    host: Host, card: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if card:
        host.command(f"card on {card}")
    assert main(["check", host.url, "idreader-serial", "--seconds", "1" if card else "0.01"]) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.slow
def test_a_thousand_unplugs_leave_no_half_card_and_nothing_open(reports: Reports, tmp_path: Path) -> None:
    chance = random.Random(2)
    line = TornLine(tmp_path / "reader")
    reader = IdReader(line.url, _profile())
    with Host(IdReaderMachine(reports), line) as host:
        _visit(host, line, reader, left=None)
        before = held()
        for _ in range(1000):
            broken = _visit(host, line, reader, left=chance.randint(1, 1500))
            assert all(card == CITIZEN for card in broken)
            host.command("line replug")
            assert _visit(host, line, reader, left=None) == [CITIZEN]
        assert held() == before
    reader.close()


def _visit(host: Host, line: TornLine, reader: IdReader, *, left: int | None) -> list[Card]:
    """Cards read of one placement, until the line breaks or the card is gone."""
    line.left = left
    host.command("card off")
    host.command("card on citizen")
    read: list[Card] = []
    try:
        for event in reader.events(threading.Event()):
            if isinstance(event, CardRead):
                read.append(event.card)
                host.command("card off")
            elif isinstance(event, CardRemoved) and left is None:
                break
            elif isinstance(event, CardFailed):
                raise AssertionError(event)
    except TransportError:
        if left is None:
            raise
    return read
