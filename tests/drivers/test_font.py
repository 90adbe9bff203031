"""Characters in cells: what is wider than its cell is made narrower, not cut off."""

import pytest
from PIL import Image

from drivers.font import cell


@pytest.mark.parametrize(("char", "width", "height"), [("M", 12, 24), ("@", 12, 24), ("m", 8, 16)])
def test_a_letter_wider_than_its_cell_keeps_its_strokes(char: str, width: int, height: int) -> None:
    """On a slip and on a board, whose cells are smaller."""
    wide, narrow = cell(char, 48, height), cell(char, width, height)
    assert _strokes(narrow) == _strokes(wide)


def _strokes(image: Image.Image) -> int:
    """The most runs of black in one row."""
    return max(
        sum(image.getpixel((x, y)) == 0 and (x == 0 or image.getpixel((x - 1, y)) != 0) for x in range(image.width))
        for y in range(image.height)
    )
