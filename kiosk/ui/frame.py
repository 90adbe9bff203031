"""The whole window: header, title, what the screen is about, its buttons, footer. Knows no state."""

from zoneinfo import ZoneInfo

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.machine import TABLE
from kiosk.phrase import LANGUAGES, phrases
from kiosk.ui.arrange import Buttons, Pane, Row, all_of
from kiosk.ui.page import Page, View
from kiosk.ui.widget import Block, Press, Say, Surface, paint_flat

HEADER, FOOTER = 80, 44
LOW_FROM = {True: 0.26, False: 0.36}
"""The part of the window from above that holds nothing to touch when all is low: a lying window, an upright one."""


class Frame(Block):
    """`clock` and `footer` can be told other words. `scroll_y`: how far down the body was."""

    def __init__(self, page: Page, view: View, clock: str, scroll_y: float = 1.0) -> None:
        super().__init__()
        self.page, self.view = page, view
        self.clock = Say(clock, page.dp(page.theme.text * 1.2), page.theme.paints["header"].ink, "right")
        self._phone = _phone(page)
        self.footer = page.say(self._phone, size="small", ink="muted", align="center")
        self._scroll_y = scroll_y
        self.pane: Pane | None = None

    def leaving(self, seconds: int | None) -> None:
        """Say how long it takes until the screen returns by itself; None: it does not."""
        paint = self.page.theme.paints["mark"]
        self.footer.canvas.before.clear()
        if seconds is not None:
            paint_flat(self.footer, paint.ground, (self.x, self.y, self.width, self.footer.top - self.y))
        self.footer.ink = self.page.theme.muted if seconds is None else paint.ink
        self.footer.tell(self._phone if seconds is None else self.page.t("leaving", seconds=seconds))

    def untie(self) -> None:
        super().untie()
        self.pane = None  # whose turners hold this frame

    @property
    def scroll_y(self) -> float:
        return 1.0 if self.pane is None else self.pane.scroll_y

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        page, theme = self.page, self.page.theme
        paint_flat(self, theme.ground, (x, y, width, height))
        edge, gap = page.dp(28), page.dp(theme.gap)
        room = width - 2 * edge
        top = self._place_header(x, y + height, width)
        top = self._place_title(x + edge, top - gap, room)
        bottom = y
        low = max(page.dp(FOOTER), self.footer.high(room) + page.dp(6))
        bottom = self._add(self.footer, x + edge, bottom, room, low)
        if theme.is_low and all_of(self.view.body, Press):
            top = min(top, y + height * (1 - LOW_FROM[page.wide]))
        bottom = self._stack(self._buttons(), x + edge, bottom, room)
        bottom = self._stack(self.view.below, x + edge, bottom + gap * 0.7, room)
        self._place_body(x + edge, bottom + gap, room, top - gap * (0.8 if self.view.title else 0.2))

    def _add(self, block: Block, x: float, y: float, width: float, height: float) -> float:
        block.place(x, y, width, height)
        self.add_widget(block)
        return y + height

    def _stack(self, block: Block | None, x: float, y: float, width: float) -> float:
        """The block from `y` upwards, if there is one; its upper edge."""
        return y if block is None else self._add(block, x, y, width, block.high(width))

    def _place_header(self, x: float, top: float, width: float) -> float:
        page, theme = self.page, self.page.theme
        paint, edge = theme.paints["header"], page.dp(28)
        name = "" if page.known.hall is None else page.named(page.known.hall.hall.name, page.known.hall.hall.name_en)
        title = Say(name, page.dp(theme.text * (1.2 if len(name) < 16 else 1)), paint.ink)
        side = page.dp(52)
        parts: list[tuple[Block, float]] = [(emblem(page, side), side), (title, 1.0)]
        if page.visit.around.is_away:
            mark = _mark(page)
            parts.append((mark, mark.inside.wide() + page.dp(28)))
        switches = None if theme.is_low else Buttons(switches_of(page), (), gap=page.dp(10))
        if switches is not None and page.wide:
            parts.append((switches, switches.natural))
        parts.append((self.clock, self.clock.wide() + page.dp(6)))
        line = Row(*parts, gap=page.dp(16), stand="middle")
        high = max(page.dp(HEADER), line.high(width - 2 * edge) + page.dp(12))
        whole = high
        if switches is not None and not page.wide:
            whole += switches.high(width - 2 * edge) + page.dp(10)
        paint_flat(self, paint.ground, (x, top - whole, width, whole))
        inner = line.high(width - 2 * edge)
        self._add(line, x + edge, top - high + (high - inner) / 2, width - 2 * edge, inner)
        if switches is not None and not page.wide:
            self._place_second_row(switches, x + edge, top - whole + page.dp(10), width - 2 * edge)
        return top - whole

    def _place_second_row(self, switches: Buttons, x: float, y: float, width: float) -> None:
        """Of the header of an upright screen: the day, and the switches where there is room beside it."""
        page, high = self.page, switches.high(width)
        rest = width - switches.natural - page.dp(page.theme.gap)
        day = Say(page.day(), page.dp(page.theme.small), page.theme.paints["header"].ink)
        if day.wide() > rest:
            self._add(switches, x, y, width, high)
            return
        self._add(day, x, y, rest, high)
        self._add(switches, x + width - switches.natural, y, switches.natural, high)

    def _place_title(self, x: float, top: float, width: float) -> float:
        for text, size, ink in ((self.view.title, "title", "ink"), (self.view.hint, "small", "muted")):
            if text:
                said = self.page.say(text, size=size, ink=ink, align="center", strong=size == "title")
                high = said.high(width)
                top = self._add(said, x, top - high, width, high) - high
        return top

    def _buttons(self) -> Block | None:
        page, left = self.page, []
        for event, key in (
            (on.WentBack(), self.view.back),
            (on.WentHome(), "home"),
            (on.HelpWanted(), "help" if self.view.is_helpful else None),
        ):
            if key is not None and offers(page.visit.state, event):
                left.append(page.press(page.t(key), event, paint="quiet"))
        gap = page.dp(page.theme.gap)
        switches = switches_of(page) if page.theme.is_low else []
        if switches and not page.wide:
            # Below the others: a row that holds some of both is hard to understand.
            rows = [Buttons(left, self.view.actions, gap=gap)] if left or self.view.actions else []
            return page.column(*rows, Buttons(switches, (), gap=gap), share=0.6)
        if not left and not switches and not self.view.actions:
            return None
        return Buttons(left + switches, self.view.actions, gap=gap)

    def _place_body(self, x: float, bottom: float, width: float, top: float) -> None:
        page = self.page
        up, down = (turner(page, sign, lambda way=way: self.pane.turn(way)) for sign, way in (("▲", 1), ("▼", -1)))
        self.pane = Pane(
            self.view.body,
            up,
            down,
            gap=page.dp(12),
            from_top=self.view.from_top,
            scroll_y=self._scroll_y,
        )
        self._add(self.pane, x, bottom, width, max(1.0, top - bottom))


