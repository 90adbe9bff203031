"""The texts of kiosk/locale, by language and key: one gettext catalogue per language. Knows no screen and no slip."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import polib

from server.wire.ticket import Estimate

CATALOGUES = resources.files("kiosk") / "locale"
FIRST = "zh"


def _languages() -> Mapping[str, str]:
    """The file of each language, ours first: zh_CN.po speaks zh. A new language is a new file."""
    files = sorted(each.name for each in CATALOGUES.iterdir() if each.name.endswith(".po"))
    named = {name.removesuffix(".po").partition("_")[0]: name for name in files}
    return {code: named[code] for code in sorted(named, key=lambda code: (code != FIRST, code))}


FILES = _languages()
LANGUAGES = tuple(FILES)


@dataclass(frozen=True, slots=True)
class Phrases:
    """All texts of one language: `part` is a context of the catalogue ("slip", "screen", "refusal", "speech" …);
    `name` is what the language calls itself."""

    language: str
    name: str
    parts: Mapping[str, Mapping[str, str]]

    def say(self, part: str, key: str, **values: str | int) -> str:
        return self.parts[part][key].format(**values)

    @property
    def comma(self) -> str:
        """Between the parts of a list."""
        return "、" if self.language == FIRST else ", "

    def named(self, name: str, name_en: str) -> str:
        """The name of something for whoever reads this language; an absent English name is the Chinese one.

        Chinese fonts draw a curved apostrophe as broad as a character: an English name gets the straight one.
        """
        return name_en.replace("’", "'") if self.language != FIRST and name_en else name

    def because(self, part: str, code: str, detail: str) -> str:
        """Why something failed. Server and drivers speak plain Chinese; other languages know the code or say less."""
        if self.language == FIRST and detail:
            return detail
        return self.parts[part].get(code, self.parts[part]["other"])


@cache
def phrases(language: str) -> Phrases:
    """Texts of `language`, Chinese for one we do not have."""
    known = language if language in FILES else FIRST
    catalogue = polib.pofile((CATALOGUES / FILES[known]).read_text(encoding="utf-8"))
    parts: dict[str, dict[str, str]] = {}
    for entry in catalogue:
        parts.setdefault(entry.msgctxt or "", {})[entry.msgid] = entry.msgstr
    return Phrases(known, catalogue.metadata.get("X-Language-Name", known), parts)


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
