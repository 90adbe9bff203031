"""Facts to JSON and back. Knows every fact's type by name; unknown names are damage, not news."""

import re
from collections.abc import Sequence
from typing import get_args

from pydantic import TypeAdapter
from pydantic_core import from_json

from server.domain.fact import Event
from server.service.port import LogDamaged

_NAMES: dict[type, str] = {}
_CLASSES: dict[str, type] = {}
_ADAPTERS: dict[type, TypeAdapter[Event]] = {}


def name_of(kind: type) -> str:
    """`TicketCalled` → `ticket_called`."""
    name = _NAMES.get(kind)
    if name is None:
        name = _NAMES[kind] = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    return name


def _adapter(kind: type) -> TypeAdapter[Event]:
    adapter = _ADAPTERS.get(kind)
    if adapter is None:
        adapter = _ADAPTERS[kind] = TypeAdapter(kind)
    return adapter


def _class_of(name: str) -> type:
    if not _CLASSES:
        _CLASSES.update({name_of(kind): kind for kind in get_args(Event)})
    kind = _CLASSES.get(name)
    if kind is None:
        raise LogDamaged(f"日志里有不认识的记录「{name}」，可能来自更新的版本。")
    return kind


def to_text(events: Sequence[Event]) -> str:
    """A JSON array of `{"type", "body"}`; fields at their defaults are left out."""
    return f"[{','.join(map(_fact_text, events))}]"


def _fact_text(event: Event) -> str:
    kind = type(event)
    body = _adapter(kind).dump_json(event, exclude_defaults=True).decode()
    return f'{{"type":"{name_of(kind)}","body":{body}}}'


def from_text(text: str) -> list[Event]:
    """The facts of a deed. Raises LogDamaged for what is no list of facts."""
    try:
        facts = from_json(text)
        if not isinstance(facts, list):
            raise TypeError("no list")
        return [_adapter(_class_of(each["type"])).validate_python(each["body"]) for each in facts]
    except (ValueError, KeyError, TypeError) as broken:
        raise LogDamaged("日志里有读不懂的记录。") from broken


def types_of(text: str) -> list[str]:
    """The names of a deed's facts, for the audit trail; their bodies stay in the log."""
    return [each["type"] for each in from_json(text)]
