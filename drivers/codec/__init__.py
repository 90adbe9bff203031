"""Protocols as pure functions and small parsers: bytes in, values out. Knows no line and no clock."""
