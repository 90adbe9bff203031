"""The text of identity cards: each kind read to a value, each wrong item refused, nothing shown by accident."""

import logging
import re
import traceback
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec import idcard
from drivers.codec.idcard import Card, CardKind, Sex
from drivers.errors import FrameError
from drivers.sim.idcard import CARDS
from tests.drivers.vectors_card import CARD_TEXT, CHECK_DIGITS

NUMBER = "999999199001010016"


def _with(start: int, size: int, text: str, card: bytes = CARD_TEXT) -> bytes:
    item = text.encode("utf-16-le")
    return card[:start] + item + b" \0" * ((size - len(item)) // 2) + card[start + size :]


def _read(name: str) -> Card:
    return idcard.read_text(CARDS[name].text)


def test_the_published_card_is_read() -> None:
    assert idcard.read_text(CARD_TEXT) == Card(
        kind=CardKind.CITIZEN,
        name="测试甲",
        sex=Sex.MALE,
        nation="汉",
        birth=date(1990, 1, 1),
        address="测试省测试市测试区政务路1号",
        number=NUMBER,
        issuer="测试市公安局",
        valid_from=date(2020, 1, 1),
        valid_until=date(2040, 1, 1),
    )


def test_a_card_valid_for_ever_has_no_last_day() -> None:
    card = _read("old")
    assert (card.valid_until, card.sex, card.nation, card.name) == (None, Sex.FEMALE, "维吾尔", "测试·乙")


def test_a_permit_of_hong_kong_macao_and_taiwan_is_read() -> None:
    card = _read("resident")
    assert (card.kind, card.name, card.nation) == (CardKind.RESIDENT, "测试丙", "")
    assert (card.number, card.pass_number, card.issues) == ("810000199001010019", "H99999999", "01")
    assert (card.address, card.issuer) == ("测试省测试市测试区政务路3号", "测试市公安局")


def test_a_foreigners_card_of_2017_is_read() -> None:
    assert _read("foreigner-2017") == Card(
        kind=CardKind.FOREIGNER_2017,
        name="测试丁",
        english_name="TEST, ALPHA",
        sex=Sex.MALE,
        country="AAA",
        birth=date(1990, 1, 1),
        number="AAA999999010100",
        issuer="9999",
        valid_from=date(2017, 6, 16),
        valid_until=date(2027, 6, 15),
    )


def test_a_foreigners_card_of_2023_is_read_with_its_long_name() -> None:
    assert _read("foreigner-2023") == Card(
        kind=CardKind.FOREIGNER_2023,
        name="",
        english_name="TEST-OF-A-NAME-THAT-IS-LONGER-THAN-THIRTY-FIVE",
        sex=Sex.FEMALE,
        country="AAA",
        birth=date(1990, 1, 1),
        number="911245199001010017",
        valid_from=date(2023, 12, 1),
        valid_until=date(2033, 11, 30),
        issues="00",
    )


def test_there_are_56_nations_and_codes_above_are_other() -> None:
    def nation(code: str) -> str:
        return idcard.read_text(_with(32, 4, code)).nation

    assert len(set(idcard.NATIONS)) == 56
    assert [nation(code) for code in ("01", "10", "11", "23", "43", "56", "57", "97")] == [
        "汉", "朝鲜", "满", "高山", "乌孜别克", "基诺", "其他", "其他",
    ]  # fmt: skip


@pytest.mark.parametrize(("first_17", "digit"), CHECK_DIGITS.items())
def test_a_check_digit_is_that_of_the_standard(first_17: str, digit: str) -> None:
    assert idcard.check_digit(first_17) == digit


@pytest.mark.parametrize("digits", ["", "1101051949123100", "1101051949123100２", "110105194912310021"])
def test_a_check_digit_needs_17_digits(digits: str) -> None:
    with pytest.raises(ValueError, match="17 digits"):
        idcard.check_digit(digits)


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(digits: str, where: int, by: int) -> None:
    wrong = digits[:where] + str((int(digits[where]) + by) % 10) + digits[where + 1 :]
    assert idcard.check_digit(wrong) != idcard.check_digit(digits)


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 15))
def test_two_neighbours_in_the_wrong_order_are_always_noticed(digits: str, where: int) -> None:
    wrong = digits[:where] + digits[where + 1] + digits[where] + digits[where + 2 :]
    if wrong != digits:
        assert idcard.check_digit(wrong) != idcard.check_digit(digits)


