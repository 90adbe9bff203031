"""Servers and commands as processes: started, killed, waited for. Knows no HTTP."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONSOLE = Path(sys.executable).with_name("bianmin-server")
PATIENCE = 120.0  # seconds; on a machine that does ten other things
ANNOUNCED = "便民大厅服务已启动："


class Output:
    """One stream of a process, read line by line; never waits longer than `PATIENCE`."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._rest = b""

    def line(self) -> str:
        """The next line, or "" at the end."""
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._file], [], [], PATIENCE)
            if not ready:
                raise TimeoutError(f"nothing said for {PATIENCE} s")
            more = os.read(self._file, 65536)
            if not more:
                found, self._rest = self._rest, b""
                return found.decode()
            self._rest += more
        line, self._rest = self._rest.split(b"\n", 1)
        return line.decode() + "\n"

    def rest(self) -> str:
        return "".join(iter(self.line, ""))

    def until(self, word: str) -> str:
        """Wait for a line with this word in it."""
        for line in iter(self.line, ""):
            if word in line:
                return line
        raise AssertionError(f"ended without saying {word!r}")

    def close(self) -> None:
        os.close(self._file)


@dataclass
class Running:
    """A started process."""

    pid: int
    out: Output
    err: Output
    starter: "Starter"
    url: str = ""

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        os.kill(self.pid, number)

    def wait(self) -> int:
        """The exit code; minus the signal's number if one ended it."""
        return self.starter.wait(self.pid)

    def listening(self) -> "Running":
        """Wait until the server says its address."""
        line = self.out.line()
        if ANNOUNCED not in line:
            raise AssertionError(f"no server: {line}{self.out.rest()}{self.err.rest()}")
        self.url = line.split(ANNOUNCED, 1)[1].strip()
        return self

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])


@dataclass(frozen=True)
class Ended:
    """What a command did."""

    code: int
    out: str
    err: str


@dataclass
class Starter:
    """Starts `bianmin-server` with the imports done (`fork_parent`), or as the real console command."""

    _control: socket.socket
    _codes: dict[int, int] = field(default_factory=dict)
    _console: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, *argv: object, console: bool = False, lan: str | None = None) -> Running:
        out, out_end = os.pipe()
        err, err_end = os.pipe()
        words = [str(word) for word in argv]
        try:
            pid = (
                self._by_console(words, out_end, err_end) if console else self._by_fork(words, (out_end, err_end), lan)
            )
        finally:
            os.close(out_end)
            os.close(err_end)
        return Running(pid, Output(out), Output(err), self)

    def _by_console(self, argv: list[str], out: int, err: int) -> int:
        process = subprocess.Popen([CONSOLE, *argv], stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        self._console[process.pid] = process
        return process.pid

    def _by_fork(self, argv: list[str], files: tuple[int, int], lan: str | None) -> int:
        request = {"argv": argv} if lan is None else {"argv": argv, "lan": lan}
        socket.send_fds(self._control, [json.dumps(request).encode()], files)
        while "started" not in (said := self._said()):
            self._codes[said["ended"]] = said["code"]
        return said["started"]

    def _said(self) -> dict[str, int]:
        said: dict[str, int] = json.loads(self._control.recv(65536))
        return said

    def wait(self, pid: int) -> int:
        """Its exit code, as often as it is asked for."""
        if pid in self._console:
            self._codes[pid] = self._console.pop(pid).wait(PATIENCE)
        while pid not in self._codes:
            said = self._said()
            self._codes[said["ended"]] = said["code"]
        return self._codes[pid]

    def run(self, *argv: object, console: bool = False) -> Ended:
        """Run a command to its end. Its output is short: it fits into the pipes."""
        running = self.start(*argv, console=console)
        try:
            return Ended(running.wait(), running.out.rest(), running.err.rest())
        finally:
            running.out.close()
            running.err.close()

    @contextmanager
    def serving(self, *argv: object, console: bool = False, lan: str | None = None) -> Iterator[Running]:
        """A server on a free port of 127.0.0.1 that has said its address; killed at the end if it still runs."""
        running = self.start("serve", *argv, "--port", 0, console=console, lan=lan)
        try:
            yield running.listening()
        finally:
            if running.pid not in self._codes:
                with suppress(ProcessLookupError):
                    running.kill()
            self.wait(running.pid)
            running.out.close()
            running.err.close()


@contextmanager
def starter() -> Iterator[Starter]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(PATIENCE)
    command = [sys.executable, "-m", "tests.e2e.fork_parent", str(theirs.fileno())]
    parent = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
    theirs.close()
    try:
        yield Starter(ours)
    finally:
        ours.close()
        parent.wait(PATIENCE)
