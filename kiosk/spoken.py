"""What a screen says as a sentence for ears: names instead of ids, numbers digit by digit. Knows no engine.

espeak-ng reads 012 as a number (零十二) and forgets a zero: a ticket's number and a phone's are spelled.
"""

from collections.abc import Mapping

from kiosk.flow.speech import Saying, Value
from kiosk.phrase import Phrases
from server.wire.content import Content, Guide
from server.wire.hall import HallAnswer

DIGITS: Mapping[str, str] = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
SILENT = ""


def sentence(saying: Saying, words: Phrases, hall: HallAnswer | None, content: Content | None) -> str:
    """The sentence; empty when the language has none for this screen, so that it says nothing rather than a key."""
    template = words.parts.get("speech", {}).get(saying.key)
    if not template:
        return SILENT
    values = dict(saying.values)
    spoken = {name: _aloud(name, value, values, (words, hall, content)) for name, value in values.items()}
    return template.format_map(_Known(spoken))


def spelled(text: str, words: Phrases) -> str:
    """Letter by letter: "A012" → "A 零 一 二", in other languages "A 0 1 2"."""
    signs = (char for char in text if char.isalnum())
    return " ".join(DIGITS.get(char, char) if words.language == "zh" else char for char in signs)


class _Known(dict[str, str]):
    """A translator's sentence may name what this screen does not have: nothing is said there."""

    def __missing__(self, _name: str) -> str:
        return SILENT


def _aloud(
    name: str, value: Value, values: Mapping[str, Value], known: tuple[Phrases, HallAnswer | None, Content | None]
) -> str:
    words, hall, content = known
    match name:
        case "number" | "phone":
            return spelled(str(value), words)
        case "service_id":
            return _service(str(value), words, hall)
        case "item_id":
            guide = _guide(str(value), content)
            return SILENT if guide is None else words.named(guide.name, guide.name_en)
        case "question":
            return _question(str(value), _guide(str(values.get("item_id", "")), content), words)
        case "detail":
            return words.because("refusal", str(values.get("code", "")), str(value))
        case _:
            return str(value)


def _service(service_id: str, words: Phrases, hall: HallAnswer | None) -> str:
    services = [] if hall is None else hall.services
    return next((words.named(each.name, each.name_en) for each in services if each.id == service_id), SILENT)


def _guide(item_id: str, content: Content | None) -> Guide | None:
    guides = () if content is None else content.guides
    return next((guide for guide in guides if guide.id == item_id), None)


def _question(code: str, guide: Guide | None, words: Phrases) -> str:
    questions = () if guide is None else guide.questions
    return next((words.named(each.text, each.text_en) for each in questions if each.code == code), SILENT)
