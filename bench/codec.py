"""What the drivers' decoders and encoders cost, beside the floor of Python looking at every byte. Knows no line."""

import random
import time
from collections.abc import Iterator

from tests.drivers.decoders import CASES, Case

NOISE_BYTES = 2_000_000
FRAMES = 5_000

FLOOR = "Python walking over bytes"

Figure = tuple[str, float, str]


def figures() -> Iterator[Figure]:
    """(what, value, unit) of every decoder: through chance bytes, and per sound frame."""
    floor = _rate(_walk, random.Random(1).randbytes(NOISE_BYTES))
    yield FLOOR, floor, "MB/s"
    for case in CASES:
        rate = _rate(case.make().feed, random.Random(1).randbytes(NOISE_BYTES))
        yield f"decoder {case.name}, noise", rate, "MB/s"
        yield f"decoder {case.name}, noise ÷ walking", rate / floor, ""
        yield f"decoder {case.name}, one frame", _per_frame(case), "us"


def _walk(chunk: bytes) -> None:
    for _ in chunk:
        pass


def _rate(take: object, content: bytes) -> float:
    assert callable(take)
    began = time.perf_counter()
    for start in range(0, len(content), 4096):
        take(content[start : start + 4096])
    return len(content) / (time.perf_counter() - began) / 1e6


def _per_frame(case: Case) -> float:
    decoder, count = case.make(), 0
    stream = case.frames * (FRAMES // len(case.frames))
    began = time.perf_counter()
    for raw in stream:
        count += len(decoder.feed(raw))
    return (time.perf_counter() - began) / max(count, 1) * 1e6
