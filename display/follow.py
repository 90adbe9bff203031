"""Follows the hall's events and tells the listeners what is so and what happened. Knows no device."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from display import view as views
from display.report import Report
from display.view import View
from server.wire.content import Content
from server.wire.event import Envelope, Snapshot
from server.wire.hall import Board

log = logging.getLogger(__name__)


class Listener(Protocol):
    """Both are called in the event loop and must not block."""

    def painted(self, view: View | None) -> None:
        """The state as it is now, after a snapshot, a fact, or the loss of the server; None: nothing is known yet."""

    def happened(self, view: View, envelope: Envelope) -> None:
        """A fact newer than the snapshot, once; `view` is the state after it. What happened unseen is never told."""


class Follower:
    """Folds the stream of one hall. A rev that was told before is not told again."""

    def __init__(self, listeners: Sequence[Listener], report: Report) -> None:
        self._listeners = listeners
        self._report = report
        self._view: View | None = None
        self._content: Content | None = None

    def take(self, message: Snapshot | Envelope) -> None:
        match message:
            case Snapshot():
                self._begin(message)
            case Envelope():
                self._go_on(message)

    def count(self, board: Board) -> None:
        """A look at the board of now: how many wait, until when the hall is open."""
        if self._view is not None and (view := views.counted(self._view, board)) is not self._view:
            self._paint(view)

    def publish(self, content: Content) -> None:
        """What the hall has published, as it is now."""
        self._content = content
        if self._view is not None:
            self._paint(replace(self._view, content=content))

    def lose(self) -> None:
        """The hall is not reached any more: the last good state stands, marked."""
        if self._view is not None and self._view.is_live:
            log.info("the hall is not reached; boards keep the last state")
            self._report.write("line", is_live=False, rev=self._view.rev)
        self._paint(None if self._view is None else views.lost(self._view))

    def _begin(self, snapshot: Snapshot) -> None:
        if self._view is None or not self._view.is_live:
            log.info("following the hall from rev %d", snapshot.rev)
            self._report.write("line", is_live=True, rev=snapshot.rev)
        self._paint(views.from_snapshot(snapshot, self._content))

    def _go_on(self, envelope: Envelope) -> None:
        if self._view is None or envelope.rev <= self._view.rev:
            return
        view = views.apply(self._view, envelope)
        # First what happened: a board must not show the new state for a blink before the call that led to it.
        for listener in self._listeners:
            listener.happened(view, envelope)
        self._paint(view)

    def _paint(self, view: View | None) -> None:
        self._view = view
        for listener in self._listeners:
            listener.painted(view)
