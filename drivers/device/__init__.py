"""Machines in their own words: print a job, show lines, hear keys. Owns timing and retries; knows no product."""

from drivers.codec.columns import pair, width, wrap
from drivers.codec.escpos_reply import Paper, PrinterStatus
from drivers.codec.idcard import Card, CardKind, Sex
from drivers.codec.job import Align, Job
from drivers.codec.raster import Bitmap
from drivers.device.board import Board, make_board
from drivers.device.idreader import CardEvent, CardFailed, CardPlaced, CardRead, CardRemoved, IdReader
from drivers.device.keypad import Keypad, KeypadEvent, KeyPressed, LevelPressed, make_keypad
from drivers.device.picture import read_logo
from drivers.device.print_result import OnPaper, PrintResult, PrintState
from drivers.device.printer import Printer
from drivers.device.printer_fault import fault_in
from drivers.device.relay import Relay
from drivers.device.scanner import Scanner
from drivers.device.stacklight import StackLight

__all__ = [
    "Align",
    "Bitmap",
    "Board",
    "Card",
    "CardEvent",
    "CardFailed",
    "CardKind",
    "CardPlaced",
    "CardRead",
    "CardRemoved",
    "IdReader",
    "Job",
    "KeyPressed",
    "Keypad",
    "KeypadEvent",
    "LevelPressed",
    "OnPaper",
    "Paper",
    "PrintResult",
    "PrintState",
    "Printer",
    "PrinterStatus",
    "Relay",
    "Scanner",
    "Sex",
    "StackLight",
    "fault_in",
    "make_board",
    "make_keypad",
    "pair",
    "read_logo",
    "width",
    "wrap",
]
