"""bianmin-kiosk as people and the tour use it: --once with a simulated printer on a real line; codes, sentences."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.sim.console import Wanted, machine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from kiosk.__main__ import main
from server.vocab import SlipState
from tests.client.stub import StubHall, running
from tests.kiosk.bench import write_config

ROOT = Path(__file__).parents[2]


@pytest.fixture
def stub() -> Iterator[StubHall]:
    with running(StubHall()) as stub:
        yield stub


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[Host]:
    made = machine(Wanted(kind="printer", out=tmp_path / "slips"), lambda _: None)
    with Host(made, PtyLine()) as host:
        yield host


def test_one_visit_is_told_as_json_lines_and_prints_a_slip(
    stub: StubHall, printer: Host, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path, stub.base_url, printer.url)
    asked = ["--config", str(config), "--once", "general", "--class", "green", "--reason", "elderly"]
    assert main(asked) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    states = [line["state"] for line in told if "state" in line]
    assert states == ["home", "confirming", "choosing_reason", "confirming", "issuing", "printing", "shown"]
    (slip,) = [line for line in told if line.get("step") == "print"]
    assert "A012" in slip["slip"]
    assert slip["url"] == f"{stub.base_url}/t/12#s3cret"
    assert told[-1]["step"] == "settled"
    assert told[-1]["ticket"]["slip"] == "printed"
    assert "secret" not in told[-1]["ticket"]
    paper = (tmp_path / "slips" / "slip-0001.txt").read_text(encoding="utf-8")
    assert "A012" in paper
    assert "elderly" not in paper
    assert "老" not in paper


def test_without_paper_the_command_fails_with_the_printers_sentence(
    stub: StubHall, printer: Host, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printer.command("paper out")
    config = write_config(tmp_path, stub.base_url, printer.url)
    assert main(["--config", str(config), "--once", "general"]) == 1
    assert capsys.readouterr().err == "打印机缺纸，请更换纸卷。\n"
    assert [ticket.slip for ticket in stub.tickets.values()] == [SlipState.FAILED]


def test_a_kiosk_killed_while_it_prints_leaves_no_pending_ticket_after_its_next_start(
    stub: StubHall, printer: Host, tmp_path: Path
) -> None:
    printer.command("silent on")  # it waits for the printer's word for seconds: time enough to kill it
    config = write_config(tmp_path, stub.base_url, printer.url)
    command = [sys.executable, "-m", "kiosk", "--config", str(config), "--once", "general"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as kiosk:
        for line in kiosk.stdout or ():
            if '"step": "print"' in line:
                kiosk.send_signal(signal.SIGKILL)
    assert [ticket.slip for ticket in stub.tickets.values()] == [SlipState.PENDING]
    printer.command("silent off")
    assert main(["--config", str(config), "--once", "general"]) == 0
    assert [ticket.slip for ticket in stub.tickets.values()] == [SlipState.FAILED, SlipState.PRINTED]


def failed_with(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    return said.err


def test_a_closed_hall_is_said_in_its_own_words(
    stub: StubHall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stub.refusal = (409, "hall_closed", "大厅现在不开放取号。")
    config = write_config(tmp_path, stub.base_url, "sim://nobody")
    assert failed_with(capsys, "--config", str(config), "--once", "general") == "大厅现在不开放取号。\n"


def test_a_refused_token_is_said_and_not_shown(
    stub: StubHall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stub.token = "another"
    config = write_config(tmp_path, stub.base_url, "sim://nobody")
    said = failed_with(capsys, "--config", str(config), "--once", "general")
    assert "令牌" in said
    assert "token-nobody-may-log" not in said


def test_a_server_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = write_config(tmp_path, "http://127.0.0.1:9", "sim://nobody")
    assert "连不上大厅服务器" in failed_with(capsys, "--config", str(config), "--once", "general")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[printer]\nport = "sim://x"\n', "server"),
        ('[server]\ntoken = "x"\nur = "http://x"\n[printer]\nport = "sim://x"\n', "server.ur"),
        ('[server]\ntoken = "x"\nurl = "x"\n[printer]\nport = "sim://x"\n', "server.url"),
        ('[server]\ntoken = "x"\n[printer]\n', "printer.port"),
        ('[server]\ntoken = "x"\ntoken_file = "y"\n[printer]\nport = "sim://x"\n', "token_file"),
        ('[server]\ntoken = "x"\n[printer]\nport = "lpt1"\n', "lpt1"),
        ('[server]\ntoken = "x"\n[printer]\nport = "sim://x"\nprofile = "onbon-bx5k-64x16"\n', "onbon-bx5k-64x16"),
        ('[server]\ntoken = "x"\n[printer]\nport = "sim://x"\n[scanner]\nport = "lpt1"\n', "扫码器"),
        ('[server]\ntoken = "x"\n[printer]\nport = "sim://x"\n[staff]\ncode = "12"\n', "staff.code"),
        ('[server]\ntoken = "x"\n[printer]\nport = "sim://x"\n[voice]\nvolume = 101\n', "voice.volume"),
        ("[server\n", "TOML"),
    ],
)
def test_a_wrong_setting_is_named_by_its_key(
    text: str, key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    assert key in failed_with(capsys, "--config", str(file), "--once", "general")


def test_a_missing_config_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nowhere.toml 不存在" in failed_with(capsys, "--config", str(tmp_path / "nowhere.toml"))


def test_green_without_a_reason_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--once", "general", "--class", "green"])
    assert ended.value.code == 2
    assert "--reason" in capsys.readouterr().err


@pytest.mark.skipif(any(Path("/dev/dri").glob("card*")), reason="this machine has a screen of its own")
def test_without_a_display_the_kiosk_says_so_instead_of_drawing_into_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    config = write_config(tmp_path, "http://127.0.0.1:9", "sim://nobody")
    assert "没有找到显示器" in failed_with(capsys, "--config", str(config))
    assert "SDL_VIDEODRIVER" not in os.environ
