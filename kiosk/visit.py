"""One visit without a window: a script of touches, every step as a JSON line. Knows the flow, no screen."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from kiosk.effects import Performer
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.machine import step
from kiosk.flow.state import Choice, State, Visit
from kiosk.slip import slip_text
from server.wire.ticket import Ticket

Line: TypeAlias = Mapping[str, object]
UNSAID = {"secret", "class_reason"}


def touches(choice: Choice, language: str) -> Iterator[on.Event]:
    """What a person touches to get `choice`."""
    yield on.LanguageChosen(language)
    yield on.ServiceChosen(choice.service_id, choice.item_id)
    if choice.green_reason is not None:
        yield on.GreenWanted()
        yield on.ReasonChosen(choice.green_reason)
    if choice.large:
        yield on.LargeToggled()
    yield on.Confirmed()


async def run(performer: Performer, script: Iterable[on.Event], say: Callable[[str], None], *, columns: int) -> State:
    """Play `script` and what follows from it to the end; the state it ends in. Raises ClientError, OSError."""
    visit = Visit()
    say(_json(line_of(visit.state)))
    for touch in script:
        waiting: list[on.Event] = [touch]
        while waiting:
            before = visit
            visit, effects = step(visit, waiting.pop(0))
            if visit.state != before.state:
                say(_json(line_of(visit.state)))
            for effect in effects:
                if isinstance(effect, do.Print):
                    said = {"slip": slip_text(performer.slip(effect), columns), "url": performer.url(effect.ticket)}
                    say(_json({"step": "print", **said}))
                answer = await performer.perform(effect)
                waiting += [answer] if answer is not None else []
    if isinstance(visit.state, st.Shown | st.PrintFailed):
        say(_json({"step": "settled", "ticket": _ticket(await performer.ticket(visit.state.ticket.id))}))
    return visit.state


def line_of(state: State) -> Line:
    """A state as the line that tells it: its name, and what it holds but secrets and reasons of priority."""
    line: dict[str, object] = {"state": re.sub(r"(?<!^)(?=[A-Z])", "_", type(state).__name__).lower()}
    match state:
        case st.Confirming(choice) | st.ChoosingReason(choice) | st.Issuing(choice) | st.Unreached(choice):
            line |= {"service_id": choice.service_id, "item_id": choice.item_id, "class": choice.ticket_class}
        case st.Printing(_, ticket) | st.Shown(ticket):
            line |= {"ticket": _ticket(ticket)}
        case st.PrintFailed(_, ticket, code, detail):
            line |= {"ticket": _ticket(ticket), "code": code, "detail": detail}
        case st.Rejected(code, detail):
            line |= {"code": code, "detail": detail}
        case _:
            pass
    return line


def _ticket(ticket: Ticket) -> dict[str, object]:
    return ticket.model_dump(mode="json", exclude=UNSAID, exclude_none=True)


def _json(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False)
