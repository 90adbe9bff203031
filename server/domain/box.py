"""What hangs on a display box, as the hall knows it: where, of which model, at which counter. Values only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxBoard:
    """An LED board; without `counter` it is the hall's, of one `zone` or of all."""

    port: str
    profile: str
    address: int | None = None
    counter: int | None = None  # the number people see
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxPad:
    """An evaluator or a call pad."""

    port: str
    profile: str
    address: int = 1
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxVoice:
    """It speaks: through which sound card, for which zone."""

    sound: str = "default"
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """All devices of one display box."""

    boards: tuple[BoxBoard, ...] = ()
    keypads: tuple[BoxPad, ...] = ()
    callpads: tuple[BoxPad, ...] = ()
    voice: BoxVoice | None = None

    @property
    def counters(self) -> set[int]:
        """The numbers of the counters it names."""
        boards = {board.counter for board in self.boards if board.counter is not None}
        return boards | {pad.counter for pad in (*self.keypads, *self.callpads)}


EMPTY_BOX = Box()
