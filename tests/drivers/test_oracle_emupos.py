"""emupos, a printer by others: what our writer sends comes out as the same slip there, over TCP and over a serial line.

It knows no Chinese mode and prints each byte of Chinese as CP437; that is undone here.
"""

import os
import select
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from drivers.codec import escpos
from drivers.device import Job, pair
from drivers.device.typeset import typeset
from tests.drivers.slips import codes_in_file, printed, printer_profile
from tests.drivers.vectors import ESCPOS_TICKET
from tests.golden import made

EMUPOS = Path(__file__).parents[2] / ".venv-oracle/bin/emupos"
PATIENCE_S = 30.0
CONFIG = """\
schema: 1
api: {{ host: 127.0.0.1, port: {api} }}
devices:
  - id: front
    type: printer
    profile: xprinter-xp80t
    connections: [ {{tcp: {{port: {tcp}}}}}, {{serial: {{pty: true}}}} ]
    receipts_dir: ./receipts
"""
URL = "https://q.example.gov.cn/t/A001"
# The published ticket as our vocabulary says it.
TICKET = (
    Job()
    .text("政务服务大厅", size=2, align="centre")
    .text("您的号码：", align="centre")
    .text("A001", size=4, align="centre")
    .text("业务：户籍办理  前面等待 5 人", align="centre")
    .qr(URL)
    .feed(3)
    .cut()
)
TICKET_TEXT = f"政务服务大厅\n您的号码：\nA001\n业务：户籍办理  前面等待 5 人\n[qr {URL}]\n"

pytestmark = pytest.mark.skipif(not EMUPOS.exists(), reason="no .venv-oracle: emupos needs Python 3.13")


@dataclass(frozen=True)
class Receipt:
    text: str
    picture: Path

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True)
class Theirs:
    """Their printer: a TCP port, a serial line, and what it has printed last."""

    api: str
    tcp_port: int
    line: Path
    folder: Path

    def over_tcp(self, content: bytes) -> Receipt:
        with socket.create_connection(("127.0.0.1", self.tcp_port), timeout=PATIENCE_S) as line:
            line.sendall(content + escpos.BARRIER)
            assert line.recv(1) == b"\x00"
        return self._latest()

    def over_serial(self, content: bytes) -> Receipt:
        line = os.open(self.line, os.O_RDWR | os.O_NOCTTY)
        try:
            rest = content + escpos.BARRIER
            while rest:
                rest = rest[os.write(line, rest[:512]) :]
            assert select.select([line], [], [], PATIENCE_S)[0]
            assert os.read(line, 1) == b"\x00"
        finally:
            os.close(line)
        return self._latest()

    def _latest(self) -> Receipt:
        picture = self.folder / "latest.png"
        picture.write_bytes(self._get("image"))
        return Receipt(self._get("text").decode().encode("cp437").decode("gb18030"), picture)

    def _get(self, what: str) -> bytes:
        with urllib.request.urlopen(f"{self.api}/devices/front/receipts/latest/{what}", timeout=PATIENCE_S) as answer:
            content: bytes = answer.read()
            return content


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theirs]:
    folder = tmp_path_factory.mktemp("emupos")
    api, tcp_port = free_port(), free_port()
    (folder / "emupos.yaml").write_text(CONFIG.format(api=api, tcp=tcp_port), encoding="utf-8")
    # A short folder: the serial line appears below it under a name of limited length.
    with tempfile.TemporaryDirectory() as short:
        process = subprocess.Popen(
            [EMUPOS, "run"], cwd=folder, env={**os.environ, "TMPDIR": short}, stdout=subprocess.PIPE, bufsize=0
        )
        try:
            await_words(process, b"Showing events")
            yield Theirs(f"http://127.0.0.1:{api}/api/v1", tcp_port, Path(short) / "emupos" / "front", folder)
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE_S)


def await_words(process: "subprocess.Popen[bytes]", words: bytes) -> None:
    assert process.stdout is not None
    said = b""
    while words not in said:
        assert select.select([process.stdout], [], [], PATIENCE_S)[0], said
        chunk = os.read(process.stdout.fileno(), 4096)
        assert chunk, said
        said += chunk


@pytest.mark.parametrize("way", ["over_tcp", "over_serial"])
def test_the_published_ticket_comes_out_of_both(theirs: Theirs, way: str) -> None:
    receipt: Receipt = getattr(theirs, way)(typeset(TICKET, printer_profile()))
    assert receipt.lines == TICKET_TEXT.splitlines()
    assert codes_in_file(receipt.picture) == [f"QR-Code:{URL}"]


def test_our_ticket_and_the_published_bytes_are_dot_for_dot_the_same_slip(theirs: Theirs) -> None:
    # Ours says more: bold off, and each size also by FS !, for printers that move only one alphabet with GS !.
    ours = typeset(TICKET, printer_profile())
    assert ours != ESCPOS_TICKET
    assert dots(theirs.over_tcp(ours).picture) == dots(theirs.over_tcp(ESCPOS_TICKET).picture)
    assert printed(ours, printer_profile())[0].to_text() == printed(ESCPOS_TICKET, printer_profile())[0].to_text()
    mine, published = (printed(content, printer_profile())[0].to_image() for content in (ours, ESCPOS_TICKET))
    assert mine.tobytes() == published.tobytes()


def dots(picture: Path) -> bytes:
    with Image.open(picture) as image:
        content: bytes = image.tobytes()
        return content


@pytest.mark.parametrize("way", ["over_tcp", "over_serial"])
def test_a_slip_with_everything_comes_out_as_our_own_printer_shows_it(theirs: Theirs, way: str) -> None:
    job = (
        Job()
        .text("政务服务大厅", size=2, align="centre", bold=True)
        .text("急件", reverse=True)
        .text(pair("业务：户籍办理", "前面等待 5 人", 48))
        .text("张㛃𠮷", align="right")
        .text("ئۇيغۇرچە", align="right", drawn=True)
        .qr(URL)
        .feed_dots(40)
        .barcode("A001-2025", module=2)
        .buzz(2)
        .feed(2)
        .cut()
    )
    content = typeset(job, printer_profile())
    receipt: Receipt = getattr(theirs, way)(content)
    ours, _ = printed(content, printer_profile())
    assert receipt.lines == theirs_of(ours.to_text())
    assert codes_in_file(receipt.picture) == ["CODE-128:A001-2025", f"QR-Code:{URL}"]


@pytest.mark.parametrize("name", made.SLIPS)
def test_kept_slips_come_out_as_our_own_printer_shows_them(theirs: Theirs, name: str) -> None:
    content = typeset(made.SLIPS[name], printer_profile())
    ours, _ = printed(content, printer_profile())
    assert theirs.over_tcp(content).lines == theirs_of(ours.to_text())


def theirs_of(text: str) -> list[str]:
    """Our printer's text in their words."""
    words = {"[图 ": "[image ", "[QR ": "[qr ", "[CODE128 ": "[barcode CODE128 "}
    for ours, others in words.items():
        text = text.replace(ours, others)
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_drawn_codes_can_be_read_there_too(theirs: Theirs) -> None:
    profile = printer_profile(qr="raster", code128="raster", raster_rows=24)
    receipt = theirs.over_tcp(typeset(Job().qr(URL).feed().barcode("A001-2025", module=2).cut(), profile))
    assert codes_in_file(receipt.picture) == ["CODE-128:A001-2025", f"QR-Code:{URL}"]
    assert "[qr" not in receipt.text
