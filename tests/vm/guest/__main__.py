"""Runs the scenarios named on the command line in the guest and says of each how it went, one JSON object a line."""

import json
import logging
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import ExitStack

from tests.vm.guest.hall import Hall
from tests.vm.guest.kernel import appears
from tests.vm.scenarios import SCENARIOS, Scenario

log = logging.getLogger(__name__)

READY = "/run/ready"  # tools/vm/guest.sh: modules and udev are there


def say(**report: object) -> None:
    print(json.dumps(report, ensure_ascii=False), flush=True)


def main(names: Sequence[str]) -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    with ExitStack() as stack:
        appears(READY)
        hall = Hall(stack)
        say(ready=round(time.monotonic(), 1))
        for name in names:
            play(name, SCENARIOS[name], hall)
    say(done=round(time.monotonic(), 1))


def play(name: str, scenario: Scenario, hall: Hall) -> None:
    began = time.monotonic()
    try:
        scenario(hall)
        trouble = ""
    except Exception:
        # The outermost loop: whatever goes wrong in one scenario is that scenario's result.
        log.exception("%s", name)
        trouble = traceback.format_exc()
    say(scenario=name, trouble=trouble, seconds=round(time.monotonic() - began, 2))


if __name__ == "__main__":
    main(sys.argv[1:])
