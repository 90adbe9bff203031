"""Lists of services, headings and items, and the search: its keyboard, and the characters typed letters stand for."""

from collections.abc import Iterable, Mapping, Sequence

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.ui.home import service_card
from kiosk.ui.keyboard import keyboard
from kiosk.ui.page import KEY, Page, View
from kiosk.ui.widget import Block, Gap, Press
from server.wire.content import Guide, Topic

MOST_RESULTS = 12
MOST_AT_ONCE = 80
"""Items on one screen below their headings, a touch less; more take too long to draw."""
MOST_WORDS = 6


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
    found = {each: page.items_under(state.sorting, each.name) for each in page.topics(state.sorting)}
    if not found:
        body: Block = page.nothing()
    elif sum(map(len, found.values())) <= MOST_AT_ONCE:
        body = _under_headings(page, state.purpose, found)
    else:
        body = _headings(page, state, found)
    title = page.t("guides" if state.purpose is st.Purpose.GUIDE else "which_kind")
    below = page.tiles(*tabs, columns=len(tabs))
    return View(title=title, body=body, below=below, actions=_search(page, state), from_top=True)


def _headings(page: Page, state: st.Topics, found: Mapping[Topic, Sequence[Guide]]) -> Block:
    made = [
        page.press(
            page.named(topic.name, topic.name_en),
            on.TopicChosen(state.sorting, topic.name, state.purpose),
            below=page.t("items", count=len(guides)),
        )
        for topic, guides in found.items()
    ]
    return page.tiles(*made, columns=3 if page.wide else 2, fill=118)


def _under_headings(page: Page, purpose: st.Purpose, found: Mapping[Topic, Sequence[Guide]]) -> Block:
    blocks: list[Block] = []
    for topic, guides in found.items():
        blocks.append(page.say(page.named(topic.name, topic.name_en), ink="muted"))
        made = (_item(page, purpose, each, is_short=True) for each in guides)
        blocks.append(page.tiles(*made, columns=3 if page.wide else 2, share=0.6))
    return page.column(*blocks, share=0.6)


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
    below = page.column(_typing(page, state.typed), keyboard(page), share=0.5)
    return View(title="", body=body, below=below, from_top=True)


def _typing(page: Page, typed: str) -> Block:
    """What has been typed, and the characters its last letters stand for, to pick from."""
    field = page.field(typed, page.t("search_field"))
    found = page.known.index.words(typed, MOST_WORDS)
    words = [page.press(each, on.WordPicked(each), paint="chosen", is_key=True) for each in found]
    room = [Gap(page.dp(KEY)) for _ in range(MOST_WORDS - len(words))]  # the keys below stay where they are
    picks = page.tiles(*words, *room, columns=MOST_WORDS, share=0.5)
    if page.wide:
        return page.row((field, 0.45), (picks, 0.55), share=0.5)
    return page.column(field, picks, share=0.5)


def _search(page: Page, state: st.State) -> list[Press]:
    purpose = getattr(state, "purpose", st.Purpose.TICKET)
    return [page.press(page.t("search"), on.SearchWanted(purpose), paint="main")] if page.guides else []


def _list(page: Page, state: st.Browsing, title: str, found: Iterable[Guide]) -> View:
    found = list(found)
    body = _tiles(page, state.purpose, found) if found else page.nothing()
    return View(title=title, body=body, actions=_search(page, state), from_top=True)


def _tiles(page: Page, purpose: st.Purpose, found: Iterable[Guide]) -> Block:
    return page.tiles(*(_item(page, purpose, each) for each in found), columns=2 if page.wide else 1, fill=104)


def _item(page: Page, purpose: st.Purpose, guide: Guide, *, is_short: bool = False) -> Press:
    """`is_short`: without what it belongs to."""
    why = None if purpose is st.Purpose.GUIDE else page.visit.around.why_not(guide.service_id, guide.id)
    parts = () if is_short else (page.service_name(guide.service_id), guide.department)
    below = page.words.comma.join(part for part in parts if part)
    return page.press(
        page.named(guide.name, guide.name_en),
        on.ItemChosen(guide.id, guide.service_id),
        paint="plain" if why is None else "off",
        below=below if why is None else page.t(f"card_{why}"),
        align="left",
    )
