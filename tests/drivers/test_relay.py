"""Relays and stack lights on real pseudo-terminals: what is switched is lit; all is dark at the start and the end."""

import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from drivers import profile as profiles
from drivers.__main__ import main
from drivers.check.relay import check_relay
from drivers.codec import relay as codec
from drivers.codec.relay import ChannelState, Operation, Request, RequestDecoder, StateDecoder
from drivers.device import Relay, StackLight
from drivers.device.stacklight import Wish
from drivers.errors import DeviceFault, FrameError, SettingError, TransportError
from drivers.profile import RelayProfile
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from drivers.sim.relay import RelayMachine
from tests.drivers.benches import PATIENCE_S, Cue, Reports, hear, mute
from tests.drivers.torn import TornLine, held
from tests.drivers.vectors_card import LCUS

SHIPPED = ["relay-lcus", "relay-diustou", "relay-modbus"]


def _profile(name: str, **changes: float) -> RelayProfile:
    loaded = profiles.load(name)
    assert isinstance(loaded, RelayProfile)
    # A board that never answers has these pauses alone to hear the last word in.
    gap_s = 0.0001 if loaded.answers else 0.02
    return replace(loaded, gap_s=gap_s, reply_timeout_s=changes.get("reply_timeout_s", PATIENCE_S), flash_s=0.01)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture(params=SHIPPED)
def profile(request: pytest.FixtureRequest) -> RelayProfile:
    return _profile(request.param)


@pytest.fixture
def host(profile: RelayProfile, reports: Reports, tmp_path: Path) -> Iterator[Host]:
    with Host(RelayMachine(profile, tmp_path / "out", reports), PtyLine()) as running:
        yield running


@pytest.fixture
def relay(host: Host, profile: RelayProfile) -> Iterator[Relay]:
    made = Relay(host.url, profile)
    yield made
    made.close()


@pytest.mark.parametrize(("raw", "channel", "operation"), LCUS.values(), ids=LCUS)
def test_a_published_frame_reads_and_writes(raw: str, channel: int, operation: int) -> None:
    request = Request(channel, Operation(operation))
    assert request.to_bytes() == bytes.fromhex(raw)
    assert Request.from_bytes(bytes.fromhex(raw)) == request
    assert RequestDecoder().feed(bytes.fromhex("00 A0" + raw)) == [request]


@pytest.mark.parametrize("raw", ["A0 01 01 A3", "A1 01 01 A3", "A0 01 03 A4", "A0 01 01", "A0 01 01 A2 00"])
def test_a_spoilt_frame_is_refused(raw: str) -> None:
    with pytest.raises(FrameError):
        Request.from_bytes(bytes.fromhex(raw))


@given(st.integers(0, 255), st.sampled_from(Operation))
def test_a_frame_comes_back(channel: int, operation: Operation) -> None:
    request = Request(channel, operation)
    assert Request.from_bytes(request.to_bytes()) == request


@pytest.mark.parametrize(
    "said",
    [
        b"CH1:ON\r\nCH2:OFF\r\nCH14:ON\r\n",
        b"CH1: ON CH2: OFF CH14: ON",
        b"CH1:ONCH2:OFFCH14:ON",
        b"OFF\r\nC\xffCH1:ON CH2:OFF \r\nCH14:ON",
    ],
)
def test_a_boards_answer_is_read_in_every_spelling_and_in_any_pieces(said: bytes) -> None:
    states = [ChannelState(1, True), ChannelState(2, False), ChannelState(14, True)]
    assert StateDecoder().feed(said) == states
    decoder = StateDecoder()
    assert [state for byte in said for state in decoder.feed(bytes([byte]))] == states


@given(st.binary(max_size=100))
def test_no_noise_raises_and_little_of_it_is_kept(noise: bytes) -> None:
    for decoder in (RequestDecoder(), StateDecoder()):
        decoder.feed(noise)
        assert decoder.held <= 8


def test_opening_and_closing_switch_everything_off(
    host: Host, relay: Relay, reports: Reports, profile: RelayProfile
) -> None:
    relay.open()
    relay.switch(1, True)
    relay.switch(3, True)
    assert [reports.next("on")["on"] for _ in range(2)] == [["red"], ["red", "green"]]
    relay.close()
    assert _dark(reports)
    again = Relay(host.url, profile)
    again.switch(2, True)
    assert reports.next("on")["on"] == ["yellow"]
    again.open()
    assert _dark(reports)
    again.close()


def _dark(reports: Reports) -> bool:
    """Boards that know no "all" go out one by one."""
    return any(reports.next("on")["on"] == [] for _ in range(4))


