"""The hall file as a workbook: cells to records, and which cell a value came from. Knows no rule of a hall.

Table sheets (业务, 窗口, 事项) have a header row and a row per thing; the others have a row 项目 | 值, and a list may
take several such rows. A workbook comes from anywhere: it is measured before it is unpacked, and no formula is run.
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Self

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from server.service.hallfile_cell import NotPlain, Refused, plain_from
from server.service.hallfile_fields import (
    FIELDS,
    LISTED,
    MANY,
    SHEETS,
    Document,
    Field,
    Part,
    Place,
    Plain,
    Problems,
    Record,
)
from server.service.hallfile_toml import path_of

PAIR_TITLES = ("项目", "值", "说明")
_VALUE_COLUMN = 2

FILE_MAX = 4 << 20
UNPACKED_MAX = 32 << 20
ENTRIES_MAX = 200
ROWS_MAX = 5000
COLUMNS_MAX = 40

# Everything zipfile, the XML parser and openpyxl are known to raise on a damaged or foreign file.
_BREAKS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, InvalidFileException, SyntaxError, KeyError, IndexError,
    ValueError, TypeError, AttributeError, EOFError, OSError, NotImplementedError, RuntimeError,
)  # fmt: skip

Row = tuple[int, list[object]]
"""A row's number from 1 and its cells' values, None for a blank one; blank rows are left out."""


class BrokenWorkbook(Exception):
    """The bytes are no workbook that may be read; says why, in Chinese."""


@dataclass(slots=True)
class Workbook:
    """What the sheets said, and where each value stood."""

    problems: Problems
    document: Document = field(default_factory=dict)
    rows: dict[tuple[Part, int], int] = field(default_factory=dict)  # of table sheets: record to row
    cells: dict[tuple[Part, str], list[int]] = field(default_factory=dict)  # of the others: element to row
    columns: dict[tuple[Part, str], int] = field(default_factory=dict)

    @classmethod
    def read(cls, content: bytes, problems: Problems) -> Self:
        """Records of a workbook's known sheets; other sheets are left alone. BrokenWorkbook if it is none."""
        guard(content)
        workbook = cls(problems)
        try:
            for part, rows in _sheets(content):
                workbook.document[part] = (
                    workbook._table(part, rows) if part in LISTED else [workbook._pairs(part, rows)]
                )
        except _BREAKS as error:
            raise BrokenWorkbook(f"不是能读的 xlsx 文件（{type(error).__name__}）") from None
        if not workbook.document:
            raise BrokenWorkbook(f"工作簿里没有这些工作表：{'、'.join(SHEETS.values())}")
        return workbook

    def locate(self, place: Place) -> str:
        """Words for a place: `事项 第 17 行 C 列「业务」`."""
        if place.part not in self.document:
            return f"{SHEETS[place.part]}（工作簿里没有） {path_of(place)}"
        if place.index < 0:
            return f"{SHEETS[place.part]} {place.key}"
        title = next((wanted.title for wanted in FIELDS[place.part] if wanted.key == place.key), "")
        if place.part in LISTED:
            row, column = self.rows.get((place.part, place.index)), self.columns.get((place.part, place.key))
        else:
            rows = self.cells.get((place.part, place.key), [])
            row, column = rows[min(place.element or 0, len(rows) - 1)] if rows else None, _VALUE_COLUMN
        words = [
            SHEETS[place.part],
            f"第 {row} 行" if row else "",
            f"{get_column_letter(column)} 列" if row and column else "",
        ]
        return " ".join(word for word in words if word) + (f"「{title}」" if title else "")

    def _table(self, part: Part, rows: Iterator[Row]) -> list[Record]:
        number, header = next(rows, (1, []))
        fields = self._header(part, number, header)
        records: list[Record] = []
        for number, cells in rows:
            index = len(records)
            self.rows[part, index] = number
            values = (
                (wanted, self._judged(cells[column], wanted, Place(part, index, wanted.key)))
                for column, wanted in fields
            )
            records.append({wanted.key: plain for wanted, plain in values if plain is not None})
        return records

    def _header(self, part: Part, number: int, cells: list[object]) -> list[tuple[int, Field]]:
        titles = {wanted.title: wanted for wanted in FIELDS[part]}
        fields = []
        for column, cell in enumerate(cells):
            wanted = titles.pop(str(cell).strip(), None)
            if wanted is not None:
                fields.append((column, wanted))
                self.columns[part, wanted.key] = column + 1
            elif cell is not None:
                self._stray(
                    part, f"第 {number} 行 {get_column_letter(column + 1)} 列「{cell}」", "不认识的列，或重复的列"
                )
        return fields

    def _pairs(self, part: Part, rows: Iterator[Row]) -> Record:
        titles = {wanted.title: wanted for wanted in FIELDS[part]}
        record: Record = {}
        for number, cells in rows:
            title = "" if cells[0] is None else str(cells[0]).strip()
            if wanted := titles.get(title):
                self._pair(record, part, wanted, number=number, cell=cells[_VALUE_COLUMN - 1])
            elif title != PAIR_TITLES[0] and (title or cells[_VALUE_COLUMN - 1] is not None):
                self._stray(part, f"第 {number} 行 A 列「{title}」", "不认识的项目")
        return record

    def _pair(self, record: Record, part: Part, wanted: Field, *, number: int, cell: object) -> None:
        rows = self.cells.setdefault((part, wanted.key), [])
        if wanted.shape in MANY:
            self._element(record, part, wanted, number=number, cell=cell)
        elif rows:
            self._stray(part, f"第 {number} 行 A 列「{wanted.title}」", "重复的项目")
        else:
            rows.append(number)
            plain = self._judged(cell, wanted, Place(part, 0, wanted.key))
            if plain is not None:
                record[wanted.key] = plain

    def _element(self, record: Record, part: Part, wanted: Field, *, number: int, cell: object) -> None:
        """A list grows by what its next row says; an empty row alone makes an empty list."""
        before = record.setdefault(wanted.key, ())
        try:
            more = plain_from(cell, wanted.shape)
        except NotPlain as error:
            self._stray(part, f"第 {number} 行 B 列「{wanted.title}」", str(error))
            return
        if isinstance(before, tuple) and isinstance(more, tuple):
            record[wanted.key] = (*before, *more)
            self.cells[part, wanted.key].extend([number] * len(more))

    def _judged(self, cell: object, wanted: Field, place: Place) -> Plain | None:
        try:
            return plain_from(cell, wanted.shape)
        except NotPlain as error:
            self.problems.add(place, str(error))
            return None

    def _stray(self, part: Part, where: str, text: str) -> None:
        """A problem of a cell that belongs to no field."""
        self.problems.add(Place(part, -1, where), text)


