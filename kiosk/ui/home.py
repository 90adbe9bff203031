"""The menu: the services, what else can be done, and whether the hall is open."""

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.ui.page import Page, View
from kiosk.ui.widget import Block, Press
from server.wire.hall import Service, Span

HOT_SHOWN = 4
MIDNIGHT = "00:00"


def opening(page: Page) -> str:
    """When the hall is open, in a line."""
    if page.visit.around.is_away:  # what is kept may be of another day
        return page.t("welcome")
    opening = page.known.hall.opening
    if opening.is_open:
        spans = page.words.comma.join(f"{span.start}-{_until(span)}" for span in opening.spans)
        return page.t("open_today", spans=spans) if spans else page.t("welcome")
    if opening.opens_at is None:
        return page.t("closed")
    return page.t("closed_until", at=f"{local(page, opening.opens_at):%m-%d %H:%M}")


def _until(span: Span) -> str:
    """People read the end of the day as 24:00; 00:00 looks like no time at all."""
    return "24:00" if span.end == MIDNIGHT else span.end


def local(page: Page, moment: datetime) -> datetime:
    """A moment by the hall's clock."""
    zone = page.known.timezone
    return moment.astimezone(ZoneInfo(zone) if zone else None)


def home(page: Page, _state: st.Home) -> View:
    if page.known.hall is None:
        away = page.visit.around.is_away
        told = page.say(page.t("away" if away else "opening"), size="title", align="center")
        return View(title=page.t("welcome"), body=page.told("warning" if away else "wait", told))
    hint = _hint(page)
    if page.visit.mode is not st.Mode.NORMAL:
        return View(title=page.t("what_to_do"), hint=hint, body=_large_menu(page), is_helpful=False)
    title = page.t("welcome") if page.known.hall.opening.is_open else opening(page)
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
    tiles = [page.press(page.t("take_ticket"), on.ServicesWanted(), paint="main", sign="ticket", size="title")]
    tiles += [page.press(text, event, sign=sign, size="title") for sign, text, event in _entries(page)]
    return page.tiles(*tiles, columns=4 if page.wide else 2, fill=230)


def _entries(page: Page) -> list[tuple[str, str, on.Event]]:
    """Sign, words and event of what else there is but a ticket of a service."""
    guides: list[tuple[str, str, on.Event]] = []
    if page.guides:
        guides = [
            ("list", page.t("by_item"), on.TopicsWanted(st.Sorting.CATEGORY)),
            ("guide", page.t("guides"), on.TopicsWanted(st.Sorting.CATEGORY, st.Purpose.GUIDE)),
            ("search", page.t("search"), on.SearchWanted()),
        ]
    return [
        *guides,
        ("ticket", page.t("my_ticket"), on.CodeWanted(st.CodePurpose.TICKET)),
        ("calendar", page.t("booking"), on.CodeWanted(st.CodePurpose.BOOKING)),
        ("hall", page.t("hall_info"), on.LeafWanted(st.Leaf.DIRECTORY)),
        ("help", page.t("help"), on.HelpWanted()),
    ]


def _services(page: Page) -> Block:
    services = page.known.hall.services
    if not services:
        return page.nothing()
    columns = (2 if len(services) <= 4 else 3 if len(services) <= 9 else 4) if page.wide else 2
    return page.tiles(*(service_card(page, each) for each in services), columns=columns, fill=190)


def waiting(page: Page, service: Service) -> str:
    """How many wait and how long that takes: a line, or two on an upright screen, whose cards are narrow."""
    return (page.words.comma if page.wide else "\n").join(page.waiting(service))


def service_card(page: Page, service: Service) -> Press:
    """A service; one that is not offered now can be touched too, and says why and what instead."""
    why = page.visit.around.why_not(service.id)
    below = waiting(page, service)
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
    entries = _entries(page)
    blocks: list[Block] = []
    if items:
        entries.insert(0, ("hot", page.t("hot_items"), on.HotItemsWanted()))
        blocks.append(page.tiles(*items, columns=4 if page.wide else 2))
    made = [page.press(text, event, sign=sign, size="small") for sign, text, event in entries]
    blocks.append(page.tiles(*made, columns=len(entries) if page.wide else 4))
    return page.column(*blocks)
