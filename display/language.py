"""Which languages this box can call in: the pack.toml files of its clip folders. Knows files, plays nothing."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from display.render.sentence import COUNTER, NUMBER, Language, Reading

DEFAULT_CLIPS = Path(__file__).with_name("clips")
"""The recordings `make voice` makes, and the sentences they belong to."""
PACK = "pack.toml"


class BadPack(Exception):
    """A pack.toml is wrong; the message is a Chinese sentence that names the file."""


class _Pack(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(min_length=1)
    order: tuple[str, ...] = Field(min_length=1)
    counter: Reading = Reading.DIGITS
    digit_gap: str = " "
    letter_gap: str = " "
    words: dict[str, str]
    pauses: dict[str, int] = {}


def languages(folders: Sequence[Path]) -> dict[str, Language]:
    """By code, which is the name of the sub-folder; an earlier folder goes before a later one. Raises BadPack."""
    found: dict[str, Language] = {}
    for folder in reversed(folders):
        for file in sorted(folder.glob(f"*/{PACK}")):
            found[file.parent.name] = _language(file)
    return found


def _language(file: Path) -> Language:
    try:
        pack = _Pack.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadPack(f"读不懂语音包 {file}：{error}。") from None
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise BadPack(f"语音包 {file}：{place} 缺少或写错了。") from None
    for part in pack.order:
        if part not in (NUMBER, COUNTER) and part not in pack.words:
            raise BadPack(f"语音包 {file}：order 里的 “{part}” 没有写进 words。")
    for digit in range(10):
        if str(digit) not in pack.words:
            raise BadPack(f"语音包 {file}：words 里没有数字 {digit}。")
    return Language(
        code=file.parent.name,
        text=pack.text,
        order=pack.order,
        reading=pack.counter,
        words=pack.words,
        pauses=pack.pauses,
        digit_gap=pack.digit_gap,
        letter_gap=pack.letter_gap,
    )
