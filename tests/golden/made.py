"""The slips and frames whose bytes are kept, and how a machine renders them. Knows no file."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from drivers import profile as profiles
from drivers.codec import escpos, ff68, onbon_command
from drivers.codec.raster import from_bits
from drivers.device import Job, pair
from drivers.device.board_onbon import OnbonBoard
from drivers.device.typeset import typeset
from drivers.profile import OnbonProfile, PrinterProfile
from drivers.sim.board import BoardMachine
from drivers.sim.printer import PrinterMachine

NUMBER_SLIP = (
    Job()
    .text("政务服务大厅", size=2, align="centre", bold=True)
    .feed()
    .text("您的号码", align="centre")
    .text("A005", size=4, align="centre", bold=True)
    .text(pair("业务：户籍办理", "前面等待 5 人", 48))
    .text("预计等候 12–20 分钟，请到 1-3 号窗口")
    .text("2025-06-13 16:50", align="right")
    .qr("https://q.example.gov.cn/t/A005")
    .text("扫码查看进度、评价服务", align="centre")
    .feed(3)
    .cut()
)
LARGE_SLIP = (
    Job().text("大字版", size=3).text("A005 请到2号窗口办理户籍业务", size=3).text("é·昇", size=2).feed(2).cut()
)
FULL_SLIP = (
    Job()
    .picture(from_bits(["1" * 64, "1" + "0" * 62 + "1"] * 4 + ["1" * 64]))
    .text("急件", size=2, reverse=True)
    .barcode("A005-{2025}", module=2, height=48)
    .feed_dots(300)
    .buzz(2, ms=300)
    .text("续", align="right", bold=True)
    .cut()
)
SLIPS = {"slip-number": NUMBER_SLIP, "slip-large": LARGE_SLIP, "slip-full": FULL_SLIP}

CALLS: dict[str, tuple[list[str], str, bool]] = {
    "board-call": (["A005 请到2号窗口"], "red", False),
    "board-paused": (["暂停服务"], "green", True),
}


def printer_profile() -> PrinterProfile:
    profile = profiles.load("printer-80mm")
    if not isinstance(profile, PrinterProfile):
        raise TypeError(profile)
    return replace(profile, buzzer_ms=100)


def board_profile() -> OnbonProfile:
    profile = profiles.load("onbon-bx5k-64x16")
    if not isinstance(profile, OnbonProfile):
        raise TypeError(profile)
    return profile


def slip_bytes(job: Job) -> bytes:
    return typeset(job, printer_profile()) + escpos.BARRIER


def slip_text(content: bytes, out: Path) -> str:
    """What the simulated printer prints."""
    said: list[str] = []
    machine = PrinterMachine(printer_profile(), out, lambda report: said.append(str(report["slip"])))
    machine.receive(content, 0.0)
    return "".join(Path(path).read_text(encoding="utf-8") for path in said)


def call_bytes(lines: list[str], colour: str, flash: bool) -> bytes:
    profile = board_profile()
    area = OnbonBoard("tcp://127.0.0.1:5005", profile).area(lines, colour=colour, flash=flash)
    return onbon_command.show([area], dst=profile.address).to_bytes()


def call_text(content: bytes, out: Path) -> str:
    """What the simulated board shows."""
    said: list[str] = []

    def report(shown: object) -> None:
        if isinstance(shown, dict):
            said.append(f"{shown['colour']} running={shown['running']} flashing={shown['flashing']}\n{shown['text']}\n")

    BoardMachine(board_profile(), out, report).receive(content, 0.0)
    return "".join(said)


def bus_bytes() -> bytes:
    """One evaluation as the host says it: ask, acknowledge 5, show a number."""
    asked, result = ff68.start_evaluation(1), ff68.Frame(1, ff68.RESULT, b"\x00")
    return b"".join(
        frame.to_bytes() for frame in (asked, ff68.ack_of(result), ff68.pad_display(2, number=5, waiting=12))
    )


Rendering = Callable[[bytes, Path], str]


def everything() -> dict[str, tuple[bytes, Rendering]]:
    """Name → bytes made now, and how to render bytes."""
    slips: dict[str, tuple[bytes, Rendering]] = {name: (slip_bytes(job), slip_text) for name, job in SLIPS.items()}
    calls: dict[str, tuple[bytes, Rendering]] = {name: (call_bytes(*call), call_text) for name, call in CALLS.items()}
    return slips | calls | {"bus-evaluation": (bus_bytes(), lambda content, _: _frames_as_text(content))}


def _frames_as_text(content: bytes) -> str:
    frames = ff68.Decoder(ff68.Direction.FROM_HOST).feed(content)
    return "".join(f"to {frame.address}: command {frame.command:02x}, {frame.content.hex(' ')}\n" for frame in frames)
