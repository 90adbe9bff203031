"""What stands on a 一次性告知单 and on a printed guide, in the visitor's language. Knows no printer and no counter of
notices: the number is given."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from kiosk.flow.state import Answers
from kiosk.phrase import Phrases
from kiosk.slip import Slip, SlipCode, SlipLine, SlipPart
from server.wire.content import Content, Guide, Material, Question
from server.wire.situation import materials_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """`number`: no other notice of the hall has it; `url`: the guide for a phone, where the server has such a page."""

    number: str | None
    at: datetime
    url: str | None = None
    large: bool = False


def guide_url(base_url: str, item_id: str, language: str, answers: Mapping[str, bool]) -> str:
    """The server's page for a phone: of this item, in this language, for whoever gave these answers."""
    query = {"lang": language} | {code: "yes" if yes else "no" for code, yes in answers.items()}
    return f"{base_url.rstrip('/')}/g/{quote(item_id, safe='')}?{urlencode(query)}"


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes headings, facts and lists in one size."""

    words: Phrases
    size: int

    def say(self, key: str, **values: str | int) -> str:
        return self.words.say("notice", key, **values)

    def line(self, text: str, *, bold: bool = False) -> SlipLine:
        return SlipLine(text=text, size=self.size, bold=bold)

    def fact(self, key: str, value: str) -> Iterator[SlipLine]:
        """Left out when there is nothing to say."""
        if value:
            yield self.line(self.say("fact", label=self.say(key), value=value))

    def heading(self, text: str) -> SlipLine:
        return self.line(text, bold=True)

    def block(self, key: str, lines: Sequence[str]) -> Iterator[SlipLine]:
        """One of the blocks, numbered when it has several lines; left out without any."""
        if not lines:
            return
        yield self.heading(self.say(key))
        for number, text in enumerate(lines, 1):
            yield self.line(f"{number}. {text}" if len(lines) > 1 else text)


def compose_notice(guide: Guide, content: Content, answers: Answers, words: Phrases, issued: Issued) -> Slip:
    """一次性告知单: everything that is wanted in this situation, at once; the six public blocks whole."""
    pen = _Pen(words, 2 if issued.large else 1)
    materials = materials_for(guide, dict(answers))
    return Slip(
        (
            *_head("notice_title", content, words),
            *_marks(content, pen, issued),
            *pen.fact("name", words.named(guide.name, guide.name_en)),
            *_situation(guide.questions, answers, pen),
            SlipLine(text=""),
            *_blocks(guide, materials, pen),
            *_foot(guide, content, pen, issued),
            SlipLine(text=pen.say("once"), align="centre"),
        )
    )


def compose_guide(guide: Guide, content: Content, words: Phrases, issued: Issued) -> Slip:
    """办事指南: the six public blocks, materials of all situations, each with the one it is for, and the plain text."""
    pen = _Pen(words, 2 if issued.large else 1)
    plain = guide.plain_en if words.language == "en" and guide.plain_en else guide.plain
    return Slip(
        (
            *_head("guide_title", content, words),
            *_marks(content, pen, issued),
            *pen.fact("name", words.named(guide.name, guide.name_en)),
            SlipLine(text=""),
            *_blocks(guide, guide.materials, pen, questions=guide.questions),
            *pen.block("plain", [plain] if plain else []),
            *_foot(guide, content, pen, issued),
        )
    )


def _head(title: str, content: Content, words: Phrases) -> Iterator[SlipLine]:
    yield SlipLine(text=words.named(content.name, content.name_en), align="centre", bold=True)
    yield SlipLine(text=words.say("notice", title), size=2, align="centre", bold=True)
    yield SlipLine(text="")


def _marks(content: Content, pen: _Pen, issued: Issued) -> Iterator[SlipLine]:
    zone = ZoneInfo(content.timezone)
    if issued.number is not None:
        yield from pen.fact("number", issued.number)
    published = f"{content.published_at.astimezone(zone):%Y-%m-%d}"
    yield from pen.fact("version", pen.say("version_value", day=published, version=content.version[:8]))
    yield from pen.fact("printed", f"{issued.at.astimezone(zone):%Y-%m-%d %H:%M}")


def _situation(questions: Sequence[Question], answers: Answers, pen: _Pen) -> Iterator[SlipLine]:
    asked = {each.code: pen.words.named(each.text, each.text_en) for each in questions}
    told = [(asked[code], yes) for code, yes in answers if code in asked]
    if told:
        yield pen.heading(pen.say("situation"))
    for question, yes in told:
        yield pen.line(pen.say("answer", question=question, answer=pen.say("yes" if yes else "no")))


def _blocks(
    guide: Guide, materials: Sequence[Material], pen: _Pen, *, questions: Sequence[Question] = ()
) -> Iterator[SlipLine]:
    yield from pen.block("conditions", guide.conditions)
    yield from pen.block("materials", [_material(each, questions, pen) for each in materials])
    yield from pen.block("steps", guide.steps)
    yield from pen.block("limit", [pen.say("example", limit=guide.limit) if guide.demo_limit else guide.limit])
    yield from pen.block("fee", [guide.fee])
    yield from pen.block("basis", [guide.basis] if guide.basis else [])


def _material(material: Material, questions: Sequence[Question], pen: _Pen) -> str:
    kinds = [pen.say("original")] if material.original else []
    kinds += [pen.say("copies", copies=material.copies)] if material.copies else []
    kinds += [material.note] if material.note else []
    kinds += [_when(material.when, questions, pen)] if questions and material.when else []
    name = pen.words.named(material.name, material.name_en)
    return pen.say("material", name=name, kinds=pen.say("between").join(kinds)) if kinds else name


def _when(when: str, questions: Sequence[Question], pen: _Pen) -> str:
    """`married & !children` as a person would say it."""
    asked = {each.code: pen.words.named(each.text, each.text_en) for each in questions}
    parts = [each.strip() for each in when.split("&")]
    told = [
        pen.say("answer", question=asked.get(code, code), answer=pen.say("no" if part.startswith("!") else "yes"))
        for part in parts
        if (code := part.removeprefix("!").strip())
    ]
    return pen.words.comma.join(told)


def _foot(guide: Guide, content: Content, pen: _Pen, issued: Issued) -> Iterator[SlipPart]:
    before = [pen.words.named(each.name, each.name_en) for each in guide.prerequisites]
    yield from pen.block("before", before)
    yield from pen.block("remarks", [guide.note] if guide.note else [])
    yield SlipLine(text="")
    yield from pen.fact("where", guide.where or content.address)
    yield from pen.fact("phone", content.phone)
    yield from pen.fact("booking_phone", content.booking_phone)
    yield from pen.fact("supervision_phone", content.supervision_phone)
    if issued.url is not None:
        yield SlipCode(issued.url)
        yield SlipLine(text=pen.say("scan"), align="centre")
