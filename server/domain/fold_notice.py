"""Folds one-time notices into the hall: those of the present day, to be printed again and not given twice."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from server.domain.event_notice import NoticeGiven
from server.domain.fact import Stamp
from server.domain.hall import Hall, Notice

Fold: TypeAlias = Callable[[Hall, Any, Stamp], None]


def _given(hall: Hall, event: NoticeGiven, stamp: Stamp) -> None:
    hall.notices.append(Notice(given=event, at=stamp.at))


NOTICES: Mapping[type, Fold] = {NoticeGiven: _given}