WRONG = {
    "a wrong check digit": (_with(122, 36, "999999199001010017"), "number: the check digit"),
    "an X in the middle": (_with(122, 36, "99999919900101X016"), "number"),
    "an old number of 15 digits": (_with(122, 36, "999999900101001"), "number"),
    "another day of birth": (_with(36, 16, "19900102"), "number: does not hold the day of birth"),
    "no such day": (_with(36, 16, "19900230"), "birth: no such day"),
    "a day in full-width digits": (_with(36, 16, "１９９００１０１"), "birth"),
    "no name": (_with(0, 30, ""), "name: empty"),
    "no address": (_with(52, 70, ""), "address: empty"),
    "a control character": (_with(0, 30, "测\n试"), "name: holds control"),
    "half a character": (CARD_TEXT[:2] + b"\x00\xd8" + CARD_TEXT[4:], "name: not UTF-16"),
    "no such sex": (_with(30, 2, "3"), "sex"),
    "no such nation": (_with(32, 4, "00"), "nation"),
    "a nation in letters": (_with(32, 4, "汉"), "nation"),
    "no first day": (_with(188, 16, ""), "valid_from"),
    "a last day before the first": (_with(204, 16, "20191231"), "valid_until"),
    "a flag nobody knows": (_with(248, 2, "Z"), "kind"),
    "half a flag": (CARD_TEXT[:248] + b"\x00\xdc" + CARD_TEXT[250:], "kind"),
    "a short text": (CARD_TEXT[:-1], "256 bytes"),
    "a long text": (CARD_TEXT + b" \0", "256 bytes"),
    "a resident's number on a foreigner's card": (
        _with(122, 36, "810000199001010019", CARDS["foreigner-2023"].text),
        "begins with 9",
    ),
    "no country": (_with(242, 6, "A1", CARDS["foreigner-2023"].text), "country"),
    "digits alone on the card of 2017": (_with(122, 30, "999999999010100", CARDS["foreigner-2017"].text), "number"),
    "no pass number": (_with(220, 18, "", CARDS["resident"].text), "pass_number"),
}


@pytest.mark.parametrize(("text", "complaint"), WRONG.values(), ids=WRONG)
def test_a_wrong_item_is_refused_by_name_and_its_value_is_not_told(text: bytes, complaint: str) -> None:
    with pytest.raises(FrameError, match=re.escape(complaint)) as refused:
        idcard.read_text(text)
    told = "".join(traceback.format_exception(refused.value))
    assert not re.search("99999919|19900|测试|202001|TEST", told)
    assert refused.value.__context__ is None


def test_a_small_x_is_stored_as_x() -> None:
    card = _with(122, 36, "99999919900101018x")
    assert idcard.check_digit("99999919900101018") == "X"
    assert idcard.read_text(card).number == "99999919900101018X"


def test_a_rare_name_is_read() -> None:
    assert idcard.read_text(_with(0, 30, "𠮷测")).name == "𠮷测"
    assert idcard.read_text(_with(0, 30, "测\ue863")).name == "测\ue863"


def test_the_newest_address_is_text_of_its_own() -> None:
    assert idcard.read_address(CARDS["moved"].newest_address) == "测试省测试市新区新路2号"
    with pytest.raises(FrameError, match="address"):
        idcard.read_address(" ".encode("utf-16-le") * 35)


@pytest.mark.parametrize("show", [repr, str, "{}".format, "%s".__mod__, "{!r}".format, lambda card: repr([card])])
@pytest.mark.parametrize("name", [name for name in CARDS if name != "forged"])
def test_a_card_shows_neither_name_nor_number(show, name: str, caplog: pytest.LogCaptureFixture) -> None:
    card = _read(name)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").info("%s", card)
    for shown in (show(card), caplog.text):
        assert card.number not in shown
        assert card.number[4:-4] not in shown
        assert not card.address or card.address not in shown
        assert (card.name or card.english_name) not in shown
        assert card.number[-4:] in shown


def test_masks_hide_all_but_the_ends() -> None:
    assert idcard.masked_name("张三丰") == "张**"
    assert idcard.masked_name("") == ""
    assert idcard.masked_number("99999919900101008X") == "999***********008X"
    assert idcard.masked_number("12345678") == "********"


@given(st.binary(min_size=256, max_size=256))
def test_no_noise_is_anything_but_refused(noise: bytes) -> None:
    with pytest.raises(FrameError):
        idcard.read_text(noise)


days = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@given(days, days, st.integers(0, 999), st.text("测试甲乙丙丁·", min_size=1, max_size=15), st.booleans())
def test_a_card_comes_back_as_it_was_written(birth: date, first: date, order: int, name: str, ever: bool) -> None:
    number = f"999999{birth:%Y%m%d}{order:03d}"
    number += idcard.check_digit(number)
    items = [
        (name, 15), ("2", 1), ("56", 2), (f"{birth:%Y%m%d}", 8), ("测试省测试市", 35), (number, 18), ("测试局", 15),
        (f"{first:%Y%m%d}", 8), ("长期" if ever else f"{first:%Y%m%d}", 8), ("", 18),
    ]  # fmt: skip
    card = idcard.read_text("".join(item.ljust(chars) for item, chars in items).encode("utf-16-le"))
    assert (card.name, card.birth, card.number, card.nation) == (name, birth, number, "基诺")
    assert (card.valid_from, card.valid_until) == (first, None if ever else first)
