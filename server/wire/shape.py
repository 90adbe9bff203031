"""Base of all wire models and the kinds of text that may come in. Knows no particular message."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints


class Wire(BaseModel):
    """A message or part of one: immutable, unknown fields ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, serialize_by_alias=True)


def _without_control(text: str) -> str:
    if any(ord(char) < 0x20 and char not in "\t\n" for char in text):
        raise ValueError("control characters are not allowed")
    return text


Word = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_without_control)]
Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(_without_control)]
Text = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_without_control)]
Moment = AwareDatetime
"""A time with its zone; UTC on the way out."""
