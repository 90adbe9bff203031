"""The runner: one thread that never gives up, says each change once, and stops when told."""

import queue
import threading
from collections.abc import Iterable
from itertools import chain, repeat
from itertools import count as count_up
from pathlib import Path

from drivers.device.link import Link
from drivers.errors import DeviceFault, SettingError, TransportError
from drivers.runner import Condition, Health, Runner
from drivers.sim.line import PtyLine
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


def test_a_line_that_opens_before_a_silent_device_is_reported_down_once() -> None:
    silent = TransportError("no answer")
    device = FakeDevice([], [silent, silent, silent, None])
    assert [health.condition for health in _run(device, 3)] == [Condition.UP, Condition.DOWN, Condition.UP]
    assert device.closed == 4


def test_a_round_that_never_returns_is_well_when_it_looks_at_the_stop_again() -> None:
    said: queue.Queue[Health] = queue.Queue()
    silent = iter([TransportError("no answer")] * 3)

    def listen(_: FakeDevice, stop: threading.Event) -> None:
        while not stop.is_set():
            if (error := next(silent, None)) is not None:
                raise error
            stop.wait(0.001)

    runner = Runner(FakeDevice([], []), listen, said.put, name="keypad", delays=(0.001, 0.002))
    runner.start()
    conditions = [said.get(timeout=PATIENCE_S).condition for _ in range(3)]
    runner.stop()
    assert conditions == [Condition.UP, Condition.DOWN, Condition.UP]
    assert said.empty()


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


def _waits(device: FakeDevice, count: int, here: Iterable[bool | None] = (), spent: float = 0.0) -> list[float]:
    """For how long a runner waits each time; `here` is what it sees when it looks, `spent` what a visit takes."""
    url = "serial:///dev/x"
    seen, now = chain(here, repeat(None)), count_up(0.0, spent)
    runner = Runner(
        device,
        lambda it, stop: it.round(stop),
        lambda _: None,
        name="board",
        url=url,
        pause_s=7.0,
        clock=lambda: next(now),
        presence=lambda asked: next(seen) if asked == url else None,
    )
    stop = RecordingStop(count)
    runner._stop = stop
    runner.start()
    runner._thread.join(PATIENCE_S)
    return stop.waited


GONE = TransportError("gone")


def test_a_line_nobody_can_see_is_tried_every_second_and_a_half() -> None:
    assert _waits(FakeDevice([GONE] * 9, []), 5) == [0.5, 1.0, 1.5, 1.5, 1.5]


def test_a_line_that_is_there_and_silent_is_tried_as_often() -> None:
    assert _waits(FakeDevice([GONE] * 9, []), 5, here=[True] * 9) == [0.5, 1.0, 1.5, 1.5, 1.5]


def test_the_time_a_try_takes_counts() -> None:
    assert _waits(FakeDevice([GONE] * 9, []), 4, spent=0.75) == [0.5, 0.75, 0.75, 0.75]
    assert _waits(FakeDevice([GONE] * 9, []), 4, spent=1.5) == [0.5, 0.5, 0.5, 0.5]


def test_a_line_that_is_gone_is_tried_ever_more_seldom_and_looked_for_all_the_time() -> None:
    device = FakeDevice([GONE] * 99, [])
    waits = _waits(device, 1 + 2 + 4 + 8 + 16 + 32 + 60 + 60, here=[False] * 999)
    assert set(waits) == {0.5}
    assert device.closed == 8


def test_what_appears_again_is_tried_at_once_and_then_often() -> None:
    """The first tries after it appeared fail, as they do before udev has set the permissions."""
    device = FakeDevice([GONE] * 9, [])
    waits = _waits(device, 1 + 2 + 2 + 4, here=[*[False] * 7, True, True, True, True, True])
    assert waits == [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1.0, 1.5, 1.5]
    assert device.closed == 7


def test_what_appears_while_it_is_being_tried_is_tried_again_soon() -> None:
    waits = _waits(FakeDevice([GONE] * 9, []), 6, here=[False, False, False, False, False, True, True])
    assert waits == [0.5, 0.5, 0.5, 0.5, 0.5, 1.0]


def test_what_vanishes_while_being_tried_is_looked_for_from_then_on() -> None:
    waits = _waits(FakeDevice([GONE] * 9, []), 5, here=[True, True, False, False, True, True])
    assert waits == [0.5, 1.0, 0.5, 0.5, 0.5]


def test_a_wrong_setting_is_tried_seldom() -> None:
    device = FakeDevice([SettingError("profile: columns")] * 9, [])
    assert len(_waits(device, 1 + 2 + 4, here=[True] * 99)) == 7
    assert device.closed == 3


def test_a_mistake_of_ours_is_tried_seldom() -> None:
    device = FakeDevice([RuntimeError("mistake")] * 9, [])
    _waits(device, 1 + 2 + 4, here=[True] * 99)
    assert device.closed == 3


def test_a_url_nobody_can_read_is_no_reason_to_end() -> None:
    said: queue.Queue[Health] = queue.Queue()
    device = FakeDevice([SettingError("port 'x': scheme")], [None])
    runner = Runner(device, lambda it, stop: it.round(stop), said.put, name="board", url="x", delays=(0.001, 0.001))
    runner.start()
    assert device.done.wait(PATIENCE_S)
    runner.stop()
    assert [said.get(timeout=PATIENCE_S).condition for _ in range(2)] == [Condition.DOWN, Condition.UP]


def test_after_a_good_round_waiting_begins_anew() -> None:
    device = FakeDevice([GONE, GONE, GONE, None, GONE], [None, GONE])
    assert _waits(device, 6) == [0.5, 1.0, 1.5, 7.0, 0.5, 1.0]


def test_a_line_pulled_and_plugged_in_again_is_found_by_its_name(tmp_path: Path) -> None:
    link, said = tmp_path / "keypad", queue.Queue[Health]()
    device = Link(f"serial://{link}", baud=9600)

    def listen(line: Link, stop: threading.Event) -> None:
        while not stop.is_set():
            line.read(64, timeout=0.05)

    runner = Runner(device, listen, said.put, name="keypad", url=device.url)
    runner.start()
    assert said.get(timeout=PATIENCE_S).condition is Condition.DOWN
    for _ in range(2):
        line = PtyLine(link)
        assert said.get(timeout=PATIENCE_S).condition is Condition.UP
        line.close()
        assert said.get(timeout=PATIENCE_S).condition is Condition.DOWN
    runner.stop()
