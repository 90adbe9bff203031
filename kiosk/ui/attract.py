"""The screen while nobody is here: the clock, and slides one after another: announcements, queues, notices, rules."""

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.ui.frame import emblem
from kiosk.ui.home import opening
from kiosk.ui.page import GROW, Page, View
from kiosk.ui.widget import Block, Say, Surface
from server.wire.content import Content
from server.wire.hall import Service

QUEUES_ON_A_SLIDE = {True: 6, False: 4}
"""In letters of usual size, in large ones."""
MOST_DOTS = 12
CLOCK = 112
"""How high the letters of the clock are, in dp; on an upright screen half as much again."""


def attract(page: Page, _state: st.Attract) -> View:
    slides = slides_of(page)
    at = page.moment.slide % len(slides)
    title, shown = slides[at]
    heading = page.say(title, size="title", align="center", strong=True)
    dots = page.say("　".join("●" if each == at else "○" for each in range(len(slides))), ink="muted", align="center")
    slide = page.column(heading, shown, *([dots] if 1 < len(slides) <= MOST_DOTS else []))
    clock = _clock(page)
    body: Block = page.row((clock, 0.34), (slide, 0.66)) if page.wide else page.column(clock, slide)
    begin = page.press(page.t("begin"), on.Touched(), paint="main", size="title", is_main=True)
    return View(title="", body=body, below=begin, back=None)


def _clock(page: Page) -> Surface:
    """The hall's emblem, the time, the day and when it is open."""
    paint, now = page.theme.paints["header"], page.moment.now
    letters = CLOCK if page.wide else CLOCK * 1.5
    side = page.dp(84)
    lines: list[Block] = [page.row((page.gap(), 0.5), (emblem(page, side), side), (page.gap(), 0.5), stand="middle")]
    for text, size, strong in (
        (f"{now:%H:%M}", letters, True),
        (page.day(), page.theme.text, False),
        ("" if page.known.hall is None else opening(page), page.theme.text, False),
    ):
        if text:
            lines.append(Say(text, page.dp(size), paint.ink, "center", strong=strong))
    return page.card(*lines, paint="header", share=0.4, grow=2.0 if page.wide else 0)


def slides_of(page: Page) -> list[tuple[str, Block]]:
    """Title and what stands below it, one after another; there is always one."""
    slides: list[tuple[str, Block]] = []
    if page.known.hall is not None:
        offered = [each for each in page.known.hall.services if each.offered]
        most = QUEUES_ON_A_SLIDE[page.visit.mode is st.Mode.NORMAL]
        parts = (offered[first : first + most] for first in range(0, len(offered), most))
        title = page.t("welcome" if page.visit.around.is_away else "queues_now")  # nobody knows how many wait
        slides += [(title, _queues(page, each)) for each in parts]
    announced = _announced(page)
    if page.known.content is not None and not announced:  # what is urgent comes round soon
        slides += _told(page, page.known.content)
    slides = announced + slides
    return slides or [(page.t("welcome"), page.told("hall", page.say(page.t("opening"), align="center")))]


def _announced(page: Page) -> list[tuple[str, Block]]:
    """What leaders tell everybody in the hall just now."""
    hall, title = page.known.hall, page.t("announcement")
    made = () if hall is None else hall.announcements
    texts = [page.named(each.text, each.text_en) for each in made if each.until > page.moment.now]
    return [(title, page.told("warning", page.say(each, size="title", align="center", strong=True))) for each in texts]


def _told(page: Page, content: Content) -> list[tuple[str, Block]]:
    """The leader on duty, notices, rules."""
    today = page.moment.now.date()
    slides: list[tuple[str, Block]] = []
    leader = content.leader_on(today)
    if leader is not None:
        lines = [page.say(f"{leader.name}　{leader.rank}", size="title", align="center")]
        if leader.phone:
            lines.append(page.say(leader.phone, align="center"))
        slides.append((page.t("leader_today"), page.told("help", *lines)))
    shown = [each for each in content.notices if each.is_shown(today)]
    slides += [
        (page.named(each.title, each.title_en), _text(page, page.named(each.body, each.body_en))) for each in shown
    ]
    return slides + [(page.named(each.title, each.title_en), _text(page, each.body)) for each in content.rules]


def _text(page: Page, body: str) -> Block:
    return page.card(page.say(body), grow=GROW)


def _queues(page: Page, services: list[Service]) -> Block:
    """How many wait for each service; nothing here is to be touched alone."""
    columns = 1 if _is_narrow(page) or len(services) == 1 else 2
    fill = 150 if page.visit.mode is st.Mode.NORMAL else 220
    return page.tiles(*(_queue(page, each) for each in services), columns=columns, fill=fill)


def _is_narrow(page: Page) -> bool:
    """Two cards with large letters do not stand side by side."""
    return not page.wide and page.visit.mode is not st.Mode.NORMAL


def _queue(page: Page, service: Service) -> Block:
    lines = [page.say(page.named(service.name, service.name_en), strong=True)]
    told = page.waiting(service)
    if _is_narrow(page):
        told = [page.words.comma.join(told)] if told else []
    lines += [page.say(each, size="small", ink="muted") for each in told]
    words = page.column(*lines, share=0.2)
    badge, side = page.badge(service.prefix)
    return page.card(page.row((badge, side), (words, 1.0), stand="middle"))
