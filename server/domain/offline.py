"""号票离线号段: the numbers a kiosk gives out by itself while it cannot reach the server. Pure; knows no hall.

A number is the hall's letters for such tickets, the kiosk's own number and three digits: L1001 is the first of kiosk 1.
No service has those letters, no other kiosk that number, and the digits repeat only after 999 tickets of one kiosk.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from server.vocab import TicketId

LENGTH = 999
"""Tickets of one kiosk after which its three digits begin anew."""

_NUMBER = re.compile(r"[A-Z]{1,3}[1-9]\d{0,3}\d{3}", re.ASCII)


def to_offline_number(prefix: str, station: int, sequence: int) -> str:
    """`sequence` counts from 1 and never goes back; what is shown of it is 001 to 999."""
    return f"{prefix}{station}{(sequence - 1) % LENGTH + 1:03d}"


def is_offline_number(number: str) -> bool:
    """Could it have been given out by some kiosk, under this or an earlier set-up?"""
    return _NUMBER.fullmatch(number) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What became of one ticket; `code` tells why it was refused."""

    ticket_id: TicketId | None = None
    code: str | None = None


@dataclass(slots=True, kw_only=True)
class Series:
    """What the hall knows of one kiosk's own tickets: the last sequence, the last place in the call order, and what
    became of each of the last ones, by request id, however long the kiosk takes to ask again."""

    last: int = 0
    base_us: int = 0
    known: dict[str, HandedIn] = field(default_factory=dict)

    def note(self, request_id: str, sequence: int, what: HandedIn) -> None:
        self.last = max(self.last, sequence)
        self.known[request_id] = what
        for old in list(self.known)[:-LENGTH]:
            del self.known[old]


def known_as(series: Iterable[Series], request_id: str) -> HandedIn | None:
    """What became of a ticket, whichever kiosk handed it in: one that was paired anew has another token now."""
    return next((each.known[request_id] for each in series if request_id in each.known), None)
