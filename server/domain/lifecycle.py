"""The life cycles of ticket and counter, as tables.

Rule 1: every step that changes a ticket's or counter's state stands here, and only here.
Rule 2: these tables do not know who may ask, nor why; `decide` does.
Rule 3: a step that is not in the table is illegal, and an illegal step changes nothing.
"""

from collections.abc import Mapping
from enum import StrEnum

from server.domain.errors import RuleSaysNo
from server.vocab import ZH
from server.vocab import CounterState as C
from server.vocab import TicketState as T


class TicketStep(StrEnum):
    """号票的动作."""

    CALL = "call"
    RECALL = "recall"
    NO_SHOW = "no_show"
    REINSTATE = "reinstate"
    START = "start"
    MOVE_ON = "move_on"
    FINISH = "finish"
    HOLD = "hold"
    RESUME = "resume"
    RETURN = "return"
    TRANSFER = "transfer"
    CANCEL = "cancel"
    CLOSE = "close"


class CounterStep(StrEnum):
    """窗口的动作."""

    OPEN = "open"
    PAUSE = "pause"
    CLOSE = "close"


TICKET: Mapping[TicketStep, Mapping[T, T]] = {
    TicketStep.CALL: {T.WAITING: T.CALLED},
    TicketStep.RECALL: {T.CALLED: T.CALLED},
    TicketStep.NO_SHOW: {T.CALLED: T.NO_SHOW},
    TicketStep.REINSTATE: {T.NO_SHOW: T.WAITING},
    TicketStep.START: {T.CALLED: T.SERVING},
    TicketStep.MOVE_ON: {T.SERVING: T.WAITING},
    TicketStep.FINISH: {T.SERVING: T.FINISHED},
    TicketStep.HOLD: {T.CALLED: T.HELD, T.SERVING: T.HELD},
    TicketStep.RESUME: {T.HELD: T.SERVING},
    TicketStep.RETURN: {T.HELD: T.WAITING},
    TicketStep.TRANSFER: {T.WAITING: T.WAITING, T.CALLED: T.WAITING, T.SERVING: T.WAITING, T.HELD: T.WAITING},
    TicketStep.CANCEL: {T.WAITING: T.CANCELLED, T.CALLED: T.CANCELLED, T.HELD: T.CANCELLED, T.NO_SHOW: T.CANCELLED},
    TicketStep.CLOSE: {T.WAITING: T.CLOSED_UNSERVED, T.HELD: T.CLOSED_UNSERVED, T.NO_SHOW: T.CLOSED_UNSERVED},
}
"""step → state before → state after."""

COUNTER: Mapping[CounterStep, Mapping[C, C]] = {
    CounterStep.OPEN: {C.CLOSED: C.OPEN, C.PAUSED: C.OPEN, C.OPEN: C.OPEN},
    CounterStep.PAUSE: {C.OPEN: C.PAUSED, C.PAUSED: C.PAUSED},
    CounterStep.CLOSE: {C.OPEN: C.CLOSED, C.PAUSED: C.CLOSED},
}

ACTIVE = frozenset({T.CALLED, T.SERVING})
"""States in which a ticket occupies its counter: one at a time."""

LIVE = frozenset({T.WAITING, T.CALLED, T.SERVING, T.HELD, T.NO_SHOW})
"""States that can still change."""


def next_state(step: TicketStep, state: T) -> T:
    """The state after `step`; refuses an illegal one with `illegal_step`."""
    after = TICKET[step].get(state)
    if after is None:
        detail = f"号票现在是「{ZH[state]}」，不能{STEP_ZH[step]}。"
        raise RuleSaysNo("illegal_step", detail, step=step.value, state=state.value)
    return after


def next_counter_state(step: CounterStep, state: C) -> C:
    """The counter's state after `step`; refuses an illegal one with `illegal_step`."""
    after = COUNTER[step].get(state)
    if after is None:
        detail = f"窗口现在是「{ZH[state]}」，不能{COUNTER_STEP_ZH[step]}。"
        raise RuleSaysNo("illegal_step", detail, step=step.value, state=state.value)
    return after


STEP_ZH = {
    TicketStep.CALL: "叫号",
    TicketStep.RECALL: "重呼",
    TicketStep.NO_SHOW: "过号",
    TicketStep.REINSTATE: "恢复排队",
    TicketStep.START: "开始办理",
    TicketStep.MOVE_ON: "转下一项业务",
    TicketStep.FINISH: "结束办理",
    TicketStep.HOLD: "挂起",
    TicketStep.RESUME: "继续办理",
    TicketStep.RETURN: "返回排队",
    TicketStep.TRANSFER: "转号",
    TicketStep.CANCEL: "作废",
    TicketStep.CLOSE: "日终关闭",
}
COUNTER_STEP_ZH = {CounterStep.OPEN: "开窗", CounterStep.PAUSE: "暂停服务", CounterStep.CLOSE: "关窗"}
