"""Random days: whatever is asked, by whomever, the hall stays whole and nobody waits behind more than the bound."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from server.domain.catalogue import Catalogue
from tests.server.domain import invariants
from tests.server.domain.playground import always_open, state_of
from tests.server.domain.random_day import BUSY, RandomDay

SEEDS = st.integers(min_value=0, max_value=2**32)
STEPS = st.integers(min_value=100, max_value=160)


@pytest.mark.parametrize("catalogue", [BUSY, always_open(BUSY)], ids=["with opening hours", "always open"])
@given(seed=SEEDS, steps=STEPS)
@settings(max_examples=50, deadline=None)
def test_on_any_day_the_hall_stays_whole_and_the_bound_holds(catalogue: Catalogue, seed: int, steps: int) -> None:
    day = RandomDay(seed, catalogue)
    day.run(steps)
    invariants.check_numbers(day.play.log)
    assert state_of(day.play.replayed()) == state_of(day.play.hall)
