"""What comes by itself: from the hall, the scanner, the clock."""

from dataclasses import dataclass, field

from kiosk.flow.offer import Offer


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Nobody touched anything for as long as flow.patience allows."""


@dataclass(frozen=True, slots=True)
class HallChanged:
    offer: Offer


@dataclass(frozen=True, slots=True)
class ServerAway:
    """Noticed without a visitor's asking."""


@dataclass(frozen=True, slots=True)
class ServerBack:
    pass


@dataclass(frozen=True, slots=True)
class ScannerRead:
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LockSet:
    text: str


@dataclass(frozen=True, slots=True)
class LockLifted:
    pass


@dataclass(frozen=True, slots=True)
class IssuingStopped:
    """The hall lets this kiosk issue no tickets; everything else goes on."""


@dataclass(frozen=True, slots=True)
class IssuingAllowed:
    pass


@dataclass(frozen=True, slots=True)
class Broke:
    """The kiosk can serve nobody: the code of why, and whom to call."""

    code: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Unpaired:
    """No hall knows this kiosk; the fields are those of flow.state.Pairing. Again whenever they are others."""

    code: str = ""
    hall: str = ""
    why: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Paired:
    pass


News = (
    TimedOut
    | HallChanged
    | ServerAway
    | ServerBack
    | ScannerRead
    | LockSet
    | LockLifted
    | IssuingStopped
    | IssuingAllowed
    | Broke
    | Unpaired
    | Paired
)
