"""Rows and cells of a delimited text, each with its place in it.

The csv module of Python gives values without places, so nothing could be written back
without touching its neighbours; and one quotation mark that is never closed would swallow
the rest of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mendeley_sync.stores.roster.text import RosterText

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Cell:
    """One cell; `start` and `end` are places in the text, quotation marks included."""

    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Row:
    """One row as a spreadsheet counts them, from 1."""

    number: int
    cells: tuple[Cell, ...]
    end: int
    """Before the line's end."""
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.problem and not any(cell.value.strip() for cell in self.cells)


def rows_of(text: RosterText) -> Iterator[Row]:
    """Every row, blank ones included."""
    place, number = text.dialect.start, 2 if text.dialect.start else 1
    while place < len(text.text):
        row, place = _row(text.text, place, number, text.dialect.delimiter)
        yield row
        number += 1


def _row(text: str, start: int, number: int, delimiter: str) -> tuple[Row, int]:
    """The row that begins at `start`, and where the next one begins."""
    cells: list[Cell] = []
    place = start
    while True:
        cell = _cell(text, place, delimiter)
        if cell is None:
            return _broken(text, start, number)
        cells.append(cell)
        if text[cell.end : cell.end + 1] != delimiter:
            row = Row(number, tuple(cells), cell.end)
            return row, _after_line_end(text, cell.end)
        place = cell.end + 1


def _cell(text: str, start: int, delimiter: str) -> Cell | None:
    """The cell that begins at `start`; None: its quotation mark is never closed."""
    if text[start : start + 1] != '"':
        end = start
        while end < len(text) and text[end] not in (delimiter, "\r", "\n"):
            end += 1
        return Cell(text[start:end], start, end)
    place = start + 1
    while (close := text.find('"', place)) >= 0 and text[close + 1 : close + 2] == '"':
        place = close + 2
    if close < 0:
        return None
    following = text[close + 1 : close + 2]
    if following not in (delimiter, "\r", "\n", ""):
        return None
    return Cell(text[start + 1 : close].replace('""', '"'), start, close + 1)


def _broken(text: str, start: int, number: int) -> tuple[Row, int]:
    """The line alone, so that the rows below it can still be read."""
    found = _LINE_END.search(text, start)
    end = found.start() if found else len(text)
    problem = "a quotation mark is not closed"
    return Row(number, (Cell(text[start:end], start, end),), end, problem), (
        found.end() if found else len(text)
    )


def _after_line_end(text: str, place: int) -> int:
    found = _LINE_END.match(text, place)
    return found.end() if found else len(text)
