"""办事指南: reading a guide and answering what its materials depend on."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.flow.state.choice import Answers


class Tab(StrEnum):
    OFFICIAL = "official"  # 六公开
    PLAIN = "plain"  # 白话版
    PICTURES = "pictures"  # 图例版
    VIDEO = "video"  # 视频版
    MATERIALS = "materials"  # what fits the answers


class Paper(StrEnum):
    """What became of the wish to have it on paper."""

    NONE = "none"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideShown:
    """`answers`: of the situations, empty while nothing was asked; `failure`: the code of why nothing came out."""

    item_id: str
    tab: Tab = Tab.OFFICIAL
    answers: Answers = ()
    paper: Paper = Paper.NONE
    failure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One question after another. `questions`: all codes, in order; there is at least one that has no answer yet."""

    item_id: str
    questions: tuple[str, ...]
    answers: Answers = ()

    @property
    def question(self) -> str:
        """The code of what is asked now."""
        return self.questions[len(self.answers)]
