"""Lists of services, headings and items, and the search with its keyboard."""

from collections.abc import Iterable

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.ui.home import service_card
from kiosk.ui.keyboard import keyboard
from kiosk.ui.page import Page, View
from kiosk.ui.widget import Block, Press
from server.wire.content import Guide

MOST_RESULTS = 12


def services(page: Page, state: st.Services) -> View:
    found = () if page.known.hall is None else page.known.hall.services
    if state.purpose is st.Purpose.TICKET:
        cards = [service_card(page, each) for each in found]
    else:
        cards = [
            page.press(
                page.named(each.name, each.name_en), on.ServiceItemsWanted(each.id), badge=each.prefix, align="left"
            )
            for each in found
        ]
    body = page.tiles(*cards, columns=2 if page.wide else 1, fill=180) if cards else page.nothing()
    return View(title=page.t("which_service"), body=body, actions=_search(page, state))


def topics(page: Page, state: st.Topics) -> View:
    tabs = [
        page.press(
            page.t(f"sorting_{each}"),
            on.TopicsWanted(each, state.purpose),
            paint="chosen" if each is state.sorting else "plain",
        )
        for each in st.Sorting
        if each is state.sorting or page.topics(each)
    ]
    found = [
        page.press(
            page.named(each.name, each.name_en),
            on.TopicChosen(state.sorting, each.name, state.purpose),
            below=page.t("items", count=len(page.items_under(state.sorting, each.name))),
        )
        for each in page.topics(state.sorting)
    ]
    body = page.tiles(*found, columns=3 if page.wide else 2, fill=118) if found else page.nothing()
    title = page.t("guides" if state.purpose is st.Purpose.GUIDE else "which_kind")
    below = page.tiles(*tabs, columns=len(tabs))
    return View(title=title, body=body, below=below, actions=_search(page, state), from_top=True)


def items(page: Page, state: st.Items) -> View:
    topic = next((each for each in page.topics(state.sorting) if each.name == state.topic_id), None)
    title = state.topic_id if topic is None else page.named(topic.name, topic.name_en)
    return _list(page, state, title, page.items_under(state.sorting, state.topic_id))


def service_items(page: Page, state: st.ServiceItems) -> View:
    found = [each for each in page.guides if each.service_id == state.service_id]
    return _list(page, state, page.service_name(state.service_id), found)


def hot_items(page: Page, state: st.HotItems) -> View:
    return _list(page, state, page.t("hot_items"), [each for each in page.guides if each.hot])


def searching(page: Page, state: st.Searching) -> View:
    by_id = {each.id: each for each in page.guides}
    found = [by_id[each] for each in page.known.index.find(state.typed) if each in by_id][:MOST_RESULTS]
    if found:
        body: Block = _tiles(page, state.purpose, found)
    else:
        text = page.say(page.t("nothing_found" if state.typed else "how_to_search"), align="center")
        body = text if page.wide else page.told("search", text)
    field = page.field(state.typed, page.t("search_field"))
    return View(title="", body=body, below=page.column(field, keyboard(page), share=0.5), from_top=True)


def _search(page: Page, state: st.State) -> list[Press]:
    purpose = getattr(state, "purpose", st.Purpose.TICKET)
    return [page.press(page.t("search"), on.SearchWanted(purpose), paint="main")] if page.guides else []


def _list(page: Page, state: st.Browsing, title: str, found: Iterable[Guide]) -> View:
    found = list(found)
    body = _tiles(page, state.purpose, found) if found else page.nothing()
    return View(title=title, body=body, actions=_search(page, state), from_top=True)


def _tiles(page: Page, purpose: st.Purpose, found: Iterable[Guide]) -> Block:
    return page.tiles(*(_item(page, purpose, each) for each in found), columns=2 if page.wide else 1, fill=104)


def _item(page: Page, purpose: st.Purpose, guide: Guide) -> Press:
    why = None if purpose is st.Purpose.GUIDE else page.visit.around.why_not(guide.service_id, guide.id)
    below = page.words.comma.join(part for part in (page.service_name(guide.service_id), guide.department) if part)
    return page.press(
        page.named(guide.name, guide.name_en),
        on.ItemChosen(guide.id, guide.service_id),
        paint="plain" if why is None else "off",
        below=below if why is None else page.t(f"card_{why}"),
        align="left",
    )
