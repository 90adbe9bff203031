"""What a person does to a simulated printer, word by word. Knows its parts, not its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drivers.sim.printer_body import ARMED, FREED, JAMMED, RELEASED

if TYPE_CHECKING:
    from drivers.sim.printer import PrinterMachine

USAGE = (
    "paper in|low|out|after LINES, cover open|closed, cutter jam|free|ok, head hot|cool, feed press|release, "
    "power off|on, dead after LINES, speed LINES_PER_SECOND, buffer BYTES, flow none|xonxoff, silent on|off, "
    "say HEX, show"
)


def do(printer: PrinterMachine, words: Sequence[str]) -> bytes:
    """Noise on the line, if that was asked for. Raises ValueError naming what is possible."""
    match words:
        case ["show"]:
            printer.show()
        case ["say", *hexes]:
            return bytes.fromhex("".join(hexes))
        case ["power", "on" | "off" as power]:
            printer.power(power == "on")
        case [_, "after", _] | ["speed" | "buffer", _]:
            _measure(printer, words)
        case ["flow" | "silent", _]:
            _line(printer, words)
        case _:
            _part(printer, words)
    return b""


def _measure(printer: PrinterMachine, words: Sequence[str]) -> None:
    if not words[-1].isdecimal():
        raise ValueError(USAGE)
    amount = int(words[-1])
    match words[0]:
        case "paper":
            printer.lines_left = amount
        case "dead":
            printer.lines_to_live = amount
        case "speed":
            printer.lines_a_second = amount
        case "buffer":
            printer.buffer_size = amount
        case _:
            raise ValueError(USAGE)


def _line(printer: PrinterMachine, words: Sequence[str]) -> None:
    match words:
        case ["flow", "none" | "xonxoff" as flow]:
            printer.xon_xoff = flow == "xonxoff"
        case ["silent", "on" | "off" as silent]:
            printer.silent = silent == "on"
        case _:
            raise ValueError(USAGE)


def _part(printer: PrinterMachine, words: Sequence[str]) -> None:
    body = printer.body
    match words:
        case ["paper", "in" | "low" | "out" as supply]:
            body.supply, printer.lines_left = supply, None
        case ["cover", "open" | "closed" as cover]:
            body.cover_open = cover == "open"
        case ["cutter", "jam"]:
            body.knife = ARMED
        case ["cutter", "free"]:
            body.knife = FREED if body.knife == JAMMED else body.knife
        case ["cutter", "ok"]:
            body.knife = RELEASED
        case ["head", "hot" | "cool" as head]:
            body.hot = head == "hot"
        case ["feed", "press" | "release" as button]:
            body.button = button == "press"
        case _:
            raise ValueError(USAGE)
