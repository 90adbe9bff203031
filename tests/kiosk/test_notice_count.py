"""Numbers of notices: none twice, whatever is lost of what was counted."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.notice_count import FILE, NoticeCount


def counted(folder: Path) -> NoticeCount:
    made = NoticeCount(folder, new_id=uuid4)
    made.agree(3)
    return made


def test_the_count_goes_on_in_another_life(tmp_path: Path) -> None:
    first = counted(tmp_path).next()
    assert first.startswith("GZ3-")
    assert first.endswith("-00001")
    assert counted(tmp_path).next() == f"{first[:-1]}2"


@pytest.mark.parametrize("left", [b"", b'{"station":3,"se', None])
def test_no_number_comes_back_when_the_count_is_damaged_or_lost(tmp_path: Path, left: bytes | None) -> None:
    given = {counted(tmp_path).next() for _ in range(3)}
    if left is None:
        (tmp_path / FILE).unlink()
    else:
        (tmp_path / FILE).write_bytes(left)
    assert counted(tmp_path).next() not in given
