"""The command line's socket: whatever is said on it is answered with one plain sentence."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from server.control import NAME, Control, Declined, ask


async def operate(request: dict[str, Any]) -> dict[str, Any]:
    return {"said": str(request["do"])}


@pytest.mark.parametrize("said", [b"hello\n", b'{"undo":1}\n', b"\xff\n", b"[]\n", b"1\n"])
async def test_what_makes_no_sense_is_answered_with_a_no(tmp_path: Path, said: bytes):
    control = Control(tmp_path, operate)
    await control.start()
    reader, writer = await asyncio.open_unix_connection(tmp_path / NAME)
    writer.write(said)
    answer = json.loads(await asyncio.wait_for(reader.read(), 20))
    writer.close()
    assert answer["ok"] is False
    with pytest.raises(Declined):
        await ask(tmp_path, {})
    assert await ask(tmp_path, {"do": "this"}) == {"said": "this"}
    await control.stop()
