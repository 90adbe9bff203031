"""What leaders tell the public at once: services closed for the day, announcements. Nothing here is personal."""

from typing import Annotated

from pydantic import Field

from server.wire.request import Wish
from server.wire.shape import Line, Moment, Wire

DAY_MINUTES = 24 * 60


class Announcement(Wire):
    """通告: shown from `since` until `until` on boards and idle kiosks; said aloud when it is made if `is_spoken`."""

    id: int
    text: str
    text_en: str = ""
    since: Moment
    until: Moment
    is_spoken: bool = False


class AnnouncementsAnswer(Wire):
    """Those that are shown now, in the order they were made."""

    announcements: list[Announcement]


class Announce(Wish):
    """`text_en` may be left out; the Chinese text is shown then."""

    text: Line
    text_en: Line = ""
    minutes: Annotated[int, Field(ge=1, le=DAY_MINUTES)]
    is_spoken: bool = False


class CloseService(Wish):
    """The reason is shown to the public."""

    reason: Line = ""
