"""Writes what was learned as a profile's TOML. Knows the grammar, not the device."""

import json
from collections.abc import Iterable, Mapping, Sequence

from drivers.codec.framemap import Pattern, text_of
from drivers.learn.frames import Found, must_stand_alone
from drivers.profile.keypad import LEVEL_NAMES

HEAD = "# 由 bianmin-drivers learn 写成。等级：" + " ".join(f"{level} {name}" for level, name in LEVEL_NAMES.items())


def of_frames(found: Sequence[Found], *, name: str, baud: int, gap_s: float) -> str:
    lines = [HEAD, 'kind = "keypad"', 'family = "framemap"', f"name = {_quoted(name)}", f"baud = {baud}"]
    if must_stand_alone(found):
        lines += ["alone = true                 # 内容太短：前后都要有间隔才算按键"]
    lines += [f"gap_s = {gap_s:g}"]
    for one in found:
        lines += ["", "[[frames]]", *_pattern(one.pattern), *_levels("frames.levels", _in_hex(one.levels))]
    return "\n".join(lines) + "\n"


def of_keys(levels: Mapping[str, int], *, name: str) -> str:
    lines = [HEAD, 'kind = "keypad"', 'family = "hid"', f"name = {_quoted(name)}", *_levels("levels", levels.items())]
    return "\n".join(lines) + "\n"


def _pattern(pattern: Pattern) -> list[str]:
    lines = [f'match = "{text_of(pattern.match)}"', f"field = {pattern.field}"]
    if pattern.checksum is not None:
        rule, first, at = pattern.checksum.rule, pattern.checksum.first, pattern.checksum.at
        lines.append(f'checksum = {{ rule = "{rule}", first = {first}, at = {at} }}')
    return lines


def _levels(table: str, levels: Iterable[tuple[str, int]]) -> list[str]:
    return ["", f"[{table}]", *(f"{code} = {level}" for code, level in levels)]


def _in_hex(levels: Mapping[int, int]) -> list[tuple[str, int]]:
    return [(f"{code:02X}", level) for code, level in levels.items()]


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)
