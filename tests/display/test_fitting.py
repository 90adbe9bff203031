"""A box whose file names no devices gets them from the hall: taken over while it runs, kept for a start without it."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from display import fitting
from display.config import load
from server.wire.box import BoardAt, BoxDevices, PadAt, VoiceAt
from tests.display.fakes import PATIENCE_S
from tests.display.row import BOARD, PAD_BEHIND, PADS, Row, at_work
from tests.display.stub_hall import TOKEN, StubHall, serving
from tests.display.words import board, counter


@pytest.fixture
def row(tmp_path: Path) -> Iterator[Row]:
    row = Row(tmp_path, 2)
    with row.host:
        yield row


@pytest.fixture
def hall() -> StubHall:
    return StubHall(board(counter(1), counter(2)))


def devices(row: Row, *counters: int) -> BoxDevices:
    port = row.line.url
    return BoxDevices(
        boards=tuple(BoardAt(port=f"{port}?baud=115200", profile=BOARD, address=n, counter=n) for n in counters),
        callpads=tuple(
            PadAt(port=f"{port}?baud=115200", profile=PADS, address=PAD_BEHIND + n, counter=n) for n in counters
        ),
    )


def config_for(tcp_port: int, folder: Path) -> Path:
    file = folder / "display.toml"
    file.write_text(
        f'server = "http://127.0.0.1:{tcp_port}"\ntoken = "{TOKEN}"\nstate_dir = "{folder}"\n', encoding="utf-8"
    )
    return file


def fit(hall: StubHall, what: BoxDevices) -> None:
    hall.devices = what
    hall.tell("box_fitted")


def test_devices_come_from_the_hall_change_while_it_runs_and_are_kept(row: Row, hall: StubHall, tmp_path: Path) -> None:
    hall.devices = devices(row, 1)
    with serving(hall) as tcp_port:
        config = config_for(tcp_port, tmp_path)
        with at_work(config):
            row.glasses[1].wait_for("1号 社保")
            assert row.glasses[2].history == []
            hall.wait_for_listener()
            hall.wait_for_listener()
            fit(hall, devices(row, 2))
            row.glasses[2].wait_for("2号 社保")
            row.glasses[1].wait_for("")
            row.press(2, "call_next")
            assert hall.asked.get(timeout=PATIENCE_S)[0] == "/counters/12/call-next"
    row.glasses[2].wait_for("")
    with at_work(config):
        row.glasses[2].wait_for("离线")


def test_devices_that_cannot_be_are_told_to_the_hall_and_mended_there(row: Row, hall: StubHall, tmp_path: Path) -> None:
    wrong = devices(row, 1).model_copy(update={"boards": (BoardAt(port="com1", profile=BOARD, counter=1),)})
    hall.devices = wrong
    with serving(hall) as tcp_port, at_work(config_for(tcp_port, tmp_path)):
        while "设备配置" not in (said := hall.health.get(timeout=PATIENCE_S)):
            pass
        assert "boards.0.port" in said["设备配置"]["detail"]
        assert said["设备配置"]["condition"] == "fault"
        hall.wait_for_listener()
        hall.wait_for_listener()
        fit(hall, devices(row, 1))
        row.glasses[1].wait_for("1号 社保")


def test_a_file_with_devices_asks_nobody(row: Row, hall: StubHall, tmp_path: Path) -> None:
    hall.devices = devices(row, 1)
    file = config_for(9, tmp_path)
    file.write_text(file.read_text(encoding="utf-8") + row.tables(), encoding="utf-8")
    assert not load(file).asks_hall


def test_the_hall_s_voice_speaks_where_the_file_has_none(tmp_path: Path) -> None:
    config = load(config_for(9, tmp_path)).with_devices(BoxDevices(voice=VoiceAt(sound="plughw:1", zone="甲区")))
    assert config.voice is not None
    assert (config.voice.sound, config.voice.zone, config.voice.dir) == ("plughw:1", "甲区", tmp_path / "voice")


@pytest.mark.parametrize("content", ["", "[]", json.dumps({"boards": [{"port": 7}]})])
def test_a_kept_file_that_is_broken_is_none(tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / fitting.FILE).write_text(content, encoding="utf-8")
    assert fitting.kept(tmp_path) == BoxDevices()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_a_folder_that_takes_nothing_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    fitting.keep(tmp_path / "none", BoxDevices())
    assert "not kept" in caplog.text
