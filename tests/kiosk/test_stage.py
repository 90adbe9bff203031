"""A ticket goes to work before its screen is drawn, and a screen that is gone leaves nothing behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.kiosk.test_look import told

pytestmark = [pytest.mark.kivy, pytest.mark.slow]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("stage")
    return json.loads(told("stage_probe", str(folder)).splitlines()[-1])


def test_a_ticket_is_asked_for_before_anything_is_drawn(seen: Any) -> None:
    assert seen["before"] == "Confirming"


def test_a_ticket_that_comes_at_once_is_shown_without_a_screen_of_waiting(seen: Any) -> None:
    assert seen["quick"] == ["Confirming", "Confirming", "Shown", "Shown"]


def test_a_ticket_that_is_long_in_coming_is_said_to_be_on_its_way(seen: Any) -> None:
    assert seen["slow"] == ["Confirming", "Issuing", "Shown"]


def test_a_screen_that_is_gone_is_gone_without_the_collector(seen: Any) -> None:
    assert seen["left"] == []


def test_a_finger_that_goes_on_tapping_does_not_close_the_number_it_took(seen: Any) -> None:
    assert seen["hammered"] == ["Shown", "Shown", "Home"]


def test_the_hidden_corner_opens_for_the_finger_that_stays_whatever_another_does(seen: Any) -> None:
    assert seen["corner True"] == "StaffCode"


def test_the_hidden_corner_stays_shut_when_its_finger_leaves_before(seen: Any) -> None:
    assert seen["corner False"] == "Home"
