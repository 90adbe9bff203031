"""Debian's udev in the guest, with the project's own rules: what makes the stable names. Knows no machine."""

import subprocess
from contextlib import ExitStack
from pathlib import Path

from tests.vm.guest.kernel import appears

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / ".vm/kernel"
RULES = Path("/run/udev/rules.d")
GROUP = "bianmin"
GROUPS_OF_UDEV = ("input", "kvm", "render", "sgx")


def start_udev(stack: ExitStack) -> None:
    """Start the daemon; every device made afterwards gets its names. Ends with `stack`."""
    RULES.mkdir(parents=True)
    for rule in (*sorted((PACKAGE / "lib/udev/rules.d").glob("*.rules")), ROOT / "systemd/60-bianmin.rules"):
        (RULES / rule.name).symlink_to(rule)
    # As systemd/bianmin.sysusers.conf and the udev package have it done on a station.
    with Path("/etc/group").open("a", encoding="ascii") as groups:
        groups.writelines(f"{name}:x:{61900 + at}:\n" for at, name in enumerate((GROUP, *GROUPS_OF_UDEV)))
    # One program with two names; the other one is the daemon's.
    daemon = Path("/run/udev/systemd-udevd")
    daemon.symlink_to(PACKAGE / "bin/udevadm")
    process = subprocess.Popen([daemon, "--resolve-names=late"], stdout=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    appears("/run/udev/control")