def turner(page: Page, sign: str, turn: object) -> Press:
    """A button that moves the page, no event of the visit."""
    paint, side = page.theme.paints["quiet"], page.dp(max(64, page.theme.target))
    words = Say(sign, page.dp(page.theme.title), paint.ink, "center")
    made = Press(sign, paint, words, turn, pad=(page.dp(6), page.dp(6)), radius=page.dp(14), least=side)
    made.natural = side
    return made


def offers(state: st.State, event: on.Event) -> bool:
    """Has the flow an answer to it here?"""
    return (type(state), type(event)) in TABLE


def switches_of(page: Page) -> list[Press]:
    """Modes and languages."""
    made = [
        _switch(page, page.t(f"mode_{mode}"), on.ModeChosen(st.Mode.NORMAL if is_on else mode), is_on=is_on)
        for mode in (st.Mode.ELDER, st.Mode.ACCESS)
        for is_on in (page.visit.mode is mode,)
    ]
    others = [code for code in LANGUAGES if code != page.words.language]
    return made + [_switch(page, phrases(code).name, on.LanguageChosen(code)) for code in others]


def _switch(page: Page, text: str, event: on.Event, *, is_on: bool = False) -> Press:
    theme = page.theme
    paint = theme.paints["switch_on" if is_on else "switch"]
    pad = (page.dp(14), page.dp(4))
    words = Say(text, page.dp(theme.small), paint.ink, "center")
    least = page.dp(60 if not theme.is_low else theme.target)
    made = Press(text, paint, words, lambda: page.touched(event), pad=pad, radius=page.dp(12), least=least)
    made.natural = words.wide() + 2 * pad[0]
    return made


def _mark(page: Page) -> Surface:
    paint = page.theme.paints["mark"]
    words = Say(page.t("offline_mark"), page.dp(page.theme.small), paint.ink, "center")
    return Surface(paint, words, pad=(page.dp(8), page.dp(4)), radius=page.dp(8))


def emblem(page: Page, side: float) -> Block:
    """The hall's, or ours; `side` in pixels."""
    content = page.known.content
    picture = None if content is None else page.picture(content.emblem, side / page.scale)
    if picture is not None:
        return picture
    paint = page.theme.paints["switch_on"]
    return Surface(paint, Say("便", side * 0.56, paint.ink, "center"), pad=(0, 0), radius=side / 2, least=side)


def _phone(page: Page) -> str:
    phone = "" if page.known.hall is None else page.known.hall.hall.complaints_phone
    parts = [page.t("phone", phone=phone)] if phone else []
    content = page.known.content
    if page.visit.around.is_away and content is not None:
        published = content.published_at.astimezone(ZoneInfo(content.timezone))
        parts.append(page.t("kept_from", day=f"{published:%Y-%m-%d}", version=content.version[:8]))
    return "    ".join(parts)
