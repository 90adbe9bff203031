"""The udev rules give what the drivers open: asked for before it is used, under the names probe looks for."""

import re
from pathlib import Path

import pytest

from drivers import profile as profiles

RULES = Path(__file__).parents[2] / "systemd/60-bianmin.rules"
# What each of udev's own questions answers (systemd-udevd's builtins).
ANSWERS = {"path_id": {"ID_PATH", "ID_PATH_TAG"}, "input_id": {"ID_INPUT", "ID_INPUT_KEYBOARD"}}
# Set by udev's 50-udev-default.rules for USB devices, or by the kernel.
KNOWN_BEFORE = {"DEVTYPE", "ID_USB_INTERFACES"}


def rules() -> list[str]:
    lines = RULES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_what_a_rule_compares_was_asked_for_in_an_earlier_one() -> None:
    # Within one rule udev compares before it asks.
    known = set(KNOWN_BEFORE)
    for rule in rules():
        assert set(re.findall(r"ENV\{(\w+)\}[!=]=\"[^\"]", rule)) <= known, rule
        for question in re.findall(r'IMPORT\{builtin\}="(\w+)"', rule):
            known |= ANSWERS[question]
        assert set(re.findall(r"\$env\{(\w+)\}", rule)) <= known, rule


@pytest.mark.parametrize(
    ("subsystem", "name"),
    [("hidraw", "bianmin/hidraw-$env{ID_PATH_TAG}"), ("input", "bianmin/keyboard-$env{ID_PATH_TAG}")],
)
def test_keypads_have_a_name_by_their_socket(subsystem: str, name: str) -> None:
    [rule] = [rule for rule in rules() if f'SYMLINK+="{name}"' in rule]
    assert f'SUBSYSTEM=="{subsystem}"' in rule
    assert 'MODE="0660"' in rule


def test_every_usb_device_a_profile_names_may_be_opened() -> None:
    wanted = {
        (matcher.vendor.lower(), matcher.product.lower())
        for matchers in profiles.shipped_matchers().values()
        for matcher in matchers
        if matcher.vendor and matcher.product
    }
    granted = {
        tuple(re.findall(r'ATTR\{id(?:Vendor|Product)\}=="(\w+)"', rule))
        for rule in rules()
        if 'GROUP="bianmin", MODE="0660"' in rule
    }
    assert wanted <= granted
    assert ("0400", "c35a") in wanted


def test_usb_printers_of_every_make_may_be_opened() -> None:
    [rule] = [rule for rule in rules() if "ID_USB_INTERFACES" in rule]
    assert '=="*:0701??:*", GROUP="lp", MODE="0660"' in rule
