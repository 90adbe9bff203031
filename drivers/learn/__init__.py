"""Finds out what an unknown keypad sends for each key and writes the profile. Knows no maker."""

from drivers.learn.lesson import Pace, teach

__all__ = ["Pace", "teach"]
