"""The bars of CODE128: symbol values in, black and white modules out. Knows no printer and no characters.

Source: ISO/IEC 15417, table 1; the patterns of values 0 to 105 as three hexadecimal digits of eleven modules each.
"""

from collections.abc import Sequence

_PATTERNS = (
    "6cc66c66649848c44c4c84c446464864462459c4dc4ce5cc4ec4e667265c64e6e467476e74c72c7267647347326d86c6636518458446"
    "5884684626886286225b858e46e5d85c647677668e62e6e86e26ee75874671676876271a77a64278a53050c4b048642c4265905844d0"
    "4c24344326126507ba61447a53c4bc49e5e44f44f27a47947926de6f67b657851e45e5e85e27a87a25de5ee75e7ae68469069c"
)
_STOP = "1100011101011"
START_A, START_B, START_C = 103, 104, 105


def bars(values: Sequence[int]) -> str:
    """Start symbol and content as given, then checksum and stop: 11 modules each, the stop 13; "1" is black.

    The white zone of ten modules each side is the caller's.
    """
    checksum = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    return "".join(_modules(value) for value in (*values, checksum)) + _STOP


def _modules(value: int) -> str:
    return f"{int(_PATTERNS[3 * value : 3 * value + 3], 16):011b}"
