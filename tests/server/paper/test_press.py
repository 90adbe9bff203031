"""The press: what it sets, what it never fetches, and when it gives up."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.domain.errors import RuleSaysNo
from server.paper.press import WAITING_MAX, Press

PAGE = '<html lang="zh-CN"><body><h1>便民服务指南</h1><p>所需材料</p>{}</body></html>'
ENDLESS = PAGE.format("<table>" + "<tr><td>一</td></tr>" * 200_000 + "</table>")


@pytest.fixture(autouse=True)
async def own_threads() -> AsyncIterator[None]:
    """Threads that end with the test."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        asyncio.get_running_loop().set_default_executor(pool)
        yield


def printing() -> bool:
    """Does a process of ours set a document?"""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return any(b"server.paper" in Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children)


def text_of(pdf: bytes, tmp_path: Path) -> str:
    file = tmp_path / "page.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True).stdout.decode()


async def test_a_page_becomes_a_pdf_whose_text_can_be_read(tmp_path: Path) -> None:
    pdf = await Press().pdf_of(PAGE.format("<p>一份\ud800</p>"))
    assert pdf.startswith(b"%PDF-")
    text = text_of(pdf, tmp_path)
    assert "便民服务指南" in text
    assert "所需材料" in text


async def test_nothing_is_fetched_from_the_network_or_the_disk(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("p::after { content: '泄露' }", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/a.png"
        asks = (
            f'<img src="{address}"><link rel="stylesheet" href="{secret.as_uri()}"><object data="{address}"></object>'
        )
        text = text_of(await Press().pdf_of(PAGE.format(asks)), tmp_path)
        with pytest.raises(BlockingIOError):
            listening.accept()
    assert "泄露" not in text
    assert "所需材料" in text


async def test_what_takes_too_long_is_given_up() -> None:
    with pytest.raises(RuleSaysNo) as refused:
        await Press(patience_s=0.01).pdf_of(ENDLESS)
    assert refused.value.code == "paper_failed"  # and no process is left: the check after every test looks


async def test_nobody_waits_for_it_any_more_so_it_ends() -> None:
    press = Press()
    waiting = asyncio.create_task(press.pdf_of(ENDLESS))
    async with asyncio.timeout(20):
        while not printing():  # noqa: ASYNC110 - the system tells nobody when a process is born
            await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await press.pdf_of(PAGE)).startswith(b"%PDF-")


async def test_one_document_at_a_time_and_not_too_many_wait() -> None:
    press = Press()
    waiting = [asyncio.create_task(press.pdf_of(ENDLESS)) for _ in range(WAITING_MAX)]
    await asyncio.sleep(0)
    with pytest.raises(RuleSaysNo) as refused:
        await press.pdf_of(PAGE)
    assert refused.value.code == "paper_busy"
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)


def test_it_steps_behind_everybody_else() -> None:
    code = "import os; from server.paper.__main__ import _step_back; _step_back(); print(os.nice(0))"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said.strip() == "5"
