"""What is to be done besides tickets: paper, voice, help, the machine itself."""

from dataclasses import dataclass, field

from kiosk.flow.speech import Saying
from kiosk.flow.state.choice import Answers


@dataclass(frozen=True, slots=True)
class PrintNotice:
    """一次性告知单 with the materials that fit the answers. → PaperPrinted, PaperFailed."""

    item_id: str
    answers: Answers
    language: str
    large: bool


@dataclass(frozen=True, slots=True)
class PrintGuide:
    """→ PaperPrinted, PaperFailed."""

    item_id: str
    language: str
    large: bool


@dataclass(frozen=True, slots=True)
class Speak:
    """Say it instead of what is being said; None: be silent."""

    saying: Saying | None
    language: str


@dataclass(frozen=True, slots=True)
class CallHelp:
    """Somebody at this kiosk needs a hand. → HelpHeard, ServerLost."""


@dataclass(frozen=True, slots=True)
class CheckStaffCode:
    """→ StaffLetIn, StaffRefused."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrinterTest:
    """→ ChoreEnded, as all chores."""


@dataclass(frozen=True, slots=True)
class RollChanged:
    """A new roll of paper: count from zero."""


@dataclass(frozen=True, slots=True)
class ExportLog:
    pass


@dataclass(frozen=True, slots=True)
class EndProgram:
    pass


@dataclass(frozen=True, slots=True)
class StartAgain:
    """Nothing but a new start of the program mends this kiosk."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Show a new code: the old one is too old or was mistyped. → Unpaired, Paired."""


StationEffect = (
    PrintNotice
    | PrintGuide
    | Speak
    | CallHelp
    | CheckStaffCode
    | PrinterTest
    | RollChanged
    | ExportLog
    | EndProgram
    | Pair
    | StartAgain
)
