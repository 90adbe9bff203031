"""The pitch of a voice, so that a test can hear a tone: autocorrelation of short frames."""

import array
import math
import operator
from itertools import pairwise

from display.sound import Sound

LOWEST_HZ, HIGHEST_HZ = 60, 400
FRAME_S, STEP_S = 0.04, 0.01
VOICED = 0.55
"""Share of a frame's power that must come back one period later."""
THIN = 3
"""Every third sample is enough for a pitch."""


def contour(sound: Sound) -> list[float]:
    """Pitch in Hz each 10 ms of the voiced part, the longest run of it, without jumps by an octave."""
    samples = array.array("h", sound.samples)[::THIN]
    rate = sound.rate / THIN
    frame, step = int(FRAME_S * rate), int(STEP_S * rate)
    found = [_pitch(samples[at : at + frame], rate) for at in range(0, len(samples) - frame, step)]
    runs: list[list[float]] = [[]]
    for before, pitch in pairwise([0.0, *found]):
        if not pitch or (before and not 0.75 < pitch / before < 1.33):
            runs.append([])
        if pitch:
            runs[-1].append(pitch)
    return max(runs, key=len)


def _pitch(values: "array.array[int]", rate: float) -> float:
    """0 when the frame has no voice. The shortest period that repeats nearly as well as the best one."""
    mean = sum(values) / len(values)
    level = [value - mean for value in values]
    shortest, longest = int(rate / HIGHEST_HZ), int(rate / LOWEST_HZ)
    likeness = [_likeness(level, lag) for lag in range(shortest, longest)]
    best = max(likeness)
    if best < VOICED:
        return 0.0
    peaks = [
        lag
        for lag, (before, here, after) in enumerate(zip(likeness, likeness[1:], likeness[2:], strict=False), 1)
        if here > 0.9 * best and here >= max(before, after)
    ]
    lag = peaks[0] if peaks else likeness.index(best)
    return rate / (lag + shortest)


def _likeness(level: list[float], lag: int) -> float:
    one, other = level[:-lag], level[lag:]
    power = math.sqrt(sum(map(operator.mul, one, one)) * sum(map(operator.mul, other, other)))
    return sum(map(operator.mul, one, other)) / power if power else 0.0
