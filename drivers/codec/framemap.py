"""Frames of evaluators nobody has published, described by patterns. Knows no meaning, no line and no clock.

    AA 01 ?? FF        ?? any byte; one place is the field that tells the keys apart

A place may hold a checksum: the sum (modulo 256) or the exclusive-or of the bytes from a first one up to it. A pattern
may name an answer of the host, where ?? stands for the byte heard at that place, or the answer's own checksum.

No two patterns may fit the same bytes, nor one the beginning of another: what is heard has one meaning.

What a bad cable does: a pattern has a fixed length, so one byte is given up and the search starts again behind it.
Where patterns know too few bytes for that (a device that sends a single byte per key), frames count only when they
stand alone between two silences.

Source: our own description, written from the device's manual or by `bianmin-drivers learn`; see docs/protocols.md.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import xor

from drivers.codec.scan import Scanner
from drivers.errors import FrameError

ANY = "??"
LONGEST = 64
# Fewer known bytes than this, and noise would press keys: 16 million random bytes hold one frame of three.
SAFE = 3

Mask = tuple[int | None, ...]
"""A byte each, None for any."""

RULES: Mapping[str, Callable[[bytes], int]] = {
    "sum": lambda content: sum(content) % 256,
    "xor": lambda content: reduce(xor, content, 0),
}


@dataclass(frozen=True, slots=True)
class Checksum:
    """The byte at place `at` is the `rule` over those from place `first` up to it."""

    rule: str
    first: int
    at: int

    def over(self, raw: bytes) -> int:
        return RULES[self.rule](raw[self.first : self.at])


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """`field` is the place of the byte that tells the keys apart."""

    match: Mask
    field: int
    checksum: Checksum | None = None
    answer: Mask | None = None

    @property
    def known(self) -> int:
        """How many bytes of a frame chance would have to guess, the field not counted."""
        fixed = sum(byte is not None for place, byte in enumerate(self.match) if place != self.field)
        return fixed + (self.checksum is not None)

    def begins(self, raw: Sequence[int]) -> bool:
        """Whether `raw` may be this frame or its beginning."""
        return all(byte is None or byte == got for byte, got in zip(self.match, raw, strict=False))

    def collides(self, other: "Pattern") -> bool:
        """Whether some bytes fit both, as whole frames or one as the beginning of the other."""
        pairs = zip(self.match, other.match, strict=False)
        return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)


@dataclass(frozen=True, slots=True)
class Frame:
    pattern: Pattern
    raw: bytes

    @property
    def code(self) -> int:
        """The byte that tells which key it was."""
        return self.raw[self.pattern.field]

    @property
    def answer(self) -> bytes | None:
        """What the host returns, if anything."""
        mask, checksum = self.pattern.answer, self.pattern.checksum
        if mask is None:
            return None
        raw = bytearray(heard if byte is None else byte for byte, heard in _beside(mask, self.raw))
        if checksum is not None and checksum.at < len(raw) and mask[checksum.at] is None:
            raw[checksum.at] = checksum.over(bytes(raw))
        return bytes(raw)


def _beside(mask: Mask, raw: bytes) -> Iterator[tuple[int | None, int]]:
    """Each place of the mask with the byte heard there; a mask longer than the frame has fixed bytes there."""
    for place, byte in enumerate(mask):
        yield byte, raw[place] if place < len(raw) else 0


def mask_of(text: str) -> Mask:
    """Read "AA 01 ?? FF". Raises FrameError."""
    words = text.split()
    if not words or len(words) > LONGEST or not all(re.fullmatch(r"[0-9A-Fa-f]{2}|\?\?", word) for word in words):
        raise FrameError(f"{text!r} is not 1 to {LONGEST} bytes in hex or ??, with blanks between them")
    return tuple(None if word == ANY else int(word, 16) for word in words)


def text_of(mask: Mask) -> str:
    """The opposite of `mask_of`."""
    return " ".join(ANY if byte is None else f"{byte:02X}" for byte in mask)


def require_sound(patterns: Sequence[Pattern], *, alone: bool) -> None:
    """Raises FrameError, in words for the person who wrote the patterns."""
    for pattern in patterns:
        _require_places(pattern)
        if not alone and pattern.known < SAFE:
            raise FrameError(
                f"{text_of(pattern.match)!r} knows fewer than {SAFE} bytes beside the field: noise would press keys; "
                "set alone = true, so that it must stand between two silences"
            )
    for one, other in combinations(patterns, 2):
        if one.collides(other):
            raise FrameError(f"{text_of(one.match)!r} and {text_of(other.match)!r} fit the same bytes")


def _require_places(pattern: Pattern) -> None:
    text, size, checksum = text_of(pattern.match), len(pattern.match), pattern.checksum
    if not 0 <= pattern.field < size:
        raise FrameError(f"field {pattern.field} is not a place of {text!r}; the first is 0")
    if checksum is not None:
        if not 0 <= checksum.first < checksum.at < size:
            raise FrameError(f"the checksum of {text!r} has no place in it, or nothing before it")
        if pattern.match[checksum.at] is not None or checksum.at == pattern.field:
            raise FrameError(f"the checksum's place in {text!r} must be ?? and not the field")
    if pattern.answer is not None and None in pattern.answer[size:]:
        raise FrameError(f"the answer to {text!r} takes a byte from behind its end")


class Decoder(Scanner[Frame]):
    """Gives frames that fit one of the patterns. With `alone`, only at `silence`, and only when nothing else came.

    Raises FrameError for patterns that are not sound.
    """

    def __init__(self, patterns: Sequence[Pattern], *, alone: bool = False) -> None:
        require_sound(patterns, alone=alone)
        longest = max(len(pattern.match) for pattern in patterns)
        super().__init__(self._step_of(patterns), longest=longest)
        self._alone = alone
        self._burst = bytearray()
        # Four frames in a row are a device that repeats; more without a silence is no key.
        self._burst_limit = 4 * longest

    @property
    def held(self) -> int:
        return super().held + len(self._burst)

    def reset(self) -> None:
        super().reset()
        self.garbage += len(self._burst)
        self._burst.clear()

    def feed(self, chunk: bytes) -> list[Frame]:
        if not self._alone:
            return super().feed(chunk)
        room = max(self._burst_limit + 1 - len(self._burst), 0)
        self._burst += chunk[:room]
        self.garbage += len(chunk[room:])
        return []

    def silence(self) -> list[Frame]:
        """The line has been silent: a torn frame will not go on; the frames that stood alone."""
        burst, self._burst = bytes(self._burst), bytearray()
        if len(burst) > self._burst_limit:
            self.garbage += len(burst)
            return []
        before = self.garbage
        frames = super().feed(burst)
        self.reset()
        return frames if self.garbage == before else []

    @staticmethod
    def _step_of(patterns: Sequence[Pattern]) -> Callable[[bytearray], tuple[int, Frame | None] | None]:
        firsts = {pattern.match[0] for pattern in patterns}
        known = b"".join(re.escape(bytes([byte])) for byte in firsts if byte is not None)
        first = re.compile(b"." if None in firsts else b"[" + known + b"]", re.DOTALL)

        def step(held: bytearray) -> tuple[int, Frame | None] | None:
            found = first.search(held)
            if found is None:
                return len(held), None
            return _step(held, patterns) if found.start() == 0 else (found.start(), None)

        return step


def _step(held: bytearray, patterns: Sequence[Pattern]) -> tuple[int, Frame | None] | None:
    for pattern in patterns:
        if not pattern.begins(held):
            continue
        size, checksum = len(pattern.match), pattern.checksum
        if len(held) < size:
            return None
        raw = bytes(held[:size])
        if checksum is None or checksum.over(raw) == raw[checksum.at]:
            return size, Frame(pattern, raw)
    return 1, None
