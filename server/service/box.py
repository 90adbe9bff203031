"""What hangs on display boxes, from the wire's shapes to the hall's values and back, and as TOML. Decides nothing."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import asdict

from pydantic import TypeAdapter, ValidationError

from server.domain.box import Box
from server.domain.errors import RuleSaysNo
from server.wire import box as wb

_BOX = TypeAdapter(Box)
TABLES = ("boards", "keypads", "callpads")


def to_box(devices: wb.BoxDevices) -> Box:
    return _BOX.validate_python(devices.model_dump())


def to_devices(box: Box) -> wb.BoxDevices:
    return wb.BoxDevices.model_validate(asdict(box))


def read_toml(text: str) -> wb.BoxDevices:
    """Devices as they stand in a box's own file. Refuses what is no such file, naming the key."""
    try:
        return wb.BoxDevices.model_validate_json(json.dumps(tomllib.loads(text), default=str), extra="forbid")
    except tomllib.TOMLDecodeError as error:
        raise RuleSaysNo("bad_devices", f"不是正确的 TOML：{error}。") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise RuleSaysNo("bad_devices", f"{place} 不对：{first['msg']}。") from None


def to_toml(devices: wb.BoxDevices) -> str:
    """The same as TOML, ready for a box's own file."""
    said = devices.model_dump(mode="json", exclude_none=True)
    lines = [line for name in TABLES for table in said[name] for line in _table(f"[[{name}]]", table)]
    return "\n".join([*lines, *(_table("[voice]", said["voice"]) if "voice" in said else [])])


def _table(head: str, table: dict[str, object]) -> Iterator[str]:
    yield head
    for key, value in table.items():
        yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
    yield ""
