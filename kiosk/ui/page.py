"""Draws one state of a visit: which words and buttons stand where. Decides nothing; a touch becomes an event."""

from collections.abc import Callable
from dataclasses import dataclass

from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.phrase import Phrases, minutes, ranges
from kiosk.ui.widget import BLUE, GREEN, GREY, INK, LINE, RED, WHITE, Card, Say, Touch
from server.wire.hall import HallAnswer, Service
from server.wire.ticket import Estimate, Ticket


@dataclass(frozen=True, slots=True)
class Page:
    """What drawing needs: the hall, the words, the scale (1 at 1280x800) and where touches go."""

    hall: HallAnswer
    words: Phrases
    scale: float
    wide: bool
    touched: Callable[[on.Event], None]

    def say(self, key: str, **values: str | int) -> str:
        return self.words.say("screen", key, **values)

    def service(self, service_id: str) -> Service | None:
        return next((each for each in self.hall.services if each.id == service_id), None)


def line(page: Page, text: str, size: int, *, height: int, ink=INK) -> Say:
    return Say(text=text, font_size=page.scale * size, color=ink, size_hint_y=None, height=page.scale * height)


def button(page: Page, text: str, event: on.Event, *, main=False, tint=None, width=None, chosen=False) -> Touch:
    """A button as high as a finger needs; `main` is the one most people want."""
    tint = tint or (BLUE if main or chosen else WHITE)
    made = Touch(
        text=text,
        font_size=page.scale * (38 if main else 30),
        tint=tint,
        ink=WHITE if tint != WHITE else INK,
        edge=tint if tint != WHITE else LINE,
        size_hint_y=None,
        height=page.scale * (110 if main else 92),
    )
    if width is not None:
        made.size_hint_x, made.width = None, page.scale * width
    made.bind(on_release=lambda *_: page.touched(event))
    return made


def row(page: Page, *buttons: Touch) -> AnchorLayout:
    """Buttons side by side in the middle, all as high as the highest; on an upright screen one below the other."""
    gap, highest = page.scale * 28, max(each.height for each in buttons)
    inner = BoxLayout(orientation="horizontal" if page.wide else "vertical", spacing=gap, size_hint=(None, None))
    for each in buttons:
        each.height = highest
        inner.add_widget(each)
    widths = [each.width for each in buttons]
    gaps = gap * (len(buttons) - 1)
    if page.wide:
        inner.size = (sum(widths) + gaps, highest)
    else:
        inner.size = (max(widths), highest * len(buttons) + gaps)
        for each in buttons:
            each.size_hint_x = 1
    outer = AnchorLayout(size_hint_y=None, height=inner.height)
    outer.add_widget(inner)
    return outer


def column(page: Page, *widgets: Widget) -> AnchorLayout:
    """A white card in the middle with `widgets` from top to bottom."""
    card = Card(orientation="vertical", spacing=page.scale * 12, padding=page.scale * 26, size_hint=(0.9, None))
    for each in widgets:
        card.add_widget(each)
    card.height = sum(each.height for each in widgets) + page.scale * (12 * (len(widgets) - 1) + 52)
    outer = AnchorLayout()
    outer.add_widget(card)
    return outer


def confirming(page: Page, state: st.Confirming) -> Widget:
    choice = state.choice
    service = page.service(choice.service_id)
    name = choice.service_id if service is None else page.words.named(service.name, service.name_en)
    green = page.say("green")
    if choice.green_reason is not None:
        green = page.say("green_chosen", reason=_reason(page, choice.green_reason))
    options = (
        button(page, green, on.GreenWanted(), tint=GREEN if choice.green_reason else None, width=460),
        button(page, page.say("large"), on.LargeToggled(), chosen=choice.large, width=300),
    )
    return column(
        page,
        line(page, name, 56, height=92),
        line(page, waiting_of(page, service), 32, height=50, ink=GREY),
        line(page, "", 10, height=6),
        row(page, *options),
        line(page, page.say("green_hint"), 24, height=40, ink=GREY),
        row(
            page,
            button(page, page.say("back"), on.WentBack(), width=240),
            button(page, page.say("confirm"), on.Confirmed(), main=True, width=520),
        ),
    )


