"""What one may queue for just now, as far as the kiosk knows. The server has the last word."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.wire.hall import HallAnswer, Item

DUTY = "duty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`services`: offered today; `full`: of these, those whose quota is used up; `closed`: those no tickets are given
    of today; `unoffered_items`: items that cannot be had today though their service can."""

    is_open: bool
    services: frozenset[str]
    full: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    unoffered_items: frozenset[str] = frozenset()

    @classmethod
    def from_hall(cls, answer: HallAnswer, items: Iterable[Item] = ()) -> "Offer":
        """As the hall says; on duty days only items that are 延时."""
        on_duty_day = answer.opening.day == DUTY
        return cls(
            is_open=answer.opening.is_open,
            services=frozenset(each.id for each in answer.services if each.offered),
            closed=frozenset(each.id for each in answer.services if each.closed),
            full=frozenset(each.id for each in answer.services if each.remaining == 0),
            unoffered_items=frozenset(each.id for each in items if on_duty_day and not each.extended),
        )

    @classmethod
    def of_an_earlier_day(cls, answer: HallAnswer) -> "Offer":
        """What was offered on another day tells nothing about this one: everything may be had."""
        return cls(is_open=True, services=frozenset(each.id for each in answer.services))

    def why_not(self, service_id: str, item_id: str | None = None) -> str | None:
        """The code of the refusal the server would give; None: it may be had."""
        if not self.is_open:
            return "hall_closed"
        if service_id in self.closed:
            return "service_closed"
        if service_id not in self.services or item_id in self.unoffered_items:
            return "not_on_duty"
        return "quota_reached" if service_id in self.full else None
