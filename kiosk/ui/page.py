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

    def say(self, text: str, *, size: str = "text", ink: str = "ink", align: str = "left") -> Say:
        return Say(text, self.dp(getattr(self.theme, size)), getattr(self.theme, ink), align)

    def gap(self, share: float = 1.0) -> Gap:
        return Gap(self.dp(self.theme.gap) * share)

    def column(self, *blocks: Block, share: float = 1.0) -> Column:
        return Column(*blocks, gap=self.dp(self.theme.gap) * share)

    def row(self, *parts: tuple[Block, float], stand: str = "filled") -> Row:
        return Row(*parts, gap=self.dp(self.theme.gap), stand=stand)

    def tiles(self, *blocks: Block, columns: int, fill: float = 0, share: float = 1.0) -> Tiles:
        """`share`: of the usual gap; `fill`: how high a row becomes where there is room."""
        return Tiles(*blocks, columns=columns, gap=self.dp(self.theme.gap) * share, fill=self.dp(fill))

    def field(self, typed: str, empty: str) -> Surface:
        """What has been typed."""
        words = self.say(typed or empty or " ", ink="ink" if typed else "muted", align="center")
        pad = (self.dp(self.theme.gap), self.dp(8))
        return Surface(self.theme.paints["card"], words, pad=pad, radius=self.dp(10), least=self.dp(KEY))

    def card(self, *blocks: Block, paint: str = "card", share: float = 0.6) -> Surface:
        pad = self.dp(self.theme.gap) * 1.4
        inside = self.column(*blocks, share=share)
        return Surface(self.theme.paints[paint], inside, pad=(pad, pad * 0.8), radius=self.dp(14))

    def press(
        self,
        text: str,
        event: on.Event,
        *,
        paint: str = "plain",
        below: str = "",
        badge: str = "",
        align: str = "center",
        size: str = "text",
        is_main: bool = False,
        is_key: bool = False,
    ) -> Press:
        """A button. `below`: what stands under its words; `badge`: a letter before them; `is_key`: of a keyboard."""
        theme, ink = self.theme, self.theme.paints[paint].ink
        words = Say(text, self.dp(getattr(theme, size)), ink, align)
        parts = [words]
        if below:
            muted = theme.muted if paint in {"plain", "card"} else ink
            parts.append(Say(below, self.dp(theme.small), muted, align))
        inside: Block = Column(*parts, gap=self.dp(4))
        wide = max(each.wide() for each in parts)
        if badge:
            side = self.dp(theme.text) * 2.2
            inside = Row((self._badge(badge, side, paint), side), (inside, 1.0), gap=self.dp(theme.gap))
            wide += side + self.dp(theme.gap)
        pad = (self.dp(4), self.dp(4)) if is_key else (self.dp(theme.gap) * 1.1, self.dp(theme.gap) * 0.6)
        least = self.dp(KEY if is_key else theme.main_target if is_main else theme.target)
        made = Press(
            text, theme.paints[paint], inside, lambda: self.touched(event), pad=pad, radius=self.dp(14), least=least
        )
        made.natural = max(wide + 2 * pad[0], least * (2.6 if is_main else 1.6))
        return made

    def _badge(self, letter: str, side: float, around: str) -> Surface:
        name = "chosen" if around == "main" else "quiet" if around == "off" else "main"
        paint = self.theme.paints[name]
        words = Say(letter, self.dp(self.theme.text) * 1.2, paint.ink, "center")
        return Surface(paint, words, pad=(0, 0), radius=side / 2, least=side)

    def main(self, key: str, event: on.Event) -> Press:
        return self.press(self.t(key), event, paint="main", is_main=True)

    def code(self, text: str, side: float = 210) -> Code:
        return Code(text, self.dp(side))

    def picture(self, name: str, highest: float) -> Picture | None:
        """None: it is not here (yet)."""
        file = self.known.media(name) if name else None
        return None if file is None else Picture(file, self.dp(highest))

    def fact(self, label: str, value: str) -> Block:
        """A label and what it is."""
        return self.row(
            (self.say(label, size="small", ink="muted"), 0.3), (self.say(value, size="text"), 0.7), stand="top"
        )

    def number(self, ticket_number: str) -> Say:
        """The number of a ticket, as large as it goes."""
        return self.say(ticket_number, size="huge", ink="good_ink", align="center")


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
