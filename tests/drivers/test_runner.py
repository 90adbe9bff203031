"""The runner: one thread that never gives up, says each change once, and stops when told."""

import queue
import threading

from drivers.errors import DeviceFault, TransportError
from drivers.runner import Condition, Health, Runner
from tests.drivers.benches import PATIENCE_S


class FakeDevice:
    """Opens and does rounds as the script says: an exception is raised, None is a good round."""

    def __init__(self, opens: list[Exception | None], rounds: list[Exception | None]) -> None:
        self._opens, self._rounds = iter(opens), iter(rounds)
        self.closed = 0
        self.done = threading.Event()

    def open(self) -> None:
        if (error := next(self._opens, None)) is not None:
            raise error

    def close(self) -> None:
        self.closed += 1

    def round(self, stop: threading.Event) -> None:
        try:
            error = next(self._rounds)
        except StopIteration:
            self.done.set()
            stop.wait(PATIENCE_S)
            return
        if error is not None:
            raise error


def _run(device: FakeDevice, expected: int) -> list[Health]:
    said: queue.Queue[Health] = queue.Queue()
    runner = Runner(
        device, lambda it, stop: it.round(stop), said.put, name="printer", delays=(0.001, 0.002), fault_poll_s=0.001
    )
    runner.start()
    assert device.done.wait(PATIENCE_S)
    runner.stop()
    changes = [said.get(timeout=PATIENCE_S) for _ in range(expected)]
    assert said.empty()
    return changes


def test_a_healthy_device_is_reported_once() -> None:
    device = FakeDevice([], [None, None, None])
    assert [health.condition for health in _run(device, 1)] == [Condition.UP]
    assert device.closed == 1


def test_a_line_that_fails_and_returns_is_reported_once_each_way() -> None:
    gone = TransportError("gone")
    device = FakeDevice([gone, gone, gone, None, None], [None, gone, None])
    conditions = [health.condition for health in _run(device, 4)]
    assert conditions == [Condition.DOWN, Condition.UP, Condition.DOWN, Condition.UP]
    assert device.closed == 5


def test_a_fault_keeps_the_line_open_and_ends_with_a_good_round() -> None:
    paper = DeviceFault("paper_out", "打印机缺纸，请更换纸卷。")
    device = FakeDevice([], [paper, paper, None])
    changes = _run(device, 3)
    assert [(health.condition, health.code) for health in changes] == [
        (Condition.UP, "ok"),
        (Condition.FAULT, "paper_out"),
        (Condition.UP, "ok"),
    ]
    assert changes[1].detail == "打印机缺纸，请更换纸卷。"
    assert device.closed == 1


def test_another_fault_is_another_report() -> None:
    device = FakeDevice([], [DeviceFault("paper_out", "缺纸。"), DeviceFault("cover_open", "开盖。")])
    assert [health.code for health in _run(device, 3)[1:]] == ["paper_out", "cover_open"]


def test_a_mistake_in_a_round_does_not_end_the_device() -> None:
    device = FakeDevice([], [RuntimeError("mistake"), None])
    assert [health.code for health in _run(device, 3)] == ["ok", "internal", "ok"]


def test_stopping_before_the_device_ever_opened_joins() -> None:
    said: queue.Queue[Health] = queue.Queue()
    device = FakeDevice([TransportError("gone")] * 3, [])
    runner = Runner(device, lambda it, stop: it.round(stop), said.put, name="board")
    runner.start()
    assert said.get(timeout=PATIENCE_S).condition is Condition.DOWN
    runner.stop()
    assert device.closed == 1


class RecordingStop(threading.Event):
    """Waits for nothing, notes for how long it should have, and is set after `count` waits."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.waited: list[float] = []
        self._count = count

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout or 0.0)
        if len(self.waited) == self._count:
            self.set()
        return self.is_set()


def _waits(device: FakeDevice, count: int) -> list[float]:
    runner = Runner(device, lambda it, stop: it.round(stop), lambda _: None, name="board", pause_s=7.0)
    stop = RecordingStop(count)
    runner._stop = stop
    runner.start()
    runner._thread.join(PATIENCE_S)
    return stop.waited


def test_waiting_doubles_up_to_the_longest_delay() -> None:
    gone = TransportError("gone")
    assert _waits(FakeDevice([gone] * 9, []), 9) == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_after_a_good_round_waiting_begins_anew() -> None:
    gone = TransportError("gone")
    device = FakeDevice([gone, gone, gone, None, gone], [None, gone])
    assert _waits(device, 6) == [0.5, 1.0, 2.0, 7.0, 0.5, 1.0]
