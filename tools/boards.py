"""The LED boards' pictures of the manual: states of the tests' hall, through driver and simulator, on two sheets.

python tools/boards.py [--out docs/pictures]
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from display.board import Picture  # noqa: E402
from display.render.text import Caps  # noqa: E402
from display.view import View, lost  # noqa: E402
from drivers import profile as profiles  # noqa: E402
from drivers.codec import onbon_command  # noqa: E402
from drivers.device.board_onbon import OnbonBoard  # noqa: E402
from drivers.font import chinese_font  # noqa: E402
from drivers.profile import OnbonProfile  # noqa: E402
from drivers.sim.board import BoardMachine  # noqa: E402
from tests.display.boards import CALLS, COUNTERS, HALLS, plan_of  # noqa: E402

SMALL, LARGE, HALL = Caps(1, 8), Caps(2, 16), Caps(2, 24)
COUNTER_ROWS = (
    ("空闲", COUNTERS["free"], 2),
    ("叫号", COUNTERS["called"], 1),
    ("办理中", COUNTERS["serving"], 1),
    ("暂停服务", COUNTERS["paused"], 2),
    ("关窗、午休", COUNTERS["closed at noon"], 2),
    ("与服务器断开", lost(COUNTERS["called"]), 1),
)
HALL_ROWS = (
    ("叫号、轮换", HALLS["calls"], 6),
    ("下班", HALLS["closed"], 2),
    ("断开", lost(HALLS["calls"]), 1),
)
HALF, GAP, CAPTION = 2, 16, 150
PAPER, INK = (250, 250, 248), (40, 40, 40)
RUNS_TO = 40
"""Columns of a running line that are drawn."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Draw the LED boards' pictures of the manual.")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    out = parser.parse_args().out
    with tempfile.TemporaryDirectory() as folder:
        counters = [(name, [*_drawn(view, SMALL, 2, Path(folder)), *_drawn(view, LARGE, pages, Path(folder))])
                    for name, view, pages in COUNTER_ROWS]  # fmt: skip
        halls = [(name, [*_drawn(view, HALL, pages, Path(folder))]) for name, view, pages in HALL_ROWS]
        _save(_sheet(counters), out / "led-counter.png")
        _save(_sheet(halls), out / "led-hall.png")
    print(out)
    return 0


def _drawn(view: View, caps: Caps, most: int, folder: Path) -> Iterator[Image.Image]:
    """The first pages of a state, each once."""
    plan = plan_of("hall" if caps is HALL else "counter", caps)
    pages = list(dict.fromkeys(plan.paint(view)))
    if caps is HALL and view.is_live and CALLS[0] in view.board.calls:
        pages = [plan.call(view, CALLS[1]), *pages]
    for page in pages[:most]:
        yield _photo(page, caps, folder)


def _photo(page: Picture, caps: Caps, folder: Path) -> Image.Image:
    """What the simulated card shows after the driver's own bytes."""
    known = profiles.load("onbon-bx5k-64x16")
    if not isinstance(known, OnbonProfile):
        raise TypeError(known)
    profile = replace(known, width=caps.columns * 8, height=caps.lines * known.line_height)
    area = OnbonBoard("tcp://127.0.0.1:5005", profile).area(page.lines, colour=page.colour, flash=page.flash)
    shown: list[str] = []
    machine = BoardMachine(profile, folder, lambda said: shown.append(str(said["png"])))
    machine.receive(onbon_command.show([area], dst=profile.address).to_bytes(), 0.0)
    with Image.open(shown[-1]) as lit:
        lit.load()
    wide = min(lit.width, max(RUNS_TO, caps.columns) * 8 * 6)
    shot: Image.Image = lit.crop((0, 0, wide, lit.height))
    return shot.resize((wide // HALF, lit.height // HALF), Image.Resampling.BOX)


def _sheet(rows: Sequence[tuple[str, Sequence[Image.Image]]]) -> Image.Image:
    """A row for each state: its name, then its boards, as many to a line as there is room for."""
    placed: list[tuple[Image.Image, int, int]] = []
    names: list[tuple[str, int]] = []
    widest, top = 1240, GAP
    for name, boards in rows:
        names.append((name, top))
        left, tall = CAPTION, 0
        for board in boards:
            if left > CAPTION and left + board.width + GAP > widest:
                left, top, tall = CAPTION, top + tall + GAP // 2, 0
            placed.append((board, left, top))
            left, tall = left + board.width + GAP, max(tall, board.height)
        top += tall + GAP
    sheet = Image.new("RGB", (widest, top), PAPER)
    for board, left, above in placed:
        sheet.paste(board, (left, above))
    drawing, font = ImageDraw.Draw(sheet), chinese_font(20)
    for name, above in names:
        drawing.text((GAP, above + 8), name, fill=INK, font=font)
    return sheet


def _save(sheet: Image.Image, file: Path) -> None:
    sheet.quantize(32, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    raise SystemExit(main())
