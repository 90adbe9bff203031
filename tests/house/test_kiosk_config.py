"""Every key of kiosk.toml stands in the operators' manual, with its default; and no key that is none."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from kiosk.config import Config

MANUAL = Path(__file__).parents[2] / "docs" / "operations.zh-CN.md"
ROW = re.compile(r"^\| `([a-z]+\.[a-z_]+)` \| ([^|]*) \| [^|]+ \|$", re.MULTILINE)
MUST, NONE = "必填", "不写"


def keys() -> Iterator[tuple[str, str]]:
    """Each key and how its default is written."""
    for part, field in Config.model_fields.items():
        (model,) = [each for each in (field.annotation, *get_args(field.annotation)) if _is_part(each)]
        for key, own in model.model_fields.items():
            yield f"{part}.{key}", MUST if own.is_required() else _written(own.default)


def _is_part(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _written(default: object) -> str:
    match default:
        case None:
            return NONE
        case bool():
            return f"`{str(default).lower()}`"
        case float() | int():
            return f"`{default:g}`"
        case tuple():
            return f"`{list(default)}`"
        case _:
            return f"`{default}`"


def test_every_key_of_the_kiosk_is_in_the_manual_with_its_default() -> None:
    section = MANUAL.read_text(encoding="utf-8").partition("### 取号机的配置")[2].partition("\n### ")[0]
    assert dict(ROW.findall(section)) == dict(keys())
