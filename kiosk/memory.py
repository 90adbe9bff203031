"""How memory is looked after: Python's collector, and what is free goes back to the system. Knows glibc, no screen."""

import ctypes
import gc
from collections.abc import Callable
from functools import cache

YOUNG, MIDDLE = 50_000, 5
"""So many new objects until the collector looks at the new ones, so many looks until it looks at older ones too."""


def spare_the_collector() -> None:
    """A screen is thousands of objects, and all but a few are gone when it is taken apart (kiosk.ui.arrange.let_go):
    looking for rubbish after each 700 of them took three quarters of the time of drawing one."""
    gc.set_threshold(YOUNG, MIDDLE, MIDDLE)


def keep_for_good() -> None:
    """What there is now stays until the end: the collector does not look through it any more."""
    gc.freeze()


@cache
def _trim() -> Callable[[int], int] | None:
    """malloc_trim(3); None where the C library has none."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None)


def give_back() -> None:
    """To be called when nobody waits: takes some milliseconds. The drawn letters of each screen leave holes that glibc
    keeps: 15 of 243 MB after 300 visits (bench.kiosk_soak)."""
    gc.collect()
    trim = _trim()
    if trim is not None:
        trim(0)
