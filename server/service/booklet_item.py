"""One item of the booklet: its six public blocks (六公开, R-041) and what else its guide says. Escapes all text."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from server.wire.content import Guide

YES, NO = "是", "否"
DEMO = "（示例时限，仅供演示）"


def item_section(guide: Guide) -> str:
    """The section of one item; nothing that is empty is shown but the six blocks."""
    blocks = (
        ("受理项目", _matter(guide)),
        ("办事程序", _list("ol", guide.steps)),
        ("申报材料", _materials(guide)),
        ("承诺时限", f'<p class="limit">{escape(guide.limit)}{DEMO if guide.demo_limit else ""}</p>'),
        ("收费标准", _paragraphs(guide.fee)),
        ("政策依据", _paragraphs(guide.basis)),
        ("温馨提示", _paragraphs(guide.note)),
    )
    shown = "".join(f'<div class="block"><h4>{title}</h4><div>{text}</div></div>' for title, text in blocks if text)
    return (
        f'<article class="item" id="item-{escape(guide.id)}"><h3>{escape(guide.name)}</h3>'
        f'<p class="about">{escape(" · ".join(_about(guide)))}</p>{shown}</article>'
    )


def _about(guide: Guide) -> Iterator[str]:
    yield f"事项编号 {guide.id}"
    if guide.department:
        yield guide.department
    if guide.kind:
        yield guide.kind
    if guide.extended:
        yield "延时办理"
    if guide.agent_allowed:
        yield "可代办"
    yield f"第 {guide.version} 版" + (f"（{guide.published_on.isoformat()}）" if guide.published_on else "")


def _matter(guide: Guide) -> str:
    conditions = f"<p>受理条件：</p>{_list('ul', guide.conditions)}" if guide.conditions else ""
    before = "、".join(each.name for each in guide.prerequisites)
    lines = (f"到哪里办：{guide.where}" if guide.where else "", f"请先办理：{before}" if before else "")
    asides = "".join(f'<p class="aside">{escape(line)}</p>' for line in lines if line)
    return f"<p>{escape(guide.name)}</p>{_paragraphs(guide.plain)}{conditions}{asides}"


def _materials(guide: Guide) -> str:
    """A list of names, or a table where there are particulars; its columns are those that say something."""
    asked = {each.code: each.text for each in guide.questions}
    columns: Mapping[str, Sequence[str]] = {
        "原件": ["原件" if each.original else "" for each in guide.materials],
        "复印件": [f"{each.copies} 份" if each.copies else "" for each in guide.materials],
        "什么情形需要": [in_words(each.when, asked) for each in guide.materials],
        "说明": [each.note for each in guide.materials],
    }
    told = {title: cells for title, cells in columns.items() if any(cells)}
    if not told:
        return _list("ol", [each.name for each in guide.materials])
    kinds = {"原件": "short", "复印件": "short"}
    head = "".join(f'<th class="{kinds.get(title, "wide")}">{title}</th>' for title in told)
    rows = "".join(
        f'<tr><td class="number">{index + 1}</td><td>{escape(material.name)}</td>'
        + "".join(
            f'<td class="{kinds.get(title, "wide")}">{escape(cells[index])}</td>' for title, cells in told.items()
        )
        + "</tr>"
        for index, material in enumerate(guide.materials)
    )
    heads = f'<tr><th class="number">序号</th><th>材料名称</th>{head}</tr>'
    return f"<table><thead>{heads}</thead><tbody>{rows}</tbody></table>"


def in_words(when: str, asked: Mapping[str, str]) -> str:
    """`married & !children` in the words of the questions, which `asked` has by code."""
    parts = [part.strip() for part in when.split("&")] if when else []
    codes = [part.removeprefix("!").strip() for part in parts]
    answers = [NO if part.startswith("!") else YES for part in parts]
    return "；".join(f"{asked.get(code, code)}{answer}" for code, answer in zip(codes, answers, strict=True))


def _list(kind: str, texts: Sequence[str]) -> str:
    return f"<{kind}>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</{kind}>"


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
