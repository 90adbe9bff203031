"""What a hall shows besides its queues: records to values and back. Knows no file format."""

from collections.abc import Mapping, Sequence

from server.domain.catalogue import Catalogue, Counter
from server.domain.content import Facility, Leader, Notice, Post, Publicity, Rule, Topic, Venue
from server.service import hallfile_board as board
from server.service import hallfile_values as notation
from server.service.hallfile_fields import FIELDS, Part, Record
from server.service.hallfile_reader import Reader
from server.vocab import CounterId, TopicKind

POSTS = ("A", "B")


def publicity_from(readers: Mapping[Part, Sequence[Reader]], counters: Sequence[Counter]) -> Publicity:
    """All that is shown; `counters` are those of the same file."""
    hall = readers[Part.HALL][0] if readers[Part.HALL] else None
    ids = {counter.number: counter.id for counter in counters}
    return Publicity(
        address=hall.line("address") if hall else "",
        supervision_phone=hall.line("supervision_phone") if hall else "",
        emblem=hall.media("emblem") if hall else "",
        map=hall.media("map") if hall else "",
        topics=tuple(_topic(reader) for reader in readers[Part.TOPICS]),
        rules=tuple(_rule(reader) for reader in readers[Part.RULES]),
        notices=tuple(_notice(reader) for reader in readers[Part.NOTICES]),
        venues=tuple(_venue(reader) for reader in readers[Part.PLACES]),
        facilities=tuple(_facility(reader) for reader in readers[Part.FACILITIES]),
        roster=tuple(_post(reader, ids) for reader in readers[Part.ROSTER]),
        leaders=tuple(_leader(reader) for reader in readers[Part.LEADERS]),
        board=board.setting_from(readers[Part.BOARD], readers[Part.SLIDES]),
    )


def _topic(reader: Reader) -> Topic:
    kind = TopicKind.CATEGORY
    try:
        kind = notation.kind_from(reader.needed("kind"))
    except ValueError as error:
        reader.problem("kind", str(error))
    return Topic(kind=kind, name=reader.needed("name"), name_en=reader.line("name_en"))


def _rule(reader: Reader) -> Rule:
    return Rule(title=reader.needed("title"), title_en=reader.line("title_en"), body=reader.needed("body"))


def _notice(reader: Reader) -> Notice:
    return Notice(
        title=reader.needed("title"),
        title_en=reader.line("title_en"),
        body=reader.needed("body"),
        body_en=reader.line("body_en"),
        column=reader.line("column"),
        from_day=reader.day("from"),
        until=reader.day("until"),
    )


def _venue(reader: Reader) -> Venue:
    return Venue(
        name=reader.needed("name"),
        name_en=reader.line("name_en"),
        address=reader.line("address"),
        hours=reader.line("hours"),
        phone=reader.line("phone"),
        handles=reader.line("handles"),
        way=reader.line("way"),
        booking=reader.flag("booking"),
    )


def _facility(reader: Reader) -> Facility:
    return Facility(
        name=reader.needed("name"),
        name_en=reader.line("name_en"),
        where=reader.line("where"),
        note=reader.line("note"),
    )


def _post(reader: Reader, ids: Mapping[int, CounterId]) -> Post:
    number = reader.whole("counter", 1, 999)
    if number and number not in ids:
        reader.problem("counter", f"没有 {number} 号窗口")
    post = reader.line("post", POSTS[0])
    if post not in POSTS:
        reader.problem("post", f"岗位 “{post}” 应为 {' 或 '.join(POSTS)}")
    return Post(
        counter=ids.get(number, CounterId(number)),
        post=post,
        name=reader.needed("name"),
        name_en=reader.line("name_en"),
        duty=reader.line("duty"),
        phone=reader.line("phone"),
        photo=reader.media("photo"),
    )


def _leader(reader: Reader) -> Leader:
    if not reader.texts("weekdays") and not reader.texts("dates"):
        reader.problem("weekdays", "星期和日期至少填写一项")
    return Leader(
        name=reader.needed("name"),
        rank=reader.line("rank"),
        phone=reader.line("phone"),
        photo=reader.media("photo"),
        weekdays=reader.each("weekdays", notation.weekday_from),
        dates=frozenset(reader.each("dates", notation.date_from)),
    )


def hall_record(publicity: Publicity) -> Record:
    """What of it stands in the hall's own record."""
    return {
        "supervision_phone": publicity.supervision_phone,
        "address": publicity.address,
        "emblem": publicity.emblem,
        "map": publicity.map,
    }


def publicity_records(catalogue: Catalogue) -> dict[Part, list[Record]]:
    """The inverse of `publicity_from`, but for the hall's own record."""
    shown = catalogue.publicity
    numbers = {counter.id: counter.number for counter in catalogue.counters}
    return {
        Part.TOPICS: [{**_plain(Part.TOPICS, each), "kind": notation.kind_to(each.kind)} for each in shown.topics],
        Part.RULES: [_plain(Part.RULES, each) for each in shown.rules],
        Part.NOTICES: [_notice_record(each) for each in shown.notices],
        Part.PLACES: [_plain(Part.PLACES, each) for each in shown.venues],
        Part.FACILITIES: [_plain(Part.FACILITIES, each) for each in shown.facilities],
        Part.ROSTER: [
            {**_plain(Part.ROSTER, each), "counter": numbers.get(each.counter, each.counter)} for each in shown.roster
        ],
        Part.LEADERS: [_leader_record(each) for each in shown.leaders],
        **board.board_records(shown.board),
    }


def _plain(part: Part, value: object) -> Record:
    """Fields that are the same in the file and in the value."""
    return {field.key: getattr(value, field.key) for field in FIELDS[part] if hasattr(value, field.key)}


def _notice_record(notice: Notice) -> Record:
    record = _plain(Part.NOTICES, notice)
    return {
        **record,
        "from": notice.from_day.isoformat() if notice.from_day else "",
        "until": notice.until.isoformat() if notice.until else "",
    }


def _leader_record(leader: Leader) -> Record:
    return {
        **_plain(Part.LEADERS, leader),
        "weekdays": tuple(notation.weekday_to(weekday) for weekday in leader.weekdays),
        "dates": tuple(day.isoformat() for day in sorted(leader.dates)),
    }
