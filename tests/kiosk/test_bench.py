"""Every figure of the kiosk's benchmark can still be taken; what they are is told by `make bench`."""

from __future__ import annotations

import shutil

import pytest

from bench import kiosk

pytestmark = [pytest.mark.kivy, pytest.mark.slow]


def test_a_small_run_yields_every_figure() -> None:
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    extent = kiosk.Extent(taps=2, starts=1, idle_s=0.5, visits=12, every=40)
    found = {what: value for what, value, *_ in kiosk.figures(extent)}
    grow = ("memory", "open files", "threads", "objects", "widgets", "textures", "pictures kept")
    absent = {what.removeprefix("kiosk: ") for what, value in found.items() if value <= 0}
    assert absent <= {f"{what} more after them" for what in grow}
    for wanted in (
        "start to the first screen",
        "取号 touched to last byte, p99",
        "another screen, p95",
        "memory after",
    ):
        assert any(wanted in what for what in found), f"{wanted} was not measured"
