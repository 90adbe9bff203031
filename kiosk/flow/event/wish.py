"""Touches that say or want something where one is."""

from dataclasses import dataclass, field

from kiosk.flow.state.choice import Mode
from kiosk.flow.state.staff import Chore
from server.vocab import Level


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    language: str


@dataclass(frozen=True, slots=True)
class ModeChosen:
    mode: Mode


@dataclass(frozen=True, slots=True)
class Typed:
    """A key of the on-screen keyboard, or a character it composed."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WordPicked:
    """What the letters typed last stand for."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Erased:
    """The last character."""


@dataclass(frozen=True, slots=True)
class Cleared:
    pass


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
    """The main button."""


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """重试 or 重新打印."""


@dataclass(frozen=True, slots=True)
class OfflineWanted:
    """A ticket of the kiosk's own series will do."""


@dataclass(frozen=True, slots=True)
class SlipInHand:
    """The person says that the doubtful slip is there."""


@dataclass(frozen=True, slots=True)
class NumberRemembered:
    """The person goes to the staff without a slip."""


@dataclass(frozen=True, slots=True)
class AskWanted:
    """Which materials do I need? `questions`: the codes of the item's situations, in order."""

    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    yes: bool


@dataclass(frozen=True, slots=True)
class NoticeWanted:
    """一次性告知单, on paper."""


@dataclass(frozen=True, slots=True)
class GuidePrintWanted:
    """The whole guide, on paper."""


@dataclass(frozen=True, slots=True)
class CancelWanted:
    pass


@dataclass(frozen=True, slots=True)
class ReinstateWanted:
    pass


@dataclass(frozen=True, slots=True)
class EvaluateWanted:
    pass


@dataclass(frozen=True, slots=True)
class LevelChosen:
    level: Level


@dataclass(frozen=True, slots=True)
class WhyToggled:
    """A reason of a bad level, as the hall words it."""

    reason: str


@dataclass(frozen=True, slots=True)
class ChoreWanted:
    chore: Chore


Wish = (
    LanguageChosen
    | ModeChosen
    | Typed
    | WordPicked
    | Erased
    | Cleared
    | GreenWanted
    | ReasonChosen
    | LargeToggled
    | Confirmed
    | AskedAgain
    | OfflineWanted
    | SlipInHand
    | NumberRemembered
    | AskWanted
    | Answered
    | NoticeWanted
    | GuidePrintWanted
    | CancelWanted
    | ReinstateWanted
    | EvaluateWanted
    | LevelChosen
    | WhyToggled
    | ChoreWanted
)
