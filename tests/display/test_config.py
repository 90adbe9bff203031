"""The configuration: what is read, and that every complaint names the key."""

import re
from pathlib import Path

import pytest

from display import config as config_module
from display.config import ConfigError, load
from server.authority import Authority

WHOLE = """
server = "http://10.0.0.2:8000"
hall = "hall-1"
token = "secret-word"
evaluation_seconds = 45
[[boards]]
port = "serial:///dev/ttyUSB0"
profile = "onbon-bx5k-64x16"
counter = 2
[[boards]]
port = "tcp://10.0.0.9:5005"
profile = "onbon-bx5k-64x16"
zone = "甲区"
[[keypads]]
port = "serial:///dev/ttyUSB1"
profile = "ff68-counter"
counter = 2
[[callpads]]
port = "serial:///dev/ttyUSB1"
profile = "ff68-counter"
address = 2
counter = 2
[voice]
dir = "/tmp/voice"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "display.toml"


def test_a_whole_file_is_read(file: Path) -> None:
    file.write_text(WHOLE, encoding="utf-8")
    config = load(file)
    assert (config.server, config.hall, config.token) == ("http://10.0.0.2:8000", "hall-1", "secret-word")
    assert (config.evaluation_seconds, config.call_seconds) == (45.0, 3.0)
    assert [board.counter for board in config.boards] == [2, None]
    assert [(pad.address, pad.counter) for pad in (*config.keypads, *config.callpads)] == [(1, 2), (2, 2)]
    assert config.voice is not None
    assert config.voice.sound is None


def test_the_example_in_the_module_is_a_configuration(file: Path) -> None:
    example = (config_module.__doc__ or "").split("\n\n", 1)[1]
    (file.parent / "ca.crt").write_text(Authority.make("示例大厅").certificate, encoding="utf-8")
    assert "/etc/bianmin/ca.crt" in example
    file.write_text(example.replace("/etc/bianmin/ca.crt", "ca.crt"), encoding="utf-8")
    assert load(file).voice is not None


def test_a_certificate_that_is_none_is_told(file: Path) -> None:
    (file.parent / "ca.crt").write_text("no certificate", encoding="utf-8")
    file.write_text('token = "x"\nca = "ca.crt"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="ca 指定的文件读不到或不是证书"):
        load(file)


def test_the_token_may_stand_in_its_own_file(file: Path) -> None:
    (file.parent / "box.token").write_text("from-file\n", encoding="utf-8")
    file.write_text('token_file = "box.token"', encoding="utf-8")
    assert load(file).token == "from-file"


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('token = "secret-word"', 'token = ""', "token 不对"),
        ('token = "secret-word"', 'token_file = "nowhere"', "token_file"),
        ("counter = 2", 'counter = "2"', r"boards\.0\.counter 不对"),
        ("address = 2", "address = 256", r"callpads\.0\.address 不对"),
        ("address = 2", "adress = 2", r"callpads\.0\.adress 是不认识的设置"),
        ("10.0.0.2:8000", "10.0.0.2:8000/api", "server 不对"),
        ("http://10", "10", "server 不对"),
        ("[voice]", "[voice", "不是正确的 TOML"),
    ],
)  # fmt: skip
def test_a_complaint_names_the_key_and_no_secret(file: Path, before: str, after: str, complaint: str) -> None:
    assert before in WHOLE
    file.write_text(WHOLE.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=complaint) as raised:
        load(file)
    assert str(file) in str(raised.value)
    assert not re.search("secret-word", str(raised.value))


def test_a_file_that_is_not_there_is_said(file: Path) -> None:
    with pytest.raises(ConfigError, match="读不到配置文件"):
        load(file)
