"""The hall, its counters and its boards on the wire. Nothing here is personal."""

from server.vocab import CounterState
from server.wire.public import Announcement
from server.wire.shape import Moment, Wire
from server.wire.ticket import Estimate


class Service(Wire):
    """业务 as stations see it. `closed`: why no tickets are given today although it is offered; empty: they are."""

    id: str
    name: str
    name_en: str
    prefix: str
    offered: bool  # today
    bookable: bool
    remaining: int | None = None  # of the caps; None: no cap
    waiting: int
    estimate: Estimate | None = None
    items: int  # published items
    closed: str = ""


class ServiceAnswer(Wire):
    service: Service


class Current(Wire):
    """Whom a counter calls or serves."""

    ticket_id: int
    number: str
    state: str


class Counter(Wire):
    """窗口. `since`: the present visitor is called or served, or nobody is called any more; null: not known."""

    id: int
    number: int
    name: str
    name_en: str
    zone: str
    state: CounterState
    services: list[str]
    clerk: str | None = None
    post: str = "A"
    current: Current | None = None
    reason: str | None = None
    contact: str | None = None
    back_at: Moment | None = None
    held: tuple[int, ...] = ()
    since: Moment | None = None


class Span(Wire):
    """Opening hours, local "HH:MM"."""

    start: str
    end: str


class Opening(Wire):
    """Whether the hall is open, and until when."""

    is_open: bool
    day: str  # working, duty, off
    spans: list[Span]
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    warning: str = ""


class Hall(Wire):
    """Names and phone numbers of the hall, for headers and slips."""

    id: str
    name: str
    name_en: str
    phone: str
    booking_phone: str
    supervision_phone: str = ""
    timezone: str
    business_day: str | None = None

    @property
    def complaints_phone(self) -> str:
        """监督电话 (R-210): a hall without a number of its own for it takes complaints where it takes enquiries."""
        return self.supervision_phone or self.phone


class GreenReason(Wire):
    """绿色通道人群."""

    code: str
    name: str
    name_en: str


class EvaluationReason(Wire):
    """差评原因: one of those offered to whoever is dissatisfied."""

    code: str
    name: str
    name_en: str


class HallAnswer(Wire):
    """The hall as any station sees it."""

    hall: Hall
    services: list[Service]
    counters: list[Counter]
    opening: Opening
    green_reasons: list[GreenReason]
    announcements: tuple[Announcement, ...] = ()
    evaluation_reasons: tuple[EvaluationReason, ...] = ()
    rev: int


class CounterAnswer(Wire):
    counter: Counter


class CounterToday(Wire):
    """What a counter did this business day. `satisfied` of `evaluated` visits were fairly satisfied or better."""

    counter_id: int
    served: int
    no_shows: int
    mean_minutes: float | None = None  # from start to finish; null: nobody was served
    evaluated: int
    satisfied: int


class CounterTodayAnswer(Wire):
    today: CounterToday


class BoardCall(Wire):
    """One line of the board: which number goes where."""

    ticket_id: int
    number: str
    counter_id: int
    counter_number: int
    counter_name: str
    counter_name_en: str
    zone: str
    at: Moment
    calls: int
    state: str


class BoardWaiting(Wire):
    service_id: str
    name: str
    name_en: str
    waiting: int
    estimate: Estimate | None = None


class VoiceHours(Wire):
    """How loud calls are said from `start` until `end`, local "HH:MM" (an end of 00:00 is 24:00); 0 is silence."""

    start: str
    end: str
    volume: int  # per cent


class VoiceSetting(Wire):
    """How calls are said: in which languages and order (`ticket`: that of the ticket), and how loud; otherwise 100."""

    languages: tuple[str, ...] = ("zh", "ticket")
    hours: tuple[VoiceHours, ...] = ()


class Board(Wire):
    """What public boards show, newest call first."""

    hall: Hall
    calls: list[BoardCall]
    waiting: list[BoardWaiting]
    counters: list[Counter]
    opening: Opening
    voice: VoiceSetting = VoiceSetting()
    announcements: tuple[Announcement, ...] = ()
    evaluation_reasons: tuple[str, ...] = ()  # what evaluators' reason keys mean, the first key's first
    rev: int


class Item(Wire):
    """事项 and its guide. Drafts are not offered."""

    id: str
    name: str
    service_id: str
    category: str
    kind: str
    materials: list[str]
    steps: list[str]
    limit: str
    demo_limit: bool
    basis: str
    fee: str
    extended: bool
    historic: bool


class ItemsAnswer(Wire):
    items: list[Item]
