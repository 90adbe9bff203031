"""Pictures on their way to a printer: the dots arrive, and no real-time command hides among them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec.raster import Bitmap, from_bits, raster, shifted
from drivers.sim.escpos_op import next_op

# Written down here once more: what a printer obeys wherever it stands.
OBEYED = re.compile(rb"\x10[\x04\x05\x14]")


@st.composite
def bitmaps(draw: st.DrawFn, most_bytes: int = 6, most_rows: int = 12) -> Bitmap:
    """Bitmaps made of the bytes real-time commands are made of, and others."""
    stride, height = draw(st.integers(1, most_bytes)), draw(st.integers(1, most_rows))
    dangerous = st.sampled_from(b"\x10\x04\x05\x14\x20\x08\x28\x0a\x01\x02\x80\x40\x00\xff")
    rows = draw(st.lists(dangerous, min_size=stride * height, max_size=stride * height))
    return Bitmap(8 * stride, height, bytes(rows))


def dots_of(coded: bytes) -> list[str]:
    """The rows of a picture as "0" and "1", read back by the simulator's knowledge of GS v 0."""
    held, rows = bytearray(coded), []
    while held:
        op = next_op(held, chinese=True)
        assert op is not None
        assert op.name == "raster"
        assert op.parameters[0] == 0
        del held[: op.used]
        across, count = (int.from_bytes(op.parameters[place : place + 2], "little") for place in (1, 3))
        dots = op.parameters[5:]
        assert len(dots) == across * count
        rows += [f"{int.from_bytes(dots[at : at + across]):0{8 * across}b}" for at in range(0, len(dots), across)]
    return rows


def rows_of(bitmap: Bitmap) -> list[str]:
    return [f"{int.from_bytes(bitmap.row(index)):0{8 * bitmap.stride}b}" for index in range(bitmap.height)]


def moved(rows: list[str], dots: int, width: int) -> list[str]:
    return [("0" * dots + row).ljust(width, "0")[:width] for row in rows]


def test_a_picture_is_gs_v_0() -> None:
    bitmap = from_bits(["1010000001", "0000000001"])
    assert raster(bitmap, dots=576) == bytes.fromhex("1D763000 0200 0200 A040 0040")


@given(bitmaps(), st.integers(1, 255))
def test_no_real_time_command_hides_in_a_picture(bitmap: Bitmap, rows: int) -> None:
    assert not OBEYED.search(raster(bitmap, dots=576, rows=rows))


@given(bitmaps(most_bytes=4), st.integers(1, 255))
def test_none_hides_in_a_picture_as_wide_as_the_paper(bitmap: Bitmap, rows: int) -> None:
    assert not OBEYED.search(raster(bitmap, dots=bitmap.width, rows=rows))


@given(bitmaps(most_bytes=3))
def test_with_room_to_move_the_dots_are_the_same_or_some_are_one_wider(bitmap: Bitmap) -> None:
    sent, wanted = dots_of(raster(bitmap, dots=576)), rows_of(bitmap)
    width = len(sent[0])
    if any(sent == moved(wanted, dots, width) for dots in range(8)):
        return
    # No move helps: nothing is lost, and each black dot that came stands right of one that was there.
    for was, became in zip(wanted, sent, strict=True):
        for place, (before, after) in enumerate(zip(was, became, strict=True)):
            assert after == before or (after == "1" and was[place - 1] == "1")


def test_a_command_across_two_rows_is_cut_apart_by_a_new_band() -> None:
    coded = raster(Bitmap(16, 3, bytes.fromhex("8110 0481 8181")), dots=16)
    assert coded == bytes.fromhex("1D763000 0200 0100 8110  1D763000 0200 0200 0481 8181")


def test_a_command_within_a_row_goes_when_the_picture_moves() -> None:
    bitmap = Bitmap(24, 1, bytes.fromhex("100400"))
    assert dots_of(raster(bitmap, dots=576)) == moved(rows_of(bitmap), 1, 32)


def test_where_the_paper_is_full_one_dot_grows() -> None:
    assert raster(Bitmap(16, 1, bytes.fromhex("1005")), dots=16).endswith(bytes.fromhex("1805"))


def test_bands_are_no_higher_than_asked() -> None:
    coded = raster(Bitmap(8, 300, bytes(300)), dots=576, rows=128)
    heights = [int.from_bytes(coded[at + 6 : at + 8], "little") for at in (0, 136, 272)]
    assert heights == [128, 128, 44]


@given(bitmaps(), st.integers(1, 7))
def test_a_shifted_picture_stands_behind_white_dots(bitmap: Bitmap, dots: int) -> None:
    right = shifted(bitmap, dots)
    assert rows_of(right) == moved(rows_of(bitmap), dots, 8 * right.stride)


def test_a_narrow_picture_may_shift_without_another_byte() -> None:
    assert shifted(Bitmap(3, 1, b"\xa0"), 2) == Bitmap(5, 1, b"\x28")


@pytest.mark.parametrize(
    ("width", "height", "rows", "complaint"),
    [
        (0, 1, b"", "nothing in it"),
        (8, 0, b"", "nothing in it"),
        (9, 1, b"\0", "not 1 bytes"),
        (7, 1, b"\x01", "beyond its width"),
    ],
)
def test_bytes_that_are_no_bitmap_are_refused(width: int, height: int, rows: bytes, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Bitmap(width, height, rows)
