"""A touch panel read by the kiosk as kiosk.toml names it: each finger is one touch, where it is."""

import os
from contextlib import closing
from pathlib import Path

from kiosk.config import ScreenPart
from kiosk.display_check import touch_source, why_no_touch
from tests.vm.guest.hall import Hall
from tests.vm.guest.kernel import until
from tests.vm.guest.panel import HIGH, WIDE, Panel

Seen = tuple[str, int, float, float]


def _is_open(device: Path) -> bool:
    return any(Path(link).exists() and Path(link).samefile(device) for link in Path("/proc/self/fd").iterdir())


def two_fingers_on_a_panel_are_two_touches_once_each(hall: Hall) -> None:
    os.environ |= {"KIVY_NO_ARGS": "1", "KIVY_NO_CONFIG": "1", "KIVY_NO_FILELOG": "1", "KIVY_HOME": "/run/kivy"}
    from kivy.input import MotionEventFactory

    with closing(Panel()) as panel:
        screen = ScreenPart(touch=panel.path)
        missing = why_no_touch(screen)
        assert missing is None, missing
        name, source = touch_source(screen)
        provider, device = source.split(",", 1)
        reader = MotionEventFactory.get(provider)(name, device)
        reader.start()  # a thread: whatever the fingers do before it has opened the panel, nobody sees
        until(lambda: _is_open(panel.path), "the kiosk's reader opens the panel")
        seen: list[Seen] = []

        def look(count: int) -> list[Seen]:
            def enough() -> bool:
                reader.update(lambda kind, touch: seen.append((kind, touch.id, round(touch.sx, 2), round(touch.sy, 2))))
                return len(seen) >= count

            until(enough, f"{count} touches, seen are {seen}")
            return seen

        panel.down((0, WIDE // 4, HIGH // 4), (1, WIDE // 2, HIGH // 2))
        (kind, first, *where), (other_kind, second, *elsewhere) = look(2)
        assert (kind, other_kind) == ("begin", "begin")
        assert first != second
        # Kivy counts from below.
        assert (where, elsewhere) == ([0.25, 0.75], [0.5, 0.5])
        panel.up(1, 0)
        assert sorted(kind for kind, *_ in look(4)) == ["begin", "begin", "end", "end"]
        panel.down((0, 0, 0))
        assert len(look(5)) == 5, "a finger was seen twice"
