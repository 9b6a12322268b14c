"""References as a table: CSV from spreadsheets, with headers in many spellings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mendeley_sync.domain.csl import from_csl
from mendeley_sync.domain.dates import PartialDate, date_of, month_of
from mendeley_sync.domain.fields import FieldKind, FieldName, FieldValue
from mendeley_sync.domain.metadata import FIELD_BY_NAME, FIELDS, value_of
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.reading import Problem, Reading
from mendeley_sync.formats.records import losses, reference_of
from mendeley_sync.formats.text import decoded_leniently, refuse_conflicts
from mendeley_sync.names.printed import inverted, people_of
from mendeley_sync.text.tables import TableError, read_rows, write_rows

_PEOPLE_GAP = re.compile(r"\s*(?:\||\n|\s&\s|\band\b)\s*")
_FLAG = "authors-cut"
_LETTERS = re.compile(r"[^a-z0-9]")
_MORE_COLUMNS = {
    "id": "id key citekey citationkey bibtexkey",
    "month": "month monat",
    "day": "day tag",
    _FLAG: "authorscut",
}


def read_csv(data: str | bytes, source: str = "file") -> Reading:
    """References of a CSV file; comma, semicolon or tab between the cells.

    Raises:
        ConfigError: there is no header with a title in it.
    """
    text, legacy = decoded_leniently(data, source)
    refuse_conflicts(text, source)
    try:
        rows = list(read_rows(text))
    except TableError as error:
        raise ConfigError(str(error), file=source, line=error.line) from error
    if not rows:
        return Reading()
    columns = [_COLUMN_OF_HEADER.get(_folded(name)) for name in rows[0][1]]
    if "title" not in columns:
        raise ConfigError(
            "the first line names no column `title`",
            file=source,
            line=1,
            advice="Put names over the columns: id, type, title, author, year, journal, DOI.",
        )
    problems = _unknown_columns(rows[0][1], columns)
    if legacy:
        problems.append(Problem(line=None, message="not UTF-8; read as Windows-1252", is_note=True))
    mint = CitationKeyGenerator()
    references = []
    for line, row in rows[1:]:
        cells = _cells(columns, row)
        if len(row) > len(columns):
            problems.append(
                Problem(line=line, message="more cells than columns", text=" | ".join(row)[:80])
            )
        if cells:
            references.append(_reference(cells, line, mint, problems))
    return Reading(references=tuple(references), problems=tuple(problems))


def write_csv(references: Sequence[Reference]) -> tuple[str, tuple[str, ...]]:
    """The references as CSV, and what it could not hold."""
    rows = [["id", *(field.name for field in FIELDS), _FLAG]]
    for reference in references:
        cells = [reference.key]
        cells += [_cell(value_of(reference.metadata, field.name)) for field in FIELDS]
        cells.append("yes" if reference.authors_cut else "")
        rows.append(cells)
    return write_rows(rows), losses(references, FIELD_BY_NAME, {_FLAG})


def _folded(header: str) -> str:
    """A header without case, spaces and signs."""
    plain = header.lower().translate(str.maketrans("äéíñ", "aein"))
    return _LETTERS.sub("", plain)


_COLUMN_OF_HEADER: dict[str, str] = {
    **{_folded(field.name): field.name for field in FIELDS},
    **{header: field.name for field in FIELDS for header in field.headers.split()},
    **{header: column for column, text in _MORE_COLUMNS.items() for header in text.split()},
}
"""A folded header and the field it means."""


def _unknown_columns(names: list[str], columns: list[str | None]) -> list[Problem]:
    return [
        Problem(line=1, message=f"the column `{name.strip()}` is not known and was left out")
        for name, column in zip(names, columns, strict=True)
        if column is None and name.strip()
    ]


def _cells(columns: list[str | None], row: list[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for column, cell in zip(columns, row, strict=False):
        text = cell.strip(" \xa0").replace("\r\n", "\n")
        if column and text:
            cells.setdefault(column, text)
    return cells


def _reference(
    cells: dict[str, str], line: int, mint: CitationKeyGenerator, problems: list[Problem]
) -> Reference:
    values: dict[FieldName, FieldValue] = {}
    cut = cells.get(_FLAG, "").lower() in ("yes", "true", "1", "x")
    for field in FIELDS:
        text = cells.get(field.name, "")
        if not text:
            continue
        if field.kind is FieldKind.PEOPLE:
            values[field.name], has_others = people_of(_names(text))
            cut = cut or (has_others and field.name == "author")
        elif field.kind is FieldKind.DATE:
            values[field.name] = date_of(text)
            if values[field.name] is None:
                problems.append(Problem(line=line, message="no date", text=text, key=field.name))
        elif field.kind is FieldKind.SET:
            values[field.name] = from_csl("keyword", _keywords(text))
        else:
            values[field.name] = text
    values["issued"] = _issued(cells, values.get("issued"))
    values.setdefault("type", "article-journal" if values.get("container-title") else "document")
    return reference_of(values, mint, key=cells.get("id", ""), line=line, authors_cut=cut)


def _names(text: str) -> list[str]:
    """Names with semicolons between; without any, also `and`, `&` and line breaks."""
    parts = text.split(";") if ";" in text else _PEOPLE_GAP.split(text)
    return [part for part in parts if part.strip()]


def _keywords(text: str) -> list[str]:
    return text.split(";") if ";" in text else text.split(",")


def _issued(cells: dict[str, str], issued: FieldValue) -> FieldValue:
    """Month and day where they stand in columns of their own."""
    if not isinstance(issued, PartialDate) or issued.month is not None or "month" not in cells:
        return issued
    day = cells.get("day", "")
    return PartialDate(
        year=issued.year,
        month=month_of(cells["month"]),
        day=int(day) if day.isascii() and day.isdigit() and len(day) < 3 else None,
    )


def _cell(value: FieldValue) -> str:
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, tuple):
        members = [
            inverted(member) if isinstance(member, Person) else str(member) for member in value
        ]
        # The semicolon behind a single one says that a comma or an `and` in it is no gap.
        return "; ".join(members) + (";" if len(members) == 1 else "")
    return value or ""
