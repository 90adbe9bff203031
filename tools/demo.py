"""`make demo`: a whole hall on this machine until Ctrl-C, or with --tour one visit that checks itself and ends."""

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from server.client import ClientError
from tools.demo_child import Child, Children
from tools.demo_hall import API, CLERK, COUNTER, DemoHall, Site, ask, caller, kiosk_command, log_in, open_hall
from tools.demo_heard import Wrong
from tools.demo_tour import play

ROOT = Path(__file__).parents[1]
UNPLUGGABLE = ("printer", "board", "keypad")


def main() -> int:
    """0 fine, 1 failed with one sentence on stderr, 2 wrong usage."""
    wanted = _parser().parse_args()
    # A demo in the background whose keyboard belongs to somebody else goes on without one.
    signal.signal(signal.SIGTTIN, signal.SIG_IGN)
    temp = Path(tempfile.mkdtemp(prefix="bianmin-demo-"))
    out = wanted.out if wanted.tour else temp / "out"
    site = Site(temp=temp, out=out.absolute())
    try:
        site.prepare()
        asyncio.run(_until_stopped(lambda: _run(site, wanted.unplug, is_tour=wanted.tour), is_tour=wanted.tour))
    except (Wrong, ClientError, httpx.HTTPError, OSError) as error:
        print(f"演示中断：{error}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(temp, ignore_errors=True)
    if not wanted.tour:
        _say("演示已结束，临时数据已删除（the demo is over, its data is gone）。")
    return 0


async def _until_stopped(work: Callable[[], Awaitable[None]], *, is_tour: bool) -> None:
    """Do the work to its end; a signal ends it in good order. Raises Wrong for a tour that was not over."""
    task = asyncio.ensure_future(work())
    stopped = False

    def stop() -> None:
        nonlocal stopped
        if not stopped:  # a second Ctrl-C must not cut the orderly end short
            stopped = True
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not stopped:
            raise
        if is_tour:
            raise Wrong("导览没有走完就被停止了。") from None


async def _run(site: Site, unplugged: str | None, *, is_tour: bool) -> None:
    children = Children(site.logs)
    try:
        _say("正在建立大厅并启动各进程（setting up the hall）……")
        hall = await open_hall(children, site)
        if is_tour:
            await play(hall, children, _say, unplugged)
        else:
            await _be_a_hall(hall, children)
    finally:
        codes = await children.stop()
    bad = {name: code for name, code in codes.items() if code}
    if bad:
        raise Wrong(f"有进程没有正常结束：{bad}")
    if is_tour:
        _say(f"各进程均已正常结束。全部留存物：{site.out}")


async def _be_a_hall(hall: DemoHall, children: Children) -> None:
    kiosk = await children.start("window", *kiosk_command(hall.site), called="取号机")
    async with caller(hall.url) as clerk:
        await log_in(clerk, hall.password)
        await ask(clerk, f"/counters/{COUNTER}/open")
    _say(_welcome(hall))
    try:
        async with asyncio.TaskGroup() as work:
            work.create_task(_tell_window_end(kiosk))
            work.create_task(_obey(hall))
            for child in (hall.display, *hall.machines.values()):
                work.create_task(_tell(child))
            for child in (hall.server, hall.display):
                work.create_task(_must_not_end(child))
    except ExceptionGroup as group:
        raise group.exceptions[0] from None


async def _tell_window_end(kiosk: Child) -> None:
    code = await kiosk.wait()
    _say(f"取号机窗口没有打开：{kiosk.complaint}" if code else "取号机窗口已关闭；大厅继续运行。")


async def _must_not_end(child: Child) -> None:
    code = await child.wait()
    raise Wrong(f"{child.heard.name}停了（退出码 {code}）：{child.complaint}")


async def _tell(child: Child) -> None:
    """What a machine or the display box did, as it does it; the bytes on the line stand in its log."""
    async for said in child.heard.follow():
        facts = ", ".join(f"{key}={value}" for key, value in said.items() if key not in ("bytes", "at"))
        _say(f"  {child.heard.name}：{' / '.join(facts.splitlines())}")


async def _obey(hall: DemoHall) -> None:
    """Pass on what is typed, `MACHINE COMMAND`, to the machine."""
    typed = _typed_lines()
    while (line := await typed.get()) is not None:
        name, _, command = line.strip().partition(" ")
        machine = hall.machines.get(name)
        if machine is None:
            _say(f"没有「{name}」；设备有：{'、'.join(hall.machines)}")
            continue
        try:
            await machine.tell(command)
        except Wrong as error:
            _say(str(error))


def _typed_lines() -> "asyncio.Queue[str | None]":
    """What is typed, line by line, None at the end. A thread reads: the keyboard may be a file or nothing at all."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        rest = b""
        try:
            while more := os.read(0, 4096):
                *whole, rest = (rest + more).split(b"\n")
                for line in whole:
                    loop.call_soon_threadsafe(lines.put_nowait, line.decode(errors="replace"))
            loop.call_soon_threadsafe(lines.put_nowait, None)
        except (OSError, RuntimeError):  # no keyboard, or the demo ended meanwhile
            return

    threading.Thread(target=read, name="keyboard", daemon=True).start()
    return lines


def _welcome(hall: DemoHall) -> str:
    kiosk = " ".join(map(str, kiosk_command(hall.site)))
    post = (
        f"curl -s -X POST -H 'Content-Type: application/json' -H \"Authorization: Bearer $SUPERVISOR\" {hall.url}{API}"
    )
    wish = "-d '{\"request_id\":\"'$(cat /proc/sys/kernel/random/uuid)'\"}'"
    return f"""
便民大厅正在运行（the hall runs）；按 Ctrl-C 结束（Ctrl-C ends it）。

  服务器 server      {hall.url}{API}    接口说明 {hall.url}/openapi.json
  窗口人员 clerk     {CLERK}，密码 {hall.password}，{COUNTER} 号窗口已开
  令牌 tokens        SUPERVISOR={hall.tokens["supervisor"]}
                     KIOSK={hall.tokens["kiosk"]}
                     DISPLAY_BOX={hall.tokens["display"]}
  留存物 artefacts   {hall.site.out}（号票 slip/，屏幕 led/ hall-led/，语音 voice/，记录 log/；结束时删除）

试一试（things to try）：
  取号 take a ticket（另开一个终端 in another terminal）
    {kiosk} --once general
  叫号、办结、评价 call, finish, evaluate（在这里输入，按回车 type here）
    pads press call_next 2
    pads press evaluate 2
    pads press 5 1
  缺纸、换纸 paper out, paper in
    printer paper out
    printer paper in
  看大厅、叫号 look, call by HTTP（先设好 SUPERVISOR）
    curl -s -H "Authorization: Bearer $SUPERVISOR" {hall.url}{API}/hall
    {post}/counters/{COUNTER}/call-next {wish}
"""


def _say(text: str) -> None:
    print(text, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tools/demo.py", description="A whole hall on this machine.")
    parser.add_argument("--tour", action="store_true", help="play one visit, check every step, end")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "tour", help="where the tour's artefacts stay")
    parser.add_argument("--unplug", choices=UNPLUGGABLE, help="pull a machine's plug during the tour: it must fail")
    return parser


if __name__ == "__main__":
    sys.exit(main())
