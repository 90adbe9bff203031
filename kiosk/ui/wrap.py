"""Breaks text into lines as Chinese and English are broken. Pure: how wide a letter is, is asked."""

from collections.abc import Callable

NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕”’…—·,.;:?!)]}%％°℃")
NOT_LAST = frozenset("（《〈「『【〔“‘([{")


def lines(text: str, room: float, width: Callable[[str], float]) -> list[str]:
    """`text` in lines no wider than `room`; a word that is wider by itself is broken where it must be."""
    return [line for paragraph in text.split("\n") for line in _paragraph(paragraph, room, width)]


def _paragraph(text: str, room: float, width: Callable[[str], float]) -> list[str]:
    made: list[str] = []
    line, used = "", 0.0
    for piece in _pieces(text):
        wide = sum(width(char) for char in piece)
        if line and used + sum(width(char) for char in piece.rstrip()) > room:
            made.append(line.rstrip())
            line, used = "", 0.0
            piece = piece.lstrip()  # noqa: PLW2901 - no line begins with a space
            wide = sum(width(char) for char in piece)
        while wide > room and len(piece) > 1:
            fits = _fitting(piece, room, width)
            made.append(piece[:fits])
            piece = piece[fits:]  # noqa: PLW2901
            wide = sum(width(char) for char in piece)
        line, used = line + piece, used + wide
    return [*made, line.rstrip()]


def _fitting(piece: str, room: float, width: Callable[[str], float]) -> int:
    used, count = 0.0, 0
    for char in piece:
        used += width(char)
        if used > room:
            break
        count += 1
    return max(1, count)


def _pieces(text: str) -> list[str]:
    """What stays together: a word with its space, a Chinese character with the punctuation that clings to it."""
    made: list[str] = []
    for char in text:
        if made and _clings(made[-1], char):
            made[-1] += char
        else:
            made.append(char)
    return made


def _clings(before: str, char: str) -> bool:
    last = before[-1]
    if char in NOT_FIRST or last in NOT_LAST or char == " ":
        return True
    return last != " " and _is_latin(last) and _is_latin(char)


def _is_latin(char: str) -> bool:
    return char < "\u2e80" and char != " "
