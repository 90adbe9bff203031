"""Runs the rules: one writer, its clock, its ports. Knows no HTTP and no SQL."""
