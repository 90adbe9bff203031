"""What the demo hears of others, line by line, and waits for. Knows JSON, not what the lines are about."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeAlias

PATIENCE_S = 30.0
"""How long anything may take; what comes is noticed when it comes."""

Said: TypeAlias = dict[str, object]


class Wrong(Exception):
    """Something did not happen, or not as it must; carries one plain Chinese sentence."""


def expect(is_so: bool, otherwise: str) -> None:
    """Raises Wrong with the sentence `otherwise`."""
    if not is_so:
        raise Wrong(otherwise)


class Heard:
    """Everything one speaker said, also kept in `file`. Lines that are no JSON object stand under "text"."""

    def __init__(self, name: str, file: Path) -> None:
        self.name = name
        self.file = file
        self.lines: list[Said] = []
        self.ended = False
        self._changed = asyncio.Condition()

    @property
    def raw(self) -> str:
        """All of it, as it came."""
        return self.file.read_text(encoding="utf-8")

    async def add(self, text: str) -> None:
        with self.file.open("a", encoding="utf-8") as out:
            out.write(text.rstrip("\n") + "\n")
        async with self._changed:
            self.lines.append(_parsed(text))
            self._changed.notify_all()

    async def end(self) -> None:
        async with self._changed:
            self.ended = True
            self._changed.notify_all()

    async def follow(self) -> AsyncIterator[Said]:
        """What is said from now on, to the end."""
        told = len(self.lines)
        while True:
            async with self._changed:
                while len(self.lines) == told and not self.ended:
                    await self._changed.wait()
            if len(self.lines) == told:
                return
            yield self.lines[told]
            told += 1

    async def until(self, what: str, is_it: Callable[[Said], bool]) -> Said:
        """The first line that is it, said before or to come. Raises Wrong after `PATIENCE_S`, or when none can come."""

        def found() -> Said | None:
            return next((line for line in self.lines if is_it(line)), None)

        try:
            async with asyncio.timeout(PATIENCE_S), self._changed:
                await self._changed.wait_for(lambda: found() is not None or self.ended)
        except TimeoutError:
            raise Wrong(f"等了 {PATIENCE_S:.0f} 秒，{self.name}没有{what}。") from None
        line = found()
        if line is None:
            raise Wrong(f"{self.name}已经停了，没有{what}。")
        return line


def _parsed(text: str) -> Said:
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {"text": text.rstrip("\n")}
