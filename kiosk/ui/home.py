"""The first screens: slides while nobody is here, and the menu."""

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.ui.page import Page, View
from kiosk.ui.widget import Block, Press
from server.wire.hall import Service

HOT_SHOWN = 3
QUEUES_ON_A_SLIDE = 6


def attract(page: Page, _state: st.Attract) -> View:
    slides = slides_of(page)
    title, body = slides[page.moment.slide % len(slides)]
    begin = page.press(page.t("begin"), on.Touched(), paint="main", size="title", is_main=True)
    return View(title=title, body=body, below=begin, back=None)


def slides_of(page: Page) -> list[tuple[str, Block]]:
    """Title and what stands below it, one after another; there is always one."""
    slides: list[tuple[str, Block]] = []
    if page.known.hall is not None:
        offered = [each for each in page.known.hall.services if each.offered]
        slides += [
            (_opening(page), _queues(page, offered[first : first + QUEUES_ON_A_SLIDE]))
            for first in range(0, max(1, len(offered)), QUEUES_ON_A_SLIDE)
        ]
    content = page.known.content
    if content is not None:
        leader = content.leader_on(page.moment.now.date())
        if leader is not None:
            lines = [page.say(f"{leader.name}　{leader.rank}", size="title", align="center")]
            if leader.phone:
                lines.append(page.say(leader.phone, align="center"))
            slides.append((page.t("leader_today"), page.card(*lines)))
        shown = [each for each in content.notices if each.is_shown(page.moment.now.date())]
        slides += [(page.named(each.title, each.title_en), _text(page, _body(page, each))) for each in shown]
        slides += [(page.named(each.title, each.title_en), _text(page, each.body)) for each in content.rules]
    return slides or [(page.t("welcome"), page.say(page.t("opening"), align="center"))]


def _body(page: Page, notice: object) -> str:
    return page.named(notice.body, notice.body_en)


def _text(page: Page, body: str) -> Block:
    return page.card(page.say(body))


def _opening(page: Page) -> str:
    if page.visit.around.is_away:  # what is kept may be of another day
        return page.t("welcome")
    opening = page.known.hall.opening
    if opening.is_open:
        spans = page.words.comma.join(f"{span.start}-{span.end}" for span in opening.spans)
        return page.t("open_today", spans=spans) if spans else page.t("welcome")
    if opening.opens_at is None:
        return page.t("closed")
    return page.t("closed_until", at=f"{local(page, opening.opens_at):%m-%d %H:%M}")


def local(page: Page, moment: datetime) -> datetime:
    """A moment by the hall's clock."""
    zone = page.known.timezone
    return moment.astimezone(ZoneInfo(zone) if zone else None)


def _queues(page: Page, services: list[Service]) -> Block:
    """How many wait for each service; nothing here is to be touched alone."""
    cards = [_queue(page, each) for each in services]
    columns = (2 if len(cards) <= 4 else 3) if page.wide else 1
    return page.tiles(*cards, columns=columns)


def _queue(page: Page, service: Service) -> Block:
    lines = [page.say(page.named(service.name, service.name_en), align="center")]
    waiting = page.words.comma.join(page.waiting(service))
    lines.append(page.say(waiting, size="small", ink="muted", align="center"))
    return page.card(*lines, share=0.2)


def home(page: Page, _state: st.Home) -> View:
    if page.known.hall is None:
        away = page.visit.around.is_away
        return View(title=page.t("welcome"), body=page.say(page.t("away" if away else "opening"), align="center"))
    hint = _hint(page)
    if page.visit.mode is not st.Mode.NORMAL:
        return View(title=page.t("what_to_do"), hint=hint, body=_large_menu(page), is_helpful=False)
    title = page.t("welcome") if page.known.hall.opening.is_open else _opening(page)
    return View(title=title, hint=hint, body=_services(page), below=_menu(page), is_helpful=False)


def _hint(page: Page) -> str:
    """What is not as usual, the gravest first."""
    around = page.visit.around
    for is_so, key in (
        (not around.may_issue, "stopped_hint"),
        (around.is_away, "away_hint"),
        (page.known.trouble is not None, "no_slip_hint"),
    ):
        if is_so:
            return page.t(key)
    return ""


def _large_menu(page: Page) -> Block:
    tiles = [page.press(page.t("take_ticket"), on.ServicesWanted(), paint="main", size="title")]
    tiles += [page.press(text, event, size="title") for text, event in _entries(page)]
    return page.tiles(*tiles, columns=4 if page.wide else 2, fill=190)


def _entries(page: Page) -> list[tuple[str, on.Event]]:
    """What else there is but a ticket of a service."""
    guides: list[tuple[str, on.Event]] = []
    if page.guides:
        guides = [
            (page.t("by_item"), on.TopicsWanted(st.Sorting.CATEGORY)),
            (page.t("guides"), on.TopicsWanted(st.Sorting.CATEGORY, st.Purpose.GUIDE)),
            (page.t("search"), on.SearchWanted()),
        ]
    return [
        *guides,
        (page.t("my_ticket"), on.CodeWanted(st.CodePurpose.TICKET)),
        (page.t("booking"), on.CodeWanted(st.CodePurpose.BOOKING)),
        (page.t("hall_info"), on.LeafWanted(st.Leaf.DIRECTORY)),
        (page.t("help"), on.HelpWanted()),
    ]


def _services(page: Page) -> Block:
    services = page.known.hall.services
    columns = (2 if len(services) <= 4 else 3 if len(services) <= 9 else 4) if page.wide else 1
    return page.tiles(*(service_card(page, each) for each in services), columns=columns, fill=190)


def service_card(page: Page, service: Service) -> Press:
    """A service; one that is not offered now can be touched too, and says why and what instead."""
    why = page.visit.around.why_not(service.id)
    below = page.words.comma.join(page.waiting(service))
    if why is not None:
        below = page.t(f"card_{why}")
    return page.press(
        page.named(service.name, service.name_en),
        on.ServiceChosen(service.id),
        paint="plain" if why is None else "off",
        badge=service.prefix,
        below=below,
        align="left",
        size="text",
    )


def _menu(page: Page) -> Block:
    """Hot items and the other things to do."""
    hot = [each for each in page.guides if each.hot and not each.enquiry_only][:HOT_SHOWN]
    items = [
        page.press(
            page.named(each.name, each.name_en), on.ItemChosen(each.id, each.service_id), paint="chosen", size="small"
        )
        for each in hot
    ]
    entries = [page.press(text, event, paint="quiet") for text, event in _entries(page)]
    blocks: list[Block] = []
    if items:
        more = page.press(page.t("hot_items"), on.HotItemsWanted(), paint="chosen", size="small")
        blocks.append(page.tiles(*items, more, columns=4 if page.wide else 2))
    blocks.append(page.tiles(*entries, columns=len(entries) if page.wide else 4))
    return page.column(*blocks)
