"""The hall seen from a station: calls, events, discovery. Knows only the wire."""
