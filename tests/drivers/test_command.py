"""The command bianmin-drivers: exit codes, plain sentences, and a simulator as a process of its own."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from drivers import profile as profiles
from drivers.__main__ import main
from drivers.device import Job, LevelPressed, Printer, PrintState, make_board, make_keypad
from drivers.profile import BoardProfile, KeypadProfile, PrinterProfile
from tests.drivers.benches import PATIENCE_S


@dataclass
class Simulator:
    """A running `bianmin-drivers sim`."""

    process: subprocess.Popen[str]
    words: IO[str]
    reports: IO[str]

    def say(self, command: str) -> None:
        self.words.write(command + "\n")
        self.words.flush()

    def next(self) -> dict[str, object]:
        said = json.loads(self.reports.readline())
        assert isinstance(said, dict)
        return said


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Starts simulators; ends them by closing their stdin and expects exit code 0."""
    monkeypatch.setenv("BIANMIN_SIM_DIR", str(tmp_path / "names"))
    running: list[Simulator] = []

    def started(*arguments: str) -> Simulator:
        command = [sys.executable, "-m", "drivers", "sim", *arguments, "--out", str(tmp_path / "out")]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdin is not None
        assert process.stdout is not None
        running.append(Simulator(process, process.stdin, process.stdout))
        return running[-1]

    yield started
    for simulator in running:
        simulator.words.close()
        assert simulator.process.wait(PATIENCE_S) == 0
        simulator.reports.close()


def _check(url: str, profile: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(["check", url, profile])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_simulated_printer_prints_for_another_process(start, tmp_path, capsys) -> None:
    simulator = start("printer", "--pty", str(tmp_path / "printer"), "--name", "kiosk-1")
    ready = simulator.next()
    assert ready == {"ready": "printer", "url": f"serial://{tmp_path}/printer"}
    profile = profiles.load("printer-80mm")
    assert isinstance(profile, PrinterProfile)
    printer = Printer("sim://kiosk-1", profile)
    assert printer.print(Job().text("A001").cut()).state is PrintState.PRINTED
    printer.close()
    slip = simulator.next()
    assert Path(str(slip["slip"])).read_text(encoding="utf-8").strip() == "A001"
    assert main(["probe", "--json"]) == 0
    assert "sim://kiosk-1" in [found["url"] for found in json.loads(capsys.readouterr().out)]
    code, out, _ = _check("sim://kiosk-1", "printer-80mm", capsys)
    assert (code, "打印机已确认" in out) == (0, True)
    simulator.say("paper out")
    simulator.say("show")
    while simulator.next().get("paper") != "out":
        pass
    code, out, err = _check("sim://kiosk-1", "printer-80mm", capsys)
    assert (code, "缺纸" in out, err) == (1, True, "打印机缺纸，请更换纸卷。\n")


def test_a_simulated_board_listens_on_tcp(start, capsys) -> None:
    simulator = start("board", "--tcp", "127.0.0.1:0")
    url = str(simulator.next()["url"])
    profile = profiles.load("onbon-bx5k-64x16")
    assert isinstance(profile, BoardProfile)
    board = make_board(url, profile)
    board.show(["A005 请到2号窗口"])
    board.close()
    shown = simulator.next()
    assert (shown["area"], shown["text"], str(shown["bytes"])[:4]) == (0, "A005 请到2号窗口", "a5a5")
    code, out, _ = _check(url, "onbon-bx5k-64x16", capsys)
    assert (code, "显示屏有应答" in out) == (0, True)


def test_a_simulated_evaluator_is_pressed_by_a_word(start, capsys) -> None:
    simulator = start("keypad", "--address", "7")
    url = str(simulator.next()["url"])
    profile = profiles.load("ff68-evaluator-5key")
    assert isinstance(profile, KeypadProfile)
    keypad = make_keypad(url, profile)
    keypad.ask(7)
    assert simulator.next() == {"asked": 7}
    simulator.say("press 5")
    assert next(keypad.events(threading.Event())) == LevelPressed(7, 5)
    assert simulator.next() == {"acknowledged": "5", "address": 7}
    keypad.close()
    simulator.say("press 6")
    assert "possible are quit" in str(simulator.next()["error"])
    simulator.say("quit")


def test_an_evaluator_nobody_presses_fails_the_check(start, capsys) -> None:
    url = str(start("keypad").next()["url"])
    assert main(["check", url, "ff68-evaluator-5key", "--seconds", "0.1"]) == 1
    assert "没有收到按键" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["check", "serial:///dev/no-such-port", "printer-80mm"], "/dev/no-such-port"),
        (["check", "lpt://1", "printer-80mm"], "scheme 'lpt'"),
        (["check", "tcp://127.0.0.1:1", "printer-90mm"], "printer-90mm"),
        (["check", "sim://nobody", "printer-80mm"], "sim://nobody"),
        (["check", "usb://0416:5011", "printer-80mm"], "0416:5011"),
        (["sim", "printer", "--profile", "onbon-bx5k-64x16"], "not of a printer"),
        (["sim", "board", "--tcp", "nowhere"], "HOST:PORT"),
        (["sim", "keypad", "--pty", "/etc/hostname"], "not a link"),
        (["sim", "printer", "--out", "/etc/hostname"], "--out /etc/hostname"),
        (["sim", "board", "--out", "/proc/pictures"], "--out /proc/pictures"),
    ],
)
def test_what_a_user_does_wrong_is_one_sentence_and_exit_1(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["sim"], ["sim", "lamp"], ["check", "tcp://x:1"], ["probe", "--xml"]])
def test_wrong_usage_is_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_check_that_is_ended_leaves_no_lamp_on(number: signal.Signals, start, tmp_path) -> None:
    relay = start("relay", "--profile", "relay-diustou")
    url = str(relay.next()["url"])
    command = [sys.executable, "-m", "drivers", "check", url, "relay-diustou"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as check:
        assert relay.next()["on"] == ["red"]
        check.send_signal(number)
        assert (check.wait(PATIENCE_S), check.communicate()[1]) == (1, "")
    assert relay.next()["on"] == []


def test_a_simulator_whose_terminal_is_closed_leaves_nothing_behind(start, tmp_path) -> None:
    link = tmp_path / "pad"
    simulator = start("keypad", "--pty", str(link), "--name", "pad", "--stay")
    simulator.next()
    assert link.is_symlink()
    simulator.process.send_signal(signal.SIGHUP)
    assert simulator.process.wait(PATIENCE_S) == 0
    assert not link.is_symlink()
    assert list((tmp_path / "names").iterdir()) == []


def test_a_simulator_leaves_alone_the_link_of_its_successor(start, tmp_path) -> None:
    link = tmp_path / "pad"
    first = start("keypad", "--pty", str(link))
    first.next()
    second = start("keypad", "--pty", str(link))
    second.next()
    theirs = link.readlink()
    first.say("quit")
    assert first.process.wait(PATIENCE_S) == 0
    assert link.readlink() == theirs
