"""Why the kiosk serves nobody at present. Such a state ends from outside, never by a touch of a visitor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pairing:
    """No hall knows this kiosk. An admin types `code`; `hall`: the name of the one that gave it. `why`: what there is
    to say besides, or why there is no code, in Chinese `detail`."""

    code: str = ""
    hall: str = ""
    why: str = ""
    detail: str = ""


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
