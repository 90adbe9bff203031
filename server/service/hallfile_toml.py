"""The hall file as TOML: texts to records and back, and where in the text a value stands. Knows no rule of a hall."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import tomli_w

from server.service.hallfile_fields import (
    FIELDS,
    LISTED,
    MANY,
    NESTED,
    SINGLE,
    Document,
    Field,
    Part,
    Place,
    Plain,
    Problems,
    Record,
    Shape,
)

Native = str | int | float | bool | date | list[str] | list[int] | list[date]

_HEADER = re.compile(r"\s*\[\[?\s*([\w.]+)\s*\]?\]\s*(?:#.*)?")
_KEY = re.compile(r"\s*([\w.]+)\s*=")


class SyntaxProblem(Exception):
    """The text is no TOML; says where, in Chinese."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Line numbers, from 1, of the tables and keys of a TOML text."""

    tables: dict[tuple[str, int], int] = field(default_factory=dict)
    keys: dict[tuple[str, int, str], int] = field(default_factory=dict)

    def of(self, place: Place) -> int | None:
        """The line of a value, or of the table it belongs in."""
        line = self.keys.get((place.part, place.index, place.key))
        return line if line is not None else self.tables.get((place.part, place.index))


def read_toml(text: str, problems: Problems) -> Document:
    """Records of a TOML text; wrong types and unknown keys become problems. SyntaxProblem if it is no TOML."""
    try:
        tables: dict[str, object] = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise SyntaxProblem(f"不是有效的 TOML：{_in_chinese(str(error))}") from None
    except RecursionError:
        raise SyntaxProblem("不是有效的 TOML：嵌套太深") from None
    for name in sorted(tables.keys() - (set(Part) - NESTED)):
        problems.add(Place(Part.HALL, -1, name), "不认识的部分")
    unnested = _unnested(tables)
    return {part: list(_records(part, unnested.get(part), problems)) for part in Part}


def _unnested(tables: Mapping[str, object]) -> dict[str, object]:
    """The tables with what stands inside items beside them; each piece names its item."""
    items = tables.get(Part.ITEMS)
    if not isinstance(items, list):
        return {key: value for key, value in tables.items() if key not in NESTED}
    found: dict[str, list[object]] = {part: [] for part in NESTED}
    outer: list[object] = []
    for item in items:
        rest = dict(item) if isinstance(item, dict) else item
        if isinstance(rest, dict):
            for part in NESTED:
                found[part] += _taken_out(rest, part)
        outer.append(rest)
    return {**tables, **found, Part.ITEMS: outer}


def _taken_out(item: dict[str, object], part: str) -> list[dict[str, object]]:
    """A list of tables leaves the item; a list of mere texts is the item's own."""
    within = item.get(part)
    if not isinstance(within, list) or not any(isinstance(each, dict) for each in within):
        return []
    del item[part]
    owner = item.get("id")
    named = {"item": owner} if isinstance(owner, str) else {}
    return [{**(each if isinstance(each, dict) else {"name": each}), **named} for each in within]


def _in_chinese(message: str) -> str:
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    return f"第 {found[1]} 行第 {found[2]} 列写法有误（{message}）" if found else message


def _records(part: Part, value: object, problems: Problems) -> Iterator[Record]:
    if value is None:
        return
    if part not in LISTED:
        value = [value]
    if not isinstance(value, list):
        problems.add(Place(part), f"应写作多个 [[{part}]]")
        return
    for index, table in enumerate(value):
        if isinstance(table, dict):
            yield record_of(table, part, index, problems)
        else:
            problems.add(Place(part, index), "应为一个表")


def record_of(table: Mapping[str, object], part: Part, index: int, problems: Problems) -> Record:
    """The plain values of one table; unknown keys and wrong types become problems of theirs."""
    fields = {field.key: field for field in FIELDS[part]}
    record: Record = {}
    for key, value in _flat(table):
        place = Place(part, index, key)
        if key not in fields:
            problems.add(place, "不认识的键")
            continue
        plain = _plain(value, fields[key].shape)
        if plain is None:
            problems.add(place, f"应为{_WANTED[fields[key].shape]}")
        else:
            record[key] = plain
    return record


def _flat(table: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}", wanted) for inner, wanted in value.items())
        else:
            yield key, value


_WANTED = {
    Shape.LINE: "文字（加引号）",
    Shape.NOTE: "文字（加引号）",
    Shape.WHOLE: "整数",
    Shape.NUMBER: "数字",
    Shape.FLAG: " true 或 false",
    Shape.LINES: "文字的列表",
    Shape.WORDS: "文字的列表",
    Shape.WHOLES: "整数的列表",
    Shape.DATES: "日期的列表",
    Shape.DAY: "日期",
}


def _plain(value: object, shape: Shape) -> Plain | None:
    if shape in MANY:
        texts = [_text(element, shape) for element in value] if isinstance(value, list) else [None]
        return None if None in texts else tuple(text for text in texts if text is not None)
    if isinstance(value, bool) or shape is Shape.FLAG:
        return value if isinstance(value, bool) and shape is Shape.FLAG else None
    if isinstance(value, str):
        return value if shape in {Shape.LINE, Shape.NOTE, Shape.DAY} else None
    if shape is Shape.DAY:
        return value.isoformat() if type(value) is date else None
    if isinstance(value, int):
        return value if shape in {Shape.WHOLE, Shape.NUMBER} else None
    return value if isinstance(value, float) and shape is Shape.NUMBER else None


