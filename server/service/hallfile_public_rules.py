"""What must hold between guides and of what else is shown: prerequisites, headings, posts, days. Knows no format."""

from collections.abc import Iterable, Mapping, Sequence

from server.domain.catalogue import Catalogue
from server.domain.content import Item, Publicity
from server.service.hallfile_fields import Part, Place, Problems
from server.vocab import ItemId


def check_public(catalogue: Catalogue, problems: Problems) -> None:
    """Note every broken rule of what is shown."""
    _check_prerequisites(catalogue.items, problems)
    _check_publicity(catalogue.publicity, problems)


def _check_prerequisites(items: Sequence[Item], problems: Problems) -> None:
    wanted: dict[ItemId, tuple[ItemId, ...]] = {item.id: item.prerequisites for item in items}
    for index, item in enumerate(items):
        for element, before in enumerate(item.prerequisites):
            place = Place(Part.ITEMS, index, "prerequisites", element)
            if before not in wanted:
                problems.add(place, f"未知事项 “{before}”")
            elif item.id in _reached_from(before, wanted):
                problems.add(place, f"“{before}” 又以 “{item.id}” 为前置，成了循环")


def _reached_from(start: ItemId, wanted: Mapping[ItemId, tuple[ItemId, ...]]) -> set[ItemId]:
    found: set[ItemId] = set()
    ahead = [start]
    while ahead:
        item = ahead.pop()
        if item not in found:
            found.add(item)
            ahead += wanted.get(item, ())
    return found


def _check_publicity(shown: Publicity, problems: Problems) -> None:
    for index in _repeated((topic.kind, topic.name) for topic in shown.topics):
        problems.add(Place(Part.TOPICS, index, "name"), f"“{shown.topics[index].name}” 重复")
    for index in _repeated((post.counter, post.post) for post in shown.roster):
        problems.add(Place(Part.ROSTER, index, "post"), f"这个窗口的 {shown.roster[index].post} 岗重复")
    for index, notice in enumerate(shown.notices):
        if notice.from_day and notice.until and notice.until < notice.from_day:
            problems.add(Place(Part.NOTICES, index, "until"), "结束日期早于开始日期")


def _repeated(values: Iterable[tuple[object, object]]) -> list[int]:
    seen: set[tuple[object, object]] = set()
    found = []
    for index, value in enumerate(values):
        if value in seen:
            found.append(index)
        seen.add(value)
    return found
