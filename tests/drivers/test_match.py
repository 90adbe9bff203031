"""Which attached device a profile is for: matchers read from profiles, and what they fit."""

import pytest

from drivers import profile as profiles
from drivers.errors import SettingError
from drivers.profile import Matcher, Traits
from drivers.profile.match import fits

PRINTER = Traits(device_class="printer", vendor="0416", product="5011")
PROFILE = 'kind = "printer"\nname = "x"\ncolumns = 48\ndots = 576\n'


@pytest.mark.parametrize(
    ("matcher", "is_for_it"),
    [
        (Matcher(device_class="printer"), True),
        (Matcher(device_class="hid"), False),
        (Matcher(vendor="0416"), True),
        (Matcher(vendor="0416", product="5011"), True),
        (Matcher(vendor="0416", product="5012"), False),
        (Matcher(device_class="hid", vendor="0416", product="5011"), False),
    ],
)
def test_a_matcher_fits_when_all_it_names_is_so(matcher: Matcher, is_for_it: bool) -> None:
    assert matcher.fits(PRINTER) is is_for_it


def test_one_matcher_of_several_is_enough_and_none_fits_nothing() -> None:
    assert fits([Matcher(vendor="04B8"), Matcher(device_class="printer")], PRINTER)
    assert not fits([Matcher(vendor="04B8"), Matcher(device_class="hid")], PRINTER)
    assert not fits([], PRINTER)


def test_usb_printers_of_any_make_may_be_either_width() -> None:
    fitting = {name for name, matchers in profiles.shipped_matchers().items() if fits(matchers, PRINTER)}
    assert {"printer-58mm", "printer-80mm"} <= fitting


def test_ids_are_compared_in_upper_case() -> None:
    text = PROFILE + 'match = [{ vendor = "04b8", product = "0e02" }]'
    assert profiles.parse(text, source="mine") == profiles.parse(PROFILE, source="mine")


@pytest.mark.parametrize(
    ("match", "named"),
    [
        ('"printer"', "match 'printer' is not a list of tables"),
        ("[3]", "match [3] is not a list of tables"),
        ('[{ class = "lamp" }]', "match[0].class 'lamp' is none of printer"),
        ('[{ vendor = "416" }]', "match[0].vendor '416' is not 4 hex digits"),
        ('[{ class = "usb" }, { product = "5011" }]', "match[1].vendor is missing"),
        ('[{ class = "usb", product = "5011" }]', "match[0].vendor is missing"),
        ("[{}]", "match[0].vendor is missing"),
        ('[{ class = "usb", name = "x" }]', "match[0].name is not known"),
    ],
)
def test_a_wrong_matcher_names_its_key(match: str, named: str) -> None:
    with pytest.raises(SettingError) as wrong:
        profiles.parse(PROFILE + f"match = {match}", source="mine")
    assert named in str(wrong.value)
