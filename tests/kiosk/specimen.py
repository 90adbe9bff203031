"""Every screen there is, with something in it: states by name, in the hall of the shipped sample. Knows no window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache, partial
from importlib import resources

from kiosk.flow import state as st
from kiosk.flow.alternative import INSTEAD
from kiosk.flow.offer import Offer
from kiosk.notice import guide_url
from kiosk.ui.known import Known, index_of
from server.service.content import to_content
from server.service.hallfile import load_toml
from server.vocab import CounterState, Level, TicketState
from server.wire import content as wc
from server.wire.hall import HallAnswer
from server.wire.media import media_name
from server.wire.ticket import Estimate
from tests.client.stub import AT, counter, hall_answer, service, ticket

NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
RARE = "王𠮷䶮"
TICKET = ticket(12)
CHOICE = st.Choice(service_id="household", item_id="I003")
OFFLINE = st.OfflineTicket(id="k1-0007", number="LA007", service_id="general")
SECTIONS = {
    st.Section.PRINTER: (("纸卷", "已打印 312 张，约余 88 张"), ("状态", "正常")),
    st.Section.NETWORK: (("服务器", "http://10.0.0.2:8000"), ("状态", "在线")),
    st.Section.VERSIONS: (("程序", "1.0"), ("内容", "9f86d081")),
    st.Section.LOG: (("上次导出", "无"),),
}


@cache
def content() -> wc.Content:
    """The sample hall's, with what the sample leaves to each hall filled in."""
    catalogue = load_toml((resources.files("server") / "sample" / "hall.toml").read_text(encoding="utf-8"))
    made = to_content(catalogue, "demo", NOW)
    wanted = {
        "venues": made.venues or (wc.Venue(name="示例村便民服务站", address="示例村村委会一楼", hours="08:30-12:00"),),
        "facilities": made.facilities or (wc.Facility(name="轮椅", name_en="Wheelchair", where="咨询台"),),
        "roster": made.roster or (wc.Post(counter_id=1, post="A", name=RARE, duty="综合受理", phone="0000-1234567"),),
        "rules": made.rules or (wc.Rule(title="首问负责制", body="您问到的第一位工作人员，就是首问负责人。" * 6),),
        "notices": made.notices
        or (wc.Notice(title="周六延时服务", title_en="Open on Saturdays", body="周六照常办理。", body_en="Open."),),
        "leaders": made.leaders or (wc.Leader(name="赵军", rank="中心主任", weekdays=(0, 1, 2, 3, 4)),),
    }
    filmed = media_name(b"a video", "mp4")
    guides = tuple(each.model_copy(update={"video": filmed}) if each.id == "I003" else each for each in made.guides)
    return made.model_copy(update=wanted | {"guides": guides})


@cache
def hall() -> HallAnswer:
    catalogue = load_toml((resources.files("server") / "sample" / "hall.toml").read_text(encoding="utf-8"))
    services = [
        service(each.id, each.name, each.name_en, prefix=each.prefix, waiting=3 + place, offered=place != 4)
        for place, each in enumerate(catalogue.services)
    ]
    counters = [counter(each.number, zone=each.zone, services=tuple(each.services)) for each in catalogue.counters]
    away = {"state": CounterState.PAUSED, "reason": "去档案室取材料", "contact": "0000-1234567", "back_at": AT}
    counters[2] = counters[2].model_copy(update=away)
    return hall_answer(services=services, counters=counters)


@cache
def known() -> Known:
    texts = content()
    return Known(
        hall=hall(),
        content=texts,
        index=index_of(texts),
        facts=SECTIONS,
        url=lambda shown: f"http://10.0.0.2:8000/t/{shown.id}#s3cret",
        guide_url=partial(guide_url, "http://10.0.0.2:8000"),
    )


def around(**other: object) -> st.Around:
    return st.Around(offer=Offer.from_hall(hall()), **other)  # type: ignore[arg-type]


def around_of(name: str) -> st.Around:
    """What is around a screen of this name."""
    return around(is_away="offline" in name, may_issue="stopped" not in name)


def states() -> Iterator[tuple[str, st.State]]:
    """Name and state of every screen; several of a state that looks different."""
    yield from _choosing()
    yield from _taking()
    yield from _guiding()
    yield from _owning()
    yield from _reading()
    yield from _minding()


def _choosing() -> Iterator[tuple[str, st.State]]:
    yield "attract", st.Attract()
    yield "home", st.Home()
    yield "attract-offline", st.Attract()
    yield "home-offline", st.Home()
    yield "home-stopped", st.Home()
    yield "confirming-offline", st.Confirming(CHOICE)
    for purpose in st.Purpose:
        yield f"services-{purpose}", st.Services(purpose)
    for sorting in st.Sorting:
        yield f"topics-{sorting}", st.Topics(sorting, st.Purpose.TICKET)
    topic = next(each.category for each in content().guides if each.category)
    yield "items", st.Items(st.Sorting.CATEGORY, topic, st.Purpose.TICKET)
    yield "service-items", st.ServiceItems("general", st.Purpose.GUIDE)
    yield "hot-items", st.HotItems(st.Purpose.TICKET)
    for name, typed in (("", ""), ("-found", "zm"), ("-picked", "户籍f"), ("-nothing", "qqqq")):
        yield f"searching{name}", st.Searching(st.Purpose.TICKET, typed)


