"""`make vm`: boots once, plays the scenarios named (without a name all of them), prints how each went."""

import sys
import time
from collections.abc import Sequence

from tests.vm.machine import GuestDied, NotPrepared, play
from tests.vm.scenarios import SCENARIOS

WITHIN_S = 240.0


def main(names: Sequence[str]) -> int:
    wanted = list(names) or list(SCENARIOS)
    began, failed, left = time.monotonic(), 0, set(wanted)
    try:
        for said in play(wanted, within=WITHIN_S):
            if "ready" in said:
                print(f"booted, machines plugged in: {time.monotonic() - began:.1f} s", flush=True)
            if "scenario" in said:
                left.discard(str(said["scenario"]))
                failed += bool(said["trouble"])
                print(
                    f"{'FAILED' if said['trouble'] else 'ok    '} {said['scenario']}  {said['seconds']} s", flush=True
                )
                print(said["trouble"], end="", flush=True)
    except (GuestDied, NotPrepared) as error:
        print(error)
    print(f"{len(wanted) - failed - len(left)} of {len(wanted)} scenarios went well, {time.monotonic() - began:.1f} s")
    return 1 if failed or left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
