"""A kiosk that starts without its server: it says so, shows no count of yesterday as if it were of now, and still gives
what it may."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kiosk.test_look import told

SCREENS = ("home", "confirming", "attract")


@pytest.mark.kivy
@pytest.mark.slow
def test_a_kept_hall_is_marked_and_no_count_of_it_is_shown(tmp_path: Path) -> None:
    said = json.loads(told("kept", str(tmp_path)).splitlines()[-1])
    for screen in SCREENS:
        assert any("人" in text and "等" in text for text in said[f"seen {screen}"]), screen
        assert "离线" not in said[f"seen {screen}"]
        for kept in (said[f"kept {screen}"], said[f"earlier {screen}"]):
            assert "离线" in kept
            assert not any(text for text in kept if "等候" in text or "分钟" in text), screen
    assert "今天不办理" in said["kept home"]
    assert "今天不办理" not in said["earlier home"], "what was off on another day is held against today"