def test_the_state_is_told_by_boards_that_tell_it(relay: Relay, profile: RelayProfile) -> None:
    relay.open()
    relay.switch(2, True)
    assert relay.states() == (None if profile.name == "LCUS relay" else [False, True, False, False])


def test_a_stuck_relay_is_noticed_where_the_board_tells(host: Host, relay: Relay, profile: RelayProfile) -> None:
    relay.open()
    host.command("stuck 1")
    if profile.name == "LCUS relay":
        relay.switch(1, True)
        return
    with pytest.raises(DeviceFault) as stuck:
        relay.switch(1, True)
    assert stuck.value.code == "relay_refused"


def test_a_channel_that_is_not_there_is_a_mistake(relay: Relay) -> None:
    relay.open()
    for channel in (0, 5):
        with pytest.raises(ValueError, match="1 to 4"):
            relay.switch(channel, True)


def test_a_modbus_board_that_refuses_says_so(reports: Reports, tmp_path: Path) -> None:
    profile = _profile("relay-modbus")
    with Host(RelayMachine(profile, tmp_path, reports), PtyLine()) as host:
        relay = Relay(host.url, replace(profile, first_coil=2))
        with pytest.raises(DeviceFault) as refused:
            relay.open()
        assert refused.value.code == "relay_refused"
        relay.close()


@pytest.mark.parametrize("name", ["relay-diustou", "relay-modbus"])
def test_a_board_that_owes_an_answer_and_is_silent_is_a_transport_error(
    name: str, reports: Reports, tmp_path: Path
) -> None:
    profile = _profile(name, reply_timeout_s=0.01)
    with Host(Cue(RelayMachine(profile, tmp_path, reports), b"", mute), PtyLine()) as host:
        relay = Relay(host.url, profile)
        with pytest.raises(TransportError, match="does not answer"):
            relay.open()
        relay.close()


def test_an_lcus_board_is_told_of_all_and_of_each(reports: Reports) -> None:
    line = PtyLine()
    relay = Relay(line.url, _profile("relay-lcus"))
    relay.open()
    off = bytes.fromhex("A0 0F 00 AF A0 01 00 A1 A0 02 00 A2 A0 03 00 A3 A0 04 00 A4")
    assert hear(line, 20) == off
    relay.switch(1, True)
    assert hear(line, 4) == bytes.fromhex(LCUS["first on"][0])
    relay.close()
    line.close()


def test_a_line_that_broke_is_not_opened_again_to_switch_off(tmp_path: Path) -> None:
    link = tmp_path / "relay"
    line = PtyLine(link)
    relay = Relay(line.url, _profile("relay-lcus"))
    relay.open()
    line.unplug()
    with pytest.raises(TransportError):
        relay.switch(1, True)
    line.replug()
    relay.close()
    relay.close()
    line.put(b"")
    with pytest.raises(TransportError):
        Relay(f"serial://{tmp_path}/absent", _profile("relay-lcus")).open()
    line.close()


class Kept:
    """A stack light kept by a thread of its own."""

    def __init__(self, light: StackLight) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=light.keep, args=(self._stop,))
        self._light = light

    def __enter__(self) -> StackLight:
        self._light.open()
        self._thread.start()
        return self._light

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._light.close()


def test_a_stack_light_shows_one_colour_at_a_time(host: Host, profile: RelayProfile, reports: Reports) -> None:
    with Kept(StackLight(host.url, profile)) as light:
        light.show("green")
        shown = reports.next("on")
        assert shown["on"] == ["green"]
        assert shown["text"] == "red:off yellow:off green:on buzzer:off"
        picture = Image.open(str(shown["png"]))
        assert [picture.getpixel((36 + index * 60, 36)) for index in (0, 2)] == [(40, 40, 40), (64, 224, 64)]
        light.show("red")
        assert [reports.next("on")["on"] for _ in range(2)] == [[], ["red"]]
        light.show(None)
        assert reports.next("on")["on"] == []


def test_a_light_flashes_until_told_otherwise(host: Host, profile: RelayProfile, reports: Reports) -> None:
    with Kept(StackLight(host.url, profile)) as light:
        light.show("red", flash=True)
        assert [reports.next("on")["on"] for _ in range(6)] == [["red"], []] * 3
        light.show("yellow")
        while reports.next("on")["on"] != ["yellow"]:
            pass
        with pytest.raises(ValueError, match="blue"):
            light.show("blue")
    assert _dark(reports)


def test_a_board_that_lost_its_power_shows_the_light_again(reports: Reports, tmp_path: Path) -> None:
    profile = replace(_profile("relay-lcus"), refresh_s=0.01)
    machine = RelayMachine(profile, tmp_path, reports)
    with Host(machine, PtyLine()) as host, Kept(StackLight(host.url, profile)) as light:
        light.show("green")
        assert reports.next("on")["on"] == ["green"]
        machine._on[3] = False
        assert reports.next("on")["on"] == ["green"]


