"""No decoder trips over what a bad cable makes of a stream: chance, halves, flips, repeats, mixtures.

The counts are held against what chance allows: `accepts` per random byte, `passes` per damaged frame (decoders.py).
"""

import math
import random
import zlib
from collections.abc import Sequence
from typing import Any

import pytest

from tests.drivers.decoders import CASES, Case, Decoder

RANDOM_BYTES = 10_000_000
CHUNK = 1 << 16
DAMAGED_FRAMES = 4000

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def _chance(case: Case, what: str) -> random.Random:
    return random.Random(zlib.crc32(f"{case.name} {what}".encode()))


def _most(expected: float) -> int:
    """What a Poisson count of this mean exceeds less than once in a thousand million runs."""
    if expected > 500:  # where exp(-expected) is nearly nothing, the count is as good as normal
        return math.ceil(expected + 6 * math.sqrt(expected))
    most, term, rest = 0, math.exp(-expected), 1.0
    while (rest := rest - term) > 1e-9:
        most += 1
        term *= expected / most
    return most + 1


def _frames_in(case: Case, stream: bytes) -> list[Any]:
    """Everything found, also what appears when the line falls silent."""
    decoder = case.make()
    return [*decoder.feed(stream), *_silence(decoder)]


def _silence(decoder: Decoder) -> Sequence[Any]:
    silence = getattr(decoder, "silence", None)
    return silence() if silence else ()


def _sound(case: Case) -> list[Any]:
    """The frames of the case, one by one as values."""
    found = [frame for raw in case.frames for frame in _frames_in(case, raw)]
    assert len(found) == len(case.frames), "a frame of the case is not sound"
    return found


@pytest.mark.slow
@every_case
def test_ten_million_random_bytes_make_no_frames_but_those_of_chance(case: Case) -> None:
    chance, decoder, found = _chance(case, "noise"), case.make(), 0
    for _ in range(RANDOM_BYTES // CHUNK + 1):
        found += len(decoder.feed(chance.randbytes(CHUNK)))
        assert decoder.held <= case.most_held
    assert found <= _most(case.accepts * (RANDOM_BYTES + CHUNK))


@every_case
def test_noise_made_of_the_protocols_own_bytes_is_survived_in_bounded_memory(case: Case) -> None:
    chance, decoder = _chance(case, "own bytes"), case.make()
    alphabet = bytes(sorted(set(b"".join(case.frames))))
    for _ in range(200):
        decoder.feed(bytes(chance.choices(alphabet, k=997)))
        assert decoder.held <= case.most_held


@pytest.mark.parametrize("case", [case for case in CASES if case.passes < 1], ids=lambda case: case.name)
def test_a_frame_filled_with_other_bytes_passes_no_more_often_than_its_checksum_lets_it(case: Case) -> None:
    chance, passed = _chance(case, "damage"), 0
    originals = _sound(case)
    for _ in range(DAMAGED_FRAMES):
        raw = bytearray(chance.choice(case.frames))
        for _ in range(chance.randint(2, 4)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        passed += sum(frame not in originals for frame in _frames_in(case, bytes(raw)))
    assert passed <= _most(case.passes * DAMAGED_FRAMES)


@every_case
def test_a_stream_cut_anywhere_is_in_step_again_after_two_frames(case: Case) -> None:
    originals = _sound(case)
    follow = b"".join(case.frames) * 2
    for raw in case.frames:
        for cut in range(len(raw)):
            found = _frames_in(case, raw[:cut] + follow)
            assert found[-(2 * len(originals) - 2) :] == (originals * 2)[2:]


@every_case
def test_a_frame_split_anywhere_is_the_same_frame(case: Case) -> None:
    for raw, frame in zip(case.frames, _sound(case), strict=True):
        for cut in range(1, len(raw)):
            decoder = case.make()
            assert [*decoder.feed(raw[:cut]), *decoder.feed(raw[cut:]), *_silence(decoder)] == [frame]


@every_case
def test_frames_that_come_byte_by_byte_are_the_same_frames(case: Case) -> None:
    decoder = case.make()
    found = [frame for byte in b"".join(case.frames) for frame in decoder.feed(bytes([byte]))]
    assert [*found, *_silence(decoder)] == _sound(case)


@every_case
def test_one_flipped_bit_makes_no_other_frame_and_costs_at_most_two(case: Case) -> None:
    originals = _sound(case)
    follow = b"".join(case.frames) * 2
    for raw in case.frames:
        for bit in range(len(raw) * 8):
            damaged = bytearray(raw)
            damaged[bit // 8] ^= 1 << bit % 8
            found = _frames_in(case, bytes(damaged) + follow)
            if case.passes < 1:
                assert all(frame in originals for frame in found)
            assert found[-(2 * len(originals) - 2) :] == (originals * 2)[2:]


@every_case
def test_a_frame_said_fifty_times_is_fifty_frames(case: Case) -> None:
    for raw, frame in zip(case.frames, _sound(case), strict=True):
        assert _frames_in(case, raw * 50) == [frame] * 50


@every_case
def test_two_streams_mixed_byte_by_byte_are_survived(case: Case) -> None:
    chance = _chance(case, "mixture")
    for _ in range(100):
        left, right = (bytearray(b"".join(chance.choices(case.frames, k=4))) for _ in range(2))
        decoder, mixed = case.make(), bytearray()
        while left and right:
            source = chance.choice((left, right))
            mixed.append(source.pop(0))
        decoder.feed(bytes(mixed))
        assert decoder.held <= case.most_held
        follow = b"".join(case.frames) * 2
        found = [*decoder.feed(follow), *_silence(decoder)]
        assert found[-(2 * len(case.frames) - 2) :] == (_sound(case) * 2)[2:]
