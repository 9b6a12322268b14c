"""Rows of labelled records (id, title, authors ...) read straight into what the matcher takes."""

import csv
import gzip
import html
import io
import sys
from collections.abc import Iterator

from mendeley_sync.matching.record import MatchRecord

COLUMNS = (
    *("id", "type", "title", "authors", "year", "journal", "volume", "issue", "pages"),
    *("doi", "pmid", "isbn", "issn", "publisher", "edition"),
)
_LONGEST_FIELD = 100_000_000


def read_match_csv(content: bytes) -> tuple[MatchRecord, ...]:
    """Read CSV with a header; plain gzip too. Missing columns are unknown, others are ignored."""
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    csv.field_size_limit(_LONGEST_FIELD)
    lines = csv.reader(
        io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", errors="replace", newline="")
    )
    header = next(lines, [])
    return tuple(_records(header, lines))


def _records(header: list[str], rows: Iterator[list[str]]) -> Iterator[MatchRecord]:
    names = [name.strip().lower() for name in header]
    where = [names.index(column) if column in names else -1 for column in COLUMNS]
    width = len(names)
    for row in rows:
        if not row:
            continue
        if len(row) != width:
            row = (row + [""] * width)[:width]
        row.append("")
        yield _record([row[n].strip() for n in where])


def _record(fields: list[str]) -> MatchRecord:
    key, kind, title, authors, year, journal, volume, issue, pages, doi, pmid, *rest = fields
    if "&" in authors:  # an entity ends in the semicolon that divides people
        authors = html.unescape(authors)
    people = tuple([name for part in authors.split(";") if (name := part.strip())])
    kind, journal = sys.intern(kind), sys.intern(journal)
    isbn, issn, publisher, edition = rest
    numbers = (volume, issue, pages, doi, pmid, isbn, issn, publisher, edition)
    return MatchRecord(key, kind, title, people, _year(year), journal, *numbers)


def _year(text: str) -> int | None:
    digits = text[:4]
    return int(digits) if len(digits) == 4 and digits.isdecimal() and digits.isascii() else None