def test_a_wish_flashes_half_of_the_time() -> None:
    wish = Wish(2, 0.5)
    assert [wish.lit(elapsed) for elapsed in (0.0, 0.4, 0.5, 0.9, 1.0, 1.6)] == [2, 2, None, None, 2, None]
    assert wish.until_next(0.75) == pytest.approx(0.25)
    assert Wish(2).lit(100.0) == 2
    assert Wish().lit(0.0) is None


def test_a_check_switches_each_channel(host: Host, relay: Relay, profile: RelayProfile, reports: Reports) -> None:
    said = list(check_relay(relay, profile, lit_s=0.001))
    assert [reports.next("on")["on"] for _ in range(8)] == [
        entry for colour in ("red", "yellow", "green", "buzzer") for entry in ([colour], [])
    ]
    assert "第 4 路（buzzer）已接通，请查看。" in said
    assert said[-1].endswith("以现场为准。" if profile.name == "LCUS relay" else "已逐一确认。")


def test_a_check_of_a_board_that_is_not_there_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", f"serial://{tmp_path}/absent", "relay-lcus"]) == 1
    assert "absent" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("channels = 15", "channels"),
        ('protocol = "lcus2"', "protocol"),
        ("[lights]\nred = 5", "lights.red"),
        ("baud = 1", "baud"),
    ],
)
def test_a_wrong_profile_names_the_key(text: str, complaint: str) -> None:
    with pytest.raises(SettingError, match=complaint):
        profiles.parse(f'kind = "relay"\nname = "x"\n{text}\n', source="x")


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        ("01 05 00 00 FF 00 8C 3A", "01 05 00 00 FF 00 8C 3A"),
        ("00 01 05 00 02 FF 00 2D FA", "01 05 00 02 FF 00 2D FA"),
        ("01 05 00 00 12 34 C0 BD", "01 85 03 02 91"),
        ("01 05 00 09 FF 00 5C 38", "01 85 02 C3 51"),
        ("01 03 00 00 00 01 84 0A", "01 83 01 80 F0"),
        ("02 05 00 00 FF 00 8C 09", ""),
        ("01 05 00 00 FF 00 8C 3B", ""),
    ],
)
def test_the_simulated_coils_answer_as_the_specification_says(
    raw: str, answer: str, reports: Reports, tmp_path: Path
) -> None:
    machine = RelayMachine(_profile("relay-modbus"), tmp_path, reports)
    assert machine.receive(bytes.fromhex(raw), 0.0) == bytes.fromhex(answer)


def test_the_simulated_lcus_passes_over_what_is_no_frame(reports: Reports, tmp_path: Path) -> None:
    machine = RelayMachine(_profile("relay-diustou"), tmp_path, reports)
    assert machine.receive(bytes.fromhex("A0 01 01 A3 A0 09 01 AA A0 01 01 A2"), 0.0) == b""
    assert reports.next("on")["on"] == ["red"]
    assert machine.receive(bytes.fromhex(LCUS["ask all"][0]), 0.0) == b"CH1:ON\r\nCH2:OFF\r\nCH3:OFF\r\nCH4:OFF\r\n"
    machine.receive(codec.Request(codec.ALL, Operation.ON).to_bytes(), 0.0)
    assert reports.next("on")["on"] == ["red", "yellow", "green", "buzzer"]
    for words in ([], ["stuck", "9"], ["press", "1"]):
        with pytest.raises(ValueError, match="stuck CHANNEL"):
            machine.command(words, 0.0)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "times"), [("relay-lcus", 600), ("relay-diustou", 350), ("relay-modbus", 50)])
def test_a_thousand_unplugs_leave_no_lamp_on_and_nothing_open(
    name: str, times: int, reports: Reports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(4)
    profile = replace(_profile(name), gap_s=0.0001)
    line = TornLine(tmp_path / "relay")
    machine = RelayMachine(profile, tmp_path / "out", reports)
    # Thousands of pictures would take longer than what is tested.
    monkeypatch.setattr(machine, "_tell", lambda: None)
    relay = Relay(line.url, profile)
    before: object = None
    with Host(machine, line) as host:
        for _ in range(times):
            line.left = chance.randint(1, 60)
            with pytest.raises(TransportError):
                _blink(relay)
            relay.close()
            host.command("line replug")
            relay.open()
            relay.switch(2, True)
            relay.all_off()
            if profile.name != "LCUS relay":
                assert relay.states() == [False] * 4
            before = before or held()
            assert held() == before
        relay.close()


def _blink(relay: Relay) -> None:
    relay.open()
    for turn in range(1000):
        relay.switch(1, turn % 2 == 0)
