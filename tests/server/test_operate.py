"""What the command line asks of a hall, without a command line."""

from dataclasses import replace
from pathlib import Path

import pytest

from server.__main__ import main
from server.operate import operate
from server.service.hallfile_sample import sample_hall
from tests.server.domain.playground import ONE, SMALL, always_open
from tests.server.service.trial import TurnedClock, found


async def test_counters_are_spoken_of_by_the_number_people_read(tmp_path: Path):
    counters = tuple(replace(each, number=each.number + 100) for each in SMALL.counters)
    trial = await found(tmp_path / "hall", TurnedClock(), always_open(replace(SMALL, counters=counters)))
    async with trial.running() as desk:
        await operate(desk.service, {"do": "token", "role": "clerk", "counter": 101, "name": "front"})
        (token,) = (await operate(desk.service, {"do": "tokens"}))["tokens"]
        assert token["counter"] == 101
        assert next(iter(desk.hall.doors.tokens.values())).counter_id == ONE


def test_the_command_line_lists_drafts_with_what_they_lack(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    data = str(tmp_path / "hall")
    assert main(["init", "--data", data]) == 0
    capsys.readouterr()
    assert main(["drafts", "--data", data]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "I001 《计划生育服务手册》注册：没有承诺时限、办理依据"
    assert len(lines) == sum(item.is_draft for item in sample_hall().items)
