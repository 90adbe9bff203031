"""How wide text is on a printer or a board: Chinese two columns, Latin one. Knows no machine."""

from collections.abc import Iterator


def width(text: str) -> int:
    """Columns `text` takes at normal size."""
    return sum(_width_of(char) for char in text)


def wrap(text: str, columns: int) -> list[str]:
    """Break into lines of at most `columns`; never inside a character, at a blank where the line has one."""
    return list(_lines(text, max(columns, 2)))


def pair(left: str, right: str, columns: int) -> str:
    """One line with `left` at the left edge and `right` at the right; at least one blank between."""
    return left + " " * max(1, columns - width(left) - width(right)) + right


def _width_of(char: str) -> int:
    # These machines' fonts have two widths only: one byte is half a square, two bytes (also é, ·, 〓) are a whole one.
    return 1 if char.isascii() else 2


def _lines(text: str, columns: int) -> Iterator[str]:
    start = 0
    while (end := _fitting(text, start, columns)) < len(text):
        blank = text.rfind(" ", start + 1, end + 1)
        # Break at a blank only between words of one-column script; Chinese breaks anywhere.
        if blank > 0 and text[end].isascii() and text[end - 1].isascii():
            yield text[start:blank]
            start = blank + 1
        else:
            yield text[start:end]
            start = end
    if start < len(text) or not text:
        yield text[start:]


def _fitting(text: str, start: int, columns: int) -> int:
    """Index of the first character from `start` on that does not fit any more."""
    taken = 0
    for index in range(start, len(text)):
        taken += _width_of(text[index])
        if taken > columns:
            return index
    return len(text)
