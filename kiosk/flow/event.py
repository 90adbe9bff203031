"""What happens to a kiosk: touches, and outcomes of effects. Frozen values, nothing else."""

from dataclasses import dataclass

from server.wire.ticket import Ticket


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    language: str


@dataclass(frozen=True, slots=True)
class ServiceChosen:
    service_id: str
    item_id: str | None = None


@dataclass(frozen=True, slots=True)
class GreenWanted:
    """绿色通道 was touched; again takes it back."""


@dataclass(frozen=True, slots=True)
class ReasonChosen:
    reason: str


@dataclass(frozen=True, slots=True)
class LargeToggled:
    """大字号票 was touched."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    pass


@dataclass(frozen=True, slots=True)
class WentBack:
    """返回 or 完成."""


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """重试 or 重新打印."""


@dataclass(frozen=True, slots=True)
class SlipInHand:
    """The person says that the doubtful slip is there."""


@dataclass(frozen=True, slots=True)
class NumberRemembered:
    """The person goes to the staff without a slip."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Nobody touched anything for as long as the state allows."""


@dataclass(frozen=True, slots=True)
class Reserved:
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class IssueRefused:
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class ServerLost:
    pass


@dataclass(frozen=True, slots=True)
class SlipPrinted:
    pass


@dataclass(frozen=True, slots=True)
class SlipFailed:
    code: str
    detail: str
    doubtful: bool = False


Event = (
    LanguageChosen
    | ServiceChosen
    | GreenWanted
    | ReasonChosen
    | LargeToggled
    | Confirmed
    | WentBack
    | AskedAgain
    | SlipInHand
    | NumberRemembered
    | TimedOut
    | Reserved
    | IssueRefused
    | ServerLost
    | SlipPrinted
    | SlipFailed
)
