"""The chain of check sums through the log: what must follow what. Knows rows, not where they are stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from server.store.errors import damaged
from server.store.row import Row, check_sum


@dataclass(frozen=True, slots=True)
class Link:
    """A deed's place in the chain: what the next deed must join on to."""

    seq: int
    next_rev: int | None  # None before the first deed
    chain: int


START = Link(0, None, 0)


def link_of(row: Row | None, seq: int) -> Link:
    """The link that the stored row of deed `seq` claims to be; its own check sum is proved only by the next row."""
    match row:
        case (int(found), int(first_rev), int(count), *_, int(chain)) if found == seq:
            return Link(seq, first_rev + count, chain)
    raise damaged(f"日志第 {seq} 条记录缺失或无法读取")


def follow(link: Link, row: Row) -> Link:
    """The link of the next row; raises LogDamaged when a row is missing, changed or out of place."""
    seq = link.seq + 1
    if row[0] != seq:
        raise damaged(f"日志第 {seq} 条记录缺失")
    if check_sum(link.chain, *row[:9]) != row[9]:
        raise damaged(f"日志从第 {seq} 条记录起与校验和不符")
    if link.next_rev is not None and row[1] != link.next_rev:
        raise damaged(f"日志第 {seq} 条记录的修订号不连续")
    return link_of(row, seq)


def verified(link: Link, rows: Iterable[Row], last: int) -> Iterator[Row]:
    """The rows that follow `link` up to deed `last`, each proved before it is given out."""
    for row in rows:
        link = follow(link, row)
        yield row
    if link.seq < last:
        raise damaged(f"日志在第 {link.seq} 条记录之后缺失，应有 {last} 条")
