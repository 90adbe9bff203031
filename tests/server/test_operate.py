"""What the command line asks of a hall, without a command line."""

from dataclasses import replace
from pathlib import Path

from server.operate import operate
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
