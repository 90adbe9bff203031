"""The benchmark of the voice runs: a real call of a real server is heard at the card."""

import shutil

import pytest

from bench import voice
from display.language import DEFAULT_CLIPS


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("aplay") is None, reason="aplay is not installed")
def test_a_few_calls_are_heard_and_measured(pack: object, monkeypatch: pytest.MonkeyPatch) -> None:
    if pack != DEFAULT_CLIPS:
        pytest.skip("the recordings are not those of this tree: make voice")
    monkeypatch.setattr(voice, "ENGINES", {"recordings": '["clips"]'})
    found = {what: (value, ok) for what, value, _, _, ok in voice.figures(rounds=2)}
    assert list(found) == [
        "voice: aplay alone to its first sample, median",
        "voice: call to first sample, recordings, median",
        "voice: call to first sample, recordings, p99",
    ]
    assert all(value > 0 for value, _ in found.values())
