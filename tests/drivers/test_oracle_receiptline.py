"""receiptline 4.0.4, an encoder by others, and ours agree: on Chinese bytes and on what our simulated printer shows."""

from pathlib import Path

import pytest

from drivers.codec.rom import Rom, coded
from drivers.device import Job
from drivers.device.typeset import typeset
from tests import golden
from tests.drivers.slips import codes_in, printed, printer_profile

KEPT = Path(golden.__file__).parent / "receiptline"
THEIRS = (KEPT / "slip.bin").read_bytes()
SHOWN = """\
      政务服务大厅
                   您的号码：
                A001
         业务：户籍办理  前面等待 5 人
              昇堃喆 · — é ￥12
                下划线 反白 粗体

                  [图 176x174]

              [CODE128 A001-2025]
"""
TEXTS = ["政务服务大厅", "您的号码：", "A001", "业务：户籍办理  前面等待 5 人", "昇堃喆 · — é ￥12", "下划线", "反白"]


def test_our_printer_shows_what_their_document_says() -> None:
    slip, paper = printed(THEIRS, printer_profile())
    assert slip.to_text().rstrip("\n") == SHOWN.rstrip("\n")
    assert paper.violations == []


def test_codes_they_drew_can_be_read_from_our_paper(tmp_path: Path) -> None:
    slip, _ = printed(THEIRS, printer_profile())
    assert codes_in(slip, tmp_path) == ["CODE-128:A001-2025", "QR-Code:https://q.example.gov.cn/t/A001"]


@pytest.mark.parametrize("text", TEXTS)
def test_chinese_has_the_same_bytes(text: str) -> None:
    assert text in (KEPT / "slip.receipt").read_text(encoding="utf-8")
    assert coded(text, Rom.GBK) in THEIRS
    assert coded(text, Rom.GBK) in typeset(Job().text(text), printer_profile())


def test_chinese_mode_is_on_before_the_first_of_it() -> None:
    for whole in (THEIRS, typeset(Job().text("政"), printer_profile())):
        assert b"\x1c&" in whole[: whole.index("政".encode("gbk"))]
