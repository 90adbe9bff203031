"""The benchmark of boards, keypads and call pads runs: a real server, a real box, real lines."""

import pytest

from bench import display


@pytest.mark.slow
def test_a_few_visits_and_presses_are_measured() -> None:
    found = {what: value for what, value, *_ in display.figures(visits=2, presses=2, counters=[1, 2, 3])}
    assert list(found) == [
        "display: call accepted to the LED frame's last byte, median",
        "display: call accepted to the LED frame's last byte, p99",
        "display: press to evaluation, median",
        "display: press to evaluation, p99",
        "display: bus of 3 counters, press to server, median",
        "display: bus of 3 counters, press to server, p99",
    ]
    assert all(value >= 0 for value in found.values())
