"""The life of one version of an item, as a table; who may take a step and what it needs, `decide_item` knows.

A version begins as a draft beside the one that is published; when it is published itself, the other one's life is over.
"""

from collections.abc import Mapping
from enum import StrEnum

from server.domain.errors import RuleSaysNo
from server.vocab import ZH
from server.vocab import ItemState as S


class ItemStep(StrEnum):
    """事项的动作."""

    WRITE = "write"
    SUBMIT = "submit"
    RETURN = "return"
    SCHEDULE = "schedule"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


ITEM: Mapping[ItemStep, Mapping[S, S]] = {
    ItemStep.WRITE: {S.DRAFT: S.DRAFT},
    ItemStep.SUBMIT: {S.DRAFT: S.REVIEW},
    ItemStep.RETURN: {S.REVIEW: S.DRAFT, S.SCHEDULED: S.DRAFT},
    ItemStep.SCHEDULE: {S.REVIEW: S.SCHEDULED},
    ItemStep.PUBLISH: {S.REVIEW: S.PUBLISHED, S.SCHEDULED: S.PUBLISHED},
    ItemStep.WITHDRAW: {S.PUBLISHED: S.WITHDRAWN},
}
"""step → state before → state after."""

ITEM_STEP_ZH = {
    ItemStep.WRITE: "修改",
    ItemStep.SUBMIT: "提交审核",
    ItemStep.RETURN: "退回",
    ItemStep.SCHEDULE: "定期发布",
    ItemStep.PUBLISH: "发布",
    ItemStep.WITHDRAW: "撤下",
}


def next_item_state(step: ItemStep, state: S, name: str) -> S:
    """The state after `step` of the item called `name`; refuses an illegal one with `illegal_step`."""
    after = ITEM[step].get(state)
    if after is None:
        detail = f"事项「{name}」现在是「{ZH[state]}」，不能{ITEM_STEP_ZH[step]}。"
        raise RuleSaysNo("illegal_step", detail, step=step.value, state=state.value)
    return after
