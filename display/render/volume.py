"""How loud it is at a time of the day. Pure: knows no clock, no zone and no sound."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

FULL = 100
MIDNIGHT = time(0, 0)
_NOTATION = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})=(\d{1,3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` until `end`, local time; past midnight when the end is not later. `volume` in per cent."""

    start: time
    end: time
    volume: int

    def has(self, at: time) -> bool:
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def volume_at(hours: Sequence[Hours], at: time) -> int:
    """Per cent; the first hours that have the time count, outside of all it is 100."""
    return next((each.volume for each in hours if each.has(at)), FULL)


def hours_from(text: str) -> Hours:
    """`12:00-13:30=40`; `20:00-08:00=0` goes over midnight. Raises ValueError with a Chinese sentence."""
    found = _NOTATION.fullmatch(text.replace(" ", "").replace("：", ":"))
    wrong = ValueError(f"“{text}” 应写作 12:00-13:30=40，音量 0 至 100")
    if found is None:
        raise wrong
    start_h, start_m, end_h, end_m, volume = map(int, found.groups())
    try:
        hours = Hours(time(start_h, start_m), time(end_h % 24 if end_m == 0 else end_h, end_m), volume)
    except ValueError:
        raise wrong from None
    if volume > FULL or end_h > 24:
        raise wrong
    return hours
