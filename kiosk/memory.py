"""Gives memory that is free back to the system. Knows glibc, no screen."""

import ctypes
from collections.abc import Callable
from functools import cache


@cache
def _trim() -> Callable[[int], int] | None:
    """malloc_trim(3); None where the C library has none."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None)


def give_back() -> None:
    """The drawn letters of each screen leave holes that glibc keeps: 60 MB after an hour. Takes some milliseconds."""
    trim = _trim()
    if trim is not None:
        trim(0)
