"""Items, their materials and their questions: records to values and back. Knows no file format."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from server.domain.content import Item, Material, Question
from server.service import hallfile_values as notation
from server.service.hallfile_fields import Part, Record
from server.service.hallfile_reader import Reader
from server.vocab import ItemId, ServiceId

COPIES_MAX = 99
VERSION_MAX = 999_999

T = TypeVar("T")


def items_from(items: Sequence[Reader], materials: Sequence[Reader], questions: Sequence[Reader]) -> tuple[Item, ...]:
    """Items with the pieces that name them; a piece that names none is noted."""
    known = {reader.line("id") for reader in items}
    for piece in (*materials, *questions):
        owner = piece.needed("item")
        if owner and owner not in known:
            piece.problem("item", f"未知事项 “{owner}”")
    own_questions = _by_item((piece.line("item"), _question(piece)) for piece in questions)
    own_materials = _by_item((piece.line("item"), _material(piece)) for piece in materials)
    _check_codes(questions)
    for piece in materials:
        _check_when(piece, {question.code for question in own_questions.get(piece.line("item"), ())})
    return tuple(
        _item(reader, own_materials.get(reader.line("id"), ()), own_questions.get(reader.line("id"), ()))
        for reader in items
    )


def _by_item(pieces: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, tuple[T, ...]] = {}
    for owner, piece in pieces:
        found[owner] = (*found.get(owner, ()), piece)
    return found


def _check_codes(questions: Sequence[Reader]) -> None:
    seen: set[tuple[str, str]] = set()
    for piece in questions:
        key = piece.line("item"), piece.line("code")
        if key in seen:
            piece.problem("code", f"代码 “{key[1]}” 重复")
        seen.add(key)


def _check_when(piece: Reader, asked: set[str]) -> None:
    """A condition asks only what its item asks."""
    when = piece.line("when")
    for part in when.split("&") if when else ():
        code = part.strip().removeprefix("!").strip()
        if not code:
            piece.problem("when", f"适用情形 “{when}” 应写作 married、!married 或 married & children")
        elif code not in asked:
            piece.problem("when", f"这个事项没有代码为 “{code}” 的情形问题")


def _material(reader: Reader) -> str | Material:
    material = Material(
        name=reader.needed("name"),
        name_en=reader.line("name_en"),
        original=reader.flag("original"),
        copies=reader.whole("copies", 0, COPIES_MAX, 0),
        note=reader.line("note"),
        when=reader.line("when"),
    )
    return material.name if material == Material(name=material.name) else material


def _question(reader: Reader) -> Question:
    return Question(code=reader.ident("code"), text=reader.needed("text"), text_en=reader.line("text_en"))


def _item(reader: Reader, materials: tuple[str | Material, ...], questions: tuple[Question, ...]) -> Item:
    return Item(
        id=ItemId(reader.ident("id")),
        name=reader.needed("name"),
        service=ServiceId(reader.needed("service")),
        category=reader.line("category"),
        kind=reader.line("kind"),
        materials=(*reader.texts("materials"), *materials),
        steps=reader.texts("steps"),
        limit=reader.line("limit"),
        demo_limit=reader.flag("demo_limit"),
        basis=reader.line("basis"),
        fee=reader.line("fee"),
        note=reader.line("note"),
        extended=reader.flag("extended"),
        historic=reader.flag("historic"),
        name_en=reader.line("name_en"),
        department=reader.line("department"),
        life_events=reader.texts("life_events"),
        conditions=reader.texts("conditions"),
        questions=questions,
        prerequisites=tuple(ItemId(text) for text in reader.texts("prerequisites")),
        where=reader.line("where"),
        plain=reader.line("plain"),
        plain_en=reader.line("plain_en"),
        pictures=reader.each("pictures", notation.media_from),
        video=reader.media("video"),
        hot=reader.flag("hot"),
        comprehensive=reader.flag("comprehensive"),
        enquiry_only=reader.flag("enquiry_only"),
        agent_allowed=reader.flag("agent_allowed"),
        version=reader.whole("version", 1, VERSION_MAX, 1),
        published_on=reader.day("published_on"),
        withdrawn=reader.line("withdrawn"),
    )


def item_records(items: Iterable[Item]) -> dict[Part, list[Record]]:
    """The inverse: records of the items, and of what stands in sheets of its own."""
    records: dict[Part, list[Record]] = {Part.ITEMS: [], Part.MATERIALS: [], Part.QUESTIONS: []}
    for item in items:
        names = tuple(material for material in item.materials if isinstance(material, str))
        has_particulars = len(names) < len(item.materials)  # then all go together, to keep their order
        records[Part.ITEMS].append(_record(item, () if has_particulars else names))
        if has_particulars:
            records[Part.MATERIALS] += [_material_record(item.id, material) for material in item.materials]
        records[Part.QUESTIONS] += [
            {"item": item.id, "code": each.code, "text": each.text, "text_en": each.text_en} for each in item.questions
        ]
    return records


def _material_record(item: ItemId, material: str | Material) -> Record:
    if isinstance(material, str):
        return {"item": item, "name": material}
    record: Record = {
        "item": item,
        "name": material.name,
        "name_en": material.name_en,
        "original": material.original,
        "note": material.note,
        "when": material.when,
    }
    return {**record, "copies": material.copies} if material.copies else record


def _record(item: Item, materials: tuple[str, ...]) -> Record:
    record = _texts(item, materials)
    return {**record, "version": item.version} if item.version > 1 else record


def _texts(item: Item, materials: tuple[str, ...]) -> Record:
    return {
        "id": item.id,
        "name": item.name,
        "service": item.service,
        "category": item.category,
        "kind": item.kind,
        "limit": item.limit,
        "demo_limit": item.demo_limit,
        "materials": materials,
        "steps": item.steps,
        "basis": item.basis,
        "fee": item.fee,
        "note": item.note,
        "extended": item.extended,
        "historic": item.historic,
        "name_en": item.name_en,
        "department": item.department,
        "life_events": item.life_events,
        "conditions": item.conditions,
        "prerequisites": tuple(item.prerequisites),
        "where": item.where,
        "plain": item.plain,
        "plain_en": item.plain_en,
        "pictures": item.pictures,
        "video": item.video,
        "hot": item.hot,
        "comprehensive": item.comprehensive,
        "enquiry_only": item.enquiry_only,
        "agent_allowed": item.agent_allowed,
        "published_on": item.published_on.isoformat() if item.published_on else "",
        "withdrawn": item.withdrawn,
    }
