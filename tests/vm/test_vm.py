"""The hall's machines on the kernel's real drivers: one boot, what no simulator can stand in for. `make vm` has all."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.vm.machine import GuestDied, NotPrepared, play

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("vm")]

WITHIN_S = 120.0
ESSENTIAL = (
    "our_udev_rules_name_a_keypad_by_its_socket",
    "a_slip_over_usb_is_printed_and_proved",
    "the_kernels_own_driver_steps_aside_and_comes_back",
    "the_port_status_says_when_the_paper_is_out",
    "a_slip_whose_paper_ends_is_not_called_printed",
    "a_slip_cut_off_by_the_plug_is_not_called_printed",
    "the_keys_of_a_keypad_arrive_and_land_nowhere_else",
    "an_evaluator_pulled_and_plugged_in_again_goes_on_under_its_name",
    "a_pad_on_a_usb_serial_port_is_heard_and_shown_to",
    "two_fingers_on_a_panel_are_two_touches_once_each",
    "a_board_behind_a_bad_cable_shows_the_right_text",
)


@pytest.fixture(scope="module")
def troubles() -> Mapping[str, str]:
    """What went wrong in each scenario, "" when nothing did; what the guest never came to has its end as trouble."""
    found: dict[str, str] = {}
    try:
        for said in play(ESSENTIAL, within=WITHIN_S):
            if "scenario" in said:
                found[str(said["scenario"])] = str(said["trouble"])
        end = "the guest went off before this scenario"
    except NotPrepared as reason:
        (pytest.skip if reason.skippable else pytest.fail)(str(reason))
    except GuestDied as reason:
        end = str(reason)
    return {scenario: found.get(scenario, end) for scenario in ESSENTIAL}


@pytest.mark.parametrize("scenario", ESSENTIAL)
def test_on_the_real_kernel(scenario: str, troubles: Mapping[str, str]) -> None:
    assert troubles[scenario] == ""
