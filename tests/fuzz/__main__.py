"""`python -m tests.fuzz [TARGET…] [libFuzzer options]`: coverage-guided fuzzing of the targets named, or of all.

Without options every target gets 20 seconds. Exit code 0 only if nothing was found; what was found is left in the
working directory as libFuzzer names it, to be put into a test.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import SEEDS, TARGETS

DEFAULT = ("-max_total_time=20",)


def main(arguments: list[str]) -> int:
    names = [word for word in arguments if not word.startswith("-")] or list(TARGETS)
    options = [word for word in arguments if word.startswith("-")] or list(DEFAULT)
    unknown = [name for name in names if name not in TARGETS]
    if unknown:
        print(f"no target {unknown[0]!r}; there are: {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    found = [name for name in names if not _fuzz(name, options)]
    return 1 if found else 0


def _fuzz(name: str, options: list[str]) -> bool:
    """One target from its seeds; the fuzzer's own words are shown only when it found something."""
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(SEEDS.get(name, ())):
            Path(corpus, f"seed-{number}").write_bytes(seed)
        command = [sys.executable, "-m", "tests.fuzz.child", name, *options, corpus]
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = done.stdout.decode(errors="replace").splitlines()
    is_well = done.returncode == 0
    print(f"{name:<24}{'ok' if is_well else 'FOUND':<8}{said[-1] if said else ''}", flush=True)
    if not is_well:
        print("\n".join(said), file=sys.stderr)
    return is_well


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
