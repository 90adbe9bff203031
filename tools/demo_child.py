"""The demo's processes: each started in a group of its own, heard line by line, and ended by its id. Knows no hall."""

import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path

from tools.demo_heard import Heard, Wrong

STOP_S = 10.0
"""How long an orderly end may take before a process is killed."""
LINE_MAX = 1 << 20
COMMANDS = Path(sys.executable).parent


class Child:
    """One running program of this project. What it says on stdout is heard; stderr goes into a file."""

    def __init__(self, heard: Heard, process: asyncio.subprocess.Process, complaints: Path) -> None:
        self.heard = heard
        self._process = process
        self._complaints = complaints
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            if self._process.stdout is not None:
                async for line in self._process.stdout:
                    await self.heard.add(line.decode(errors="replace"))
        finally:
            await self.heard.end()

    async def tell(self, command: str) -> None:
        """A line on its stdin."""
        stdin = self._process.stdin
        if stdin is None or stdin.is_closing():
            raise Wrong(f"{self.heard.name}已经停了，不再听命令。")
        with suppress(ConnectionError):
            stdin.write(f"{command}\n".encode())
            await stdin.drain()

    async def wait(self) -> int:
        """Its exit code, after its last word was heard."""
        # Whoever waits may be cancelled; the reading goes on.
        await asyncio.wait({self._reading})
        return await self._process.wait()

    async def stop(self) -> int:
        """End it in good order, or by force when it does not listen; its exit code."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_S):
                return await self.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            return await self._process.wait()

    @property
    def complaint(self) -> str:
        """Its last line on stderr."""
        lines = self._complaints.read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1] if lines else ""


class Children:
    """All of them, ended in the reverse order of their start."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: list[Child] = []

    async def start(self, name: str, *argv: object, called: str = "") -> Child:
        """Start a command of this project; `name` is the stem of its log files, `called` what people call it."""
        complaints = self._logs / f"{name}.err"
        with complaints.open("wb") as errors:
            process = await asyncio.create_subprocess_exec(
                COMMANDS / str(argv[0]),
                *map(str, argv[1:]),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                limit=LINE_MAX,
                # Ctrl-C is for the demo, which ends its processes one after another.
                process_group=0,
            )
        child = Child(Heard(called or name, self._logs / f"{name}.jsonl"), process, complaints)
        self._running.append(child)
        return child

    async def run(self, name: str, *argv: object, called: str = "") -> Child:
        """Start a command and wait for its end. Raises Wrong with its own sentence when it fails."""
        child = await self.start(name, *argv, called=called)
        code = await child.wait()
        self._running.remove(child)
        if code:
            raise Wrong(f"{child.heard.name}失败：{child.complaint or f'退出码 {code}'}")
        return child

    async def stop(self) -> dict[str, int]:
        """End all; exit codes by what they are called."""
        codes: dict[str, int] = {}
        while self._running:
            child = self._running.pop()
            codes[child.heard.name] = await child.stop()
        return codes