def choosing_reason(page: Page, _state: st.ChoosingReason) -> Widget:
    reasons = page.hall.green_reasons
    columns = 3 if page.wide else 2
    grid = GridLayout(cols=columns, spacing=page.scale * 20, size_hint_y=None)
    for reason in reasons:
        name = page.words.named(reason.name, reason.name_en)
        grid.add_widget(button(page, name, on.ReasonChosen(reason.code)))
    rows = -(-len(reasons) // columns)
    grid.height = page.scale * (92 * rows + 20 * max(0, rows - 1))
    return column(
        page,
        line(page, page.say("reason"), 40, height=76),
        grid,
        line(page, "", 10, height=8),
        row(page, button(page, page.say("back"), on.WentBack(), width=240)),
    )


def issuing(page: Page, _state: st.Issuing) -> Widget:
    return column(page, line(page, page.say("issuing"), 52, height=220))


def printing(page: Page, state: st.Printing) -> Widget:
    return column(
        page,
        *_number(page, state.ticket),
        line(page, page.say("printing"), 40, height=80, ink=BLUE),
    )


def shown(page: Page, state: st.Shown) -> Widget:
    return column(
        page,
        *_number(page, state.ticket),
        line(page, page.say("take"), 40, height=66, ink=BLUE),
        row(page, button(page, page.say("done"), on.WentBack(), main=True, width=420)),
    )


def print_failed(page: Page, state: st.PrintFailed) -> Widget:
    why = page.words.because("fault", state.code, state.detail)
    told = "maybe_slip" if state.doubtful else "no_slip"
    buttons = [button(page, page.say("reprint"), on.AskedAgain(), width=280)]
    if state.doubtful:
        buttons.append(button(page, page.say("in_hand"), on.SlipInHand(), width=300))
    buttons.append(button(page, page.say("to_staff"), on.NumberRemembered(), tint=BLUE, width=460))
    return column(
        page,
        line(page, page.say("your_number"), 30, height=46, ink=GREY),
        line(page, state.ticket.number, 150, height=170, ink=BLUE),
        line(page, page.say(told), 38, height=58, ink=RED),
        line(page, why, 26, height=40, ink=GREY),
        line(page, page.say("staff_know"), 32, height=54),
        row(page, *buttons),
        line(page, page.say("left_alone"), 22, height=34, ink=GREY),
    )


def rejected(page: Page, state: st.Rejected) -> Widget:
    return column(
        page,
        line(page, page.say("refused"), 50, height=90, ink=RED),
        line(page, page.words.because("refusal", state.code, state.detail), 32, height=150),
        row(page, button(page, page.say("back"), on.WentBack(), main=True, width=420)),
    )


def unreached(page: Page, _state: st.Unreached) -> Widget:
    return column(
        page,
        line(page, page.say("away"), 36, height=180),
        row(
            page,
            button(page, page.say("back"), on.WentBack(), width=240),
            button(page, page.say("retry"), on.AskedAgain(), main=True, width=420),
        ),
    )


def out_of_order(page: Page, state: st.OutOfOrder) -> Widget:
    return column(page, line(page, page.words.because("refusal", state.code, ""), 36, height=180))


def waiting_of(page: Page, service: Service | None, *, between: str = "    ") -> str:
    """How many wait for a service and about how long that takes."""
    if service is None:
        return ""
    parts = [page.say("waiting", waiting=service.waiting), *_minutes(page, "estimate", service.estimate)]
    return between.join(parts)


def _minutes(page: Page, key: str, estimate: Estimate | None) -> list[str]:
    if estimate is None:
        return []
    low, high = minutes(estimate)
    return [page.say(key, low=low, high=high) if low < high else page.say(f"{key}_one", low=low)]


def _number(page: Page, ticket: Ticket) -> list[Say]:
    service = page.service(ticket.service_id)
    name = ticket.service_id if service is None else page.words.named(service.name, service.name_en)
    facts = "    ".join([page.say("ahead", ahead=ticket.ahead), *_minutes(page, "wait", ticket.estimate)])
    numbers = [each.number for each in page.hall.counters if ticket.service_id in each.services]
    counters = ranges(numbers, page.words.comma)
    lines = [
        line(page, f"{page.say('your_number')}    {name}", 30, height=46, ink=GREY),
        line(page, ticket.number, 160, height=176, ink=BLUE),
        line(page, facts, 32, height=50),
    ]
    if counters:
        lines.append(line(page, page.say("counters", counters=counters), 32, height=50))
    return lines


def _reason(page: Page, code: str) -> str:
    found = next((each for each in page.hall.green_reasons if each.code == code), None)
    return code if found is None else page.words.named(found.name, found.name_en)
