"""CSV tables: their delimiter found, their cells read and written.

A cell that a spreadsheet would run as a formula gets an apostrophe in front when it is
written, and loses it when it is read.
Source: RFC 4180; OWASP, "CSV Injection".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

_FORMULA_STARTS: Final = tuple("=+-@\t\r\n'|%＝＋－＠")
_SEPARATOR_LINE = re.compile(r'"?sep=([;,\t|])"?\r?\n', re.IGNORECASE)
"""How Excel is told which delimiter a file has, such as `sep=;`: not a row."""
_QUOTED = re.compile(r'"[^"]*"')
"""`"surname, first name"`"""
_NEEDS_QUOTES = re.compile(r'[",\r\n]')
_DELIMITERS: Final = (";", "\t", ",", "|")
"""A tie goes to the first: a semicolon is hardly ever part of a header."""


class TableError(ValueError):
    """The text is not valid CSV; `line` is where, from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Dialect(NamedTuple):
    """How a table is written."""

    delimiter: str
    start: int = 0
    """Where its first row begins: 0, or behind a line `sep=;`."""


def dialect_of(text: str) -> Dialect:
    """What stands between the cells, found in the first line that is not blank."""
    declared = _SEPARATOR_LINE.match(text)
    if declared is not None:
        return Dialect(declared[1], declared.end())
    header = _QUOTED.sub("", text.lstrip().partition("\n")[0])
    delimiter = max(_DELIMITERS, key=header.count)
    return Dialect(delimiter if delimiter in header else ",")


def read_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, each with the line it begins in, from 1, and its cells as meant.

    Raises:
        TableError: a quotation mark is not closed, or a cell goes on behind its closing one.
    """
    dialect = dialect_of(text)
    before = text.count("\n", 0, dialect.start)
    table = io.StringIO(text[dialect.start :], newline="")
    reader = csv.reader(table, delimiter=dialect.delimiter, strict=True)
    line = before + 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, [unescaped(cell) for cell in row]
            line = before + reader.line_num + 1
    except csv.Error as error:
        raise TableError(f"not valid CSV: {error}", line) from error


def write_rows(rows: Iterable[Iterable[str]], *, line_end: str = "\n") -> str:
    """The rows as CSV, every cell safe in a spreadsheet."""
    # The csv module leaves a lone carriage return unquoted where lines end in "\n".
    lines = (",".join(_quoted(escaped(cell)) for cell in row) for row in rows)
    return "".join(line + line_end for line in lines)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def escaped(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    The whole text is kept, so that `unescaped` gives it back.
    """
    shown = cell.replace("\x00", "␀")
    return f"'{shown}" if shown.lstrip(" ").startswith(_FORMULA_STARTS) else shown


def unescaped(cell: str) -> str:
    """What `escaped` was given, whether or not a spreadsheet ate the apostrophe."""
    if cell.startswith("'") and cell[1:].lstrip(" ").startswith(_FORMULA_STARTS):
        return cell[1:]
    return cell
