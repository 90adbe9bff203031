"""The window, offscreen: a finger taps a service and ends at the number; the font has Simplified Chinese shapes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from drivers.sim.console import Wanted, machine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from kiosk.ui.font import NOTO, NOTO_SC_FACE, face
from server.vocab import SlipState
from tests.client.stub import StubHall, running
from tests.kiosk.bench import write_config

ROOT = Path(__file__).parents[2]
PATIENCE_S = 90


@pytest.fixture
def stub() -> Iterator[StubHall]:
    with running(StubHall()) as stub:
        yield stub


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[Host]:
    made = machine(Wanted(kind="printer", out=tmp_path / "slips"), lambda _: None)
    with Host(made, PtyLine()) as host:
        yield host


def tapped(config: Path, picture: Path, *words: str) -> dict[str, object]:
    """Where the taps led."""
    environment = os.environ | {"SDL_VIDEODRIVER": "offscreen", "LP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.kiosk.tapper", str(config), str(picture), *words]
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE_S
    )
    assert run.returncode == 0, run.stderr
    end: dict[str, object] = json.loads(run.stdout.splitlines()[-1])
    return end


@pytest.mark.kivy
@pytest.mark.slow
def test_two_taps_lead_to_a_printed_slip_and_the_number_on_the_screen(
    stub: StubHall, printer: Host, tmp_path: Path
) -> None:
    picture = tmp_path / "ticket.png"
    end = tapped(write_config(tmp_path, stub.base_url, printer.url), picture, "综合受理", "取号")
    assert end == {"state": "Shown", "size": [1280, 800]}
    assert [ticket.slip for ticket in stub.tickets.values()] == [SlipState.PRINTED]
    assert "A012" in (tmp_path / "slips" / "slip-0001.txt").read_text(encoding="utf-8")
    with Image.open(picture) as drawn:
        number = drawn.convert("RGB").crop((40, 180, 860, 500))
        green = sum(count for count, colour in number.getcolors(1 << 20) if colour == (15, 98, 54))
    assert green > 3000, "the number is not drawn large"


@pytest.mark.kivy
@pytest.mark.slow
def test_three_touches_lead_to_a_slip_in_large_type(stub: StubHall, printer: Host, tmp_path: Path) -> None:
    config = write_config(tmp_path, stub.base_url, printer.url)
    end = tapped(config, tmp_path / "ticket.png", "适老版", "取号", "综合受理", "取号")
    assert end["state"] == "Shown"
    assert "A012" in (tmp_path / "slips" / "slip-0001.txt").read_text(encoding="utf-8")


@pytest.mark.kivy
@pytest.mark.slow
def test_without_paper_the_number_stays_on_the_screen(stub: StubHall, printer: Host, tmp_path: Path) -> None:
    printer.command("paper out")
    config = write_config(tmp_path, stub.base_url, printer.url)
    assert tapped(config, tmp_path / "failed.png", "综合受理", "取号")["state"] == "PrintFailed"
    assert [ticket.slip for ticket in stub.tickets.values()] == [SlipState.FAILED]


@pytest.mark.kivy
def test_a_display_that_does_not_answer_is_said_in_one_sentence(tmp_path: Path) -> None:
    config = write_config(tmp_path, "http://127.0.0.1:9", "sim://nobody")
    environment = {name: value for name, value in os.environ.items() if name != "SDL_VIDEODRIVER"}
    command = [sys.executable, "-m", "kiosk", "--config", str(config)]
    run = subprocess.run(
        command,
        cwd=ROOT,
        env=environment | {"DISPLAY": "127.0.0.1:9999"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert run.returncode == 1
    assert run.stderr == "打不开窗口（x11），请检查显示器和 DISPLAY 设置。\n"


def drawn(font: Path, index: int) -> bytes:
    image = Image.new("L", (100, 60))
    ImageDraw.Draw(image).text((4, 4), "直门", fill=255, font=ImageFont.truetype(str(font), 40, index=index))
    return image.tobytes()


@pytest.mark.skipif(not NOTO.exists(), reason="fonts-noto-cjk is not installed")
def test_the_simplified_face_is_taken_out_of_the_collection(tmp_path: Path) -> None:
    taken = tmp_path / "sc.otf"
    taken.write_bytes(face(NOTO.read_bytes(), NOTO_SC_FACE))
    assert ImageFont.truetype(str(taken), 40).getname() == ("Noto Sans CJK SC", "Regular")
    assert drawn(taken, 0) == drawn(NOTO, NOTO_SC_FACE)
    assert drawn(taken, 0) != drawn(NOTO, 0)
