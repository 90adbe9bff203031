"""The hall file: a whole set-up of a hall as TOML or as a workbook, read with all its problems and written back.

Knows neither the store nor the running hall. What is written is checked first, so it can be read again.
"""

from collections.abc import Callable
from pathlib import Path

from server.domain.catalogue import Catalogue
from server.service.hallfile_build import catalogue_from
from server.service.hallfile_fields import FIELDS, NESTED, Document, Part, Place, Problems
from server.service.hallfile_records import document_of
from server.service.hallfile_toml import Lines, SyntaxProblem, lines_of, locator, read_toml, write_toml


class HallfileError(Exception):
    """The hall file cannot be taken. `problems` says all that is wrong, each with its place, in Chinese."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_toml(text: str) -> Catalogue:
    """The catalogue a TOML text describes. Raises HallfileError with every problem, by key path and line."""
    problems = Problems()
    try:
        document = read_toml(text, problems)
    except SyntaxProblem as error:
        raise HallfileError([str(error)]) from None
    catalogue = catalogue_from(document, problems)
    _raise(problems, locator(lines_of(text), document))
    return catalogue


def dump_toml(catalogue: Catalogue) -> str:
    """The TOML text of a catalogue; `load_toml` gives an equal one. Raises HallfileError if it breaks a rule."""
    return write_toml(_checked(catalogue))


def load_xlsx(source: Path | bytes, base: Catalogue | None = None) -> Catalogue:
    """The catalogue a workbook describes; sheets it does not have keep what `base` says.

    Raises HallfileError with every problem, by sheet, row and column. Formulas are not evaluated but refused.
    """
    # openpyxl takes a third of a second to load; a server that starts after a power cut reads no workbook.
    from server.service.hallfile_xlsx import BrokenWorkbook, Workbook  # noqa: PLC0415

    problems = Problems()
    try:
        workbook = Workbook.read(source.read_bytes() if isinstance(source, Path) else source, problems)
    except BrokenWorkbook as error:
        raise HallfileError([str(error)]) from None
    document = {**(document_of(base) if base is not None else {}), **workbook.document}
    _drop_orphans(document, workbook.document)
    catalogue = catalogue_from(document, problems)
    _raise(problems, workbook.locate)
    return catalogue


def dump_xlsx(catalogue: Catalogue) -> bytes:
    """The workbook of a catalogue; `load_xlsx` gives an equal one. Raises HallfileError if it breaks a rule."""
    from server.service.hallfile_xlsx_write import write_xlsx  # noqa: PLC0415 - see load_xlsx

    return write_xlsx(_checked(catalogue))


def problems_of(catalogue: Catalogue) -> list[str]:
    """Everything that is wrong with a catalogue, by key path; empty when it may be used."""
    problems = Problems()
    document = document_of(catalogue)
    catalogue_from(document, problems)
    locate = locator(Lines(), document)
    return [f"{locate(place)}: {text}" for place, text in problems]


def drafts_of(catalogue: Catalogue) -> list[str]:
    """For each item that is not offered to the public, which of its six public blocks (六公开) are missing.

    Or why it was withdrawn.
    """
    titles = {field.key: field.title for field in FIELDS[Part.ITEMS]}
    return [
        f"{item.id} {item.name}："
        + (f"已撤下（{item.withdrawn}）" if item.withdrawn else f"没有{'、'.join(titles[key] for key in item.missing)}")
        for item in catalogue.items
        if item.is_draft
    ]


def _drop_orphans(document: Document, given: Document) -> None:
    """A workbook of other items leaves no pieces of the former ones; pieces it brings itself are judged."""
    items = {record.get("id") for record in document.get(Part.ITEMS, [])}
    for part in NESTED - given.keys():
        document[part] = [record for record in document.get(part, []) if record.get("item") in items]


def _checked(catalogue: Catalogue) -> Document:
    problems = Problems()
    document = document_of(catalogue)
    catalogue_from(document, problems)
    _raise(problems, locator(Lines(), document))
    return document


def _raise(problems: Problems, locate: Callable[[Place], str]) -> None:
    if problems.found:
        raise HallfileError([f"{locate(place)}: {text}" for place, text in problems])
