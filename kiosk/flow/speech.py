"""What each screen says aloud: a key of the catalogue's part "speech" and what goes into it. Knows no language."""

import re
from dataclasses import dataclass

from kiosk.flow import state as st

Value = str | int


@dataclass(frozen=True, slots=True)
class Saying:
    """`values`: name and value of each thing the sentence has a place for; ids are named by whoever speaks."""

    key: str
    values: tuple[tuple[str, Value], ...] = ()


def says(state: st.State) -> Saying | None:
    """What a voice says when `state` is reached; None: the page is for staff, or not for ears."""
    if isinstance(state, st.StaffCode | st.StaffChecking | st.StaffPage):
        return None
    variant, values = _variant(state), _values(state)
    return Saying(_name(state) if variant is None else f"{_name(state)}.{variant}", tuple(values.items()))


def _name(state: st.State) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(state).__name__).lower()


def _variant(state: st.State) -> str | None:
    """Which of the sentences of a state, where it has several."""
    match state:
        case st.Unreached(_, may_issue):
            return "offline" if may_issue else "desk"
        case st.PrintFailed(doubtful=doubtful) | st.OfflineFailed(doubtful=doubtful):
            return "doubtful" if doubtful else None
        case st.GuideShown(tab=tab, paper=paper):
            return tab if paper is st.Paper.NONE else f"paper_{paper}"
        case st.EnterCode(purpose, _, wrong):
            return purpose if wrong is None else "wrong"
        case _:
            return _kind(state)


def _kind(state: st.State) -> str | None:
    match state:
        case st.MyTicket(ticket):
            return ticket.state
        case st.Changed(_, deed):
            return deed
        case st.Reading(leaf):
            return leaf
        case st.HelpCalled(hand):
            return hand
        case _:
            return None


def _values(state: st.State) -> dict[str, Value]:
    """What is said of this one: never a code somebody typed, never a reason of priority."""
    match state:
        case st.Shown(ticket) | st.Printing(_, ticket) | st.MyTicket(ticket) | st.PrintFailed(_, ticket):
            return {"number": ticket.number, "ahead": ticket.ahead}
        case st.ShownOffline(ticket) | st.PrintingOffline(_, ticket) | st.OfflineFailed(_, ticket):
            return {"number": ticket.number}
        case st.Rejected(code, detail):
            return {"code": code, "detail": detail}
        case st.Locked(text):
            return {"text": text}
        case st.OutOfOrder(code, phone):
            return {"code": code, "phone": phone}
        case _:
            return dict(_ids(state))


def _ids(state: st.State) -> list[tuple[str, Value]]:
    match state:
        case st.Confirming(choice) if choice.item_id is not None:
            return [("service_id", choice.service_id), ("item_id", choice.item_id)]
        case st.Confirming(choice):
            return [("service_id", choice.service_id)]
        case st.GuideShown(item_id=item_id):
            return [("item_id", item_id)]
        case st.Asking(item_id=item_id):
            return [("item_id", item_id), ("question", state.question)]
        case st.Reading(_, entry) if entry is not None:
            return [("entry", entry)]
        case _:
            return []
