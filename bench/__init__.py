"""Measures the server against floors of the same run. Never a test: figures, no judgement but the printed ratio."""
