"""References as a table: CSV from spreadsheets, with headers in many spellings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mendeley_sync.domain.csl import from_csl
from mendeley_sync.domain.dates import Dated, PartialDate, dated
from mendeley_sync.domain.fields import FieldKind, FieldName, FieldValue
from mendeley_sync.domain.metadata import FIELD_BY_NAME, FIELDS, value_of
from mendeley_sync.domain.pages import joined_pages
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.account import AccountEntry, account_of
from mendeley_sync.formats.csl.names import CSL_TYPES
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.reading import Problem, Reading
from mendeley_sync.formats.records import is_placeholder, links_of, losses, reference_of
from mendeley_sync.formats.text import decoded_leniently, refuse_conflicts
from mendeley_sync.names.lists import parted_names
from mendeley_sync.names.printed import inverted, people_of
from mendeley_sync.text.tables import TableError, read_rows, write_rows

_FLAG = "authors-cut"
_LETTERS = re.compile(r"[^a-z0-9]")
_MORE_COLUMNS = {
    "id": "id key citekey citationkey bibtexkey",
    "month": "month monat",
    "day": "day tag",
    "first-page": "pagestart startpage firstpage",
    "last-page": "pageend endpage lastpage",
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
    headers, records = _records(rows)
    names = _WEB_OF_SCIENCE if {"AU", "TI"} <= set(headers) else _COLUMN_OF_HEADER
    is_short = names is _WEB_OF_SCIENCE
    columns = {name: names.get(name if is_short else _folded(name)) for name in headers}
    if "title" not in columns.values():
        raise ConfigError(
            "the first line names no column `title`",
            file=source,
            line=1,
            advice="Put names over the columns: id, type, title, author, year, journal, DOI.",
        )
    problems: list[Problem] = []
    if legacy:
        problems.append(Problem(line=None, message="not UTF-8; read as Windows-1252", is_note=True))
    feeds = {name: _fields_of(column) for name, column in columns.items() if column}
    mint = CitationKeyGenerator()
    references: list[Reference] = []
    account: list[AccountEntry] = []
    for line, row in records:
        if any(cell.strip() for cell in row[len(headers) :]):
            message = "more cells than columns: the row was not taken"
            problems.append(Problem(line=line, message=message, text=" | ".join(row)[:80]))
            continue
        pairs = [(name, _clean(cell)) for name, cell in zip(headers, row, strict=False)]
        cells = _cells(columns, pairs)
        if cells:
            reference = _reference(cells, line, mint, problems)
            references.append(reference)
            account += account_of(pairs, reference, feeds)
    return Reading(references=tuple(references), problems=tuple(problems), account=tuple(account))


Rows = list[tuple[int, list[str]]]


def _records(rows: Rows) -> tuple[list[str], Rows]:
    """The headers, and a row a record; Embase writes its records from top to bottom."""
    names = [_folded(row[0]) for _, row in rows]
    known = sum(name in _COLUMN_OF_HEADER for name in names)
    if len(rows) < 2 or names[0] != "title" or known * 2 <= len(rows) or len(rows[0][1]) > 4:
        return [name.strip().removeprefix("\ufeff") for name in rows[0][1]], rows[1:]
    headers = list(dict.fromkeys(row[0].strip() for _, row in rows))
    records: Rows = []
    for line, row in rows:
        if row[0] == rows[0][1][0]:
            records.append((line, [""] * len(headers)))
        records[-1][1][headers.index(row[0].strip())] = "; ".join(filter(None, row[1:]))
    return headers, records


def _fields_of(column: str) -> tuple[FieldName, ...]:
    return {
        "month": ("issued",),
        "day": ("issued",),
        "first-page": ("page",),
        "last-page": ("page",),
        "URL": ("URL", "links"),
    }.get(column, (column,))


def _clean(cell: str) -> str:
    return cell.strip(" \xa0").replace("\r\n", "\n")


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


_WEB_OF_SCIENCE = {
    "PT": "type", "AU": "author", "AF": "author", "TI": "title", "SO": "container-title",
    "PY": "issued", "PD": "month", "VL": "volume", "IS": "issue", "BP": "first-page",
    "EP": "last-page", "DI": "DOI", "PM": "PMID", "SN": "ISSN", "BN": "ISBN", "AB": "abstract",
    "DE": "keyword", "LA": "language", "PU": "publisher", "PI": "publisher-place",
    "BE": "editor", "SE": "collection-title", "AR": "page",
}  # fmt: skip
"""The headers of two letters in Web of Science's tab files."""
_TYPE_WORDS = """
journalarticle=article-journal article=article-journal review=article-journal j=article-journal
magazinearticle=article-magazine newspaperarticle=article-newspaper book=book b=book
booksection=chapter bookchapter=chapter chapter=chapter conferencepaper=paper-conference
conferenceproceedings=paper-conference proceedingspaper=paper-conference thesis=thesis
dissertation=thesis report=report webpage=webpage document=document manuscript=manuscript
presentation=speech preprint=article encyclopediaarticle=entry-encyclopedia
dictionaryentry=entry-dictionary blogpost=post-weblog film=motion_picture
videorecording=motion_picture patent=patent dataset=dataset computerprogram=software
letter=personal_communication interview=interview map=map statute=legislation
case=legal_case bill=bill hearing=hearing
"""
_TYPES = dict(pair.split("=") for pair in _TYPE_WORDS.split())
"""Zotero's, Scopus's and EndNote's words for types, folded."""

