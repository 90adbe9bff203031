"""The stream of events: one envelope for all, a snapshot first, then deltas."""

from typing import Literal

from server.wire.hall import Board, Counter
from server.wire.kiosk import Kiosk
from server.wire.shape import Moment, Wire
from server.wire.ticket import Evaluation, Ticket

VERSION: Literal[1] = 1


class SnapshotBody(Wire):
    """All a listener needs to start from: what the boards show and, for staff, the tickets not over yet,
    the waiting ones first and in call order."""

    board: Board
    tickets: tuple[Ticket, ...] = ()


class EventBody(Wire):
    """What a fact changed, as it is now. Which part is set depends on the type."""

    ticket: Ticket | None = None
    counter: Counter | None = None
    evaluation: Evaluation | None = None
    ticket_id: int | None = None
    kiosk: Kiosk | None = None


class Envelope(Wire):
    """`type` is `snapshot`, or the name of a fact such as `ticket_called`. A gap in `rev`: reconnect, never guess.

    Facts about staff and tokens are not sent; their revs arrive as `type` "skipped" with an empty body.
    """

    v: Literal[1] = VERSION
    rev: int
    type: str
    at: Moment
    body: EventBody


class Snapshot(Wire):
    v: Literal[1] = VERSION
    rev: int
    type: Literal["snapshot"] = "snapshot"
    at: Moment
    body: SnapshotBody
