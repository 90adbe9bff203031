"""Draws any screen offscreen, without a station: for tests of the looks and for the screenshot book.

python -m tests.kiosk.studio measure | monkey SEED | glyphs FILE     (each a process of its own: one Kivy window)
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.flow import state as st
from kiosk.ui.known import Known
from tests.kiosk import extreme, specimen

SIZES = ((1280, 800), (1920, 1080), (1080, 1920))


def open_studio(home: Path, size: tuple[int, int] = SIZES[0]) -> None:
    """A window that nobody sees."""
    os.environ |= {"SDL_VIDEODRIVER": "offscreen", "KIVY_NO_ARGS": "1", "KIVY_NO_CONSOLELOG": "1"}
    os.environ |= {"KIVY_HOME": str(home), "KIVY_NO_FILELOG": "1", "KIVY_WINDOW": "sdl2"}
    os.environ.setdefault("LP_NUM_THREADS", "1")
    from kivy.config import Config

    for key, value in (("width", size[0]), ("height", size[1])):
        Config.set("graphics", key, value)
    from kivy.core.window import Window

    if Window is None:
        sys.exit("no window")
    from kiosk.ui.alphabet import register
    from kiosk.ui.font import chinese_font, full_font

    usual = chinese_font(home)
    if usual is None:
        sys.exit("no Chinese font")
    register(usual, full_font(home))


def spare_the_collector() -> None:
    """Thousands of windows are made and thrown away: looking through all of them again and again took half the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def frame_of(visit: st.Visit, size: tuple[int, int], known: Known | None = None) -> Any:
    """The whole window of a visit, placed, not shown; in the specimens' hall, or in another."""
    from kiosk.phrase import phrases
    from kiosk.ui.frame import Frame
    from kiosk.ui.known import Moment
    from kiosk.ui.page import Page
    from kiosk.ui.registry import view_of
    from kiosk.ui.theme import THEMES, scale_of

    page = Page(
        visit=visit,
        known=known or specimen.known(),
        words=phrases(visit.language),
        theme=THEMES[visit.mode],
        scale=scale_of(*size),
        wide=size[0] > size[1],
        moment=Moment(specimen.NOW.astimezone(ZoneInfo("Asia/Shanghai"))),
        touched=lambda _event: None,
    )
    frame = Frame(page, view_of(page), "09:30")
    frame.place(0, 0, *size)
    return frame


def visits(states: Iterator[tuple[str, st.State]]) -> Iterator[tuple[str, st.Visit]]:
    """Every state in every language and mode."""
    for name, state in states:
        for language in ("zh", "en"):
            for mode in st.Mode:
                yield (
                    f"{name} {language} {mode}",
                    st.Visit(state, language=language, mode=mode, around=specimen.around_of(name)),
                )


def faults_of(frame: Any, size: tuple[int, int]) -> list[str]:
    """What is cut off, what hangs over the edge of the window, what is too small to touch, what lies too high."""
    from kivy.uix.scrollview import ScrollView

    from kiosk.ui.arrange import all_of
    from kiosk.ui.widget import Press, Say

    scrolls = all_of(frame, ScrollView)
    moving = {id(each) for scroll in scrolls for each in scroll.walk()}
    words, presses = all_of(frame, Say), all_of(frame, Press)
    found = [f"cut off: {each.text!r}" for each in words if not _fits(each)]
    found += [
        f"outside: {each.text!r} {each.pos}"
        for each in (*words, *presses)
        if id(each) not in moving and not _inside(each, size)
    ]
    found += _hard_to_touch(frame, [each for each in presses if id(each) not in moving], presses)
    if frame.pane.height < frame.page.dp(90):
        found.append(f"no room for the body: {frame.pane.height / frame.page.scale:.0f} dp")
    return found


def _hard_to_touch(frame: Any, fixed: list[Any], presses: list[Any]) -> list[str]:
    from kiosk.ui.frame import LOW_FROM

    theme, page = frame.page.theme, frame.page
    least = page.dp(60 if theme.text >= 30 else 44) - 1
    found = [f"too small to touch: {each.text!r} {each.size}" for each in presses if min(each.size) < least]
    highest = frame.height * (1 - LOW_FROM[page.wide]) + 1 if theme.is_low else frame.height
    return found + [f"too high to reach: {each.text!r}" for each in fixed if each.top > highest]


def _fits(words: Any) -> bool:
    wide, high = words.texture_size
    return bool(wide <= words.width + 1 and high <= words.height + 1)


def _inside(widget: Any, size: tuple[int, int]) -> bool:
    return bool(widget.x >= -1 and widget.y >= -1 and widget.right <= size[0] + 1 and widget.top <= size[1] + 1)


def measure() -> list[str]:
    """Faults of every screen, language, mode and size; then of halls at the edge."""
    found = []
    for size in SIZES:
        for name, visit in visits(specimen.states()):
            found += [f"{name} {size[0]}x{size[1]}: {fault}" for fault in faults_of(frame_of(visit, size), size)]
    return found + edges()


def edges() -> list[str]:
    """Faults of what a hall at the edge looks like. Where there is nothing to draw from, the flow does not lead."""
    found = []
    for number, (edge, known) in enumerate(extreme.halls()):
        for at, (name, state) in enumerate(extreme.STATES):
            for mode in st.Mode:
                # Each edge is seen in both languages and all sizes, but not each in each.
                language, size = ("zh", "en")[(number + at) % 2], SIZES[(number + at + len(mode)) % 3]
                frame = frame_of(extreme.visit_in(known, state, language, mode), size, known)
                told = f"{edge}, {name} {language} {mode} {size[0]}x{size[1]}"
                found += [f"{told}: {fault}" for fault in faults_of(frame, size)]
    return found


if __name__ == "__main__":
    open_studio(Path(sys.argv[1]))
    spare_the_collector()
    sys.stdout.write(json.dumps(measure(), ensure_ascii=False) + "\n")
