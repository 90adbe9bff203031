"""Looks at artefacts the way a person would: is there ink, light, sound? Knows files, no hall."""

import array
import math
from pathlib import Path

from PIL import Image

from display import sound
from tools.demo_heard import Wrong, expect

CHIME_S = 0.8
"""The chime before the words; a voice that failed would leave it alone."""
QUIETEST_RMS = 200
"""Of 32767; speech is ten times as loud."""


def text_of(file: Path) -> str:
    """Raises Wrong when it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Wrong(f"文件 {file} 读不出来：{error}") from None


def ink(picture: Path) -> int:
    """Black dots on a slip. Raises Wrong when it is no picture."""
    with _opened(picture) as image:
        return int(image.convert("L").histogram()[0])


def lit(picture: Path) -> int:
    """Bright pixels on a board. Raises Wrong when it is no picture."""
    with _opened(picture) as image:
        return sum(image.convert("RGB").getchannel("R").histogram()[200:])


def loudness(file: Path) -> tuple[float, float]:
    """Seconds of a WAV file and the RMS of what follows the chime. Raises Wrong when it is none."""
    try:
        recorded = sound.read(file)
    except (OSError, ValueError) as error:
        raise Wrong(f"语音文件读不出来：{error}") from None
    samples = array.array("h", recorded.samples)[int(CHIME_S * recorded.rate) :]
    expect(len(samples) > 0, f"语音文件 {file} 里只有提示音。")
    return recorded.seconds, math.sqrt(sum(sample * sample for sample in samples) / len(samples))


def tells_reason(text: str, reasons: tuple[str, ...], *, harmless: str = "") -> list[str]:
    """Which of `reasons` stand in `text`; the name of an item (《老年优待证》) is `harmless`."""
    without = text.replace(harmless, "") if harmless else text
    return [reason for reason in reasons if reason in without]


def _opened(picture: Path) -> Image.Image:
    try:
        return Image.open(picture)
    except OSError as error:
        raise Wrong(f"图片 {picture} 打不开：{error}") from None
