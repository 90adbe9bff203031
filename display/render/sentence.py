"""The sentence that calls a ticket, as the pieces it is spoken in. Pure: knows no engine and no file.

R-069: 「请 A 零零五 号到 二 号窗口」: the ticket's digits one by one, the counter as a number (12 → 十二).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

NUMBER, COUNTER = "{number}", "{counter}"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
LARGEST_COUNTER = 9999


class Reading(StrEnum):
    """How a counter's number is read aloud."""

    DIGITS = "digits"  # 12: one, two
    CHINESE = "chinese"  # 十二
    ENGLISH = "english"  # twelve


@dataclass(frozen=True, slots=True)
class Piece:
    """What one recording says: its file's name without .wav, its words, and the silence after it."""

    name: str
    words: str
    pause_ms: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One call in one language: `text` for an engine that reads, `pieces` for one that joins recordings."""

    language: str
    text: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How a language calls. `order` names pieces, `{number}` and `{counter}`; `words` says what each piece says.

    `pauses` in ms by piece, and for `digit`, `letter` (between those of a number), `number` and `counter` (after them).
    """

    code: str
    text: str
    order: tuple[str, ...]
    reading: Reading
    words: Mapping[str, str]
    pauses: Mapping[str, int]
    digit_gap: str = " "
    letter_gap: str = " "

    @property
    def pieces(self) -> tuple[str, ...]:
        """The names of all recordings the language needs."""
        return (*self.words, *(letter for letter in LETTERS if letter not in self.words))

    def call(self, number: str, counter_number: int) -> Sentence:
        """`A005` to counter 2. Signs that are neither letter nor digit are not spoken."""
        spoken = [char.upper() for char in number if char.isalnum()]
        read = _read(counter_number, self.reading)
        pieces: list[Piece] = []
        for part in self.order:
            match part:
                case "{number}":
                    pieces += self._row(spoken, NUMBER)
                case "{counter}":
                    pieces += self._row(read, COUNTER)
                case _:
                    pieces.append(self._piece(part, part))
        gap = "" if self.reading is Reading.CHINESE else " "
        counter = gap.join(self._words(name) for name in read)
        text = self.text.replace(NUMBER, self._spelled(spoken)).replace(COUNTER, counter)
        return Sentence(self.code, text, tuple(pieces))

    def _row(self, names: list[str], kind: str) -> Iterator[Piece]:
        """The signs of a number; after the last one its own pause."""
        for name in names[:-1]:
            yield self._piece(name, "digit" if name in self.words else "letter")
        for name in names[-1:]:
            yield self._piece(name, kind.strip("{}"))

    def _piece(self, name: str, pause: str) -> Piece:
        return Piece(name, self._words(name), self.pauses.get(pause, 0))

    def _words(self, name: str) -> str:
        return self.words.get(name, name)

    def _spelled(self, names: list[str]) -> str:
        """Digits stand closer than letters do, so that an engine makes no pause between them."""
        out = ""
        for before, name in zip(["", *names], names, strict=False):
            between = self.digit_gap if before in DIGITS and name in DIGITS else self.letter_gap
            out += (between if before else "") + self._words(name)
        return out


def _read(number: int, reading: Reading) -> list[str]:
    """Names of the pieces that say a number."""
    if reading is Reading.DIGITS or not 0 < number <= LARGEST_COUNTER:
        return list(str(number))
    return list(_chinese(number) if reading is Reading.CHINESE else _english(number))


def _chinese(number: int) -> Iterator[str]:
    """2 → 二, 10 → 十, 12 → 十二, 105 → 一百零五, 110 → 一百一十."""
    begun = skipped = False
    for unit, name in ((1000, "qian"), (100, "bai"), (10, "shi"), (1, "")):
        digit = number // unit % 10
        if digit:
            if skipped and begun:
                yield "0"
            if not (unit == 10 and digit == 1 and not begun):
                yield str(digit)
            if name:
                yield name
            begun = True
        skipped = not digit


def _english(number: int) -> Iterator[str]:
    """2 → two, 12 → twelve, 21 → twenty one, 105 → one hundred five."""
    for unit, name in ((1000, "thousand"), (100, "hundred")):
        if number >= unit:
            yield from (str(number // unit), name)
            number %= unit
    if number > 20 and number % 10:
        yield from (str(number // 10 * 10), str(number % 10))
    elif number:
        yield str(number)
