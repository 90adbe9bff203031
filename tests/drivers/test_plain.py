"""Whatever goes wrong on the command line is said in Chinese, on one line, with the program's own words behind it."""

import pytest

from drivers.__main__ import main
from drivers.check import CheckFailed
from drivers.cli.plain import sentence
from drivers.device.fault import fault
from drivers.errors import DriverError, FrameError, SettingError, TransportError


@pytest.mark.parametrize(
    ("arguments", "chinese", "own"),
    [
        (["check", "serial:///dev/nope", "printer-80mm"], "找不到这个端口", "/dev/nope"),
        (["check", "tcp://127.0.0.1:1", "printer-80mm"], "检查 IP 地址、端口号", "127.0.0.1:1"),
        (["check", "sim://nobody", "printer-80mm"], "没有这个名字的模拟设备", "sim://nobody"),
        (["check", "serial:///dev/null?baud=x", "printer-80mm"], "端口地址写得不对", "baud"),
        (["check", "serial:///dev/null", "printer-81mm"], "没有这个机型", "printer-80mm"),
        (["sim", "printer", "--profile", "onbon-bx5k-64x16"], "机型", "not of a printer"),
        (["sim", "keypad", "--name", "../x"], "设置不对", "../x"),
    ],
)
def test_a_mistake_is_explained_in_chinese_with_the_words_of_the_program(
    arguments: list[str], chinese: str, own: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert chinese in said
    assert own in said
    assert said.count("\n") == 1


def test_what_is_chinese_already_stays_as_it_is() -> None:
    assert sentence(fault("paper_out")) == fault("paper_out").sentence
    assert sentence(CheckFailed("没有收到按键。")) == "没有收到按键。"


@pytest.mark.parametrize("kind", [TransportError, SettingError, FrameError, DriverError])
def test_an_error_nobody_thought_of_is_explained_too(kind: type[DriverError]) -> None:
    said = sentence(kind("odd\nthing"))
    assert said.endswith("（odd thing）")
    assert not said.isascii()
