"""The log on disk. All SQL lives here; knows no rule of the hall."""
