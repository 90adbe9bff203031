"""The default recordings, as `make setup` leaves them or made for these tests."""

import shutil
from pathlib import Path

import pytest

from display.language import DEFAULT_CLIPS
from tools import voice_pack


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every default recording, made from what is in the tree now."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    stamp = DEFAULT_CLIPS / voice_pack.STAMP
    if stamp.exists() and stamp.read_text() == voice_pack.fingerprint():
        return DEFAULT_CLIPS
    made = tmp_path_factory.mktemp("clips")
    voice_pack.make(made)
    return made
