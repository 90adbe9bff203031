"""《便民服务指南》: the published guides of a hall as one HTML document, to be set as PDF (R-040). Escapes all text."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib.resources import files

from server.domain.catalogue import Catalogue, Span
from server.service.booklet_item import item_section
from server.service.hallfile_values import span_to
from server.vocab import TopicKind
from server.wire.content import Content, Guide
from server.wire.media import MEDIA_TYPES

TITLE = "便民服务指南"
ABOUT = "大厅概况"
UNSORTED = "其他事项"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booklet:
    """What goes into one edition. `pictures`: the stored ones it may show, by name; those it lacks are left out."""

    content: Content
    catalogue: Catalogue
    day: date
    pictures: Mapping[str, bytes]


def booklet_html(booklet: Booklet) -> str:
    """The whole document: cover, contents with page numbers, the hall, a chapter for each category."""
    chapters = _chapters(booklet.content)
    style = files("server.service").joinpath("booklet.css").read_text("utf-8")
    parts = (
        _cover(booklet),
        _contents(booklet, chapters),
        _hall(booklet),
        *(_chapter(index, name, guides) for index, (name, guides) in enumerate(chapters.items())),
    )
    head = f'<meta charset="utf-8"><title>{escape(booklet.content.name)} {TITLE}</title><style>{style}</style>'
    return f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{"".join(parts)}</body></html>'


def pictures_of(content: Content) -> tuple[str, ...]:
    """Names of the stored pictures a booklet shows."""
    return tuple(name for name in (content.emblem, content.map) if name)


def _chapters(content: Content) -> dict[str, list[Guide]]:
    """Guides by category, in the order of the hall's own headings."""
    order = [topic.name for topic in content.topics if topic.kind is TopicKind.CATEGORY]
    found: dict[str, list[Guide]] = {name: [] for name in order}
    for guide in content.guides:
        found.setdefault(guide.category or UNSORTED, []).append(guide)
    unsorted = found.pop(UNSORTED, [])
    return {name: guides for name, guides in (*found.items(), (UNSORTED, unsorted)) if guides}


def _cover(booklet: Booklet) -> str:
    content = booklet.content
    day = f"{booklet.day.year}年{booklet.day.month}月{booklet.day.day}日"
    lines = (content.address, f"咨询电话：{content.phone}" if content.phone else "")
    foot = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return (
        f'<section class="cover">{_picture(booklet, content.emblem)}'
        f'<div class="band"><p class="name">{escape(content.name)}</p><h1>{TITLE}</h1>'
        f'<p class="english">{escape(content.name_en)} · Service Guide</p><div class="rule"></div></div>'
        f'<div class="foot">{foot}<p>版本日期：{day}</p>'
        '<p class="free">本指南免费取阅。事项如有调整，以大厅公布的最新版本为准。</p></div>'
        "</section>"
    )


def _contents(booklet: Booklet, chapters: Mapping[str, list[Guide]]) -> str:
    lines = [f'<a class="first" href="#hall">{ABOUT}</a>']
    for name, guides in chapters.items():
        lines.append(f"<h3>{escape(name)}</h3>")
        lines += [f'<a href="#item-{escape(guide.id)}">{escape(guide.name)}</a>' for guide in guides]
    running = f'data-hall="{escape(booklet.content.name)}　{TITLE}" data-day="{booklet.day.isoformat()} 版"'
    return f'<section class="contents"><h2 {running}>目录</h2>{"".join(lines)}</section>'


def _chapter(index: int, name: str, guides: Iterable[Guide]) -> str:
    items = "".join(map(item_section, guides))
    return f'<section class="chapter" id="chapter-{index}"><h2>{escape(name)}</h2>{items}</section>'


def _hall(booklet: Booklet) -> str:
    content = booklet.content
    facts = (
        ("地址", content.address),
        ("开放时间", "\n".join(_hours(booklet.catalogue))),
        ("咨询电话", content.phone),
        ("预约电话", content.booking_phone),
        ("监督电话", content.supervision_phone),
    )
    rows = "".join(f"<tr><th>{title}</th><td>{_text(text)}</td></tr>" for title, text in facts if text)
    plan = _picture(booklet, content.map, "map")
    parts = (
        f'<table class="facts"><tbody>{rows}</tbody></table>',
        f'<h3 class="part">大厅平面图</h3>{plan}' if plan else "",
        _table("窗口", ("窗口", "名称", "办理业务", "区域"), _counters(booklet.catalogue)),
        _table(
            "便民设施", ("设施", "位置", "说明"), ((each.name, each.where, each.note) for each in content.facilities)
        ),
        _table(
            "其他办事场所",
            ("名称", "地址", "开放时间", "电话"),
            ((each.name, each.address, each.hours, each.phone) for each in content.venues),
        ),
    )
    return f'<section class="chapter" id="hall"><h2>{ABOUT}</h2>{"".join(parts)}</section>'


def _hours(catalogue: Catalogue) -> Iterator[str]:
    calendar = catalogue.calendar
    if calendar.always_open:
        yield "全天"
        return
    yield f"工作日 {_spans(calendar.hours)}"
    if calendar.duty_hours:
        days = "、".join(f"周{'一二三四五六日'[day]}" for day in calendar.duty_weekdays)
        yield f"值班（{days}，办理延时事项） {_spans(calendar.duty_hours)}"


def _spans(spans: Iterable[Span]) -> str:
    return "，".join(span_to(span).replace("-", "–") for span in spans)


def _counters(catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    names = {service.id: service.name for service in catalogue.services}
    for counter in catalogue.counters:
        yield str(counter.number), counter.name, "、".join(names[each] for each in counter.services), counter.zone


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table without the columns that say nothing; nothing at all without rows."""
    lines = list(rows)
    kept = [column for column in range(len(heads)) if any(line[column] for line in lines)]
    if not kept:
        return ""
    head = "".join(f"<th>{heads[column]}</th>" for column in kept)
    body = "".join("<tr>" + "".join(f"<td>{_text(line[column])}</td>" for column in kept) + "</tr>" for line in lines)
    return f'<h3 class="part">{title}</h3><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _picture(booklet: Booklet, name: str, kind: str = "") -> str:
    content = booklet.pictures.get(name)
    if content is None:
        return ""
    media_type = MEDIA_TYPES[name.rpartition(".")[2]]
    return f'<img class="{kind}" alt="" src="data:{media_type};base64,{b64encode(content).decode()}">'


def _text(text: str) -> str:
    return "<br>".join(map(escape, text.splitlines()))
