"""What is on the paper, to the character: Chinese and English, 80 and 58 mm, large type, warnings, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.device import width
from kiosk.phrase import phrases, ranges
from kiosk.print_job import to_job
from kiosk.slip import Slip, SlipCode, SlipLine, compose, slip_text, ticket_url
from server.vocab import TicketClass
from tests.client.stub import hall_answer, ticket

GOLDEN = Path(__file__).parent / "golden"
URL = "http://10.0.0.5:8000/t/12#s3cret"


def slip(language: str = "zh", *, large: bool = False, item: str | None = "居民身份证办理", **other: object) -> Slip:
    return compose(ticket(12, **other), hall_answer(), phrases(language), url=URL, item=item, large=large)


@pytest.mark.parametrize(
    ("name", "language", "columns", "large"),
    [
        ("zh-80mm", "zh", 48, False),
        ("zh-58mm", "zh", 32, False),
        ("en-80mm", "en", 48, False),
        ("en-58mm", "en", 32, False),
        ("zh-80mm-large", "zh", 48, True),
        ("zh-58mm-large", "zh", 32, True),
    ],
)
def test_the_slip_says_what_the_handbook_asks_for(name: str, language: str, columns: int, large: bool) -> None:
    warning = "may_not_be_served_before_closing" if name == "zh-58mm" else None
    text = slip_text(slip(language, large=large, warning=warning), columns)
    assert text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [48, 32])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_is_wider_than_the_paper(language: str, columns: int) -> None:
    for part in slip(language, large=True, warning="x").parts:
        if isinstance(part, SlipLine):
            assert all(width(line) <= columns for line in slip_text(Slip((part,)), columns).splitlines())


def test_the_reason_of_the_green_channel_is_not_on_the_slip() -> None:
    green = slip(ticket_class=TicketClass.GREEN, class_reason="disabled")
    assert green == slip()


def test_the_code_is_the_visitors_page_with_the_secret_behind_the_hash() -> None:
    assert ticket_url("http://10.0.0.5:8000/", ticket(12)) == URL
    assert SlipCode(URL) in slip().parts


def test_a_ticket_without_a_secret_has_no_code() -> None:
    assert ticket_url("http://10.0.0.5:8000", ticket(12, secret=None)) is None
    plain = compose(ticket(12), hall_answer(), phrases("zh"), url=None)
    assert not any(isinstance(part, SlipCode) for part in plain.parts)


def test_without_an_estimate_no_minutes_are_promised() -> None:
    assert "分钟" not in slip_text(slip(estimate=None), 48)


def test_the_number_is_the_largest_thing_on_the_slip() -> None:
    sizes = {part.text: part.size for part in slip().parts if isinstance(part, SlipLine)}
    assert sizes["A012"] == 4
    assert all(size < 4 for text, size in sizes.items() if text != "A012")


def test_a_slip_becomes_a_job_that_ends_with_a_cut() -> None:
    assert [type(item).__name__ for item in to_job(slip()).items][-2:] == ["Feed", "Cut"]
    assert len(to_job(slip()).items) == len(slip().parts) + 2


def test_counter_numbers_are_said_as_people_say_them() -> None:
    assert ranges([5, 1, 2, 3, 2], "、") == "1-3、5"
    assert ranges([], "、") == ""


@pytest.mark.parametrize("part", ["slip", "screen"])
def test_both_languages_say_the_same_things(part: str) -> None:
    assert set(phrases("zh").parts[part]) == set(phrases("en").parts[part])
