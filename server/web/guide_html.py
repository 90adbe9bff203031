"""The HTML of the guide pages: pure functions from public content and words to text. All that is shown is escaped."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from server.wire.content import Content, Guide, Material
from server.wire.situation import materials_for


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language by key."""

    code: str
    table: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.table[key]

    def say(self, key: str, **values: object) -> str:
        return self.table[key].format(**values)

    def named(self, name: str, name_en: str) -> str:
        return name_en if self.code == "en" and name_en else name


def guide_page(content: Content, guide: Guide, answers: Mapping[str, bool], words: Words) -> str:
    """All that is public of an item; with answers, the materials of that situation only."""
    name = words.named(guide.name, guide.name_en)
    limit = guide.limit + (words["demo"] if guide.demo_limit and guide.limit else "")
    parts = [
        f"<h1>{escape(name)}</h1>",
        _text_block(words["plain"], words.named(guide.plain, guide.plain_en), "plain"),
        _video(guide, words),
        _block(words["matter"], _paragraph(_noted(words, name, guide.kind)), words),
        _block(words["materials"], _materials(guide, answers, words), words),
        _block(words["steps"], _list("ol", guide.steps), words),
        _block(words["limit"], _paragraph(limit), words),
        _block(words["fee"], _paragraph(guide.fee), words),
        _block(words["basis"], _paragraph(guide.basis), words),
        *(_text_block(words[key], text) for key, text in _rest(guide)),
        _prerequisites(content, guide, words),
    ]
    return _whole(content, name, "".join(parts), words, f"/g/{quote(guide.id, safe='')}")


def list_page(content: Content, found: Iterable[Guide], wish: str, words: Words) -> str:
    """A field to search in, and the names found."""
    found = list(found)
    form = (
        f'<form action="/g" role="search"><input type="hidden" name="lang" value="{words.code}">'
        f'<label for="q">{words["find"]}</label><div class="find">'
        f'<input id="q" name="q" type="search" maxlength="60" value="{escape(wish)}">'
        f"<button>{words['search']}</button></div></form>"
    )
    links = "".join(f"<li>{_link(each, words)}<small>{escape(each.department)}</small></li>" for each in found)
    count = words.say("found", count=len(found)) if found else words["nothing"]
    body = f'<h1>{words["title"]}</h1>{form}<p class="small">{escape(count)}</p><ul class="links">{links}</ul>'
    return _whole(content, words["title"], body, words, "/g")


def message_page(content: Content, text: str, words: Words) -> str:
    body = f'<h1>{words["title"]}</h1><p>{escape(text)}</p><p><a href="/g?lang={words.code}">{words["all"]}</a></p>'
    return _whole(content, words["title"], body, words, "/g")


def _whole(content: Content, title: str, body: str, words: Words, here: str) -> str:
    hall = escape(words.named(content.name, content.name_en))
    other = "zh" if words.code == "en" else "en"
    note = f'<p class="small">{words["untranslated"]}</p>' if words["untranslated"] else ""
    return (
        f'<!doctype html><html lang="{words["html"]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)} · {hall}</title><link rel="stylesheet" href="/web/page.css"></head><body>'
        f'<header class="bar"><span>{hall}</span><nav><a href="/g?lang={words.code}">{words["all"]}</a>'
        f'<a href="{here}?lang={other}" lang="{other}">{words["other"]}</a></nav></header>'
        f'<main class="guide">{note}{body}{_foot(content, words)}</main></body></html>'
    )


def _foot(content: Content, words: Words) -> str:
    phones = ((words["hall_phone"], content.phone), (words["booking_phone"], content.booking_phone))
    lines = [f'<p>{label} <a href="tel:{escape(phone)}">{escape(phone)}</a></p>' for label, phone in phones if phone]
    version = words.say("version", day=f"{content.published_at:%Y-%m-%d}", version=content.version[:8])
    return f'<footer>{"".join(lines)}<p class="small">{version}</p></footer>'


def _block(title: str, inside: str, words: Words) -> str:
    """One of the six public blocks: it stands there even when nothing is published yet."""
    return f"<section><h2>{title}</h2>{inside or _paragraph(words['not_public_yet'])}</section>"


def _text_block(title: str, text: str, kind: str = "") -> str:
    return f'<section class="{kind}"><h2>{title}</h2>{_paragraph(text)}</section>' if text else ""


def _video(guide: Guide, words: Words) -> str:
    if not guide.video:
        return ""
    source = escape(f"/g/video/{guide.video}")
    player = f'<video controls playsinline preload="metadata" src="{source}"></video>'
    return f"<section><h2>{words['video']}</h2>{player}</section>"


def _rest(guide: Guide) -> Iterator[tuple[str, str]]:
    yield "conditions", "\n".join(guide.conditions)
    yield "where", guide.where
    yield "department", guide.department
    yield "note", guide.note


def _paragraph(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line)


def _list(kind: str, lines: Iterable[str]) -> str:
    made = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<{kind}>{made}</{kind}>" if made else ""


def _materials(guide: Guide, answers: Mapping[str, bool], words: Words) -> str:
    fitting = materials_for(guide, answers)
    if not fitting:
        return ""
    key = "yours" if answers else "depends" if guide.questions else "bring"
    lines = _list("ul", (_material(each, words) for each in fitting))
    return f"{_questions(guide, answers, words)}<p class='small'>{words[key]}</p>{lines}"


def _material(material: Material, words: Words) -> str:
    forms = [words["original"]] if material.original else []
    forms += [words.say("copies", count=material.copies)] if material.copies else []
    forms += [material.note] if material.note else []
    return _noted(words, words.named(material.name, material.name_en), words["between"].join(forms))


def _questions(guide: Guide, answers: Mapping[str, bool], words: Words) -> str:
    """情形: yes or no to each question; the page comes anew with what fits."""
    if not guide.questions:
        return ""
    asked = "".join(
        f"<fieldset><legend>{escape(words.named(each.text, each.text_en))}</legend>"
        + "".join(_choice(each.code, value, words[value], answers) for value in ("yes", "no"))
        + "</fieldset>"
        for each in guide.questions
    )
    hidden = f'<input type="hidden" name="lang" value="{words.code}">'
    return f'<form class="asked">{hidden}<p>{words["situation"]}</p>{asked}<button>{words["show"]}</button></form>'


def _choice(code: str, value: str, label: str, answers: Mapping[str, bool]) -> str:
    checked = " checked" if answers.get(code) is (value == "yes") else ""
    return f'<label><input type="radio" name="{escape(code)}" value="{value}"{checked}> {label}</label>'


def _prerequisites(content: Content, guide: Guide, words: Words) -> str:
    """前置事项; those with a guide here lead to it."""
    by_id = {each.id: each for each in content.guides}
    lines = "".join(
        f"<li>{_link(by_id[each.id], words) if each.id in by_id else escape(words.named(each.name, each.name_en))}</li>"
        for each in guide.prerequisites
    )
    return f'<section><h2>{words["prerequisites"]}</h2><ul class="links">{lines}</ul></section>' if lines else ""


def _link(guide: Guide, words: Words) -> str:
    name = escape(words.named(guide.name, guide.name_en))
    return f'<a href="/g/{quote(guide.id, safe="")}?lang={words.code}">{name}</a>'


def _noted(words: Words, name: str, note: str) -> str:
    return words.say("noted", name=name, note=note) if note else name
