"""The first screen: what one may queue for today, how many wait, or why nothing is issued. Knows no ticket."""

from zoneinfo import ZoneInfo

from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.ui.page import Page, line, waiting_of
from kiosk.ui.widget import BLUE, GREY, INK, PALE, RED, WHITE, Say, ServiceTouch, Touch
from server.wire.hall import Service

LOWEST_CARD = 168


def home(page: Page, _state: st.Home) -> Widget:
    opening = page.hall.opening
    greeting, ink = page.say("welcome"), INK
    if not opening.is_open:
        greeting, ink = page.say("closed"), RED
        if opening.opens_at is not None:
            local = opening.opens_at.astimezone(ZoneInfo(page.hall.hall.timezone))
            greeting = page.say("closed_until", at=f"{local:%m-%d %H:%M}")
    body = BoxLayout(orientation="vertical", padding=(page.scale * 40, 0), spacing=page.scale * 6)
    body.add_widget(line(page, greeting, 40, height=84, ink=ink))
    body.add_widget(_services(page))
    return body


def attract(page: Page, _state: st.Attract) -> Widget:
    """Nobody is here: a touch anywhere begins."""
    words = page.say("welcome")
    begin = Touch(text=words, font_size=page.scale * 60, tint=WHITE, ink=INK, edge=WHITE)
    begin.bind(on_release=lambda *_: page.touched(on.Touched()))
    return begin


def away(sentence: str, scale: float) -> Widget:
    """No hall to show: say so, large."""
    outer = AnchorLayout()
    outer.add_widget(Say(text=sentence, font_size=scale * 44, size_hint=(0.8, 0.6)))
    return outer


def _services(page: Page) -> ScrollView:
    services = page.hall.services
    columns = _columns(len(services)) if page.wide else 1
    rows = max(1, -(-len(services) // columns))
    gap = page.scale * 22
    grid = GridLayout(cols=columns, spacing=gap, size_hint_y=None)
    for service in services:
        grid.add_widget(_card(page, service))
    scroll = ScrollView(do_scroll_x=False, bar_width=page.scale * 12, scroll_type=["bars", "content"])
    lowest = rows * page.scale * LOWEST_CARD + (rows - 1) * gap

    def fit(_scroll: ScrollView, size: tuple[float, float]) -> None:
        grid.height = max(lowest, size[1])

    scroll.bind(size=fit)
    scroll.add_widget(grid)
    return scroll


def _columns(services: int) -> int:
    if services <= 4:
        return 2
    return 3 if services <= 9 else 4


def _card(page: Page, service: Service) -> ServiceTouch:
    is_full = service.remaining == 0
    offered = service.offered and not is_full and page.hall.opening.is_open
    below = waiting_of(page, service, between="\n")
    if not service.offered:
        below = page.say("not_today")
    elif is_full:
        below = page.say("full")
    card = ServiceTouch(
        scale=page.scale,
        letter=service.prefix,
        title=page.words.named(service.name, service.name_en),
        below=below,
        disabled=not offered,
        ink=INK if offered else GREY,
        badge_tint=BLUE if offered else GREY,
        tint=(1, 1, 1, 1) if offered else PALE,
    )
    card.bind(on_release=lambda *_: page.touched(on.ServiceChosen(service.id)))
    return card
