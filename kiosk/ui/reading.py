"""What can be read about the hall, and 请人帮办."""

from collections.abc import Callable, Iterable, Mapping

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.ui.home import local
from kiosk.ui.page import Page, View
from kiosk.ui.widget import Block, Press
from server.vocab import CounterState


def reading(page: Page, state: st.Reading) -> View:
    blocks = list(LEAVES[state.leaf](page, state.entry))
    body = page.column(*blocks) if blocks else page.nothing()
    return View(
        title=page.t(f"leaf_{state.leaf}") if state.entry is None else _entry_name(page, state.entry),
        body=body,
        below=_tabs(page, state) if state.entry is None else None,
        from_top=True,
        place=f"{state.leaf} {state.entry}",
    )


def _entry_name(page: Page, entry: str) -> str:
    """What an entry is called in the visitor's language."""
    content = page.known.content
    if content is None:
        return entry
    names = {each.name: each.name_en for each in content.venues}
    names |= {each.title: each.title_en for each in (*content.rules, *content.notices)}
    return page.named(entry, names.get(entry, ""))


def _tabs(page: Page, state: st.Reading) -> Block:
    made = [
        page.press(
            page.t(f"leaf_{each}"), on.LeafWanted(each), paint="chosen" if each is state.leaf else "plain", size="small"
        )
        for each in st.Leaf
    ]
    elder = page.visit.mode is not st.Mode.NORMAL
    return page.tiles(*made, columns=(4 if elder else 8) if page.wide else 4)


def help_called(page: Page, state: st.HelpCalled) -> View:
    actions = [page.main("call_again", on.AskedAgain())] if state.help is st.Help.UNHEARD else []
    body = page.told("help", page.say(page.t(f"help_{state.help}"), size="title", align="center"))
    return View(title=page.t("help"), body=body, actions=actions)


def _list(page: Page, titles: Iterable[tuple[str, str, str]]) -> list[Block]:
    """Title, its key, what stands below."""
    made: list[Press] = [
        page.press(title, on.EntryChosen(key), below=below, align="left") for title, key, below in titles
    ]
    return [page.tiles(*made, columns=2 if page.wide else 1, fill=104)] if made else []


def _facts(page: Page, *facts: tuple[str, str]) -> Block:
    return page.card(*(page.fact(page.t(key), value) for key, value in facts if value))


def _directory(page: Page, entry: str | None) -> list[Block]:
    content = page.known.content
    if content is None:
        return []
    if entry is None:
        plan = page.picture(content.map, 420)
        places = [(page.named(each.name, each.name_en), each.name, each.address) for each in content.venues]
        return [*([plan] if plan is not None else []), *_list(page, places)]
    return [
        _facts(
            page,
            ("address", each.address),
            ("hours", each.hours),
            ("phone_label", each.phone),
            ("handles", each.handles),
            ("way", each.way),
            ("by_booking", page.t("by_booking_only") if each.booking else ""),
        )
        for each in content.venues
        if each.name == entry
    ]


def _facilities(page: Page, _entry: str | None) -> list[Block]:
    content = page.known.content
    found = () if content is None else content.facilities
    cards = [
        page.card(
            page.say(page.named(each.name, each.name_en)),
            *(page.say(text, size="small", ink="muted") for text in (each.where, each.note) if text),
            share=0.3,
        )
        for each in found
    ]
    return [page.tiles(*cards, columns=3 if page.wide else 2)] if cards else []


def _roster(page: Page, _entry: str | None) -> list[Block]:
    """The photo wall; whoever is really at a counter now stands there by the counter's word."""
    content = page.known.content
    posts = () if content is None else content.roster
    cards = []
    for each in posts:
        photo = page.picture(each.photo, 180)
        at = page.t("at_counter", counter=_counter_number(page, each.counter_id))
        lines = [
            page.say(text, size="small", ink="muted") for text in (f"{at}　{each.post}", each.duty, each.phone) if text
        ]
        words = page.column(page.say(page.named(each.name, each.name_en)), *lines, share=0.2)
        cards.append(page.card(words if photo is None else page.row((photo, page.dp(140)), (words, 1.0))))
    return [page.tiles(*cards, columns=3 if page.wide else 2)] if cards else []


def _counter_number(page: Page, counter_id: int) -> int:
    counters = () if page.known.hall is None else page.known.hall.counters
    return next((each.number for each in counters if each.id == counter_id), counter_id)


def _rules(page: Page, entry: str | None) -> list[Block]:
    content = page.known.content
    rules = () if content is None else content.rules
    if entry is None:
        return _list(page, [(page.named(each.title, each.title_en), each.title, "") for each in rules])
    return [page.card(page.say(each.body)) for each in rules if each.title == entry]


def _notices(page: Page, entry: str | None) -> list[Block]:
    content = page.known.content
    today = page.moment.now.date()
    shown = () if content is None else [each for each in content.notices if each.is_shown(today)]
    if entry is None:
        return _list(page, [(page.named(each.title, each.title_en), each.title, each.column) for each in shown])
    return [page.card(page.say(page.named(each.body, each.body_en))) for each in shown if each.title == entry]


def _away(page: Page, _entry: str | None) -> list[Block]:
    """外出公示: counters that are paused now, why, and whom to call."""
    counters = () if page.known.hall is None else page.known.hall.counters
    away = [each for each in counters if each.state is CounterState.PAUSED]
    return [
        _facts(
            page,
            ("fact_counter", page.t("at_counter", counter=each.number)),
            ("away_reason", each.reason or ""),
            ("phone_label", each.contact or ""),
            ("back_at", "" if each.back_at is None else f"{local(page, each.back_at):%H:%M}"),
        )
        for each in away
    ]


def _leaders(page: Page, _entry: str | None) -> list[Block]:
    content = page.known.content
    if content is None:
        return []
    today = content.leader_on(page.moment.now.date())
    cards = []
    for each in content.leaders:
        name = f"{each.name}　{each.rank}"
        mark = [page.say(page.t("leader_today"), size="small", ink="good_ink")] if each == today else []
        phone = [page.say(each.phone, size="small", ink="muted")] if each.phone else []
        cards.append(page.card(page.say(name), *mark, *phone, share=0.3))
    return [page.tiles(*cards, columns=3 if page.wide else 2)] if cards else []


def _phones(page: Page, _entry: str | None) -> list[Block]:
    hall, content = page.known.hall, page.known.content
    phones = [] if hall is None else [("phone_enquiries", hall.hall.phone), ("phone_booking", hall.hall.booking_phone)]
    if content is not None:
        phones += [("phone_supervision", content.supervision_phone), ("address", content.address)]
    return [_facts(page, *phones)] if any(value for _, value in phones) else []


LEAVES: Mapping[st.Leaf, Callable[[Page, str | None], list[Block]]] = {
    st.Leaf.DIRECTORY: _directory,
    st.Leaf.FACILITIES: _facilities,
    st.Leaf.ROSTER: _roster,
    st.Leaf.RULES: _rules,
    st.Leaf.NOTICES: _notices,
    st.Leaf.AWAY: _away,
    st.Leaf.LEADERS: _leaders,
    st.Leaf.PHONES: _phones,
}
