"""A ticket of the kiosk's own series, taken while the server is away."""

from dataclasses import dataclass

from kiosk.flow.state.choice import Choice, OfflineTicket


@dataclass(frozen=True, slots=True)
class IssuingOffline:
    """It is being written down so that no power cut loses it."""

    choice: Choice


@dataclass(frozen=True, slots=True)
class PrintingOffline:
    choice: Choice
    ticket: OfflineTicket


@dataclass(frozen=True, slots=True)
class ShownOffline:
    ticket: OfflineTicket


@dataclass(frozen=True, slots=True)
class OfflineFailed:
    """A number but no slip, as PrintFailed."""

    choice: Choice
    ticket: OfflineTicket
    code: str
    detail: str
    doubtful: bool