Cells = dict[str, list[str]]
"""The cells of a row by the column that they mean."""


def _cells(columns: dict[str, str | None], pairs: list[tuple[str, str]]) -> Cells:
    cells: Cells = {}
    for name, text in pairs:
        column = columns[name]
        if column and text and (column == "title" or not is_placeholder(text)):
            cells.setdefault(column, []).append(text)
    return cells


def _reference(
    cells: Cells, line: int, mint: CitationKeyGenerator, problems: list[Problem]
) -> Reference:
    values: dict[FieldName, FieldValue] = {}
    cut = _one(cells, _FLAG).lower() in ("yes", "true", "1", "x")
    issued = _issued(cells)
    for field in FIELDS:
        text = _one(cells, field.name)
        if not text:
            continue
        if field.kind is FieldKind.PEOPLE:
            values[field.name], has_others = people_of(_names(text))
            cut = cut or (has_others and field.name == "author")
        elif field.kind is FieldKind.DATE:
            date = issued if field.name == "issued" else dated(text)
            values[field.name] = date.begins
            if date.begins is None:
                problems.append(Problem(line=line, message="no date", text=text, key=field.name))
        elif field.kind is FieldKind.SET:
            values[field.name] = from_csl("keyword", _keywords(text))
        else:
            values[field.name] = text
    values["type"] = _type(_one(cells, "type"), has_container=bool(values.get("container-title")))
    values["page"] = values.get("page") or joined_pages(
        _one(cells, "first-page"), _one(cells, "last-page")
    )
    links = links_of(cells.get("URL", ()))
    return reference_of(
        values,
        mint,
        key=_one(cells, "id"),
        line=line,
        authors_cut=cut,
        custom={"links": links} if links else None,
        issued=issued.whole,
    )


def _one(cells: Cells, column: str) -> str:
    return next(iter(cells.get(column, ())), "")


def _type(text: str, *, has_container: bool) -> str:
    """A CSL type; a word that is no type of any program's says nothing."""
    usual = "article-journal" if has_container else "document"
    return text if text in CSL_TYPES else _TYPES.get(_folded(text), usual)


def _names(text: str) -> list[str]:
    """The names of a cell; a semicolon at its end says that nothing else parts them."""
    return text.split(";") if text.endswith(";") else parted_names(text)


def _keywords(text: str) -> list[str]:
    return text.split(";") if ";" in text else text.split(",")


def _issued(cells: Cells) -> Dated:
    """The fullest date of the columns that have one, with month and day from their own."""
    dates = [dated(text) for text in cells.get("issued", ())]
    known = [one for one in dates if one.begins is not None]
    date = max(known, key=lambda one: len(str(one.begins)) + len(one.whole), default=Dated(None))
    month = _one(cells, "month")
    if date.begins is None or date.begins.month is not None or date.whole or not month:
        return date
    year, day = date.begins.year, _one(cells, "day")
    return dated(f"{year}/{month}/{day}" if month.isdigit() else f"{day} {month} {year}")


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
