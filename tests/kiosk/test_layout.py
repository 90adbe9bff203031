"""Slips as the hall wants them: its own layout, logo and a line in another script; the shipped ones need neither."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from drivers.device import Bitmap
from kiosk.config import ConfigError
from kiosk.flow.state import OfflineTicket
from kiosk.layout import read_layout, shipped, usual
from kiosk.phrase import phrases
from kiosk.print_job import to_job
from kiosk.slip import Look, Slip, SlipLine, SlipPicture, compose, compose_offline, slip_text
from server.wire.slip_code import short_code
from tests.client.stub import AT, hall_answer, ticket

GOLDEN = Path(__file__).parent / "golden"
LOGO = Bitmap(8, 1, b"\xff")
TAKEN = OfflineTicket(
    id="0b54a3a8-5b0c-4f5e-8f4f-0a7f0e2f9a11", number="K1001", service_id="general", item_id="id-card"
)


def slip(look: Look, *, large: bool = False) -> Slip:
    return compose(ticket(12), hall_answer(), phrases("zh"), url=None, large=large, look=look)


def written(folder: Path, text: str) -> Path:
    file = folder / "slip.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_hall_lays_its_slips_out_itself(tmp_path: Path) -> None:
    file = written(
        tmp_path, '[[line]]\ntext = "{number} {service}"\nsize = 2\n[[line]]\nfact = "ahead"\nstacked = true'
    )
    assert slip_text(slip(Look(layout=read_layout(file))), 48) == "A012 综合受理\n前面等候\n3 人\n"
    assert slip(Look(layout=read_layout(file)), large=True) == slip(Look(), large=True)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[line]]\ntext = "{secret}"', "没有 {secret} 这项内容"),
        ('[[line]]\ntext = "{number"', "不成对"),
        ('[[line]]\nfact = "age"', "没有 age 这项内容"),
        ('[[line]]\ntext = "x"\nfact = "item"', "须填写其中一个"),
        ("[[line]]\nsize = 2", "须填写其中一个"),
        ('[[line]]\ntext = "x"\nsize = 5', "line.0.size"),
        ("line = []", "line"),
        ("[[line", "不是正确的 TOML"),
    ],
)
def test_a_layout_that_is_wrong_is_refused_by_name(tmp_path: Path, text: str, complaint: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(ConfigError, match=r"slip\.toml") as refused:
        read_layout(file)
    assert complaint in str(refused.value)


def test_a_layout_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="读不出来"):
        read_layout(tmp_path / "none.toml")


def test_logo_and_minority_line_stand_on_top_when_there_are_any() -> None:
    parts = slip(Look(logo=LOGO, minority="བོད་ཡིག")).parts
    assert parts[0] == SlipPicture(LOGO, "centre")
    assert parts[2] == SlipLine(text="བོད་ཡིག", align="centre", drawn=True)
    assert (*parts[1:2], *parts[3:]) == slip(Look()).parts
    assert [type(each).__name__ for each in to_job(Slip(parts[:1])).items] == ["Picture", "Feed", "Cut"]


def test_each_paper_has_its_layout() -> None:
    assert usual(32, large=False) is shipped("58")
    assert usual(48, large=False) is shipped("80")
    assert usual(48, large=True) is usual(32, large=True) is shipped("large")


@pytest.mark.parametrize(
    ("name", "language", "columns", "large"),
    [
        ("offline-zh-80mm", "zh", 48, False),
        ("offline-en-58mm", "en", 32, False),
        ("offline-zh-58mm-large", "zh", 32, True),
    ],
)
def test_an_offline_slip_says_that_it_is_one_and_promises_nothing(
    name: str, language: str, columns: int, large: bool
) -> None:
    made = compose_offline(
        TAKEN, AT, hall_answer(), phrases(language), item="居民身份证办理", large=large, columns=columns
    )
    assert slip_text(made, columns) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_the_time_on_an_offline_slip_is_the_halls() -> None:
    made = compose_offline(TAKEN, datetime(2026, 11, 24, 16, 5, tzinfo=UTC), hall_answer(), phrases("zh"))
    assert "2026-11-25 00:05" in slip_text(made, 48)


def test_the_short_code_of_a_real_secret_stands_on_the_slip() -> None:
    real = compose(ticket(12, secret="0123456789abcdef" * 2), hall_answer(), phrases("zh"), url=None)
    assert f"取票码：{short_code('0123456789abcdef' * 2)}" in slip_text(real, 48)
