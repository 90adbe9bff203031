"""The rules of a hall, pure: no I/O, no clock, no chance. Knows neither HTTP nor storage."""
