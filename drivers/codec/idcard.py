"""The text inside an identity card's chip, read to a frozen value and checked. Knows no reader; keeps no photo.

256 bytes of UTF-16LE, every item filled with spaces. The character at byte 248 tells the kind (offset/bytes):

    space  居民身份证            name 0/30  sex 30/2  nation 32/4  birth 36/16  address 52/70  number 122/36
                                 issuer 158/30  from 188/16  until 204/16  reserve 220/36
    J      港澳台居民居住证      the same, nation blank; pass number 220/18  issues 238/4  J 248/2
    I      外国人永久居留身份证  English name 0/120  sex 120/2  number 122/30  country 152/6  Chinese name 158/30
           (2017)                from 188/16  until 204/16  birth 220/16  version 236/4  authority 240/8  I 248/2
    Y      the same (2023)       Chinese name 0/30  sex 30/2  renewals 32/4  birth 36/16  English name 52/70
                                 number 122/36  from 188/16  until 204/16  English name goes on 220/22  country 242/6
                                 Y 248/2  key to the former number 250/6

Whoever prints a card, or a traceback shows one, sees a masked name and number; no message of an error holds a value.

Sources: GA/T 490 (text of the chip), GB 11643 (number, ISO 7064 MOD 11-2), GB/T 3304 (nations), the makers' tables of
the foreigners' cards (eastcoms, afzhan); the layout of flag Y from two open
programs for readers, no document. See docs/protocols.md.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from drivers.errors import FrameError

TEXT_BYTES = 256
KIND = slice(248, 250)
FOR_EVER = "长期"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
# fmt: off
NATIONS = (
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼",
    "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土",
    "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克",
    "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
)
# fmt: on
# Codes above 56 stand for peoples not yet named and for naturalised foreigners; their holders are served all the same.
OTHER_NATION = "其他"


class CardKind(StrEnum):
    CITIZEN = "citizen"  # 居民身份证
    RESIDENT = "hk_macao_taiwan_resident"  # 港澳台居民居住证
    FOREIGNER_2017 = "foreign_resident_2017"  # 外国人永久居留身份证
    FOREIGNER_2023 = "foreign_resident_2023"


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"
    UNSPECIFIED = "unspecified"


FLAGS = {" ": CardKind.CITIZEN, "J": CardKind.RESIDENT, "I": CardKind.FOREIGNER_2017, "Y": CardKind.FOREIGNER_2023}
SEXES = {"1": Sex.MALE, "2": Sex.FEMALE, "9": Sex.UNSPECIFIED, "0": Sex.UNSPECIFIED}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Card:
    """What stands on a card; an item its kind does not have is "". `valid_until` None means 长期.

    `name` is the Chinese name and may be empty on a foreigner's card. Printing a card shows a masked name and number.
    """

    kind: CardKind
    name: str
    english_name: str = ""
    sex: Sex
    nation: str = ""
    country: str = ""
    birth: date
    address: str = ""
    number: str
    issuer: str = ""
    valid_from: date
    valid_until: date | None
    pass_number: str = ""
    issues: str = ""

    def __repr__(self) -> str:
        return f"<Card {self.kind} {masked_name(self.name or self.english_name)} {masked_number(self.number)}>"


def masked_name(name: str) -> str:
    """张三丰 → 张**"""
    return name[:1] + "*" * len(name[1:])


def masked_number(number: str) -> str:
    """11010519491231002X → 110***********002X; one too short for that disappears."""
    return number[:3] + "*" * (len(number) - 7) + number[-4:] if len(number) >= 15 else "*" * len(number)


def check_digit(first_17: str) -> str:
    """The eighteenth character of a number (GB 11643). Raises ValueError unless there are 17 digits."""
    if not re.fullmatch(r"[0-9]{17}", first_17):
        raise ValueError("17 digits")
    return CHECK_DIGITS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first_17, strict=True)) % 11]


def read_text(text: bytes) -> Card:
    """Read the 256 bytes of a card. Raises FrameError naming the item that is wrong, never its value."""
    if len(text) != TEXT_BYTES:
        raise FrameError("the text of a card has 256 bytes")
    items = _Items(text)
    kind = FLAGS.get(items.raw("kind", KIND.start, 2))
    match kind:
        case None:
            raise FrameError("kind: not a card this version knows")
        case CardKind.FOREIGNER_2017:
            return _foreigner_2017(items)
        case CardKind.FOREIGNER_2023:
            return _foreigner_2023(items)
        case _:
            return _citizen(items, kind)


def read_address(text: bytes) -> str:
    """The newest address, 70 bytes on their own. Raises FrameError."""
    return _Items(text).filled("address", 0, len(text))


def _citizen(items: "_Items", kind: CardKind) -> Card:
    resident = kind is CardKind.RESIDENT
    birth = items.day("birth", 36)
    first, last = items.validity()
    return Card(
        kind=kind,
        name=items.filled("name", 0, 30),
        sex=items.sex(30),
        nation="" if resident else items.nation(32),
        birth=birth,
        address=items.filled("address", 52, 70),
        number=items.number(birth),
        issuer=items.filled("issuer", 158, 30),
        valid_from=first,
        valid_until=last,
        pass_number=items.filled("pass_number", 220, 18) if resident else "",
        issues=items.text("issues", 238, 4) if resident else "",
    )


def _foreigner_2017(items: "_Items") -> Card:
    first, last = items.validity()
    return Card(
        kind=CardKind.FOREIGNER_2017,
        english_name=items.filled("english_name", 0, 120),
        name=items.text("name", 158, 30),
        sex=items.sex(120),
        country=items.country(152),
        birth=items.day("birth", 220),
        number=items.matching("number", 122, 30, r"[A-Z]{3}[0-9]{12}"),
        issuer=items.text("issuer", 240, 8),
        valid_from=first,
        valid_until=last,
    )


def _foreigner_2023(items: "_Items") -> Card:
    birth = items.day("birth", 36)
    number = items.number(birth)
    if not number.startswith("9"):
        raise FrameError("number: a foreigner's begins with 9")
    first, last = items.validity()
    return Card(
        kind=CardKind.FOREIGNER_2023,
        english_name=items.filled("english_name", 52, 70) + items.text("english_name", 220, 22),
        name=items.text("name", 0, 30),
        sex=items.sex(30),
        country=items.country(242),
        birth=birth,
        number=number,
        valid_from=first,
        valid_until=last,
        issues=items.text("renewals", 32, 4),
    )


class _Items:
    """Cuts items out of the text; every complaint names the item."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def raw(self, name: str, start: int, size: int) -> str:
        # Lone surrogates are let through here and refused below: Python's own complaint would carry the whole text.
        item = self._text[start : start + size].decode("utf-16-le", "surrogatepass")
        if any("\ud800" <= char <= "\udfff" for char in item):
            raise FrameError(f"{name}: not UTF-16 text")
        return item

    def text(self, name: str, start: int, size: int) -> str:
        item = self.raw(name, start, size).rstrip(" \0")
        # Not isprintable(): rare names are written with characters of the private use area.
        if any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in item):
            raise FrameError(f"{name}: holds control characters")
        return item

    def filled(self, name: str, start: int, size: int) -> str:
        item = self.text(name, start, size)
        if not item:
            raise FrameError(f"{name}: empty")
        return item

    def matching(self, name: str, start: int, size: int, pattern: str) -> str:
        item = self.text(name, start, size)
        if not re.fullmatch(pattern, item):
            raise FrameError(f"{name}: not in the form of its kind")
        return item

    def sex(self, start: int) -> Sex:
        code = self.text("sex", start, 2)
        if code not in SEXES:
            raise FrameError("sex: no such code")
        return SEXES[code]

    def nation(self, start: int) -> str:
        code = int(self.matching("nation", start, 4, r"[0-9]{2}"))
        if code == 0:
            raise FrameError("nation: no such code")
        return NATIONS[code - 1] if code <= len(NATIONS) else OTHER_NATION

    def country(self, start: int) -> str:
        return self.matching("country", start, 6, r"[A-Z]{3}")

    def day(self, name: str, start: int) -> date:
        item = self.matching(name, start, 16, r"[0-9]{8}")
        found = _day(item)
        if found is None:
            raise FrameError(f"{name}: no such day")
        return found

    def validity(self) -> tuple[date, date | None]:
        first = self.day("valid_from", 188)
        if self.text("valid_until", 204, 16) == FOR_EVER:
            return first, None
        last = self.day("valid_until", 204)
        if last < first:
            raise FrameError("valid_until: before valid_from")
        return first, last

    def number(self, birth: date) -> str:
        """Eighteen characters whose check digit is right and that hold the day of birth."""
        item = self.matching("number", 122, 36, r"[0-9]{17}[0-9Xx]").upper()
        if check_digit(item[:17]) != item[17]:
            raise FrameError("number: the check digit is wrong")
        if _day(item[6:14]) != birth:
            raise FrameError("number: does not hold the day of birth")
        return item


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
