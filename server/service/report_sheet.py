"""Reports as workbooks: numbers as numbers, times in minutes, and text that starts no formula. Blocks: use a thread."""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from io import BytesIO

import openpyxl
from openpyxl.cell.cell import Cell as XlsxCell
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from server.service.report_words import COLUMNS, Kind, Value, Words
from server.wire import report as wr

_TITLE_FONT = Font(bold=True)
_TITLE_FILL = PatternFill("solid", start_color="DDEBF7")
_TITLE_LINES = Alignment(wrap_text=True, vertical="top")
_FIRST_WIDTH, _WIDTH = 24, 13
_MOMENT = "yyyy-mm-dd hh:mm:ss"

Cell = Value | datetime


def report_sheets(reports: Sequence[wr.ReportAnswer], words: Words) -> bytes:
    """A sheet for each answer; the bytes of an .xlsx."""
    book = openpyxl.Workbook(write_only=True)
    titles = [words.title(column) for column in COLUMNS]
    formats = ["@", *(column.kind.value for column in COLUMNS)]
    for report in reports:
        sheet = _sheet(book, words.by(report.by), len(formats))
        _titles(sheet, [words.period(report.first, report.last), *titles])
        for key, figures in lines_of(report, words):
            _row(sheet, [key, *(column.value(figures) for column in COLUMNS)], formats)
    return _bytes(book)


def lines_of(report: wr.ReportAnswer, words: Words) -> Iterable[tuple[str, wr.Figures]]:
    """The lines of a report with their names, the total last."""
    for line in report.lines:
        yield words.key(report.by, line.key), line.figures
    yield words.of("合计", "Total"), report.total


def ticket_sheet(title: str, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One table; moments must be without a zone. The bytes of an .xlsx."""
    book = openpyxl.Workbook(write_only=True)
    sheet = _sheet(book, title, len(titles))
    _titles(sheet, titles)
    for row in rows:
        _row(sheet, row, [_format_of(value) for value in row])
    return _bytes(book)


def local(moment: datetime | None, zone: tzinfo) -> datetime | None:
    """A moment on the hall's clock, without a zone: workbooks know none. Whole seconds."""
    return None if moment is None else moment.astimezone(zone).replace(tzinfo=None, microsecond=0)


def _format_of(value: Cell) -> str:
    if isinstance(value, datetime):
        return _MOMENT
    return Kind.COUNT.value if isinstance(value, int) else Kind.MINUTES.value if isinstance(value, float) else "@"


def _sheet(book: openpyxl.Workbook, title: str, columns: int) -> WriteOnlyWorksheet:
    sheet = book.create_sheet(title)
    if not isinstance(sheet, WriteOnlyWorksheet):
        raise TypeError(type(sheet))
    for column in range(1, columns + 1):
        width = _FIRST_WIDTH if column == 1 else _WIDTH
        sheet.column_dimensions[get_column_letter(column)].width = width  # type: ignore[attr-defined]  # not in its types
    sheet.freeze_panes = "B2"
    return sheet


def _titles(sheet: WriteOnlyWorksheet, titles: Sequence[str]) -> None:
    cells = []
    for title in titles:
        cell = _text(sheet, title)
        cell.font, cell.fill, cell.alignment = _TITLE_FONT, _TITLE_FILL, _TITLE_LINES
        cells.append(cell)
    sheet.append(cells)


def _row(sheet: WriteOnlyWorksheet, values: Sequence[Cell], formats: Sequence[str]) -> None:
    cells = []
    for value, number_format in zip(values, formats, strict=True):
        if isinstance(value, str):
            cells.append(_text(sheet, value))
            continue
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = number_format
        cells.append(cell)
    sheet.append(cells)


def _text(sheet: WriteOnlyWorksheet, text: str) -> XlsxCell:
    """As text: openpyxl would make a formula of "=…" and an error of "#N/A"."""
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = text[:1] in set("=+-@")
    return cell


def _bytes(book: openpyxl.Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()
