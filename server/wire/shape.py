"""Base of all wire models and the kinds of text that may come in. Knows no particular message."""

from datetime import UTC, date, datetime
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

YEARS = range(2000, 2200)
"""What a hall may be asked about; beyond it a change of zone would leave the calendar."""


def _within_reach(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise ValueError("out of reach")
    return moment.astimezone(UTC)


def _day_within_reach(day: date) -> date:
    if day.year not in YEARS:
        raise ValueError("out of reach")
    return day


SentMoment = Annotated[AwareDatetime, AfterValidator(_within_reach)]
"""A time that comes in, in any zone; UTC from here on."""
SentDay = Annotated[date, AfterValidator(_day_within_reach)]
"""A local day that comes in."""
