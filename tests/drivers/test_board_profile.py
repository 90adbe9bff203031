"""Boards' profiles and what they promise; the check that asks a board; the simulator a profile means."""

from dataclasses import replace
from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.check import check
from drivers.device import make_board
from drivers.errors import SettingError
from drivers.profile import BoardProfile, Capabilities, OnbonProfile
from drivers.sim.board_kind import board_machine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine, TcpLine
from tests.drivers.benches import Reports

SHIPPED = {
    "onbon-bx5k-64x16": Capabilities(lines=1, columns=8, colours=("red", "green", "yellow"), flashes=True),
    "onbon-bx5k-192x32": Capabilities(lines=2, columns=24, colours=("red", "green", "yellow"), flashes=True),
    "onbon-bx6k-64x16": Capabilities(lines=1, columns=8, colours=("red", "green", "yellow"), flashes=True),
    "onbon-bx6k-yy-128x32": Capabilities(
        lines=2, columns=16, colours=("red", "green", "yellow"), flashes=True, speech=True
    ),
    "shangling-window": Capabilities(lines=1, columns=8, acknowledges=False, alphabet="gbk"),
    "shangling-main": Capabilities(lines=4, columns=16, acknowledges=False, alphabet="gbk"),
    "number-4byte": Capabilities(lines=1, columns=3, digits_only=True, acknowledges=False),
    "modbus-number": Capabilities(lines=1, columns=4, digits_only=True),
    "huidu-128x32": Capabilities(
        lines=2, columns=16, colours=("red", "green", "yellow"), flashes=True, alphabet="gb18030"
    ),
}
ONBON = 'kind = "board"\nname = "x"\nwidth = 64\nheight = 16\n'
MODBUS = 'kind = "board"\nfamily = "modbus"\nname = "x"\n'


def _loaded(name: str) -> BoardProfile:
    profile = profiles.load(name)
    assert isinstance(profile, BoardProfile)
    return profile


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_profile_promises_what_its_board_can(name: str) -> None:
    assert make_board("tcp://127.0.0.1:1", _loaded(name)).capabilities == SHIPPED[name]


@pytest.mark.parametrize("name", SHIPPED)
def test_checking_a_board_shows_something_and_says_honestly_what_nobody_knows(name: str, tmp_path: Path) -> None:
    reports, profile = Reports(), _loaded(name)
    machine = board_machine(profile, tmp_path, reports)
    with Host(machine, TcpLine() if name.startswith("huidu") else PtyLine()) as host:
        said = list(check(host.url, profile, listen_s=0))
    can = SHIPPED[name]
    assert reports.next("text")["text"] == ("888" if can.digits_only else "测试")
    assert said[0] == "端口已打开。"
    assert (said[1] == "显示屏有应答。") == can.acknowledges
    assert ("不应答，请看屏" in said[1]) != can.acknowledges
    assert ("播报" in said[-1]) == can.speech
    assert ("位数字" in said[2]) == can.digits_only


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (ONBON + 'family = "neon"', "family 'neon' is none of onbon, shangling-window"),
        (ONBON + 'missing = "〓〓"', "missing '〓〓' is not one visible sign"),
        (ONBON + 'missing = "\\\\"', "is not one visible sign"),
        (ONBON + 'missing = "昇"', "missing '昇' is not in GB2312"),
        (ONBON + "[voice]\nperson = 1", "voice is not known"),
        (ONBON + "speech = true\n[voice]\nperson = 6", "voice.person 6 is not a whole number of 0 to 5"),
        (ONBON + "speech = true\n[voice]\nloud = 6", "voice.loud is not known"),
        (MODBUS, "value_reg is missing"),
        (MODBUS + 'value_reg = 0\nformat = "float"', "format 'float' is none of u16, bcd, ascii"),
        (MODBUS + "value_reg = 0\naddress = 0", "address 0 is not a whole number of 1 to 247"),
        (MODBUS + "value_reg = 0\nbrightness_reg = 70000", "brightness_reg 70000 is not"),
        ('kind = "board"\nfamily = "shangling-window"\nname = "x"\ncolumns = 8\nlines = 2', "lines is not known"),
        ('kind = "board"\nfamily = "number"\nname = "x"\ndigits = 9', "digits 9 is not"),
        ('kind = "board"\nfamily = "huidu"\nname = "x"\nwidth = 64', "height is missing"),
    ],
)
def test_a_wrong_board_profile_names_its_key(text: str, named: str) -> None:
    with pytest.raises(SettingError) as wrong:
        profiles.parse(text, source="mine")
    assert named in str(wrong.value)


def test_a_profile_of_no_known_family_has_neither_driver_nor_simulator(tmp_path: Path) -> None:
    neon = BoardProfile(name="neon")
    with pytest.raises(SettingError, match="no driver"):
        make_board("tcp://127.0.0.1:1", neon)
    with pytest.raises(SettingError, match="no simulator"):
        board_machine(neon, tmp_path, Reports())


def test_a_simulated_card_has_the_address_its_profile_speaks_to(tmp_path: Path) -> None:
    profile = _loaded("onbon-bx5k-64x16")
    assert isinstance(profile, OnbonProfile)
    addressed = replace(profile, address=7)
    machine = board_machine(addressed, tmp_path, Reports())
    with Host(machine, PtyLine()) as host:
        board = make_board(host.url, addressed)
        board.ensure_ready()
        board.close()
