"""The one-time notice and the printed guide, to the character: what fits the answers, the six blocks, every paper."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from drivers.device import width
from kiosk.flow.state import Answers
from kiosk.notice import Issued, compose_guide, compose_notice, guide_url
from kiosk.phrase import phrases
from kiosk.slip import Slip, SlipCode, SlipLine, slip_text
from server.wire.content import Content, Guide, Material, Prerequisite, Question
from tests.client.stub import AT

GOLDEN = Path(__file__).parent / "golden"
FAMILY = Material(name="结婚证、生育证或婚姻状况证明", original=True, when="married & !children")
CONTRACEPTION = Material(name="避孕节育情况证明", when="married & children")
GUIDE = Guide(
    id="migrant",
    name="流动人口婚育证明",
    name_en="Marriage and childbearing certificate",
    service_id="family",
    conditions=("户籍在本镇，外出 30 日以上。",),
    questions=(
        Question(code="married", text="已婚", text_en="Married"),
        Question(code="children", text="已生育", text_en="With children"),
    ),
    materials=(
        Material(name="居民身份证", name_en="Identity card", original=True, copies=1),
        Material(name="户口簿", name_en="Household register", original=True, copies=2, note="首页和本人页"),
        Material(name="一寸照片", copies=0, note="2 张"),
        Material(name="申请表"),
        FAMILY,
        CONTRACEPTION,
    ),
    steps=("窗口受理", "审核", "发证"),
    limit="当场办结",
    fee="不收费",
    basis="《流动人口计划生育工作条例》第七条",
    prerequisites=(Prerequisite(id="card", name="居民身份证办理", name_en="Identity card"),),
    where="二楼计生窗口",
    plain="外出打工前办一张，到外地就不用再跑回来证明。",
)
CONTENT = Content(
    version="3f2a9c1d00aa4455",
    published_at=datetime(2026, 11, 20, 17, tzinfo=UTC),
    hall_id="demo",
    name="示例镇便民服务中心",
    name_en="Demo Town Public Service Center",
    timezone="Asia/Shanghai",
    address="示例县示例镇为民路1号",
    phone="0000-1234567",
    booking_phone="0000-7654321",
    supervision_phone="0000-1234500",
    guides=(GUIDE,),
)
ANSWERS: Answers = (("married", True), ("children", False))
URL = guide_url("http://10.0.0.5:8000/", "migrant", "zh", {"married": True})


def notice(language: str = "zh", *, large: bool = False, answers: Answers = ANSWERS, guide: Guide = GUIDE) -> Slip:
    issued = Issued(number="K1-20261124-0007", at=AT, large=large)
    return compose_notice(guide, CONTENT, answers, phrases(language), issued)


@pytest.mark.parametrize(
    ("name", "language", "columns", "large"),
    [
        ("notice-zh-80mm", "zh", 48, False),
        ("notice-zh-58mm", "zh", 32, False),
        ("notice-zh-80mm-large", "zh", 48, True),
        ("notice-zh-58mm-large", "zh", 32, True),
        ("notice-en-80mm", "en", 48, False),
    ],
)
def test_the_notice_says_all_at_once(name: str, language: str, columns: int, large: bool) -> None:
    text = slip_text(notice(language, large=large), columns)
    assert text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert all(width(line) <= columns for line in text.splitlines())


def test_the_whole_guide_has_the_materials_of_every_situation_and_no_number() -> None:
    text = slip_text(compose_guide(GUIDE, CONTENT, phrases("zh"), Issued(number=None, at=AT)), 48)
    assert text == (GOLDEN / "guide-zh-80mm.txt").read_text(encoding="utf-8")


def test_only_what_fits_the_answers_is_asked_for() -> None:
    def asked_for(*answers: tuple[str, bool]) -> tuple[bool, bool]:
        text = slip_text(notice(answers=answers), 48)
        return FAMILY.name in text, CONTRACEPTION.name in text

    assert asked_for(("married", True), ("children", False)) == (True, False)
    assert asked_for(("married", True), ("children", True)) == (False, True)
    assert asked_for(("married", False)) == (False, False)
    assert asked_for() == (True, True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_six_public_blocks_are_there_whatever_the_answers(language: str) -> None:
    text = slip_text(notice(language, answers=()), 48)
    words = phrases(language).parts["notice"]
    for key in ("name", "steps", "materials", "limit", "fee", "basis"):
        assert words[key] in text


def test_a_limit_that_is_only_an_example_is_marked_as_one() -> None:
    assert "示例，" not in slip_text(notice(), 48)
    assert "当场办结（示例，不是承诺）" in slip_text(notice(guide=GUIDE.model_copy(update={"demo_limit": True})), 48)


def test_the_code_leads_to_the_guide_where_the_server_has_such_a_page() -> None:
    issued = Issued(number="K1-20261124-0007", at=AT, url=URL)
    assert SlipCode(URL) in compose_notice(GUIDE, CONTENT, (), phrases("zh"), issued).parts
    assert not any(isinstance(part, SlipCode) for part in notice().parts)


def test_in_large_type_everything_to_be_read_is_large() -> None:
    small = {part.text for part in notice(large=True).parts if isinstance(part, SlipLine) and part.size == 1}
    assert small == {"", CONTENT.name, phrases("zh").say("notice", "once")}


def test_both_languages_have_the_same_texts() -> None:
    assert set(phrases("zh").parts["notice"]) == set(phrases("en").parts["notice"])


def test_the_page_for_a_phone_is_that_of_the_item_language_and_answers() -> None:
    assert URL == "http://10.0.0.5:8000/g/migrant?lang=zh&married=yes"
    assert guide_url("http://a", "I 1/2", "en", {"children": False}) == "http://a/g/I%201%2F2?lang=en&children=no"