def _taking() -> Iterator[tuple[str, st.State]]:
    plain = st.Choice(service_id="general")
    yield "confirming-service", st.Confirming(plain)
    yield "confirming-item", st.Confirming(CHOICE)
    green = st.Choice(service_id="general", green_reason="elderly", large=True)
    yield "confirming-green", st.Confirming(green)
    yield "choosing-reason", st.ChoosingReason(plain)
    yield "issuing", st.Issuing(plain)
    yield "printing", st.Printing(plain, TICKET)
    yield "shown", st.Shown(TICKET.model_copy(update={"warning": "closing"}))
    for doubtful in (False, True):
        name = "doubtful" if doubtful else "paper-out"
        yield f"print-failed-{name}", st.PrintFailed(plain, TICKET, "paper_out", "打印机缺纸，请更换纸卷。", doubtful)
        yield f"offline-failed-{name}", st.OfflineFailed(plain, OFFLINE, "paper_out", "打印机缺纸。", doubtful)
        yield f"unreached-{'offline' if doubtful else 'desk'}", st.Unreached(plain, doubtful)
    for code in INSTEAD:
        yield f"rejected-{code}", st.Rejected(code, "", CHOICE)
    yield "issuing-offline", st.IssuingOffline(plain)
    yield "printing-offline", st.PrintingOffline(plain, OFFLINE)
    yield "shown-offline", st.ShownOffline(OFFLINE)


def _guiding() -> Iterator[tuple[str, st.State]]:
    for tab in st.Tab:
        yield f"guide-{tab}", st.GuideShown(item_id="I003", tab=tab)
    answers = (("married", True), ("children", False))
    yield "guide-answered", st.GuideShown(item_id="I003", tab=st.Tab.MATERIALS, answers=answers)
    yield "guide-plain-hot", st.GuideShown(item_id="I015", tab=st.Tab.PLAIN)
    for paper in (st.Paper.PRINTING, st.Paper.PRINTED, st.Paper.FAILED):
        yield f"guide-paper-{paper}", st.GuideShown(item_id="I015", paper=paper, failure="paper_out")
    yield "asking", st.Asking(item_id="I003", questions=("married", "children"))


def _owning() -> Iterator[tuple[str, st.State]]:
    for purpose in st.CodePurpose:
        yield f"code-{purpose}", st.EnterCode(purpose, "4071")
    yield "code-wrong", st.EnterCode(st.CodePurpose.BOOKING, "40718263", "unknown_booking")
    yield "checking-in", st.CheckingIn("40718263")
    yield "looking-up", st.LookingUp("A012-7KQ2")
    for state in TicketState:
        other = {"state": state, "counter_number": 3, "estimate": Estimate(p50_minutes=8, p90_minutes=8)}
        yield f"my-ticket-{state}", st.MyTicket(TICKET.model_copy(update=other), state is TicketState.FINISHED)
    yield "cancel-asked", st.CancelAsked(TICKET)
    yield "evaluating", st.Evaluating(TICKET)
    yield "choosing-why", st.ChoosingWhy(TICKET, Level.DISSATISFIED)
    yield "choosing-why-chosen", st.ChoosingWhy(TICKET, Level.DISSATISFIED, ("等候过久",))
    yield "my-ticket-unexplained", st.MyTicket(TICKET, unexplained=Level.DISSATISFIED)
    for deed in st.Deed:
        yield f"changing-{deed}", st.Changing(TICKET, deed)
        yield f"changed-{deed}", st.Changed(TICKET, deed)


def _reading() -> Iterator[tuple[str, st.State]]:
    for leaf in st.Leaf:
        yield f"reading-{leaf}", st.Reading(leaf)
    shown = content()
    yield "reading-rule", st.Reading(st.Leaf.RULES, shown.rules[0].title)
    yield "reading-venue", st.Reading(st.Leaf.DIRECTORY, shown.venues[0].name)
    today = next(each for each in shown.notices if each.is_shown(date(2026, 11, 24)))
    yield "reading-notice", st.Reading(st.Leaf.NOTICES, today.title)
    for hand in st.Help:
        yield f"help-{hand}", st.HelpCalled(hand)


def _minding() -> Iterator[tuple[str, st.State]]:
    yield "staff-code", st.StaffCode("1234")
    yield "staff-code-wrong", st.StaffCode("", 1)
    yield "staff-checking", st.StaffChecking(0)
    for section in st.Section:
        yield f"staff-{section}", st.StaffPage(section=section)
    done = {"done": st.Chore.PRINTER_TEST, "is_fine": False, "detail": "打印机缺纸，请更换纸卷。"}
    yield "staff-failed", st.StaffPage(section=st.Section.PRINTER, **done)  # type: ignore[arg-type]
    yield "staff-doing", st.StaffPage(section=st.Section.PRINTER, doing=st.Chore.PRINTER_TEST)
    hall, taken = "示例镇便民服务中心", "大厅已收回本机的令牌，请重新配对。"
    yield "pairing", st.Pairing("482177", hall)
    yield "pairing-again", st.Pairing("482177", hall, "taken_back", taken)
    yield "pairing-away", st.Pairing(why="not_found", detail="局域网中没有找到大厅服务器，请检查网络和服务程序。")
    named = "示例镇便民服务中心（demo-hall-1f2e3d4c）、新区政务服务中心（new-district-5a6b7c8d）"
    detail = f"局域网中只找到这些大厅：{named}，请在配置 server.hall 中写明本机所属大厅。"
    yield "pairing-several", st.Pairing(why="other_hall", detail=detail)
    yield "locked", st.Locked("")
    yield "locked-text", st.Locked("本机检修，请使用入口左侧的取号机。")
    yield "out-of-order", st.OutOfOrder("no_answer", "0000-7654321")
