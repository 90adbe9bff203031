"""The command bianmin-display as a process: exit codes, one sentence, an orderly end."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.display.stub_hall import TOKEN, StubHall, serving

COMMAND = [sys.executable, "-m", "display"]
PATIENCE_S = 30.0


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=PATIENCE_S, check=False)


def test_a_wrong_word_is_wrong_usage() -> None:
    assert run("--konfig").returncode == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "读不到配置文件"),
        ('token = "x"\n[[boards]]\nport = "com3"\nprofile = "onbon-bx5k-64x16"', "boards.0.port"),
        ('token = "x"\n[[boards]]\nport = "tcp://h:1"\nprofile = "unknown"', "boards.0.profile"),
        ('token = "x"\n[[keypads]]\nport = "tcp://h:1"\nprofile = "printer-80mm"\ncounter = 1', "keypads.0.profile"),
    ],
)
def test_a_wrong_configuration_is_one_sentence(tmp_path: Path, text: str | None, sentence: str) -> None:
    file = tmp_path / "display.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    done = run("--config", str(file))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_token_the_hall_does_not_know_ends_the_box_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "display.toml"
    with serving(StubHall()) as tcp_port:
        file.write_text(f'server = "http://127.0.0.1:{tcp_port}"\ntoken = "old"', encoding="utf-8")
        done = run("--config", str(file))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "服务器不接受本机的令牌，请管理员重新签发后写入配置的 token。"
    assert "Traceback" not in done.stderr


def test_another_hall_is_never_followed(tmp_path: Path) -> None:
    file = tmp_path / "display.toml"
    with serving(StubHall()) as tcp_port:
        file.write_text(f'server = "http://127.0.0.1:{tcp_port}"\ntoken = "{TOKEN}"\nhall = "other"', encoding="utf-8")
        done = run("--config", str(file))
    assert done.returncode == 1
    assert "属于另一个大厅" in done.stderr.splitlines()[-1]


def test_a_term_signal_is_an_orderly_end(tmp_path: Path) -> None:
    file, report, hall = tmp_path / "display.toml", tmp_path / "report.jsonl", StubHall()
    with serving(hall) as tcp_port:
        file.write_text(f'server = "http://127.0.0.1:{tcp_port}"\ntoken = "{TOKEN}"', encoding="utf-8")
        command = [*COMMAND, "--config", str(file), "--report", str(report)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as box:
            hall.wait_for_listener()
            box.send_signal(signal.SIGTERM)
            _, said = box.communicate(timeout=PATIENCE_S)
    assert box.returncode == 0
    assert "Traceback" not in said
    assert TOKEN not in said
