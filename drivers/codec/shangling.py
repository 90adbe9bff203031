"""ShangLing (尚凌) window and main screens: what a host sends; they never answer. Knows no line and no clock.

    window   1D tens units speed text 10                       tens, units: the counter's number; 00 00: every screen
    main     AA AA AA 4E LEN ADDR 53 00 64 text XH XL 1A       LEN = 8 + bytes of text
             X = exclusive or over LEN … text, XH and XL its two halves

Text is GBK, whose bytes are never below 20, so no text ends a frame early.

Source: kavinwang/techrichdevice, ShangLingQueueCaller.java, a device of a service hall; see docs/protocols.md.
"""

from functools import reduce
from operator import xor

SPEEDS = {"fast": 0x0B, "normal": 0x0F, "slow": 0x0E}
WINDOW_START, WINDOW_END = 0x1D, 0x10
MAIN_START, MAIN_KIND, MAIN_END = b"\xaa\xaa\xaa\x4e", b"\x53\x00\x64", 0x1A
MAIN_OVERHEAD = 8
LONGEST_MAIN_TEXT = 0xFF - MAIN_OVERHEAD


def window_frame(window: int, text: bytes, *, speed: str) -> bytes:
    """`window` 0 to 99, 0 for all; `speed` fast, normal or slow."""
    return bytes([WINDOW_START, *divmod(window, 10), SPEEDS[speed]]) + text + bytes([WINDOW_END])


def main_frame(address: int, text: bytes) -> bytes:
    """At most LONGEST_MAIN_TEXT bytes of text; raises ValueError for more, as LEN is one byte."""
    if len(text) > LONGEST_MAIN_TEXT:
        raise ValueError(f"{len(text)} bytes are too many for a main screen")
    checked = bytes([MAIN_OVERHEAD + len(text), address]) + MAIN_KIND + text
    return MAIN_START + checked + bytes([*divmod(reduce(xor, checked), 16), MAIN_END])
