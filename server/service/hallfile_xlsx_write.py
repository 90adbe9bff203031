"""Records to a workbook a technician fills in. Text is always text: a leading = + - or @ starts no formula."""

from collections.abc import Iterator, Sequence
from io import BytesIO

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from server.service.hallfile_cell import cell_from
from server.service.hallfile_fields import FIELDS, LISTED, SHEETS, Document, Field, Part, Record, Shape
from server.service.hallfile_xlsx import PAIR_TITLES

_TITLE_FONT = Font(bold=True)
_TITLE_FILL = PatternFill("solid", start_color="DDEBF7")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_WIDTHS = {Shape.LINE: 18, Shape.NOTE: 40, Shape.LINES: 48, Shape.WORDS: 26}
_NARROW = 11

Written = str | int | float


Notes = tuple[str, Sequence[Sequence[str]]]
"""A sheet's title and its rows, the first with the columns' titles."""


def write_xlsx(document: Document, notes: Notes | None = None) -> bytes:
    """The bytes of the workbook, a sheet for each part the document has, and one of `notes` that nobody reads in."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for part, title in SHEETS.items():
        if part not in document:
            continue
        sheet = workbook.create_sheet(title)
        if part in LISTED:
            _write_table(sheet, FIELDS[part], document[part])
        else:
            _write_pairs(sheet, part, document[part][0])
        sheet.freeze_panes = "A2"
    if notes is not None:
        _write_notes(workbook.create_sheet(notes[0]), notes[1])
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _write_table(sheet: Worksheet, fields: tuple[Field, ...], records: list[Record]) -> None:
    _write_titles(sheet, [field.title for field in fields])
    for column, field in enumerate(fields, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(field.shape, _NARROW)
        for row, record in enumerate(records, start=2):
            if field.key in record:
                _put(sheet.cell(row, column), cell_from(record[field.key], field.shape))


def _write_pairs(sheet: Worksheet, part: Part, record: Record) -> None:
    _write_titles(sheet, list(PAIR_TITLES))
    row = 2
    for field in FIELDS[part]:
        for value in _values(record, field):
            _put(sheet.cell(row, 1), field.title)
            _put(sheet.cell(row, 2), value)
            _put(sheet.cell(row, 3), field.hint)
            row += 1
    for column, width in (("A", 24), ("B", 40), ("C", 44)):
        sheet.column_dimensions[column].width = width


def _write_notes(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    _write_titles(sheet, list(rows[0]))
    for number, row in enumerate(rows[1:], start=2):
        for column, text in enumerate(row, start=1):
            _put(sheet.cell(number, column), text)
    for letter, width in (("A", 14), ("B", 24), ("C", 70)):
        sheet.column_dimensions[letter].width = width


def _values(record: Record, field: Field) -> Iterator[Written]:
    """One value a row; an empty list is a row without a value, which is not the same as no row."""
    value = record.get(field.key, "")
    if isinstance(value, tuple):
        yield from (cell_from(text, field.shape) for text in value or ("",))
    else:
        yield cell_from(value, field.shape)


def _write_titles(sheet: Worksheet, titles: list[str]) -> None:
    for column, title in enumerate(titles, start=1):
        cell = sheet.cell(1, column)
        _put(cell, title)
        cell.font, cell.fill = _TITLE_FONT, _TITLE_FILL


def _put(cell: Cell | MergedCell, value: Written) -> None:
    cell.alignment = _WRAPPED
    if value == "" or isinstance(cell, MergedCell):  # a new sheet has no merged cells; only the types say so
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl would make a formula of "=…" and an error of "#N/A"
        cell.number_format = "@"
        cell.quotePrefix = value[0] in "=+-@"
