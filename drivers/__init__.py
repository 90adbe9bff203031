"""Talks to printers, LED boards and keypads. Knows machines and lines, nothing of tickets, halls or screens."""
