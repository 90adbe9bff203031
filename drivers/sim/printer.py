"""An ESC/POS ticket printer with paper, cover, knife and answers, as strict as the manual. Knows no driver."""

from collections.abc import Sequence
from pathlib import Path

from drivers.profile import PrinterProfile
from drivers.sim.escpos_op import Op, next_op
from drivers.sim.host import Reporter
from drivers.sim.paper import Paper
from drivers.sim.slip import Slip

USAGE = "paper in|low|out|after N, cover open|closed, cutter jam|ok, silent on|off, show"
MAX_HELD = 1 << 16


class PrinterMachine:
    """Answers DLE EOT when it arrives; does everything else in order, and only while it has paper, cover and knife."""

    def __init__(self, profile: PrinterProfile, out: Path, report: Reporter) -> None:
        self._cutter = profile.cutter
        self._out = out
        self._report = report
        self._paper = Paper(profile.columns, profile.dots, self._finish, rom=profile.rom)
        self._held = bytearray()
        self._window = b""
        self._automatic = 0
        self._supply = "in"
        self._lines_left: int | None = None
        self._cover_open = False
        self._jam_armed = self._jammed = self._silent = False

    def receive(self, chunk: bytes, now: float) -> bytes:
        answers = bytearray()
        for byte in chunk:
            self._window = (self._window + bytes([byte]))[-3:]
            if self._window[:-1] == b"\x10\x04" and byte in (1, 2, 3, 4):
                # Taken out wherever it stands, also out of the middle of a QR code's content: the manuals warn of it.
                del self._held[-2:]
                answers.append(self._realtime(byte))
            elif len(self._held) < MAX_HELD:
                self._held.append(byte)
        answers += self._work()
        return b"" if self._silent else bytes(answers)

    def tick(self, now: float) -> bytes:
        return b""

    def due(self) -> None:
        return None

    def command(self, words: Sequence[str], now: float) -> bytes:
        self._hand(words)
        answers = self._change() + self._work()
        return b"" if self._silent else answers

    def _hand(self, words: Sequence[str]) -> None:
        match words:
            case ["paper", "in" | "low" | "out" as supply]:
                self._supply, self._lines_left = supply, None
            case ["paper", "after", lines] if lines.isdecimal():
                self._lines_left = int(lines)
            case ["cover", "open" | "closed" as cover]:
                self._cover_open = cover == "open"
            case ["cutter", "jam"]:
                self._jam_armed = True
            case ["cutter", "ok"]:
                self._jam_armed = self._jammed = False
            case ["silent", "on" | "off" as silent]:
                self._silent = silent == "on"
            case ["show"]:
                self._show()
            case _:
                raise ValueError(USAGE)

    def _show(self) -> None:
        cover = "open" if self._cover_open else "closed"
        self._report({"paper": self._supply, "cover": cover, "jammed": self._jammed, "held": len(self._held)})

    @property
    def _offline(self) -> bool:
        return self._supply == "out" or self._cover_open or self._jammed

    def _work(self) -> bytes:
        answers = bytearray()
        while self._held and not self._offline:
            op = next_op(self._held, chinese=self._paper.modes.chinese)
            if op is None:
                break
            if op.name == "cut" and self._jam_armed:
                self._jammed = True
                answers += self._change()
                break
            del self._held[: op.used]
            answers += self._do(op)
        return bytes(answers)

    def _do(self, op: Op) -> bytes:
        before = self._paper.lines_fed
        match op.name:
            case "queued_status":
                return self._queued(op.parameters[0])
            case "automatic_status":
                self._automatic = op.parameters[0]
                return self._change()
            case "initialise":
                self._automatic = 0
            case _:
                pass
        self._paper.do(op)
        return self._wear(self._paper.lines_fed - before)

    def _wear(self, lines: int) -> bytes:
        if self._lines_left is None or not lines:
            return b""
        self._lines_left -= lines
        if self._lines_left > 0:
            return b""
        self._supply, self._lines_left = "out", None
        self._report({"paper": "out"})
        return self._change()

    def _queued(self, which: int) -> bytes:
        if not self._cutter:
            self._paper.cut()  # no knife: whoever asked for the end tears the slip off by hand
        if which in (1, 0x31):
            return b"\x03" if self._supply == "low" else b"\x00"
        return b"\x00"

    def _realtime(self, which: int) -> int:
        near, out = self._supply != "in", self._supply == "out"
        match which:
            case 1:
                return 0x12 | 0x08 * self._offline
            case 2:
                return 0x12 | 0x04 * self._cover_open | 0x20 * out | 0x40 * self._jammed
            case 3:
                return 0x12 | 0x08 * self._jammed
            case _:
                return 0x12 | 0x0C * near | 0x60 * out

    def _change(self) -> bytes:
        """The four ASB bytes, if the driver has asked for them."""
        if not self._automatic:
            return b""
        near, out = self._supply != "in", self._supply == "out"
        printer = 0x10 | 0x08 * self._offline | 0x20 * self._cover_open
        return bytes([printer, 0x08 * self._jammed, 0x03 * near | 0x0C * out, 0])

    def _finish(self, slip: Slip) -> None:
        self._out.mkdir(parents=True, exist_ok=True)
        number = 1 + max((int(file.stem[5:]) for file in self._out.glob("slip-*.txt")), default=0)
        text, picture = slip.save(self._out / f"slip-{number:04d}")
        report = {"slip": str(text), "png": str(picture)}
        if self._paper.violations:
            report["unknown"] = ", ".join(self._paper.violations)
            self._paper.violations.clear()
        self._report(report)
