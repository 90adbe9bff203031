"""JSON schemas in words: the fields of a message, their kinds and limits. Knows no call."""

from collections.abc import Iterator, Mapping
from typing import Any

from tools.docs_table import table

Schema = Mapping[str, Any]
"""Any part of a JSON schema."""
TOP = ("field", "kind", "")
LIMITS = {
    "minimum": "≥ {:.0f}",
    "maximum": "≤ {:.0f}",
    "minLength": "length ≥ {}",
    "maxLength": "length ≤ {}",
    "maxItems": "≤ {} elements",
    "pattern": "`{}`",
}
FRAMEWORK = ("HTTPValidationError", "ValidationError")
"""FastAPI's own; our refusals are problems."""


def models_in(schemas: Schema) -> list[str]:
    """The names of all messages and closed sets of words, in order."""
    return sorted(set(schemas).difference(FRAMEWORK))


def link_to(ref: str) -> str:
    """A link to the model a `$ref` names, on the same page."""
    name = ref.rpartition("/")[2]
    return f"[{name}](#{name.lower()})"


def body_of(schema: Schema) -> str:
    """A table of a message's fields, or the words of a closed set."""
    return table(TOP, _fields(schema)) if "properties" in schema else kind_of(schema)


def _fields(schema: Schema) -> Iterator[tuple[str, str, str]]:
    """Name, kind and the rest (required, default, limits)."""
    required = schema.get("required", ())
    for name, field in schema["properties"].items():
        notes = ["required"] if name in required else _default(field)
        yield f"`{name}`", kind_of(field), "; ".join([*notes, *_limits(field)])


def kind_of(schema: Schema) -> str:
    """What kind of value a schema wants, in words."""
    if "$ref" in schema:
        return link_to(schema["$ref"])
    if "anyOf" in schema:
        return " or ".join(kind_of(each) for each in schema["anyOf"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " ".join(f"`{each}`" for each in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", "any"))


def _default(field: Schema) -> list[str]:
    value = field.get("default")
    return [] if value is None or value in ([], "") else [f"default `{value}`"]


def _limits(field: Schema) -> list[str]:
    known = [each for each in (field, *field.get("anyOf", ())) if each.get("type") != "null"]
    return [text.format(each[key]) for each in known for key, text in LIMITS.items() if key in each]
