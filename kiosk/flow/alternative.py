"""What instead, when the hall says no. Knows codes of refusals, no texts."""

from collections.abc import Mapping
from enum import StrEnum

from kiosk.flow import state as st


class Alternative(StrEnum):
    GUIDE = "guide"  # read what to bring meanwhile
    BOOKING = "booking"  # the booking phone
    OTHER_DAY = "other_day"  # when the hall is open, or this is on
    OTHER_SERVICE = "other_service"
    DESK = "desk"  # 导办台


LATER = (Alternative.GUIDE, Alternative.BOOKING, Alternative.OTHER_DAY)
INSTEAD: Mapping[str, tuple[Alternative, ...]] = {
    "hall_closed": LATER,
    "not_on_duty": LATER,
    "service_closed": (*LATER, Alternative.OTHER_SERVICE),
    "quota_reached": (*LATER, Alternative.OTHER_SERVICE),
    "item_draft": (Alternative.DESK, Alternative.OTHER_SERVICE),
    "unknown_item": (Alternative.DESK, Alternative.OTHER_SERVICE),
    "item_elsewhere": (Alternative.DESK, Alternative.OTHER_SERVICE),
    "wrong_day": (Alternative.BOOKING, Alternative.OTHER_DAY),
    "kiosk_stopped": (Alternative.GUIDE, Alternative.DESK),
    "server_away": (Alternative.DESK,),
}
OTHERWISE = (Alternative.DESK,)


def alternatives(rejected: st.Rejected) -> tuple[Alternative, ...]:
    """The best first; a guide only where an item was wanted. Never empty."""
    offered = INSTEAD.get(rejected.code, OTHERWISE)
    has_item = rejected.choice is not None and rejected.choice.item_id is not None
    return tuple(each for each in offered if has_item or each is not Alternative.GUIDE)
