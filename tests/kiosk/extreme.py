"""Halls at the edge: nobody waits, no content, no service, very long names, 200 services, every letter, many notices.

Knows no window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from string import ascii_uppercase

from kiosk.flow import state as st
from kiosk.flow.offer import Offer
from kiosk.ui.known import Known, index_of
from server.wire import content as wc
from server.wire.hall import HallAnswer
from server.wire.public import Announcement
from tests.client.stub import hall_answer, service
from tests.kiosk import specimen

LONG = "跨区域涉企经营许可事项全程网办与农村集体经济组织登记综合受理"
LONG_EN = "Cross-regional licensing of enterprises and registration of rural collective organisations"
STATES: tuple[tuple[str, st.State], ...] = (
    ("attract", st.Attract()),
    ("home", st.Home()),
    ("services", st.Services(st.Purpose.TICKET)),
    ("topics", st.Topics(st.Sorting.CATEGORY, st.Purpose.GUIDE)),
    ("hot-items", st.HotItems(st.Purpose.TICKET)),
    ("notices", st.Reading(st.Leaf.NOTICES)),
    ("roster", st.Reading(st.Leaf.ROSTER)),
    ("confirming", st.Confirming(st.Choice(service_id="s0", item_id="I003"))),
    ("closed", st.Rejected("service_closed", "", st.Choice(service_id="s0"))),
    ("shown", st.Shown(specimen.TICKET.model_copy(update={"number": "AB1234", "service_id": "s0"}))),
)


def halls() -> Iterator[tuple[str, Known]]:
    """Name of the edge, and what a kiosk of such a hall knows."""
    usual = specimen.known()
    yield "no hall", Known()
    yield "no content", replace(usual, content=None, index=index_of(None))
    yield "no service", replace(usual, hall=hall_answer(services=[], counters=[]))
    yield "nobody waits", replace(usual, hall=_hall(8, waiting=0))
    yield "letters", replace(usual, hall=_hall(26))
    yield "200 services", replace(usual, hall=_hall(200))
    yield "long names", _long(usual)
    yield "many notices", _many_notices(usual)
    yield "announced and closed", replace(usual, hall=_announced_and_closed())


def _announced_and_closed() -> HallAnswer:
    """As long as the hall lets leaders be."""
    hall, at = _hall(8), specimen.NOW
    texts = ("停电检修，请稍候。" * 22, "电", "请已取号的群众到二楼办理。" * 15)
    announced = tuple(
        Announcement(id=number, text=text, text_en="Power cut. " * 18, since=at, until=at + timedelta(hours=1))
        for number, text in enumerate(texts, 1)
    )
    services = [each.model_copy(update={"closed": "系统检修，请下午再来办理。" * 4}) for each in hall.services]
    return hall.model_copy(update={"announcements": announced, "services": services})


def visit_in(known: Known, state: st.State, language: str, mode: st.Mode) -> st.Visit:
    offer = None if known.hall is None else Offer.from_hall(known.hall)
    return st.Visit(state, language=language, mode=mode, around=st.Around(offer=offer))


def _hall(count: int, *, waiting: int = 187, name: str = "综合受理", name_en: str = "General") -> HallAnswer:
    letters = [*ascii_uppercase, *(one + other for one in ascii_uppercase for other in ascii_uppercase)]
    made = [
        service(f"s{at}", f"{name}{at}", f"{name_en} {at}", prefix=letters[at], waiting=waiting) for at in range(count)
    ]
    return hall_answer(services=made, counters=[])


def _long(usual: Known) -> Known:
    hall = _hall(8, name=LONG, name_en=LONG_EN)
    hall = hall.model_copy(update={"hall": hall.hall.model_copy(update={"name": LONG, "name_en": LONG_EN})})
    content = specimen.content()
    named = {"name": LONG, "name_en": LONG_EN, "department": LONG, "category": LONG}
    topics = (wc.Topic(kind=content.topics[0].kind, name=LONG, name_en=LONG_EN), *content.topics)
    guides = tuple(each.model_copy(update=named) for each in content.guides)
    content = content.model_copy(update={"guides": guides, "topics": topics})
    return replace(usual, hall=hall, content=content, index=index_of(content))


def _many_notices(usual: Known) -> Known:
    notices = tuple(wc.Notice(title=f"{LONG} {at}", title_en=LONG_EN, body=LONG * 30) for at in range(60))
    return replace(usual, content=specimen.content().model_copy(update={"notices": notices}))
