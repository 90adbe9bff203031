"""Profiles: the shipped ones load, and a wrong one names its key."""

from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.errors import SettingError
from drivers.profile import BoardProfile, Ff68Profile, PrinterProfile

SHIPPED = sorted(path.stem for path in Path(profiles.__file__).parent.glob("*.toml"))
PRINTER = 'kind = "printer"\nname = "x"\ncolumns = 48\ndots = 576\n'
KEYPAD = 'kind = "keypad"\nname = "x"\n'


@pytest.mark.parametrize("name", SHIPPED)
def test_each_shipped_profile_loads_by_name_and_by_path(name: str) -> None:
    by_path = profiles.load(Path(profiles.__file__).parent / f"{name}.toml")
    assert profiles.load(name) == by_path


def test_the_usual_three_are_what_their_names_say() -> None:
    assert isinstance(profiles.load("printer-80mm"), PrinterProfile)
    assert isinstance(profiles.load("onbon-bx5k-64x16"), BoardProfile)
    evaluator = profiles.load("ff68-evaluator-5key")
    assert isinstance(evaluator, Ff68Profile)
    assert evaluator.levels == {0: 5, 1: 4, 2: 3, 3: 2, 4: 1}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("kind = ", "Invalid value"),
        ('name = "x"', "kind is missing"),
        ('kind = "lamp"', "kind 'lamp' is none of"),
        (PRINTER.replace("48", "4"), "columns 4 is not a whole number of 16 to 100"),
        (PRINTER.replace("48", "true"), "columns True is not"),
        (PRINTER.replace('"x"', '""'), "name '' is not a text"),
        (PRINTER + "cuter = true", "cuter is not known"),
        (PRINTER + "cut = 1", "cut 1 is none of"),
        (PRINTER + "settle_s = 0", "settle_s 0 is not above 0"),
        (KEYPAD + "levels = 3", "levels 3 is not a table"),
        (KEYPAD + "[levels]\n00 = 6", "levels.00 6 is not a whole number of 1 to 5"),
        (KEYPAD + "[levels]\nzz = 5", "levels.zz: the key is not bytes in hex"),
        (KEYPAD + '[keys]\n"06 0F" = 3', "keys.06 0F 3 is not a text"),
        ('kind = "board"\nname = "x"\nwidth = 64\nheight = 16\ncolours = ["blue"]', "colours ['blue'] is not a list"),
    ],
)
def test_a_wrong_profile_names_its_key(text: str, named: str) -> None:
    with pytest.raises(SettingError) as wrong:
        profiles.parse(text, source="mine")
    assert str(wrong.value).startswith("profile mine: ")
    assert named in str(wrong.value)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(SettingError, match="printer-80mm"):
        profiles.load("printer-90mm")


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="No such file"):
        profiles.load(tmp_path / "absent.toml")
