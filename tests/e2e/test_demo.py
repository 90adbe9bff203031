"""The demo as people run it: the tour succeeds only when every artefact is there, and nothing is left of a demo."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
DEMO = [sys.executable, str(ROOT / "tools" / "demo.py")]
PATIENCE_S = 240.0
RUNNING = "便民大厅正在运行"
PROCESSES = 7  # the demo itself, server, display box and four machines; the kiosk ends without a display

pytestmark = pytest.mark.slow


@pytest.fixture
def temp(tmp_path: Path) -> Iterator[Path]:
    """Where the demo keeps its data: what is left of it, files or processes, is found by this name."""
    place = tmp_path / "temp"
    place.mkdir()
    yield place
    assert list(place.iterdir()) == []
    assert started_in(place) == []


def surroundings(temp: Path) -> dict[str, str]:
    """No display, no home, nothing to find."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "SDL_VIDEODRIVER")}
    return kept | {"TMPDIR": str(temp), "HOME": str(temp / "nobody")}


def started_in(temp: Path) -> list[str]:
    """Command lines of the running processes that got this TMPDIR."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"TMPDIR={temp}\0".encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def tour(temp: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DEMO, "--tour", "--out", str(out), *more],
        env=surroundings(temp),
        cwd=temp.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_the_tour_plays_a_whole_visit_and_leaves_its_artefacts_and_nothing_else(temp: Path, tmp_path: Path) -> None:
    out = tmp_path / "visit out"
    done = tour(temp, out)
    assert (done.returncode, done.stderr) == (0, "")
    assert "A001" in (out / "slip" / "slip-0001.txt").read_text(encoding="utf-8")
    with Image.open(out / "slip" / "slip-0001.png") as slip:
        assert slip.width == 608
    assert [file.name[-8:] for file in (out / "voice").iterdir()] == ["A001.wav"]
    for said in (
        "A001 2号",
        "请 A 零零一 号到 二 号窗口",
        "读回号票 A001：评价 5，2 号窗口，王小民",
        "日志完好",
        "全部做到",
    ):
        assert said in done.stdout
    assert b"A001 ".hex(" ") in done.stdout


@pytest.mark.parametrize(
    ("machine", "sentence"),
    [
        ("printer", "打印机未连接"),
        ("board", "窗口屏已经停了，没有亮出 A001"),
        ("keypad", "评价器已经停了，没有请人评价"),
    ],
)
def test_a_tour_with_a_machine_unplugged_fails_and_says_which(
    temp: Path, tmp_path: Path, machine: str, sentence: str
) -> None:
    done = tour(temp, tmp_path / "out", "--unplug", machine)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert "全部做到" not in done.stdout


@contextmanager
def demo(temp: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*DEMO, *more],
        env=surroundings(temp),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        yield running


def wait_until_said(running: subprocess.Popen[str], word: str) -> None:
    if not any(word in line for line in running.stdout or ()):
        pytest.fail(f"ended without saying {word}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_demo_ends_every_process_it_started(temp: Path, number: signal.Signals) -> None:
    with demo(temp) as running:
        wait_until_said(running, RUNNING)
        assert len(started_in(temp)) >= PROCESSES
        running.send_signal(number)
        said, complaints = running.communicate(timeout=PATIENCE_S)
    assert (running.returncode, complaints) == (0, "")
    assert "演示已结束" in said


def test_a_tour_stopped_while_it_sets_up_has_failed_and_leaves_nothing(temp: Path, tmp_path: Path) -> None:
    with demo(temp, "--tour", "--out", str(tmp_path / "out")) as running:
        wait_until_said(running, "正在建立大厅")
        running.send_signal(signal.SIGTERM)
        _, complaints = running.communicate(timeout=PATIENCE_S)
    assert (running.returncode, complaints) == (1, "演示中断：导览没有走完就被停止了。\n")
