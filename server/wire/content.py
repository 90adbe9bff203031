"""What the public is told besides the queues, as one message: guides, rules, notices, people, places.

The copy a kiosk keeps is this message's bytes; see `signature` for how it is known to be genuine.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from server.vocab import BoardLanguage, TopicKind
from server.wire.shape import Moment, Wire


class Material(Wire):
    """申请材料. `when`: codes of the guide's questions, `!` for no, joined by `&`; empty: always wanted."""

    name: str
    name_en: str = ""
    original: bool = False
    copies: int = 0
    note: str = ""
    when: str = ""


class Question(Wire):
    """情形: a yes-or-no question that decides on materials; see `materials_for`."""

    code: str
    text: str
    text_en: str = ""


class Prerequisite(Wire):
    """前置事项: to be done before; it may be one that has no guide here."""

    id: str
    name: str
    name_en: str = ""


class Guide(Wire):
    """办事指南 of an item. The six public blocks are `name`, `steps`, `materials`, `limit`, `fee`, `basis`.

    `version` counts its own texts, published on the local day `published_on` (null: as the hall began)."""

    id: str
    name: str
    name_en: str = ""
    service_id: str
    category: str = ""
    department: str = ""
    life_events: tuple[str, ...] = ()
    kind: str = ""
    conditions: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    materials: tuple[Material, ...]
    steps: tuple[str, ...]
    limit: str
    demo_limit: bool = False
    fee: str
    basis: str
    note: str = ""
    prerequisites: tuple[Prerequisite, ...] = ()
    where: str = ""
    plain: str = ""
    plain_en: str = ""
    pictures: tuple[str, ...] = ()
    video: str = ""
    extended: bool = False
    historic: bool = False
    hot: bool = False
    comprehensive: bool = False
    enquiry_only: bool = False
    agent_allowed: bool = False
    version: int = 1
    published_on: date | None = None


class Topic(Wire):
    """A heading to browse guides by, in the order shown; guides name it in `category`, `department`, `life_events`."""

    kind: TopicKind
    name: str
    name_en: str = ""


class Rule(Wire):
    """上墙制度."""

    title: str
    title_en: str = ""
    body: str


class Notice(Wire):
    """公告, shown from one local day to another, both included; null: no bound."""

    title: str
    title_en: str = ""
    body: str
    body_en: str = ""
    column: str = ""
    from_day: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None

    def is_shown(self, day: date) -> bool:
        """Is it to be seen on this local day?"""
        return (self.from_day is None or self.from_day <= day) and (self.until is None or day <= self.until)


class Venue(Wire):
    """场所: a hall or station of the directory."""

    name: str
    name_en: str = ""
    address: str = ""
    hours: str = ""
    phone: str = ""
    handles: str = ""
    way: str = ""
    booking: bool = False


class Facility(Wire):
    """设施 of the hall."""

    name: str
    name_en: str = ""
    where: str = ""
    note: str = ""


class Post(Wire):
    """岗位公示: who sits at a counter. Those who are really there today are in `GET /hall`."""

    counter_id: int
    post: str
    name: str
    name_en: str = ""
    duty: str = ""
    phone: str = ""
    photo: str = ""


class Leader(Wire):
    """带班领导 on weekdays (Monday is 0) or dates."""

    name: str
    rank: str = ""
    phone: str = ""
    photo: str = ""
    weekdays: tuple[int, ...] = ()
    dates: tuple[date, ...] = ()


class Slide(Wire):
    """大屏画面: a picture or video of the lobby board; `seconds` are a picture's."""

    media: str
    title: str = ""
    title_en: str = ""
    seconds: int = 12
    from_day: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None


class BoardSetting(Wire):
    """How the lobby board speaks. `qr` is its QR code's text or this server's page, drawn by `GET /content/qr`."""

    language: BoardLanguage = BoardLanguage.BOTH
    slogan: str = ""
    slogan_en: str = ""
    qr: str = ""
    qr_title: str = ""
    qr_title_en: str = ""
    slides: tuple[Slide, ...] = ()


class Content(Wire):
    """All of it. Pictures and videos are names for `GET /media/{name}`; an English text left out is empty.

    `version` changes with any text and with nothing else; `published_at` is when this set-up came into force.
    """

    version: str
    published_at: Moment
    hall_id: str
    name: str
    name_en: str
    timezone: str
    address: str = ""
    phone: str = ""
    booking_phone: str = ""
    supervision_phone: str = ""
    emblem: str = ""
    map: str = ""
    topics: tuple[Topic, ...] = ()
    guides: tuple[Guide, ...] = ()
    rules: tuple[Rule, ...] = ()
    notices: tuple[Notice, ...] = ()
    venues: tuple[Venue, ...] = ()
    facilities: tuple[Facility, ...] = ()
    roster: tuple[Post, ...] = ()
    leaders: tuple[Leader, ...] = ()
    board: BoardSetting = BoardSetting()

    def leader_on(self, day: date) -> Leader | None:
        """带班领导 of a local day: who is named for the date, else for its weekday."""
        named = [leader for leader in self.leaders if day in leader.dates]
        weekly = [leader for leader in self.leaders if day.weekday() in leader.weekdays]
        return next(iter(named + weekly), None)
