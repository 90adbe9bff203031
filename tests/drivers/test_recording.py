"""A session is recorded between a device and its software, and played again without the device."""

import io
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers import recording
from drivers.__main__ import main
from drivers.bridge import Bridge
from drivers.errors import SettingError, TransportError
from drivers.recording import FROM_DEVICE, TO_DEVICE, Piece
from drivers.sim.host import Host
from drivers.sim.line import PtyLine, TcpLine
from drivers.sim.replay import ReplayMachine
from drivers.transport import open_transport
from drivers.transport.tap import Tap
from tests.drivers.benches import PATIENCE_S, Reports

Start = Callable[..., tuple["subprocess.Popen[str]", str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts `bianmin-drivers WORDS`, gives the process and the URL it says; ends what still runs with TERM."""
    running: list[subprocess.Popen[str]] = []

    def started(*words: str) -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-m", "drivers", *words]
        pipe = subprocess.PIPE
        running.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True))
        assert running[-1].stdout is not None
        return running[-1], json.loads(running[-1].stdout.readline())["url"]

    yield started
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_S)
        for stream in (process.stdin, process.stdout, process.stderr):
            assert stream is not None
            stream.close()
        assert process.returncode in (0, 1)


def test_a_check_recorded_through_a_tap_succeeds_again_against_the_recording_alone(
    start: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "board.tap"
    _, board = start("sim", "board", "--stay", "--out", str(tmp_path))
    tap, stand_in = start("tap", board, "--record", str(record))
    assert main(["check", stand_in, "onbon-bx5k-64x16"]) == 0
    tap.send_signal(signal.SIGTERM)
    assert tap.wait(PATIENCE_S) == 0
    assert record.stat().st_mode & 0o777 == 0o600
    first = capsys.readouterr().out
    replay, stand_in = start("replay", str(record), "--at-once")
    assert main(["check", stand_in, "onbon-bx5k-64x16"]) == 0
    assert capsys.readouterr().out == first
    assert replay.stdin is not None
    replay.stdin.close()
    assert replay.wait(PATIENCE_S) == 0


def test_a_host_that_says_something_else_fails_the_replay_with_both_versions(start: Start, tmp_path: Path) -> None:
    record = tmp_path / "session"
    record.write_text("0.0 > 10 04 01\n0.1 < 12\n")
    replay, url = start("replay", str(record))
    line = open_transport(url)
    line.write(b"\x10\x04\x02", timeout=PATIENCE_S)
    assert replay.wait(PATIENCE_S) == 1
    line.close()
    assert replay.stderr is not None
    assert "10 04 02, recorded was 10 04 01" in replay.stderr.read()


@given(st.lists(st.tuples(st.integers(0, 5000), st.sampled_from("<>"), st.binary(min_size=1)), min_size=1))
def test_a_written_recording_reads_back_as_it_was(raw: list[tuple[int, str, bytes]]) -> None:
    pieces, at = [], 0
    for pause, direction, content in raw:
        at += pause
        pieces.append(Piece(at / 1000, direction, content))
    lines = io.StringIO("# a remark\n\n" + "".join(piece.to_line() for piece in pieces))
    assert recording.read(lines, source="x") == pieces


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("", "nothing"), ("0.1 ? 00", ":1:"), ("0.1 > 0g", ":1:"), ("1 > 00\n0.5 < 00", ":2: earlier")],
)
def test_a_recording_that_is_none_is_refused_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(SettingError, match=complaint):
        recording.read(io.StringIO(text), source="f")


def test_a_replay_keeps_the_pauses_of_the_device() -> None:
    said = Reports()
    machine = ReplayMachine([Piece(5.0, TO_DEVICE, b"?"), Piece(7.5, FROM_DEVICE, b"!")], said)
    assert machine.tick(100.0) == b""
    assert machine.receive(b"?", 110.0) == b""
    assert machine.due() == 112.5
    assert machine.tick(112.4) == b""
    assert machine.tick(112.5) == b"!"
    assert said.next("done")


def test_bytes_beyond_the_recording_are_a_difference() -> None:
    said = Reports()
    ReplayMachine([Piece(0, TO_DEVICE, b"?")], said).receive(b"?x", 0)
    assert said.next("differs")["differs"] == "78"


def test_a_bridge_ends_with_the_line_of_its_device() -> None:
    device, stand_in = PtyLine(), TcpLine()
    bridge = Bridge(Tap(open_transport(device.url), io.StringIO()), stand_in)
    caught: list[TransportError] = []

    def run() -> None:
        try:
            bridge.run()
        except TransportError as error:
            caught.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    device.close()
    thread.join(PATIENCE_S)
    assert caught


def test_a_recording_plays_over_a_host_to_a_real_line() -> None:
    with Host(ReplayMachine([Piece(0, TO_DEVICE, b"?"), Piece(0, FROM_DEVICE, b"!")], Reports()), PtyLine()) as host:
        line = open_transport(host.url)
        line.write(b"?", timeout=PATIENCE_S)
        assert line.read(8, timeout=PATIENCE_S) == b"!"
        line.close()
