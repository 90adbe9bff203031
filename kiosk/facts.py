"""What the staff page tells of the machine: paper, network, versions, log. Reads files of this machine, asks nobody."""

import os
import platform
import socket
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

from drivers.profile import PrinterProfile
from kiosk.config import Config
from kiosk.flow.state import Section
from kiosk.log_export import FILE, FOLDER
from kiosk.press import PrinterNow
from kiosk.roll import roll_of

Fact = tuple[str, str]
Facts = Mapping[Section, tuple[Fact, ...]]
NETWORKS = Path("/sys/class/net")
UNKNOWN = "—"
STATES = {"up": "已连接", "down": "未连接", "lowerlayerdown": "未连接", "dormant": "等待中"}


def facts(config: Config, profile: PrinterProfile, server: str | None, printer: PrinterNow) -> Facts:
    """Label and value by section; `server` is the address the kiosk talks to, if it knows one."""
    return {
        Section.PRINTER: _printer(config, profile, printer),
        Section.NETWORK: _network(server),
        Section.VERSIONS: _versions(),
        Section.CALIBRATION: _touch(config),
        Section.LOG: _log(config),
    }


def _printer(config: Config, profile: PrinterProfile, now: PrinterNow) -> tuple[Fact, ...]:
    roll = roll_of(config.station.state_dir)
    state = now.trouble.sentence if now.trouble is not None else "纸将用完，请准备换纸。" if now.is_low else "正常"
    return (
        ("状态", state),
        ("端口", config.printer.port),
        ("机型", profile.name),
        ("本卷纸已用", f"约 {roll.used_mm / 1000:.1f} 米，整卷约 {profile.roll_mm / 1000:.0f} 米"),
        ("本卷纸还可打印", f"约 {roll.papers_left(profile.roll_mm)} 张（已打印 {roll.papers} 张）"),
    )


def _network(server: str | None) -> tuple[Fact, ...]:
    return (
        ("机器名", socket.gethostname()),
        ("服务器", server or "还没有找到"),
        ("本机地址", _own_address(server) or UNKNOWN),
        *((f"网口 {each.name}", _state(each)) for each in sorted(_links())),
    )


def _links() -> list[Path]:
    """Real ones: a bridge or a container's pair has no device behind it."""
    return [each for each in NETWORKS.glob("*") if (each / "device").exists()]


def _state(link: Path) -> str:
    try:
        word = (link / "operstate").read_text(encoding="ascii").strip()
        address = (link / "address").read_text(encoding="ascii").strip()
    except OSError:
        return UNKNOWN
    return f"{STATES.get(word, word)}，{address}"


def _own_address(server: str | None) -> str | None:
    """Ours on the way to the server; nothing is sent."""
    where = urlsplit(server or "http://192.0.2.1")
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((where.hostname or "", where.port or 80))
            return str(probe.getsockname()[0])
    except OSError:
        return None


def _versions() -> tuple[Fact, ...]:
    return (
        ("软件", _version("bianmin")),
        ("Python", platform.python_version()),
        ("Kivy", _version("kivy")),
        ("系统", _system()),
        ("内核", platform.release()),
        ("机器", platform.machine()),
    )


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return UNKNOWN


def _system() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", UNKNOWN)
    except OSError:
        return UNKNOWN


def _touch(config: Config) -> tuple[Fact, ...]:
    panel = config.screen.touch
    return (
        ("触摸", "由窗口系统提供" if panel is None else str(panel)),
        ("显示", os.environ.get("SDL_VIDEODRIVER", UNKNOWN)),
    )


def _log(config: Config) -> tuple[Fact, ...]:
    files = list((config.station.state_dir / FOLDER).glob(f"{FILE}*"))
    size = sum(each.stat().st_size for each in files)
    return (
        ("日志", f"{len(files)} 个文件，{size / 1000:.0f} KB"),
        ("导出到", str(config.staff.export_dir)),
    )
