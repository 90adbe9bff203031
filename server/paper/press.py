"""The press: hands HTML to a process that sets it as PDF, one document at a time. Knows nothing of what is printed.

A booklet takes a small machine half a minute of pure computing: the server's loop must not feel it, and two at once
would take the memory the log needs.
"""

import asyncio
import logging
import sys
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired

from server.domain.errors import RuleSaysNo

log = logging.getLogger(__name__)

PATIENCE_S = 240.0
"""How long a document may take."""
PDF_MAX = 64 << 20
WAITING_MAX = 3
"""So many may wait for the press; whoever comes then is told to come again."""


class Press:
    """Sets documents as PDF, one after another."""

    def __init__(self, *, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._free = asyncio.Lock()
        self._waiting = 0

    async def pdf_of(self, html: str) -> bytes:
        """The PDF of an HTML text. Nothing is loaded but what stands in the text itself (`data:` addresses).

        Raises RuleSaysNo: `paper_busy` when too many wait, `paper_failed` when it cannot be set or takes too long.
        """
        if self._waiting >= WAITING_MAX:
            raise RuleSaysNo("paper_busy", "正在生成别的文件，请稍后再试。")
        self._waiting += 1
        try:
            async with self._free:
                return await self._set(html.encode(errors="replace"))
        finally:
            self._waiting -= 1

    async def _set(self, html: bytes) -> bytes:
        # Not asyncio's own processes: which loop is told of an end, and in which thread, differs between loops.
        process = Popen(  # noqa: ASYNC220 - a few milliseconds
            [sys.executable, "-m", "server.paper"],
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            cwd=Path(__file__).parents[2],  # the package is found there even where it is not installed
        )
        work = asyncio.create_task(asyncio.to_thread(_talk, process, html, self._patience_s), name="press")
        try:
            pdf, said = await asyncio.shield(work)
        except TimeoutExpired:
            log.error("a document took longer than %.0f s to set and was given up", self._patience_s)
            raise RuleSaysNo("paper_failed", "生成 PDF 用时过长，已停止。请缩小范围后再试。") from None
        finally:
            if not work.done():  # nobody waits for it any more
                process.kill()
                await asyncio.wait({work})
        if process.returncode != 0 or len(pdf) > PDF_MAX:
            last = said.decode(errors="replace").strip().splitlines()[-1:]
            log.error("a document could not be set: exit code %s: %s", process.returncode, *last or [""])
            raise RuleSaysNo("paper_failed", "没能生成 PDF，原因已记入日志。")
        return pdf


def _talk(process: Popen[bytes], html: bytes, patience_s: float) -> tuple[bytes, bytes]:
    """What the process wrote and said. Leaves no process behind, whatever happens."""
    with process:
        try:
            return process.communicate(html, patience_s)
        except BaseException:
            process.kill()
            raise
