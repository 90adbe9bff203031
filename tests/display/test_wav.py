"""What a hall records is understood, or refused with a sentence for who recorded it."""

import array
import math

import pytest

from display.sound import RATE, Sound, amplified, levelled, trimmed
from display.wav import decode
from tests.display.recordings import AMPLITUDE, tone, wav


def values(sound: Sound) -> "array.array[int]":
    return array.array("h", sound.samples)


def share_of(sound: Sound, hz: float) -> float:
    """Amplitude of that frequency, of full scale."""
    samples = values(sound)
    turns = [2 * math.pi * hz * index / RATE for index in range(len(samples))]
    parts = (sum(map(lambda s, t: s * wave(t), samples, turns)) for wave in (math.sin, math.cos))
    return 2 * math.hypot(*parts) / len(samples) / 32_767


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 44_056, 96_000])
def test_any_rate_keeps_its_length_and_pitch(rate: int) -> None:
    sound = decode(wav(tone(440, 0.3, rate), rate))
    assert sound.rate == RATE
    assert abs(sound.seconds - 0.3) < 0.001
    assert share_of(sound, 440) == pytest.approx(AMPLITUDE, abs=0.01)


def test_what_the_rate_cannot_carry_is_not_folded_back() -> None:
    sound = decode(wav(tone(15_000, 0.2, 48_000), 48_000))
    assert share_of(sound, RATE - 15_000) < 0.01


@pytest.mark.parametrize(("bits", "kind"), [(8, 1), (16, 1), (24, 1), (32, 1), (32, 3), (16, 0xFFFE), (24, 0xFFFE)])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_any_width_and_number_of_channels_is_the_same_sound(bits: int, kind: int, channels: int) -> None:
    sound = decode(wav(tone(440, 0.1, RATE), RATE, bits=bits, kind=kind, channels=channels))
    plain = values(decode(wav(tone(440, 0.1, RATE), RATE)))
    assert max(abs(one - other) for one, other in zip(values(sound), plain, strict=True)) <= 300


def test_other_chunks_and_a_cut_off_end_do_no_harm() -> None:
    content = wav(tone(440, 0.1, RATE), RATE, extra=b"LIST\x03\0\0\0abc\0")
    assert abs(decode(content).seconds - 0.1) < 0.001
    assert abs(decode(content[:-1001]).seconds - (0.1 - 501 / RATE)) < 0.001


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"ID3\x03 an mp3 with another name", "不是 WAV 录音"),
        (b"", "不是 WAV 录音"),
        (wav([], RATE), "没有声音"),
        (wav(tone(440, 0.1, RATE), RATE)[:30], "文件不完整"),
        (wav(tone(440, 0.1, RATE), RATE, bits=8, kind=7), "压缩过的录音"),
        (wav(tone(440, 0.1, RATE), 4_000), "采样率 4000"),
        (wav([0.1] * 9, RATE, channels=9), "声道数 9"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(content: bytes, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        decode(content)


def test_every_broken_header_is_refused_and_none_raises_anything_else() -> None:
    content = wav(tone(440, 0.01, RATE), RATE, bits=24, kind=0xFFFE)
    for at in range(70):
        for value in (0, 1, 0x7F, 0xFF):
            try:
                decode(content[:at] + bytes([value]) + content[at + 1 :])
            except ValueError:
                continue


def test_silence_around_the_words_goes_and_the_edges_do_not_click() -> None:
    quiet = [0.001] * (RATE // 2)
    sound = trimmed(decode(wav(quiet + tone(440, 0.3, RATE) + quiet, RATE)))
    assert 0.3 <= sound.seconds <= 0.37
    assert values(sound)[0] == values(sound)[-1] == 0


def test_loud_and_soft_recordings_become_equally_loud_and_none_is_cut() -> None:
    made = [levelled(decode(wav([value * gain for value in tone(440, 0.3, RATE)], RATE))) for gain in (0.02, 0.3, 2.0)]
    loudest = [max(map(abs, values(sound))) for sound in made]
    assert max(loudest) - min(loudest) < 150
    click = levelled(decode(wav([0.9, *([0.0] * 50), *(value * 0.05 for value in tone(440, 0.3, RATE))], RATE)))
    assert max(map(abs, values(click))) <= 0.9 * 32_767


def test_nothing_but_silence_is_said_to_be_so() -> None:
    for work in (trimmed, levelled):
        with pytest.raises(ValueError, match="没有声音"):
            work(Sound(bytes(2 * RATE)))


def test_the_volume_is_a_factor_and_full_scale_is_its_limit() -> None:
    sound = Sound(array.array("h", [0, 1000, -1000, 32_767, -32_768]).tobytes())
    assert list(values(amplified(sound, 0.5))) == [0, 500, -500, 16_384, -16_384]
    assert list(values(amplified(sound, 2.0))) == [0, 2000, -2000, 32_767, -32_768]
    assert amplified(sound, 1.0) is sound
