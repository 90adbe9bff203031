"""Why the kiosk serves nobody at present. Such a state ends from outside, never by a touch of a visitor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pairing:
    """Not yet this hall's; an admin types `code`."""

    code: str


@dataclass(frozen=True, slots=True)
class Locked:
    """Locked by the hall, with a text for people."""

    text: str


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """`code`: why; `phone`: whom to call."""

    code: str
    phone: str = ""


Bar = Pairing | Locked | OutOfOrder
RANK: tuple[type[Bar], ...] = (Pairing, Locked, OutOfOrder)
"""Which one is shown when there are several."""