def _text(element: object, shape: Shape) -> str | None:
    if isinstance(element, str):
        return element
    if shape is Shape.WHOLES and isinstance(element, int) and not isinstance(element, bool):
        return str(element)
    # A datetime is a date too, but has no place in a list of days.
    return element.isoformat() if shape is Shape.DATES and type(element) is date else None


def lines_of(text: str) -> Lines:
    """Where tables and keys stand; nothing is claimed of a text with multi-line strings, which may look like keys."""
    lines = Lines()
    if '"""' in text or "'''" in text:
        return lines
    table, index, seen = "", 0, dict[str, int]()
    prefix = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.fullmatch(line):
            table, _, sub = header[1].partition(".")
            prefix = f"{sub}." if sub else ""
            if not sub:
                index = seen.get(table, -1) + 1
                seen[table] = index
                lines.tables[table, index] = number
        elif key := _KEY.match(line):
            lines.keys[table, index, prefix + key[1]] = number
    return lines


def locator(lines: Lines, document: Document) -> Callable[[Place], str]:
    """Turns a place into `counters[2].services[0]（第 57 行）`; of a piece of an item the line is the item's."""
    owners = owners_in(document)

    def located(place: Place) -> str:
        owner = owners.get((place.part, place.index))
        line = lines.of(owner or place)
        path = path_of(owner) + (f".{place.key}" if place.key else "") if owner else path_of(place)
        return path + ("" if line is None else f"（第 {line} 行）")

    return located


def owners_in(document: Document) -> dict[tuple[Part, int], Place]:
    """For every piece of an item its place in it: `items[3].materials[0]`."""
    items: dict[Plain | None, int] = {}
    for index, record in enumerate(document.get(Part.ITEMS, [])):
        items.setdefault(record.get("id"), index)
    owners = {}
    for part in NESTED:
        seen = dict.fromkeys(items.values(), 0)
        for index, record in enumerate(document.get(part, [])):
            owner = items.get(record.get("item"))
            if owner is not None:
                owners[part, index] = Place(Part.ITEMS, owner, part, seen[owner])
                seen[owner] += 1
    return owners


def path_of(place: Place) -> str:
    """The key path of a place, counted from 0; below 0 stands a place outside all parts, its key being the path."""
    if place.index < 0:
        return place.key
    path = f"{place.part}[{place.index}]" if place.part in LISTED and place.key else str(place.part)
    path += f".{place.key}" if place.key else ""
    return path if place.element is None else f"{path}[{place.element}]"


def write_toml(document: Document) -> str:
    """The TOML text of the records: the hall, its calendar and rules, then everything there are many of."""
    parts = [part for part in Part if part in SINGLE] + [part for part in Part if part in LISTED - NESTED]
    pieces = {part: _pieces(document[part], FIELDS[part]) for part in NESTED}
    texts = []
    for part in parts:
        for record in document[part]:
            table = _table(record, FIELDS[part])
            if part is Part.ITEMS:
                table |= {inner: found[record["id"]] for inner, found in pieces.items() if record["id"] in found}
            texts.append(_headed(part, table, many=part in LISTED))
    return "\n".join(texts)


def _pieces(records: list[Record], fields: tuple[Field, ...]) -> dict[Plain, list[dict[str, object]]]:
    """What belongs into each item."""
    found: dict[Plain, list[dict[str, object]]] = {}
    for record in records:
        piece = {key: value for key, value in record.items() if key != "item"}
        found.setdefault(record["item"], []).append(_table(piece, fields))
    return found


def _headed(path: str, table: dict[str, object], *, many: bool) -> str:
    """A table under a header of its own, and what stands in it under theirs; never folded into one line."""
    flat: dict[str, object] = {}
    inner: list[str] = []
    for key, value in table.items():
        if isinstance(value, dict):
            inner.append(_headed(f"{path}.{key}", value, many=False))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            inner += [_headed(f"{path}.{key}", each, many=True) for each in value]
        else:
            flat[key] = value
    header = f"[[{path}]]" if many else f"[{path}]"
    return "\n".join([f"{header}\n{tomli_w.dumps(flat)}", *inner])


def _table(record: Record, fields: tuple[Field, ...]) -> dict[str, object]:
    table: dict[str, object] = {}
    subtables: dict[str, dict[str, object]] = {}
    for field_ in fields:
        if field_.key not in record:
            continue
        outer, _, inner = field_.key.rpartition(".")
        (subtables.setdefault(outer, {}) if outer else table)[inner] = _native(record[field_.key], field_.shape)
    return {**table, **subtables}


def _native(value: Plain, shape: Shape) -> Native:
    if not isinstance(value, tuple):
        return date.fromisoformat(value) if shape is Shape.DAY and isinstance(value, str) else value
    if shape is Shape.DATES:
        return [date.fromisoformat(text) for text in value]
    return [int(text) for text in value] if shape is Shape.WHOLES else list(value)
