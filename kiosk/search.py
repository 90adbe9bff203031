"""Finds items by what people type: initials (hj), pinyin (huji), characters, English, or a mixture. Pure; no screen.

A text is a row of letters; each Chinese letter can be typed as itself, as a whole reading, or as its initial. What is
typed must run through neighbouring letters, and only its last letter may be unfinished: `huj`, `户j`, `hji` find 户籍.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from string import ascii_lowercase
from typing import NamedTuple

from kiosk.pinyin import initials, readings
from server.wire.content import Guide

BESIDE = frozenset(" '’·-、，。（）()《》")
"""Nobody types these, and nobody has to."""


class Where(IntEnum):
    """Where it was found; the best first."""

    WHOLE = 0
    START = 1
    NAME = 2
    ALIAS = 3
    HEADING = 4
    SCATTERED = 5  # all characters, in their order, but not beside each other
    TEXT = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something to be found: `aliases` are other names, `headings` where it is sorted, `text` what is told of it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    text: str = ""


class _Letter(NamedTuple):
    """One character. `whole`: what it can be typed as; `firsts`: what that can begin with; `begins`: a word."""

    whole: tuple[str, ...]
    unfinished: tuple[str, ...]
    firsts: frozenset[str]
    begins: bool


class _Row(NamedTuple):
    """A text ready to be looked through."""

    text: str
    letters: tuple[_Letter, ...]


class _Found(NamedTuple):
    where: Where
    at: int
    length: int
    place: int  # among the entries: the hall's own order


@dataclass(frozen=True, slots=True)
class _Indexed:
    entry: Entry
    name: _Row
    aliases: tuple[_Row, ...]
    headings: tuple[_Row, ...]
    text: str


class Index:
    """Made once for each version of the content; `find` for each key."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(
            _Indexed(each, _row(each.name), _rows(each.aliases), _rows(each.headings), plain(each.text))
            for each in entries
        )

    def find(self, typed: str) -> tuple[str, ...]:
        """Ids of what fits, the best first; nothing for nothing."""
        wanted = plain(typed)
        if not wanted:
            return ()
        found = [
            (_Found(*seen, len(each.entry.name), place), each.entry.id)
            for place, each in enumerate(self._entries)
            if (seen := _seek(each, wanted)) is not None
        ]
        return tuple(entry_id for _, entry_id in sorted(found))

    def words(self, typed: str, most: int) -> tuple[str, ...]:
        """Characters in the names that the letters at the end of `typed` may stand for: first what follows there upon
        the characters before them, then what is short, then what is frequent."""
        wanted = plain(typed)
        before = wanted.rstrip(ascii_lowercase)
        letters = wanted[len(before) :]
        if not letters:
            return ()
        found: dict[str, tuple[bool, int]] = {}
        for row in (row for each in self._entries for row in (each.name, *each.aliases)):
            for at, end in _spelled(row, letters):
                follows, often = found.get(row.text[at:end], (False, 0))
                is_next = bool(before) and row.text.endswith(before, 0, at)
                found[row.text[at:end]] = (follows or is_next, often + 1)
        ranked = sorted(found, key=lambda word: (not found[word][0], len(word), -found[word][1], word))
        return tuple(ranked[:most])


def entry_of(guide: Guide) -> Entry:
    """A guide as it can be found, its text included."""
    told = (*guide.conditions, *(each.name for each in guide.materials), *guide.steps, guide.where)
    return Entry(
        id=guide.id,
        name=guide.name,
        aliases=tuple(each for each in (guide.name_en, *guide.life_events) if each),
        headings=tuple(each for each in (guide.category, guide.department) if each),
        text="\n".join((*told, guide.plain, guide.plain_en)),
    )


def plain(text: str) -> str:
    """Letters only, small, of one width."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char not in BESIDE)


def _seek(entry: _Indexed, wanted: str) -> tuple[Where, int] | None:
    at = _place(entry.name, wanted)
    if at is not None:
        return (_quality(entry.name, wanted, at), at)
    if any(_place(row, wanted) is not None for row in entry.aliases):
        return (Where.ALIAS, 0)
    if any(_place(row, wanted) is not None for row in entry.headings):
        return (Where.HEADING, 0)
    if wanted.isascii() and len(wanted) < 3:
        return None
    if not wanted.isascii() and _is_scattered(wanted, entry.name.text):
        return (Where.SCATTERED, 0)
    told = entry.text.find(wanted)
    return None if told < 0 else (Where.TEXT, 0)


def _quality(name: _Row, wanted: str, at: int) -> Where:
    if at > 0:
        return Where.NAME
    is_whole = wanted == name.text or len(name.letters) in _ends(name.letters, wanted, 0)
    return Where.WHOLE if is_whole else Where.START


def _rows(texts: Iterable[str]) -> tuple[_Row, ...]:
    return tuple(_row(each) for each in texts)


def _row(text: str) -> _Row:
    shown = unicodedata.normalize("NFKC", text).lower()
    letters: list[_Letter] = []
    last = " "
    for char in shown:
        if char not in BESIDE:
            begins = not (char.isascii() and char.isalnum() and last.isascii() and last.isalnum())
            letters.append(_letter(char, begins))
        last = char
    return _Row(plain(text), tuple(letters))


def _letter(char: str, begins: bool) -> _Letter:
    spoken = sorted(readings(char), key=len, reverse=True)
    short = {each for reading in spoken for each in initials(reading)}
    whole = tuple(dict.fromkeys((char, *spoken, *sorted(short))))
    return _Letter(whole, (char, *spoken), frozenset(each[0] for each in whole), begins)


def _place(row: _Row, wanted: str) -> int | None:
    """The first letter from which `wanted` runs."""
    first = wanted[0]
    for at, letter in enumerate(row.letters):
        if letter.begins and first in letter.firsts and _ends(row.letters, wanted, at):
            return at
    return None


def _ends(letters: tuple[_Letter, ...], wanted: str, start: int) -> frozenset[int]:
    """One behind the last letter of each way in which `wanted` runs from `start`."""
    ends: set[int] = set()
    typed = {0}  # how much of `wanted` can be used up by the letters so far
    for at in range(start, len(letters)):
        further: set[int] = set()
        for used in typed:
            if any(each.startswith(wanted[used:]) for each in letters[at].unfinished):
                ends.add(at + 1)
            further.update(used + len(each) for each in letters[at].whole if wanted.startswith(each, used))
        if len(wanted) in further:
            ends.add(at + 1)
        typed = {used for used in further if used < len(wanted)}
        if not typed:
            break
    return frozenset(ends)


def _spelled(row: _Row, wanted: str) -> Iterator[tuple[int, int]]:
    """Where all of `wanted` spells characters, from and to; none of them is typed as itself."""
    for at, letter in enumerate(row.letters):
        if wanted[0] in letter.firsts:
            for end in _ends(row.letters, wanted, at):
                if not any(char.isascii() for char in row.text[at:end]):
                    yield at, end


def _is_scattered(wanted: str, text: str) -> bool:
    rest = iter(text)
    return all(char in rest for char in wanted)
