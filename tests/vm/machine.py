"""Boots a Debian kernel in qemu on this machine's files, read-only; tells what its guest says. Knows no scenario."""

from __future__ import annotations

import compileall
import json
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]
PREPARED = ROOT / ".vm"
NO_KERNEL = 3  # tools/vm.sh could not fetch one

Said = Mapping[str, object]


class NotPrepared(Exception):
    """There is nothing to boot; `skippable` when only the network is missing."""

    def __init__(self, sentence: str, *, skippable: bool) -> None:
        super().__init__(sentence)
        self.skippable = skippable


class GuestDied(Exception):
    """The guest went off, or was silent for too long, before it had said everything."""


def prepare() -> None:
    """Fetch the kernel and make the initramfs unless they are there. Raises NotPrepared."""
    done = subprocess.run([ROOT / "tools/vm.sh"], check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise NotPrepared(done.stdout.decode(errors="replace").strip(), skippable=done.returncode == NO_KERNEL)
    # The guest cannot keep what it compiles, and takes ten times as long for it.
    for package in ("drivers", "tests/vm"):
        compileall.compile_dir(ROOT / package, quiet=2)


def command(console: Path, kernel_words: str) -> list[str]:
    # tcg: kvm inside a virtual machine hangs on some hosts. One processor: a second one, emulated on a busy machine,
    # mostly waits for the first. setpriv: whoever kills us kills the guest too.
    return [
        *("setpriv", "--pdeathsig", "KILL", "--", "qemu-system-x86_64"),
        *("-M", "q35", "-accel", "tcg,thread=single", "-cpu", "max", "-m", "1024"),
        *("-nodefaults", "-display", "none", "-no-reboot", "-serial", f"file:{console}", "-serial", "stdio"),
        *("-kernel", str(PREPARED / "kernel/vmlinux"), "-initrd", str(PREPARED / "initramfs")),
        *("-append", f"console=ttyS0 quiet loglevel=4 panic=-1 mitigations=off {kernel_words}"),
        *("-fsdev", "local,id=host,path=/,security_model=none,readonly=on,multidevs=remap"),
        *("-device", "virtio-9p-pci,fsdev=host,mount_tag=host"),
    ]


class Machine:
    """One boot. Leaving the context switches it off, whatever it was doing."""

    def __init__(self, scenarios: Sequence[str], *, within: float) -> None:
        self._words = f"scenarios={','.join(scenarios)}"
        self._within = within
        self._folder = tempfile.TemporaryDirectory(prefix="bianmin-vm-")

    def __enter__(self) -> Machine:
        self._deadline = time.monotonic() + self._within
        self._console = Path(self._folder.name) / "console"
        self._process = subprocess.Popen(
            command(self._console, self._words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    @property
    def console(self) -> str:
        """What the kernel, udev and Python's errors have written."""
        return self._console.read_text(errors="replace") if self._console.exists() else ""

    def said(self) -> Iterator[Said]:
        """What the guest reports, as it comes, until it is "done". Raises GuestDied with the console's last lines."""
        held, said = b"", {}
        while chunk := self._next_chunk():
            *lines, held = (held + chunk).replace(b"\r", b"").split(b"\n")
            for line in filter(None, lines):
                said = json.loads(line)
                yield said
        if "done" not in said:
            raise GuestDied(f"the guest went off too early\n{self._last_lines()}")

    def _next_chunk(self) -> bytes:
        if self._process.stdout is None:
            raise GuestDied("the guest has no line to us")
        out = self._process.stdout.fileno()
        ready, _, _ = select.select([out], [], [], max(0.0, self._deadline - time.monotonic()))
        if not ready:
            raise GuestDied(f"the guest is not through after {self._within:g} s\n{self._last_lines()}")
        return os.read(out, 4096)

    def _last_lines(self) -> str:
        return "\n".join(self.console.splitlines()[-30:])


def play(scenarios: Sequence[str], *, within: float) -> Iterator[Said]:
    """Boot, play, switch off: everything the guest says. Raises NotPrepared, GuestDied."""
    prepare()
    with Machine(scenarios, within=within) as machine:
        yield from machine.said()
