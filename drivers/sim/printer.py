"""An ESC/POS ticket printer: buffer, paper, cover, knife and answers, as strict as the manual. Knows no driver."""

from collections.abc import Sequence
from pathlib import Path

from drivers.profile import PrinterProfile
from drivers.sim import printer_hand
from drivers.sim.escpos_op import Op, next_op
from drivers.sim.host import Reporter
from drivers.sim.paper import Paper
from drivers.sim.printer_body import Body
from drivers.sim.printer_ear import Ear
from drivers.sim.slip import Slip

XON, XOFF = b"\x11", b"\x13"
CLEARED = bytes.fromhex("37 25 00")
TEAR_LINES = 5


class PrinterMachine:
    """Answers real-time commands when they arrive; does everything else in order, at its speed, and only while it has
    paper, cover and knife. What it cannot do yet waits in a buffer; with that full it reads no more."""

    def __init__(self, profile: PrinterProfile, out: Path, report: Reporter) -> None:
        self.body = Body()
        self.report = report
        self.buffer_size = 1 << 16
        self.lines_a_second = 0
        self.lines_left: int | None = None
        self.lines_to_live: int | None = None
        self.xon_xoff = self.silent = self.dead = False
        self.powered = True
        self._profile = profile
        self._out = out
        self._paper = Paper(profile.columns, profile.dots, self._finish, rom=profile.rom)
        self._ear = Ear()
        self._input = bytearray()
        self._command = bytearray()
        self._automatic = 0
        self._busy_until = 0.0
        self._slips = 0
        self._told_to_wait = False

    @property
    def held(self) -> int:
        """Bytes received and not carried out."""
        return len(self._input) + len(self._command)

    def room(self) -> int:
        """How many more bytes it would take now."""
        return max(0, self.buffer_size - len(self._input)) if self.powered else 1 << 16

    def receive(self, chunk: bytes, now: float) -> bytes:
        if not self.powered:
            return b""
        answers = bytearray()
        for heard in self._ear.feed(chunk):
            if len(heard) == 1:
                self._input += heard
            elif not self.dead:
                answers += self._obey(heard)
        return self._say(bytes(answers) + self._work(now))

    def tick(self, now: float) -> bytes:
        return self._say(self._work(now))

    def due(self) -> float | None:
        return self._busy_until if self._input and self._may_work else None

    def command(self, words: Sequence[str], now: float) -> bytes:
        before = self.body.automatic()
        noise = printer_hand.do(self, words)
        changed = self._change() if self.body.automatic() != before else b""
        return noise + self._say(changed + self._work(now))

    def power(self, on: bool) -> None:
        """Off: what it held and what it was told is gone; the paper stays where it is."""
        self.powered, self.dead = on, False
        self._forget()
        self._ear.reset()
        self._automatic, self._told_to_wait, self._busy_until = 0, False, 0.0
        self._paper.do(Op("initialise", b"", 2))

    def show(self) -> None:
        body = self.body
        cover = "open" if body.cover_open else "closed"
        self.report({"paper": body.supply, "cover": cover, "jammed": body.knife_error, "held": self.held})

    @property
    def _may_work(self) -> bool:
        return self.powered and not self.dead and not self.body.offline

    def _say(self, answers: bytes) -> bytes:
        if not self.powered or self.dead or self.silent:
            return b""
        return answers + self._flow()

    def _flow(self) -> bytes:
        """XOFF before the buffer is full, XON when half of it is free again."""
        if not self.xon_xoff:
            return b""
        fill = len(self._input)
        if not self._told_to_wait and fill * 4 >= self.buffer_size * 3:
            self._told_to_wait = True
            return XOFF
        if self._told_to_wait and fill * 2 <= self.buffer_size:
            self._told_to_wait = False
            return XON
        return b""

    def _obey(self, realtime: bytes) -> bytes:
        match realtime[1], realtime[2]:
            case 0x04, which:
                return bytes([self.body.realtime(which)])
            case 0x05, which:
                if self.body.recover():
                    if which == 2:
                        self._forget()
                    return self._change()
                return b""
            case _:
                self._forget()
                return CLEARED

    def _forget(self) -> None:
        """Empty the buffers; the line that was being put together is lost too."""
        if self.held:
            self.report({"forgotten": self.held})
        self._input.clear()
        self._command.clear()
        self._paper.row.glyphs.clear()

    def _work(self, now: float) -> bytes:
        answers = bytearray()
        while self._input and self._may_work and now >= self._busy_until:
            self._command.append(self._input.pop(0))
            op = self._whole_command()
            if op is None:
                continue
            if op.name == "cut" and not self.body.cuts():
                # It stays to be done, and is once the knife is well again.
                self._input[:0] = self._command
                answers += self._change()
            else:
                answers += self._do(op, now)
            self._command.clear()
        return bytes(answers)

    def _whole_command(self) -> Op | None:
        held = self._command
        if held[0] == 0:
            return Op("nothing", b"", 1)
        if held[:2] == b"\x1dI":
            return Op("identity", bytes(held[2:]), 3) if len(held) == 3 else None
        return next_op(held, chinese=self._paper.modes.chinese)

    def _do(self, op: Op, now: float) -> bytes:
        match op.name:
            case "nothing":
                return b""
            case "queued_status":
                return self.body.paper() if op.parameters[0] in (1, 0x31) else b"\x00"
            case "identity":
                return self._identity(op.parameters[0])
            case "automatic_status":
                self._automatic = op.parameters[0]
                return self._change()
            case "initialise":
                self._automatic = 0
            case _:
                pass
        before = self._paper.lines_fed
        self._paper.do(op)
        lines = self._paper.lines_fed - before
        if op.name == "feed_lines" and not self._profile.cutter and lines >= (self._profile.cut_feed or TEAR_LINES):
            self._paper.cut()  # no knife: fed past the edge, a person tears it off
        return self._wear(lines, now)

    def _identity(self, which: int) -> bytes:
        texts = {0x41: "1.00", 0x42: "BIANMIN", 0x43: self._profile.name, 0x44: "SIM-0001"}
        if which in texts:
            return b"\x5f" + texts[which].encode("ascii", "replace") + b"\0"
        return {1: b"\x20", 2: bytes([2 * self._profile.cutter]), 3: b"\x01"}.get(which & 0xF, b"")

    def _wear(self, lines: int, now: float) -> bytes:
        if not lines:
            return b""
        if self.lines_a_second:
            self._busy_until = now + lines / self.lines_a_second
        if self.lines_to_live is not None:
            self.lines_to_live -= lines
            if self.lines_to_live <= 0:
                self.dead, self.lines_to_live = True, None
                self.report({"dead": True})
        if self.lines_left is None or self.lines_left > lines:
            self.lines_left = None if self.lines_left is None else self.lines_left - lines
            return b""
        self.body.supply, self.lines_left = "out", None
        self.report({"paper": "out"})
        return self._change()

    def _change(self) -> bytes:
        """The four ASB bytes, if the driver has asked for them."""
        return self.body.automatic() if self._automatic else b""

    def _finish(self, slip: Slip) -> None:
        self._out.mkdir(parents=True, exist_ok=True)
        if not self._slips:
            self._slips = max((int(file.stem[5:]) for file in self._out.glob("slip-*.txt")), default=0)
        self._slips += 1
        text, picture = slip.save(self._out / f"slip-{self._slips:04d}")
        report = {"slip": str(text), "png": str(picture)}
        if self._paper.violations:
            report["unknown"] = ", ".join(self._paper.violations)
            self._paper.violations.clear()
        self.report(report)
