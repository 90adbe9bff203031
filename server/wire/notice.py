"""One-time notices (一次性告知单) on the wire. Nothing in them names who receives them."""

from typing import Annotated

from pydantic import Field

from server.wire.content import Material
from server.wire.request import Id, Wish
from server.wire.shape import Line, Moment, Text, Wire, Word

MOST = 60
"""Materials of one notice."""

Name = Annotated[Line, Field(min_length=1)]


class Fault(Wire):
    """What is wrong with a material that was handed in."""

    material: Name
    text: Name


class GiveNotice(Wish):
    """`missing` and the faults name materials of the item's guide; `again`: why there is a second one."""

    counter_id: Id
    item_id: Word
    ticket_id: Id | None = None
    missing: Annotated[tuple[Name, ...], Field(max_length=MOST)] = ()
    faults: Annotated[tuple[Fault, ...], Field(max_length=MOST)] = ()
    remark: Text = ""
    again: Line = ""
    language: Annotated[str, Field(pattern="^(zh|en)$")] = "zh"


class OneTimeNotice(Wire):
    """`version`: of the public content whose guide it was told from; `missing` as the guide told it then."""

    number: str
    at: Moment
    item_id: str
    item_name: str
    ticket_id: int | None = None
    ticket_number: str | None = None
    version: str
    counter_id: int
    counter_number: int | None = None
    clerk: str | None = None
    missing: tuple[Material, ...] = ()
    faults: tuple[Fault, ...] = ()
    remark: str = ""
    again: str = ""
    language: str = "zh"


class NoticeAnswer(Wire):
    notice: OneTimeNotice


class NoticesAnswer(Wire):
    """Of the present day, newest first."""

    notices: list[OneTimeNotice]
