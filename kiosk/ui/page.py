"""What every screen is made with: words of its language, names of the hall, blocks in the looks of its theme.

Decides nothing; a touch becomes an event.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.phrase import Phrases, minutes, ranges
from kiosk.slip import counters_of
from kiosk.ui.arrange import Column, Row, Tiles
from kiosk.ui.known import Known, Moment
from kiosk.ui.sign import Sign
from kiosk.ui.theme import Theme
from kiosk.ui.widget import Block, Code, Gap, Picture, Press, Say, Surface
from server.vocab import TopicKind
from server.wire.content import Guide, Topic
from server.wire.hall import Service
from server.wire.ticket import Estimate, Ticket

KIND = {
    st.Sorting.CATEGORY: TopicKind.CATEGORY,
    st.Sorting.DEPARTMENT: TopicKind.DEPARTMENT,
    st.Sorting.LIFE_EVENT: TopicKind.LIFE_EVENT,
}
KEY = 62
"""The least height of a key of a keyboard."""
SIGN, GROW = 132, 0.56
"""A large pictogram; how high a card that says one thing becomes, of its width."""
UPRIGHT_ROOM = 1000
"""Letters of a number so high together are as wide as an upright screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A screen: `body` moves when there is too much of it, `below` and the buttons stay. `back`: the word on the
    button that goes back, None when a button of `actions` does. `place`: what keeps its scroll position. `is_helpful`:
    the frame offers 请人帮办."""

    title: str
    body: Block
    hint: str = ""
    below: Block | None = None
    actions: Sequence[Press] = ()
    back: str | None = "back"
    from_top: bool = False
    place: str = ""
    is_helpful: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`scale`: pixels per dp; `wide`: the screen lies."""

    visit: st.Visit
    known: Known
    words: Phrases
    theme: Theme
    scale: float
    wide: bool
    moment: Moment
    touched: Callable[[on.Event], None] = field(repr=False)

    # Words and names.

    def t(self, key: str, **values: str | int) -> str:
        return self.words.say("screen", key, **values)

    def named(self, name: str, name_en: str) -> str:
        return self.words.named(name, name_en)

    def noted(self, text: str, note: str) -> str:
        """`text` with a note in brackets."""
        if not note:
            return text
        return f"{text}（{note}）" if self.words.comma == "、" else f"{text} ({note})"

    def day(self) -> str:
        """Today, by the hall's calendar."""
        now = self.moment.now
        weekday = self.words.say("weekday", str(now.weekday()))
        return self.t("day", year=now.year, month=now.month, day=now.day, weekday=weekday)

    def service(self, service_id: str) -> Service | None:
        services = () if self.known.hall is None else self.known.hall.services
        return next((each for each in services if each.id == service_id), None)

    def service_name(self, service_id: str) -> str:
        found = self.service(service_id)
        return service_id if found is None else self.named(found.name, found.name_en)

    @property
    def guides(self) -> tuple[Guide, ...]:
        return () if self.known.content is None else self.known.content.guides

    def guide(self, item_id: str | None) -> Guide | None:
        return next((each for each in self.guides if each.id == item_id), None)

    def item_name(self, item_id: str) -> str:
        found = self.guide(item_id)
        return item_id if found is None else self.named(found.name, found.name_en)

    def wish_name(self, choice: st.Choice) -> str:
        return self.service_name(choice.service_id) if choice.item_id is None else self.item_name(choice.item_id)

    def topics(self, sorting: st.Sorting) -> tuple[Topic, ...]:
        """The headings that lead to something."""
        found = () if self.known.content is None else self.known.content.topics
        return tuple(each for each in found if each.kind is KIND[sorting] and self.items_under(sorting, each.name))

    def items_under(self, sorting: st.Sorting, topic_id: str) -> tuple[Guide, ...]:
        return tuple(each for each in self.guides if topic_id in headings(each, sorting))

    def counters(self, service_id: str) -> str:
        """Zone and numbers of the counters; empty when none serves it."""
        counters = [] if self.known.hall is None else self.known.hall.counters
        return counters_of(service_id, counters, self.words)

    def counter_numbers(self, service_id: str) -> str:
        counters = () if self.known.hall is None else self.known.hall.counters
        return ranges([each.number for each in counters if service_id in each.services], self.words.comma)

    def minutes(self, key: str, estimate: Estimate | None) -> list[str]:
        """None or one sentence: `key` for a span, `key`_one for a single number."""
        if estimate is None:
            return []
        low, high = minutes(estimate)
        return [self.t(key, low=low, high=high) if low < high else self.t(f"{key}_one", low=low)]

    def waiting(self, service: Service) -> list[str]:
        """How many wait and how long that takes; nothing while the server is away, for then nobody knows."""
        if self.visit.around.is_away:
            return []
        return [self.t("waiting", waiting=service.waiting), *self.minutes("estimate", service.estimate)]

    # Blocks.

    def dp(self, size: float) -> float:
        return size * self.scale

    def say(self, text: str, *, size: str = "text", ink: str = "ink", align: str = "left", strong: bool = False) -> Say:
        return Say(text, self.dp(getattr(self.theme, size)), getattr(self.theme, ink), align, strong=strong)

    def gap(self, share: float = 1.0) -> Gap:
        return Gap(self.dp(self.theme.gap) * share)

    def column(self, *blocks: Block, share: float = 1.0) -> Column:
        return Column(*blocks, gap=self.dp(self.theme.gap) * share)

    def row(self, *parts: tuple[Block, float], stand: str = "filled", share: float = 1.0) -> Row:
        return Row(*parts, gap=self.dp(self.theme.gap) * share, stand=stand)

    def tiles(self, *blocks: Block, columns: int, fill: float = 0, share: float = 1.0) -> Tiles:
        """`share`: of the usual gap; `fill`: how high a row becomes where there is room."""
        return Tiles(*blocks, columns=columns, gap=self.dp(self.theme.gap) * share, fill=self.dp(fill))

    def field(self, typed: str, empty: str) -> Surface:
        """What has been typed."""
        size, ink = ("title", "ink") if typed else ("text", "muted")
        words = self.say(typed or empty or " ", size=size, ink=ink, align="center")
        pad = (self.dp(self.theme.gap), self.dp(6))
        return Surface(self.theme.paints["field"], words, pad=pad, radius=self.dp(10), least=self.dp(KEY))

    def card(self, *blocks: Block, paint: str = "card", share: float = 0.6, grow: float = 0) -> Surface:
        """`grow`: so high where there is room, of its width."""
        pad = self.dp(self.theme.gap) * 1.4
        inside = self.column(*blocks, share=share)
        return Surface(self.theme.paints[paint], inside, pad=(pad, pad * 0.8), radius=self.dp(14), grow=grow)

    def sign(self, name: str, side: float, paint: str = "chosen") -> Sign:
        """A pictogram on a disc, in the colours of a paint; `side` in dp."""
        shown = self.theme.paints[paint]
        return Sign(name, self.dp(side), shown.ink, shown.ground)

    def told(self, sign: str, *blocks: Block, paint: str = "chosen") -> Surface:
        """A card that says one thing: a large pictogram, what it means below."""
        return self.card(self.sign(sign, SIGN if self.wide else SIGN * 1.3, paint), self.gap(0.2), *blocks, grow=GROW)

    def nothing(self) -> Surface:
        """Where a list would stand that has no entry."""
        return self.told("guide", self.say(self.t("nothing"), size="title", align="center"))

    def press(
        self,
        text: str,
        event: on.Event,
        *,
        paint: str = "plain",
        below: str = "",
        badge: str = "",
        sign: str = "",
        sign_share: float = 1.9,
        align: str = "center",
        size: str = "text",
        is_main: bool = False,
        is_key: bool = False,
    ) -> Press:
        """A button. `below`: what stands under its words; `badge`: a letter before them; `sign`: a pictogram above
        them, `sign_share` as high as they are, or before them when they begin at the left; there, with neither, an
        arrow at the right shows that it leads on. `is_key`: of a keyboard."""
        theme, ink = self.theme, self.theme.paints[paint].ink
        words = [Say(text, self.dp(getattr(theme, size)), ink, align, strong=is_main or bool(badge))]
        if below:
            muted = theme.muted if paint in {"plain", "card"} else ink
            words.append(Say(below, self.dp(theme.small), muted, align))
        wide = max(each.wide() for each in words)
        above = [self._sign(sign, getattr(theme, size) * sign_share, paint)] if sign and align == "center" else []
        inside: Block = Column(*above, *words, gap=self.dp(4))
        if align == "left":
            inside, more = self._leading_on(inside, badge, sign, paint)
            wide += more
        pad = (self.dp(4), self.dp(4)) if is_key else (self.dp(theme.gap) * 1.1, self.dp(theme.gap) * 0.6)
        least = self.dp(KEY if is_key else theme.main_target if is_main else theme.target)
        made = Press(
            text, theme.paints[paint], inside, lambda: self.touched(event), pad=pad, radius=self.dp(14), least=least
        )
        made.natural = max(wide + 2 * pad[0], least * (2.6 if is_main else 1.6))
        return made

    def _sign(self, name: str, side: float, paint: str) -> Sign:
        return self.sign(name, side, {"chosen": "main"}.get(paint, "chosen"))

    def _leading_on(self, words: Block, badge: str, sign: str, paint: str) -> tuple[Block, float]:
        """Words with their badge or sign before them, else an arrow behind them, and how much wider that is."""
        gap = self.dp(self.theme.gap)
        if badge or sign:
            side = self.dp(self.theme.text) * 2.2
            before, _ = self.badge(badge, paint) if badge else (self._sign(sign, self.theme.text * 2.2, paint), side)
            parts: list[tuple[Block, float]] = [(before, side), (words, 1.0)]
        else:
            side = self.dp(self.theme.small) * 1.2
            ink = self.theme.muted if paint == "plain" else self.theme.paints[paint].ink
            parts = [(words, 1.0), (Sign("go", side, ink), side)]
        return Row(*parts, gap=gap, stand="middle"), side + gap

    def badge(self, letter: str, around: str = "plain") -> tuple[Surface, float]:
        """The letter of a service, and how wide it is."""
        side = self.dp(self.theme.text) * 2.2
        name = "chosen" if around == "main" else "quiet" if around == "off" else "main"
        paint = self.theme.paints[name]
        words = Say(letter, self.dp(self.theme.text) * (1.2 if len(letter) == 1 else 0.9), paint.ink, "center")
        return Surface(paint, words, pad=(0, 0), radius=side / 2, least=side), side

    def main(self, key: str, event: on.Event) -> Press:
        return self.press(self.t(key), event, paint="main", is_main=True)

    def code(self, text: str, side: float = 210) -> Code:
        return Code(text, self.dp(side))

    def picture(self, name: str, highest: float) -> Picture | None:
        """None: it is not here (yet)."""
        file = self.known.media(name) if name else None
        return None if file is None else Picture(file, self.dp(highest))

    def fact(self, label: str, value: str, *, size: str = "text") -> Block:
        """A label and what it is."""
        words = self.say(value, size=size, strong=size == "title")
        stand = "top" if size == "text" else "middle"
        return self.row((self.say(label, ink="muted"), 0.32), (words, 0.68), stand=stand)

    def number(self, ticket_number: str) -> Say:
        """The number of a ticket, as large as it goes: on an upright screen across all of it."""
        upright = min(self.theme.huge * 1.45, UPRIGHT_ROOM / max(1, len(ticket_number)))
        letters = self.theme.huge if self.wide else upright
        return Say(ticket_number, self.dp(letters), self.theme.good_ink, "center", strong=True)


def headings(guide: Guide, sorting: st.Sorting) -> tuple[str, ...]:
    match sorting:
        case st.Sorting.CATEGORY:
            return (guide.category,)
        case st.Sorting.DEPARTMENT:
            return (guide.department,)
        case st.Sorting.LIFE_EVENT:
            return guide.life_events


def ticket_facts(page: Page, ticket: Ticket) -> list[str]:
    """What is said below a number: people ahead, minutes, counters."""
    facts = [page.t("ahead", ahead=ticket.ahead), *page.minutes("wait", ticket.estimate)]
    counters = page.counter_numbers(ticket.service_id)
    return [page.words.comma.join(facts), *([page.t("counters", counters=counters)] if counters else [])]
