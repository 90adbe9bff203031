"""What a hall tells the public besides its queues: guides' parts, rules, notices, people and places. Values only."""

from dataclasses import dataclass, field
from datetime import date

from server.vocab import BoardLanguage, CounterId, ItemId, ServiceId, TopicKind

PICTURE_S = 12
"""How long a picture of the lobby board stays when nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """申请材料 with its particulars. `when`: codes of questions, `!` for no, joined by `&`; empty: always wanted."""

    name: str
    name_en: str = ""
    original: bool = False  # the original is to be brought
    copies: int = 0
    note: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """情形: a yes-or-no question whose answer decides which materials are wanted."""

    code: str
    text: str
    text_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """事项: a catalogue leaf with its guide; belongs to one service. Pictures and videos are names of stored media."""

    id: ItemId
    name: str
    service: ServiceId
    category: str = ""
    kind: str = ""
    materials: tuple[str | Material, ...] = ()  # a bare name has no particulars
    steps: tuple[str, ...] = ()
    limit: str = ""  # 承诺时限, as published
    demo_limit: bool = False  # the limit is for demonstration only
    basis: str = ""
    fee: str = ""
    note: str = ""
    extended: bool = False  # 延时
    historic: bool = False
    name_en: str = ""
    department: str = ""
    life_events: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    prerequisites: tuple[ItemId, ...] = ()  # 前置, in the order to see to them
    where: str = ""  # whose hall is the right one
    plain: str = ""  # 白话版
    plain_en: str = ""
    pictures: tuple[str, ...] = ()
    video: str = ""
    hot: bool = False  # 高频
    comprehensive: bool = False  # 综合受理
    enquiry_only: bool = False  # 仅咨询
    agent_allowed: bool = False  # 可代办
    version: int = 1  # of the text; set by the hall
    published_on: date | None = None  # local day of this version; None: as the hall began
    withdrawn: str = ""  # 撤下原因; empty: not withdrawn

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields of the six public blocks (六公开) that say nothing yet; the first block, the name, is always there."""
        blocks = {"steps": self.steps, "materials": self.materials, "limit": self.limit}
        blocks |= {"fee": self.fee, "basis": self.basis}
        return tuple(field for field, value in blocks.items() if not value)

    @property
    def is_draft(self) -> bool:
        """R-041, R-047: an item that leaves one of the six blocks empty is not offered; nor is one withdrawn."""
        return bool(self.missing or self.withdrawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """分类: a heading to browse by, in the order shown; gives items' own words an order and an English name."""

    kind: TopicKind
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """上墙制度: a text that hangs on the hall's wall."""

    title: str
    body: str
    title_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """公告, in a column, from one local day to another, both included; no day: no bound."""

    title: str
    body: str
    column: str = ""
    title_en: str = ""
    body_en: str = ""
    from_day: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """办事场所: an entry of the directory of halls and stations (R-022)."""

    name: str
    name_en: str = ""
    address: str = ""
    hours: str = ""
    phone: str = ""
    handles: str = ""
    way: str = ""  # how to get there
    booking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """设施: something in the hall people may use, and where it is."""

    name: str
    name_en: str = ""
    where: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """岗位公示: who sits at a counter on post A or B. `photo` is a name of stored media."""

    counter: CounterId
    post: str
    name: str
    name_en: str = ""
    duty: str = ""
    phone: str = ""
    photo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """带班领导 on weekdays (Monday is 0) or on dates; a date goes before a weekday."""

    name: str
    rank: str = ""
    phone: str = ""
    photo: str = ""
    weekdays: tuple[int, ...] = ()
    dates: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """大屏画面: a picture or video on the lobby board from one local day to another; a video plays to its end."""

    media: str  # a name of stored media
    title: str = ""
    title_en: str = ""
    seconds: int = PICTURE_S
    from_day: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSetting:
    """How the lobby board speaks, and the QR code it shows; no code without `qr`."""

    language: BoardLanguage = BoardLanguage.BOTH
    slogan: str = ""
    slogan_en: str = ""
    qr: str = ""  # the text in the code, as a rule a web address
    qr_title: str = ""
    qr_title_en: str = ""
    slides: tuple[Slide, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publicity:
    """公示内容: all that is shown to the public and decides nothing."""

    address: str = ""
    supervision_phone: str = ""
    emblem: str = ""  # names of stored media
    map: str = ""
    topics: tuple[Topic, ...] = ()
    rules: tuple[Rule, ...] = ()
    notices: tuple[Notice, ...] = ()
    venues: tuple[Venue, ...] = ()
    facilities: tuple[Facility, ...] = ()
    roster: tuple[Post, ...] = ()
    leaders: tuple[Leader, ...] = ()
    board: BoardSetting = field(default_factory=BoardSetting)
