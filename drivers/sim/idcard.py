"""Cards of people who do not exist, as the chip holds them, for simulated readers. Knows no reader and no driver.

Written from the tables of the cards, apart from drivers.codec. Every number begins with 999999, with a region that is
not given out, or is otherwise nobody's.
"""

from dataclasses import dataclass

PHOTO = bytes(1024)


@dataclass(frozen=True, slots=True)
class SimCard:
    """The files of one chip: text of 256 bytes, photo, fingerprints, and an address added later if any."""

    text: bytes
    photo: bytes = PHOTO
    fingerprints: bytes = bytes(1024)
    newest_address: bytes = b""


def _chip(*items: tuple[str, int]) -> bytes:
    """Each item in so many bytes, filled with spaces."""
    return "".join(item.ljust(size // 2) for item, size in items).encode("utf-16-le")


def _citizen(number: str, until: str = "20400101", nation: str = "01", sex: str = "1", name: str = "测试甲") -> bytes:
    return _chip(
        (name, 30), (sex, 2), (nation, 4), (number[6:14], 16), ("测试省测试市测试区政务路1号", 70), (number, 36),
        ("测试市公安局", 30), ("20200101", 16), (until, 16), ("", 36),
    )  # fmt: skip


CITIZEN = SimCard(_citizen("999999199001010016"))
MOVED = SimCard(CITIZEN.text, newest_address=_chip(("测试省测试市新区新路2号", 70)))
OLD = SimCard(_citizen("999999194001010021", until="长期", nation="05", sex="2", name="测试·乙"))
FORGED = SimCard(_citizen("999999199001010017"))
RESIDENT = SimCard(
    _chip(
        ("测试丙", 30), ("2", 2), ("", 4), ("19900101", 16), ("测试省测试市测试区政务路3号", 70),
        ("810000199001010019", 36), ("测试市公安局", 30), ("20200101", 16), ("20250101", 16), ("H99999999", 18),
        ("01", 4), ("", 6), ("J", 2), ("", 6),
    )
)  # fmt: skip
FOREIGNER_2017 = SimCard(
    _chip(
        ("TEST, ALPHA", 120), ("1", 2), ("AAA999999010100", 30), ("AAA", 6), ("测试丁", 30), ("20170616", 16),
        ("20270615", 16), ("19900101", 16), ("01", 4), ("9999", 8), ("I", 2), ("", 6),
    )
)  # fmt: skip
FOREIGNER_2023 = SimCard(
    _chip(
        ("", 30), ("2", 2), ("00", 4), ("19900101", 16), ("TEST-OF-A-NAME-THAT-IS-LONGER-THAN-", 70),
        ("911245199001010017", 36), ("", 30), ("20231201", 16), ("20331130", 16), ("THIRTY-FIVE", 22), ("AAA", 6),
        ("Y", 2), ("", 6),
    )
)  # fmt: skip

CARDS = {
    "citizen": CITIZEN,
    "moved": MOVED,
    "old": OLD,
    "forged": FORGED,
    "resident": RESIDENT,
    "foreigner-2017": FOREIGNER_2017,
    "foreigner-2023": FOREIGNER_2023,
}
