"""Reads the write-ahead log of SQLite before SQLite does: has it lost more than a crash can take? Knows no table.

    header  32 bytes   magic u32 · version u32 · page size u32 · checkpoint u32 · salt 8 bytes · sum 8 bytes
    frame   24 bytes   page number u32 · pages after commit u32 (0: more frames follow) · salt 8 bytes · sum 8 bytes
            and the page

All numbers are big-endian; a sum covers everything from the header on and is made of little-endian words when the
magic's last bit is 0 (https://www.sqlite.org/fileformat2.html#walformat). SQLite reads up to the first frame whose sum
is wrong and silently forgets the rest, which is right for a transaction that a power cut tore, and wrong for a flipped
bit further up: behind it lie transactions that were on disk and acknowledged. As each commit waits for the disk, a
power cut tears one transaction at most; whatever else lies behind the first bad frame is damage. The store keeps this
true: it never spills a page before commit, and empties the WAL when it opens it.
"""

import struct
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mode

from server.store.errors import damaged

_HEADER = 32
_FRAME = 24
_MAGIC = 0x377F0682
_WORD = 0xFFFFFFFF

_Sums = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Frame:
    page: int
    is_commit: bool
    salt: bytes
    sums: _Sums
    summed: bytes  # what the sums cover of this frame: 8 bytes of its head, and the page
    content: bytes


def _sum(data: bytes, before: _Sums, *, big_endian: bool) -> _Sums:
    words = array("I", data)
    if big_endian != (sys.byteorder == "big"):
        words.byteswap()
    first, second = before
    pairs = iter(words)
    for even, odd in zip(pairs, pairs, strict=True):
        first = (first + even + second) & _WORD
        second = (second + odd + first) & _WORD
    return first, second


def _frames(data: bytes, page_size: int) -> Iterator[_Frame]:
    step = _FRAME + page_size
    for at in range(_HEADER, len(data) - step + 1, step):
        page, commit, salt, first, second = struct.unpack_from(">II8sII", data, at)
        yield _Frame(page, commit != 0, salt, (first, second), data[at : at + 8], data[at + _FRAME : at + step])


def _sound_header(header: bytes) -> bool:
    magic, first, second = struct.unpack_from(">I20xII", header)
    return magic in {_MAGIC, _MAGIC + 1} and _sum(header[:24], (0, 0), big_endian=magic != _MAGIC) == (first, second)


def _readable(frames: list[_Frame], header: bytes) -> int:
    """How many frames SQLite will read: those up to the last commit before the first wrong sum."""
    magic, salt, first, second = struct.unpack_from(">I12x8sII", header)
    sums, big_endian = (first, second), magic != _MAGIC
    readable = 0
    for index, frame in enumerate(frames, 1):
        sums = _sum(frame.content, _sum(frame.summed, sums, big_endian=big_endian), big_endian=big_endian)
        if frame.salt != salt or sums != frame.sums:
            break
        readable = index if frame.is_commit else readable
    return readable


def _is_one_transaction(frames: list[_Frame]) -> bool:
    ends = [index for index, frame in enumerate(frames, 1) if frame.is_commit]
    pages = {frame.page for frame in frames}
    return len(pages) == len(frames) and ends in ([], [len(frames)])


def require_whole(wal: Path, page_size: int) -> None:
    """Raise LogDamaged when frames behind the first bad one show that acknowledged transactions would be lost.

    `page_size` is the database's own, in bytes: the WAL's header, which repeats it, may be what is damaged.
    """
    data = wal.read_bytes() if wal.exists() else b""
    if len(data) < _HEADER:
        return
    frames = list(_frames(data, page_size))
    if _sound_header(data):
        salt, readable = data[16:24], _readable(frames, data)
    else:
        salt, readable = mode([frame.salt for frame in frames] or [b""]), 0
    # Frames with another salt are leftovers from before the WAL was last emptied into the database.
    if not _is_one_transaction([frame for frame in frames[readable:] if frame.salt == salt]):
        raise damaged("预写日志（hall.sqlite3-wal）中间损坏，其后已确认的操作会丢失")
