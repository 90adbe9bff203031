"""情形化材料: which materials of a guide are wanted in a citizen's situation. Pure; asks nobody anything."""

from collections.abc import Mapping

from server.wire.content import Guide, Material


def materials_for(guide: Guide, answers: Mapping[str, bool]) -> tuple[Material, ...]:
    """The materials that fit the answers, by question code, in the guide's order.

    A question without an answer rules nothing out: rather one line too many than a second way for one too few.
    """
    return tuple(material for material in guide.materials if _fits(material.when, answers))


def _fits(when: str, answers: Mapping[str, bool]) -> bool:
    """`married & !children`: every part holds or is not known."""
    return all(_holds(part.strip(), answers) for part in when.split("&")) if when else True


def _holds(part: str, answers: Mapping[str, bool]) -> bool:
    wanted = not part.startswith("!")
    return answers.get(part.removeprefix("!").strip(), wanted) is wanted
