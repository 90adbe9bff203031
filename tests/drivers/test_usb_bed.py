"""The transports over the real libusb and real ioctls, against devices that umockdev makes up."""

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

BED = Path(__file__).with_name("usb_bed_run.py")
# gi is there for this Python only; the packages of the virtual environment fit it when the minor version does.
SYSTEM_PYTHON = "/usr/bin/python3"
# One process plays all scenarios, so all of them belong on one worker.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("usb bed")]
PATIENCE_S = 120.0
SCENARIOS = (
    "writes_and_reads",
    "silence_reads_as_nothing_and_loses_nothing",
    "a_printer_that_stands_still_goes_on_at_the_right_byte",
    "a_stall_is_cleared_once",
    "an_unplugged_printer_is_reported_and_comes_back",
    "a_thousand_unplugs_leave_nothing_behind",
    "a_plug_pulled_while_a_thread_reads_ends_the_reading",
    "the_kernel_driver_is_put_aside_and_comes_back",
    "no_other_serial_number_will_do",
    "the_printer_is_listed_without_being_opened",
    "a_feature_report_is_one_set_report_with_its_number",
    "a_keypad_is_grabbed_or_not_opened",
)


def why_not() -> str | None:
    if shutil.which("umockdev-wrapper") is None or not Path(SYSTEM_PYTHON).exists():
        return "no umockdev here"
    ask = "import sys; print(sys.version_info[:2]); import gi; gi.require_version('UMockdev', '1.0')"
    asked = subprocess.run([SYSTEM_PYTHON, "-c", ask], capture_output=True, text=True, check=False)
    if asked.returncode:
        return "no gi bindings of umockdev here"
    if asked.stdout.strip() != str(sys.version_info[:2]):
        return f"this Python is {sys.version_info[:2]}, the system's is {asked.stdout.strip()}"
    return None


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Per scenario ""  or what went wrong; all of them in one process."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    ran = subprocess.run(
        ["umockdev-wrapper", SYSTEM_PYTHON, str(BED), sysconfig.get_paths()["purelib"]],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_over_the_real_libusb(scenario: str, said: dict[str, str]) -> None:
    assert said[scenario] == ""


def test_no_scenario_is_left_out(said: dict[str, str]) -> None:
    assert tuple(said) == SCENARIOS
