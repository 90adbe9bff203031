"""Items as they are written in the office: to texts, back under the hall file's rules, and what a draft changes."""

from collections.abc import Iterator, Mapping

from server.domain.catalogue import Catalogue
from server.domain.content import Item, Material, Question
from server.service.booklet_item import in_words
from server.service.hallfile_english import title_en
from server.service.hallfile_fields import FIELDS, Part, Plain, Shape
from server.service.hallfile_item import item_records
from server.service.setup_change import Change, changed
from server.vocab import ItemId
from server.wire import catalogue as wc
from server.wire.setup import Value

OWN = frozenset({"id", "materials", "version", "published_on", "withdrawn"})
"""Fields of an item that are not written as others are: told apart, in lists of their own, or by the hall."""
YES, NO = "是", "否"
QUESTIONS = ("情形问题", "Questions")


def text_of(item: Item) -> wc.ItemText:
    """What somebody would write to get this item."""
    record = item_records([item])[Part.ITEMS][0]
    return wc.ItemText(
        record={key: _value(value) for key, value in record.items() if key not in OWN and value not in ("", (), False)},
        materials=tuple(_material(each) for each in item.materials),
        questions=tuple(
            wc.QuestionText(code=each.code, text=each.text, text_en=each.text_en) for each in item.questions
        ),
    )


def item_from(catalogue: Catalogue, item_id: ItemId, text: wc.ItemText) -> Item:
    """The item somebody wrote, judged in the set-up it belongs to. Raises SetUpWrong with every problem."""
    places = {item.id: index for index, item in enumerate(catalogue.items)}
    index = places.get(item_id, len(catalogue.items))
    change = Change(
        part=Part.ITEMS,
        deed="put" if item_id in places else "add",
        index=index,
        record={"id": item_id, **{key: value for key, value in text.record.items() if key not in OWN}},
        pieces={
            Part.MATERIALS: [_given(each) for each in text.materials],
            Part.QUESTIONS: [_given(each) for each in text.questions],
        },
    )
    return changed(catalogue, [change]).items[index]


def changes_of(before: Item | None, after: Item) -> list[wc.FieldChange]:
    """Every field in which they differ, in the order of the hall file."""
    old = _told(before) if before is not None else _NOTHING
    new = _told(after)
    titles = {each.key: (each.title, title_en(Part.ITEMS, each.key)) for each in FIELDS[Part.ITEMS]}
    titles = {key: titles[key] for key in titles if key not in OWN - {"materials"}} | {"questions": QUESTIONS}
    return [
        wc.FieldChange(key=key, title=zh, title_en=en, before=old.get(key, ""), after=new.get(key, ""))
        for key, (zh, en) in titles.items()
        if old.get(key, "") != new.get(key, "")
    ]


def _told(item: Item) -> dict[str, str]:
    record = item_records([item])[Part.ITEMS][0]
    texts = {key: _line(value) for key, value in record.items()}
    asked = {each.code: each.text for each in item.questions}
    texts["materials"] = "\n".join(_material_line(each, asked) for each in item.materials)
    return texts | {"questions": "\n".join(f"{each.code}：{each.text}{_en(each)}" for each in item.questions)}


_NOTHING = {each.key: NO for each in FIELDS[Part.ITEMS] if each.shape is Shape.FLAG}
"""What a new item changes: a flag that is not set says nothing new."""


def _line(value: Plain) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def _en(question: Question) -> str:
    return f"（{question.text_en}）" if question.text_en else ""


def _material_line(material: str | Material, asked: Mapping[str, str]) -> str:
    return material if isinstance(material, str) else "；".join(_particulars(material, asked))


def _particulars(material: Material, asked: Mapping[str, str]) -> Iterator[str]:
    yield f"{material.name}（{material.name_en}）" if material.name_en else material.name
    if material.original:
        yield "原件"
    if material.copies:
        yield f"复印件 {material.copies} 份"
    if material.note:
        yield material.note
    if material.when:
        yield f"适用：{in_words(material.when, asked)}"


def _material(material: str | Material) -> wc.MaterialText:
    if isinstance(material, str):
        return wc.MaterialText(name=material)
    return wc.MaterialText(
        name=material.name,
        name_en=material.name_en,
        original=material.original,
        copies=material.copies,
        note=material.note,
        when=material.when,
    )


def _given(text: wc.MaterialText | wc.QuestionText) -> dict[str, object]:
    """Without what is at its default: nothing was said then."""
    return {key: value for key, value in text.model_dump().items() if value not in ("", False, 0)}


def _value(value: Plain) -> Value:
    return list(value) if isinstance(value, tuple) else value
