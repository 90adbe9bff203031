"""Finding what one wants: Home → a list → an item, for a ticket or for its guide.

Three touches at most to a ticket: service, confirm; hot item, confirm; by item, item, confirm.
"""

from dataclasses import replace
from string import ascii_letters

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.rule.move import Move, Row, end, instead, onward, row, table
from kiosk.flow.rule.take import wanted

LONGEST_SEARCH = 24


def _ticket(_now: st.State, event: on.ServiceChosen, visit: st.Visit) -> Move:
    return wanted(st.Choice(service_id=event.service_id, item_id=event.item_id), visit)


def _item(purpose: st.Purpose, event: on.ItemChosen, visit: st.Visit) -> Move:
    if purpose is st.Purpose.GUIDE:
        return onward(st.GuideShown(item_id=event.item_id))
    return wanted(st.Choice(service_id=event.service_id, item_id=event.item_id), visit)


def _guide(_now: st.State, event: on.GuideWanted, _visit: st.Visit) -> Move:
    return onward(st.GuideShown(item_id=event.item_id))


def _items_list(
    of: type[st.Topics] | type[st.Items] | type[st.ServiceItems] | type[st.HotItems] | type[st.Searching],
) -> list[Row]:
    """What every list of items can do."""
    return [
        row(of, on.ItemChosen, lambda s, e, visit: _item(s.purpose, e, visit)),
        row(of, on.ServiceChosen, _ticket),
        row(of, on.GuideWanted, _guide),
    ]


def _search_from(
    of: type[st.Services] | type[st.Topics] | type[st.Items] | type[st.ServiceItems] | type[st.HotItems],
) -> Row:
    return row(of, on.SearchWanted, lambda s, _, __: onward(st.Searching(s.purpose)))


def _typed(now: st.Searching, event: on.Typed, _visit: st.Visit) -> Move:
    return instead(replace(now, typed=(now.typed + event.text)[:LONGEST_SEARCH]))


def _picked(now: st.Searching, event: on.WordPicked, _visit: st.Visit) -> Move:
    typed = now.typed.rstrip(ascii_letters) + event.text
    return instead(replace(now, typed=typed[:LONGEST_SEARCH]))


TABLE = table(
    row(st.Attract, on.Touched, lambda _, __, ___: instead(st.Home())),
    row(st.Attract, on.TimedOut, lambda _, __, ___: end(state=st.Attract())),
    row(st.Home, on.TimedOut, lambda _, __, ___: end(state=st.Attract())),
    row(st.Home, on.ServicesWanted, lambda _, e, __: onward(st.Services(e.purpose))),
    row(st.Home, on.TopicsWanted, lambda _, e, __: onward(st.Topics(e.sorting, e.purpose))),
    row(st.Home, on.TopicChosen, lambda _, e, __: onward(st.Items(e.sorting, e.topic_id, e.purpose))),
    row(st.Home, on.ServiceItemsWanted, lambda _, e, __: onward(st.ServiceItems(e.service_id, e.purpose))),
    row(st.Home, on.HotItemsWanted, lambda _, e, __: onward(st.HotItems(e.purpose))),
    row(st.Home, on.SearchWanted, lambda _, e, __: onward(st.Searching(e.purpose))),
    row(st.Home, on.ServiceChosen, _ticket),
    row(st.Home, on.ItemChosen, lambda _, e, visit: _item(st.Purpose.TICKET, e, visit)),
    row(st.Home, on.GuideWanted, _guide),
    row(st.Services, on.ServiceChosen, _ticket),
    row(st.Services, on.ServiceItemsWanted, lambda s, e, __: onward(st.ServiceItems(e.service_id, s.purpose))),
    row(st.Topics, on.TopicsWanted, lambda s, e, _: instead(st.Topics(e.sorting, s.purpose))),
    row(st.Topics, on.TopicChosen, lambda s, e, _: onward(st.Items(e.sorting, e.topic_id, s.purpose))),
    *_items_list(st.Topics),
    *_items_list(st.Items),
    *_items_list(st.ServiceItems),
    *_items_list(st.HotItems),
    *_items_list(st.Searching),
    *(_search_from(each) for each in (st.Services, st.Topics, st.Items, st.ServiceItems, st.HotItems)),
    row(st.Searching, on.Typed, _typed),
    row(st.Searching, on.WordPicked, _picked),
    row(st.Searching, on.Erased, lambda s, _, __: instead(replace(s, typed=s.typed[:-1]))),
    row(st.Searching, on.Cleared, lambda s, _, __: instead(replace(s, typed=""))),
)
