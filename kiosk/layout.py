"""How a slip is laid out: a TOML file of lines, top to bottom. Knows no ticket and no words."""

import string
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from kiosk.config import ConfigError

WORDS = frozenset({"hall", "number", "service", "warning", "scan", "offline", "listen", "missed", "minority"})
FACTS = frozenset({"item", "ahead", "estimate", "counters", "code", "issued", "booking_phone", "phone"})
NARROW = 40
"""Columns below which paper is 58 mm wide."""


def _known(text: str) -> str:
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        raise ValueError("{…} 不成对") from None
    if strange := names - WORDS:
        raise ValueError(f"没有 {{{min(strange)}}} 这项内容")
    return text


def _fact(name: str) -> str:
    if name not in FACTS:
        raise ValueError(f"没有 {name} 这项内容")
    return name


class Line(BaseModel):
    """One of text, fact, code or picture, and how it looks. A line whose content is missing is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, AfterValidator(_known)] | None = None
    fact: Annotated[str, AfterValidator(_fact)] | None = None
    code: Annotated[str | None, Field(pattern="^url$")] = None
    picture: Annotated[str | None, Field(pattern="^logo$")] = None
    size: Annotated[int, Field(ge=1, le=4)] = 1
    align: Annotated[str, Field(pattern="^(left|centre|right)$")] = "left"
    bold: bool = False
    drawn: bool = False
    stacked: bool = False

    @model_validator(mode="after")
    def _one_content(self) -> "Line":
        if sum(each is not None for each in (self.text, self.fact, self.code, self.picture)) != 1:
            raise ValueError("text、fact、code、picture 须填写其中一个")
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """What the text has places for."""
        return tuple(name for _, name, _, _ in string.Formatter().parse(self.text or "") if name is not None)


class Layout(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    line: Annotated[tuple[Line, ...], Field(min_length=1)]


def read_layout(file: Path) -> Layout:
    """A layout of the hall's own. Raises ConfigError."""
    try:
        return _parsed(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"号票版式 {file} 读不出来：{error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"号票版式 {file} 不是正确的 TOML：{error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"号票版式 {file}：{place} {first['msg'].removeprefix('Value error, ')}") from None


@cache
def shipped(name: str) -> Layout:
    """One of "58", "80", "large"."""
    return _parsed((resources.files("kiosk") / "slip_layout" / f"{name}.toml").read_text(encoding="utf-8"))


def usual(columns: int, *, large: bool) -> Layout:
    """The shipped layout for paper of so many columns."""
    return shipped("large" if large else "58" if columns < NARROW else "80")


def _parsed(text: str) -> Layout:
    return Layout.model_validate(tomllib.loads(text))
