"""Rows of labelled records (id, title, authors ...) read straight into what the matcher takes."""

import csv
import gzip
import html
import io
import sys
import zlib
from collections.abc import Iterator

from mendeley_sync.errors import ConfigError
from mendeley_sync.matching.record import MatchRecord

COLUMNS = (
    *("id", "type", "title", "authors", "year", "journal", "volume", "issue", "pages"),
    *("doi", "pmid", "isbn", "issn", "publisher", "edition", "url"),
)
_LONGEST_FIELD = 100_000_000
_GZIP = b"\x1f\x8b"


def is_match_csv(content: bytes) -> bool:
    """Whether the text begins with a header that has a title column."""
    head = _unpacked(content, "file", longest=4_096) if content[:2] == _GZIP else content[:4_096]
    first = head.decode("utf-8-sig", "replace").partition("\n")[0]
    names = {name.strip().strip('"').lower() for name in first.split(",")}
    return "title" in names and bool(names & {"id", "authors", "year", "doi"})


def read_match_csv(content: bytes, name: str = "file") -> tuple[MatchRecord, ...]:
    """Read CSV with a header; plain gzip too.

    Missing columns are unknown, other columns are ignored; a row without an id is called
    after its place.

    Raises:
        ConfigError: the file is no CSV, is damaged, or has an id twice.
    """
    if content[:2] == _GZIP:
        content = _unpacked(content, name)
    csv.field_size_limit(_LONGEST_FIELD)
    text = io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", errors="replace", newline="")
    try:
        lines = csv.reader(text)
        records = tuple(_records(next(lines, []), lines))
    except csv.Error as error:
        raise ConfigError(f"this is not readable as CSV: {error}", file=name) from error
    _refuse_repeated_ids(records, name)
    return records


def _unpacked(content: bytes, name: str, longest: int = -1) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            return packed.read(longest)
    except (OSError, EOFError, zlib.error) as error:
        raise ConfigError("the compressed file is damaged", file=name) from error


def _refuse_repeated_ids(records: tuple[MatchRecord, ...], name: str) -> None:
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            raise ConfigError(
                f"the id {record.id[:80]!r} stands twice",
                file=name,
                advice="Give each row its own id, or leave the column out.",
            )
        seen.add(record.id)


def _records(header: list[str], rows: Iterator[list[str]]) -> Iterator[MatchRecord]:
    names = [name.strip().lower() for name in header]
    where = [names.index(column) if column in names else -1 for column in COLUMNS]
    width = len(names)
    for number, row in enumerate(rows, 1):
        if not row:
            continue
        if len(row) != width:
            row = (row + [""] * width)[:width]
        row.append("")
        yield _record([row[n].strip() for n in where], number)


def _record(fields: list[str], number: int) -> MatchRecord:
    key, kind, title, authors, year, journal, volume, issue, pages, doi, pmid, *rest = fields
    if "&" in authors:  # an entity ends in the semicolon that divides people
        authors = html.unescape(authors)
    people = tuple([name for part in authors.split(";") if (name := part.strip())])
    kind, journal = sys.intern(kind), sys.intern(journal)
    isbn, issn, publisher, edition, url = rest
    numbers = (volume, issue, pages, doi, pmid, isbn, issn, publisher, edition, url)
    return MatchRecord(key or f"row-{number}", kind, title, people, _year(year), journal, *numbers)


def _year(text: str) -> int | None:
    digits = text[:4]
    return int(digits) if len(digits) == 4 and digits.isdecimal() and digits.isascii() else None
