"""What differs between the keys of an unknown device, as patterns. Pure: frames in, patterns out.

Every key was pressed twice. What differs between the two presses of one key is a counter and does not matter; what
differs between keys tells them apart. A byte that is the sum or the exclusive-or of those before it is a checksum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from drivers.codec.framemap import LONGEST, RULES, SAFE, Checksum, Mask, Pattern, text_of
from drivers.learn.failed import LearnFailed
from drivers.profile.keypad import LEVEL_NAMES

Samples = Mapping[int, Sequence[bytes]]
"""Level → the frame of each press of its key."""


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern, and which level each code in its field means."""

    pattern: Pattern
    levels: Mapping[int, int]


def learn(presses: Mapping[int, Sequence[Sequence[bytes]]]) -> tuple[Found, ...]:
    """Patterns for: level → each press of its key → the frames of that press. Raises LearnFailed.

    Devices that say one thing when a key goes down and another when it comes up are told apart by the first that
    differs between the keys.
    """
    if len(presses) < 2:
        raise LearnFailed("至少要学到两个键，才能知道按键之间的区别。")
    refused: LearnFailed | None = None
    for place in range(min(len(frames) for key in presses.values() for frames in key)):
        try:
            return _learn({level: [frames[place] for frames in key] for level, key in presses.items()})
        except LearnFailed as failed:
            refused = refused or failed
    raise refused or LearnFailed("没有收到完整的内容。")


def must_stand_alone(found: Sequence[Found]) -> bool:
    """Whether the frames are so short that noise would press keys."""
    return any(one.pattern.known < SAFE for one in found)


def _learn(samples: Samples) -> tuple[Found, ...]:
    masks = {level: _mask(level, frames) for level, frames in samples.items()}
    for (one, first), (other, second) in combinations(masks.items(), 2):
        if all(None in pair or pair[0] == pair[1] for pair in zip(first, second, strict=False)):
            names = f"“{LEVEL_NAMES[one]}”键和“{LEVEL_NAMES[other]}”键"
            raise LearnFailed(f"{names}发出的内容相同（{text_of(first)}），无法区分。")
    return _in_one(samples, masks) or _one_each(masks)


def _mask(level: int, frames: Sequence[bytes]) -> Mask:
    sizes = {len(frame) for frame in frames}
    if len(sizes) > 1 or max(sizes) > LONGEST:
        raise LearnFailed(f"“{LEVEL_NAMES[level]}”键每次发出的内容长短不同或过长：请检查波特率和接线。")
    return tuple(column[0] if len(set(column)) == 1 else None for column in zip(*frames, strict=True))


def _in_one(samples: Samples, masks: Mapping[int, Mask]) -> tuple[Found, ...]:
    """One pattern for all keys, if a single byte (and a checksum) tells them apart."""
    if len({len(mask) for mask in masks.values()}) > 1:
        return ()
    columns = list(enumerate(zip(*masks.values(), strict=True)))
    fixed = {place: column[0] for place, column in columns if set(column) == {column[0]} - {None}}
    differing = {place for place, column in columns if place not in fixed and None not in column}
    telling = [place for place, column in columns if place in differing and len(set(column)) == len(masks)]
    for field in telling:
        checksum = _checksum(samples, field, [place for place, _ in columns if place > field and place not in fixed])
        if not differing - {field} - ({checksum.at} if checksum else set()):
            match = tuple(fixed.get(place) for place, _ in columns)
            levels = {samples[level][0][field]: level for level in masks}
            return (Found(Pattern(match=match, field=field, checksum=checksum), levels),)
    return ()


def _checksum(samples: Samples, field: int, places: Sequence[int]) -> Checksum | None:
    """The rule by which one of these places follows from the bytes before it, the field among them, in all frames."""
    frames = [frame for key in samples.values() for frame in key]
    tried = (Checksum(rule, first, at) for at in places for rule in RULES for first in range(field + 1))
    return next((one for one in tried if all(one.over(frame) == frame[one.at] for frame in frames)), None)


def _one_each(masks: Mapping[int, Mask]) -> tuple[Found, ...]:
    """A pattern for each key: its whole frame."""
    found = []
    for level, mask in masks.items():
        field, code = next((place, byte) for place, byte in enumerate(mask) if byte is not None)
        found.append(Found(Pattern(match=mask, field=field), {code: level}))
    return tuple(found)
