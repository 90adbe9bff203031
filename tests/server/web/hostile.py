"""A hall in whose set-up somebody has put markup into every free text: of pages, of boards, of slips and of screens."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import tomli_w

from server.service.hallfile import dump_toml
from server.service.hallfile_sample import sample_hall

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>[b]&amp;{{1}}'\""
FREE = re.compile(
    r"(name|title|body|plain|text|slogan|qr_title)(_en)?|zone|limit|materials|steps|basis|fee|note|department|conditions"
    r"|where|address|way|handles|duty|rank|hours|(green|evaluation)_reasons"
)
"""What people write as they like; the rest are ids, numbers, and words of a list."""


def hostile_hall() -> str:
    """The sample hall, always open, with `EVIL` in every text that may hold it: TOML."""
    plain = tomllib.loads(dump_toml(sample_hall()))
    hall = _spoilt(plain) | {"calendar": plain["calendar"] | {"always_open": True}}
    return tomli_w.dumps(hall)


def _spoilt(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _spoilt(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_spoilt(each, key) for each in value]
    return value + EVIL if isinstance(value, str) and value and FREE.fullmatch(key) else value
