"""What the check of a printer says: everything known in plain Chinese, one sentence for what is wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from drivers.check import CheckFailed, check
from drivers.errors import DeviceFault
from drivers.profile import PrinterProfile
from drivers.sim.line import PtyLine
from tests.drivers.printing import IMPATIENT, PATIENT, Bench, bench


def _said(on: Bench, profile: PrinterProfile) -> list[str]:
    return list(check(on.host.url, profile, listen_s=0))


def test_a_healthy_printer_is_told_whole_and_prints_everything_a_ticket_uses(tmp_path: Path) -> None:
    with bench(PtyLine(), PATIENT, tmp_path) as on:
        said = _said(on, PATIENT)
        assert said[1:7] == [
            "打印机有应答：联机。",
            "纸张：有纸（纸将用完：由传感器判断）。",
            "上盖：合上。",
            "切刀：正常。",
            "打印头：正常。",
            "其他故障：无。",
        ]
        assert said[7] == "打印机自报：厂家 BIANMIN，型号 bench，固件 1.00。"
        assert "已确认" in said[8]
        assert "unknown" not in on.reports.next("slip")
        lines = on.slips()[0]
        assert lines[:5] == ["打印测试", "号A1", "号A1", "号A1", "号A1"]
        assert {"[QR https://example.gov.cn/t/A001]", "[CODE128 A001]"} <= set(lines)


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("paper out", "打印机缺纸，请更换纸卷。"),
        ("cover open", "打印机上盖未关好，请合上上盖。"),
        ("head hot", "打印头过热，请稍候，冷却后会自动恢复。"),
        ("feed press", "打印机的走纸键被按住，请松开。"),
    ],
)
def test_each_fault_ends_the_check_with_its_sentence(command: str, sentence: str, tmp_path: Path) -> None:
    with bench(PtyLine(), PATIENT, tmp_path) as on:
        on.command(command)
        with pytest.raises(DeviceFault) as trouble:
            _said(on, PATIENT)
        assert trouble.value.sentence == sentence
        assert on.slips() == []


def test_a_stuck_knife_is_found_by_the_test_slip(tmp_path: Path) -> None:
    with bench(PtyLine(), PATIENT, tmp_path) as on:
        on.command("cutter jam")
        with pytest.raises(CheckFailed, match="切刀"):
            _said(on, PATIENT)


def test_a_silent_printer_ends_the_check(tmp_path: Path) -> None:
    with bench(PtyLine(), IMPATIENT, tmp_path) as on:
        on.command("silent on")
        with pytest.raises(CheckFailed, match="没有应答"):
            _said(on, replace(IMPATIENT, reply_timeout_s=0.1))
