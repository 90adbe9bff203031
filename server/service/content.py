"""The public content of a hall as one message, made once for each set-up. Knows the wire, not HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from server.domain.catalogue import Catalogue
from server.domain.content import BoardSetting, Item, Leader, Material, Notice, Post, Publicity
from server.domain.hall import Hall
from server.vocab import ItemId
from server.wire import content as wc

VERSION_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Published:
    """The content of one set-up, as it is sent."""

    rev: int
    version: str
    body: bytes


class Publisher:
    """Makes the content when it is first asked for, and anew when the set-up was replaced."""

    def __init__(self) -> None:
        self._last: Published | None = None

    def content_of(self, hall: Hall) -> Published:
        """The content of the present set-up, whose fact has `catalogue_rev`."""
        last = self._last
        if last is None or last.rev != hall.catalogue_rev:
            content = to_content(hall.catalogue, hall.uid, hall.catalogue_at)
            body = content.model_dump_json().encode()
            last = self._last = Published(hall.catalogue_rev, content.version, body)
        return last


def to_content(catalogue: Catalogue, hall_id: str, published_at: datetime) -> wc.Content:
    """All that is shown of a set-up; drafts are not."""
    shown = catalogue.publicity
    known = {item.id: item for item in catalogue.items}
    content = wc.Content(
        version="",
        published_at=published_at,
        hall_id=hall_id,
        name=catalogue.name,
        name_en=catalogue.name_en,
        timezone=catalogue.timezone,
        address=shown.address,
        phone=catalogue.phone,
        booking_phone=catalogue.booking_phone,
        supervision_phone=shown.supervision_phone,
        emblem=shown.emblem,
        map=shown.map,
        guides=tuple(to_guide(item, known) for item in catalogue.items if not item.is_draft),
    )
    whole = content.model_copy(update=_lists(shown))
    texts = whole.model_dump_json(exclude={"version", "published_at"})
    return whole.model_copy(update={"version": sha256(texts.encode()).hexdigest()[:VERSION_DIGITS]})


def _lists(shown: Publicity) -> dict[str, object]:
    return {
        "topics": tuple(wc.Topic(kind=each.kind, name=each.name, name_en=each.name_en) for each in shown.topics),
        "rules": tuple(wc.Rule(title=each.title, title_en=each.title_en, body=each.body) for each in shown.rules),
        "notices": tuple(_notice(each) for each in shown.notices),
        "venues": tuple(
            wc.Venue(
                name=each.name,
                name_en=each.name_en,
                address=each.address,
                hours=each.hours,
                phone=each.phone,
                handles=each.handles,
                way=each.way,
                booking=each.booking,
            )
            for each in shown.venues
        ),
        "facilities": tuple(
            wc.Facility(name=each.name, name_en=each.name_en, where=each.where, note=each.note)
            for each in shown.facilities
        ),
        "roster": tuple(_post(each) for each in shown.roster),
        "leaders": tuple(_leader(each) for each in shown.leaders),
        "board": _board(shown.board),
    }


def to_guide(item: Item, known: Mapping[ItemId, Item]) -> wc.Guide:
    """The guide of an item; what it names as done before is in `known`."""
    return wc.Guide(
        id=item.id,
        name=item.name,
        name_en=item.name_en,
        service_id=item.service,
        category=item.category,
        department=item.department,
        life_events=item.life_events,
        kind=item.kind,
        conditions=item.conditions,
        questions=tuple(wc.Question(code=each.code, text=each.text, text_en=each.text_en) for each in item.questions),
        materials=tuple(to_material(each) for each in item.materials),
        steps=item.steps,
        limit=item.limit,
        demo_limit=item.demo_limit,
        fee=item.fee,
        basis=item.basis,
        note=item.note,
        prerequisites=tuple(
            wc.Prerequisite(id=each, name=known[each].name, name_en=known[each].name_en) for each in item.prerequisites
        ),
        where=item.where,
        plain=item.plain,
        plain_en=item.plain_en,
        pictures=item.pictures,
        video=item.video,
        extended=item.extended,
        historic=item.historic,
        hot=item.hot,
        comprehensive=item.comprehensive,
        enquiry_only=item.enquiry_only,
        agent_allowed=item.agent_allowed,
        version=item.version,
        published_on=item.published_on,
    )


def to_material(material: str | Material) -> wc.Material:
    if isinstance(material, str):
        return wc.Material(name=material)
    return wc.Material(
        name=material.name,
        name_en=material.name_en,
        original=material.original,
        copies=material.copies,
        note=material.note,
        when=material.when,
    )


def _notice(notice: Notice) -> wc.Notice:
    return wc.Notice(
        title=notice.title,
        title_en=notice.title_en,
        body=notice.body,
        body_en=notice.body_en,
        column=notice.column,
        from_day=notice.from_day,
        until=notice.until,
    )


def _post(post: Post) -> wc.Post:
    return wc.Post(
        counter_id=post.counter,
        post=post.post,
        name=post.name,
        name_en=post.name_en,
        duty=post.duty,
        phone=post.phone,
        photo=post.photo,
    )


def _leader(leader: Leader) -> wc.Leader:
    return wc.Leader(
        name=leader.name,
        rank=leader.rank,
        phone=leader.phone,
        photo=leader.photo,
        weekdays=leader.weekdays,
        dates=tuple(sorted(leader.dates)),
    )


def _board(board: BoardSetting) -> wc.BoardSetting:
    return wc.BoardSetting(
        language=board.language,
        slogan=board.slogan,
        slogan_en=board.slogan_en,
        qr=board.qr,
        qr_title=board.qr_title,
        qr_title_en=board.qr_title_en,
        slides=tuple(
            wc.Slide(
                media=each.media,
                title=each.title,
                title_en=each.title_en,
                seconds=each.seconds,
                from_day=each.from_day,
                until=each.until,
            )
            for each in board.slides
        ),
    )
