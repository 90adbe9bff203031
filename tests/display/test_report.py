"""The report: one line for each thing done, bounded, and no reason to stop when the disk is full."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from display import report as report_module
from display.report import Report


def reported(file: Path) -> Report:
    return Report(file, lambda: datetime(2026, 11, 24, tzinfo=UTC))


def test_each_deed_is_a_line(tmp_path: Path) -> None:
    report = reported(tmp_path / "report.jsonl")
    report.write("shown", board="hall", lines=["A005"])
    said = json.loads((tmp_path / "report.jsonl").read_text(encoding="utf-8"))
    assert said == {"at": "2026-11-24T00:00:00+00:00", "did": "shown", "board": "hall", "lines": ["A005"]}


def test_a_report_never_takes_more_than_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_module, "LARGEST_BYTES", 1000)
    report = reported(tmp_path / "report.jsonl")
    for number in range(200):
        report.write("pressed", number=number)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["report.jsonl", "report.jsonl.1"]
    assert all(file.stat().st_size < 1100 for file in files)
    assert json.loads(files[0].read_text(encoding="utf-8").splitlines()[-1])["number"] == 199


def test_a_link_to_somebody_s_output_is_never_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_module, "LARGEST_BYTES", 10)
    (tmp_path / "stdout").symlink_to(tmp_path / "taken")
    report = reported(tmp_path / "stdout")
    report.write("shown")
    report.write("shown")
    assert len((tmp_path / "taken").read_text(encoding="utf-8").splitlines()) == 2


def test_a_disk_that_takes_nothing_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    report = reported(tmp_path / "no such folder" / "report.jsonl")
    report.write("shown")
    report.write("shown")
    assert len(caplog.records) == 1
