"""One target under the fuzzer, in a process of its own: the fuzzer never returns."""

import sys

import atheris

with atheris.instrument_imports(include=["drivers"], enable_loader_override=False):
    from tests.fuzz.targets import TARGETS

if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()