def guard(content: bytes) -> None:
    """Refuse, with BrokenWorkbook, what is too large packed or unpacked, and XML that declares entities."""
    if len(content) > FILE_MAX:
        raise BrokenWorkbook(f"文件超过 {FILE_MAX >> 20} MB")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            # zipfile reads no more of an entry than it declares, so the declared sizes can be trusted.
            if len(entries) > ENTRIES_MAX or sum(entry.file_size for entry in entries) > UNPACKED_MAX:
                raise BrokenWorkbook("文件解开后太大")
            for entry in entries:
                if b"<!DOCTYPE" in archive.read(entry).replace(b"\0", b""):
                    raise BrokenWorkbook("文件里有不允许的 XML 声明")
    except _BREAKS as error:
        raise BrokenWorkbook(f"不是能读的 xlsx 文件（{type(error).__name__}）") from None


def _sheets(content: bytes) -> Iterator[tuple[Part, Iterator[Row]]]:
    workbook = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        for part, title in SHEETS.items():
            if title in workbook.sheetnames:
                yield part, _rows(workbook[title], title)
    finally:
        workbook.close()


def _rows(sheet: Worksheet, title: str) -> Iterator[Row]:
    blank: object = None
    for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS_MAX), start=1):
        if cells is blank:  # openpyxl fills a gap of a million rows with one tuple
            continue
        values = [_value(cell) for cell in cells]
        if all(value is None for value in values):
            blank = cells
            continue
        if number > ROWS_MAX:
            raise BrokenWorkbook(f"工作表「{title}」超过 {ROWS_MAX} 行")
        yield number, values + [None] * (COLUMNS_MAX - len(values))


def _value(cell: Cell | MergedCell) -> object:
    if cell.data_type == "f":
        return Refused("是公式；请改为数值或文字")
    if cell.data_type == "e":
        return Refused("是错误值")
    return None if isinstance(cell.value, str) and not cell.value.strip() else cell.value
