"""The texts of kiosk/locale, by language and key. Knows no screen and no slip."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from server.wire.ticket import Estimate

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Phrases:
    """All texts of one language: `part` is a table of the file ("slip", "screen", "refusal", "fault")."""

    language: str
    parts: dict[str, dict[str, str]]

    def say(self, part: str, key: str, **values: str | int) -> str:
        return self.parts[part][key].format(**values)

    @property
    def comma(self) -> str:
        """Between the parts of a list."""
        return "、" if self.language == "zh" else ", "

    def named(self, name: str, name_en: str) -> str:
        """The name of something in this language; an absent English name is the Chinese one."""
        return name_en if self.language == "en" and name_en else name

    def because(self, part: str, code: str, detail: str) -> str:
        """Why something failed. Server and drivers speak plain Chinese; other languages know the code or say less."""
        if self.language == "zh" and detail:
            return detail
        return self.parts[part].get(code, self.parts[part]["other"])


@cache
def phrases(language: str) -> Phrases:
    """Texts of `language`, Chinese for one we do not have."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    text = (resources.files("kiosk") / "locale" / f"{known}.toml").read_text(encoding="utf-8")
    return Phrases(known, tomllib.loads(text))


def minutes(estimate: Estimate) -> tuple[int, int]:
    """p50 and p90 as people say them: whole minutes, at least one."""
    low = max(1, round(estimate.p50_minutes))
    return low, max(low, round(estimate.p90_minutes))


def ranges(numbers: list[int], comma: str) -> str:
    """Counter numbers for people: 1, 2, 3, 5 → "1-3、5"."""
    spans: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return comma.join(str(low) if low == high else f"{low}-{high}" for low, high in spans)
