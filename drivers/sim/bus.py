"""Several machines on one line: all hear what the host says, each answers for itself. Knows no protocol."""

from collections.abc import Mapping, Sequence

from drivers.sim.host import Machine


class BusMachine:
    """A line of machines for one host; a command begins with the machine's name: `board-3 silent on`."""

    def __init__(self, machines: Mapping[str, Machine]) -> None:
        self._machines = dict(machines)

    def receive(self, chunk: bytes, now: float) -> bytes:
        return b"".join(machine.receive(chunk, now) for machine in self._machines.values())

    def tick(self, now: float) -> bytes:
        return b"".join(machine.tick(now) for machine in self._machines.values())

    def due(self) -> float | None:
        return min((at for machine in self._machines.values() if (at := machine.due()) is not None), default=None)

    def command(self, words: Sequence[str], now: float) -> bytes:
        if not words or words[0] not in self._machines:
            raise ValueError(f"a machine's name first: {', '.join(self._machines)}")
        return self._machines[words[0]].command(words[1:], now)
