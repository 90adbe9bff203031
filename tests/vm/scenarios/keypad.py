"""keypad."""
