"""Golden bytes and what they look like. `python -m tests.golden.write` makes them anew; read the diff."""
