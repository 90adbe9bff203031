"""Guesses: a few are free, then one waits; nobody fills the memory with invented keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.service.attempts import KEPT, Attempts, TooManyGuesses

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def guesses() -> Attempts:
    found = Attempts(2, timedelta(minutes=10))
    for minute in range(2):
        found.note_wrong("a", NOW + timedelta(minutes=minute))
    return found


def test_who_guessed_wrong_too_often_waits_until_the_first_guess_is_old() -> None:
    found = guesses()
    with pytest.raises(TooManyGuesses) as refused:
        found.require("a", NOW + timedelta(minutes=2))
    assert refused.value.facts == {"retry_after": 481}
    found.require("a", NOW + timedelta(minutes=10, seconds=1))


def test_others_do_not_wait() -> None:
    guesses().require("b", NOW)


def test_a_clock_set_back_far_locks_nobody_out_for_long() -> None:
    guesses().require("a", NOW - timedelta(days=9))


def test_a_flood_of_keys_is_forgotten_from_the_oldest() -> None:
    found = guesses()
    for number in range(KEPT):
        found.note_wrong(f"x{number}", NOW)
    found.require("a", NOW)
