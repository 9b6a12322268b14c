"""Citation lines as people paste them from a page: identifiers first, then structure.

Nothing is looked up and nothing invented: a field is what stands in the line, or it is
empty. Every field says how sure it is; what is unsure is for a person to look at.

Source: docs/decisions/0063-citation-lines.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from mendeley_sync.domain.dates import PartialDate, month_of
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.citation.authors import is_strict
from mendeley_sync.formats.citation.identifiers import (
    Marks,
    take_locator,
    take_year_at_end,
    without_identifiers,
)
from mendeley_sync.formats.citation.locators import YEAR
from mendeley_sync.formats.citation.pieces import (
    Piece,
    is_a_web_page,
    parted,
    pieces_of,
    pieces_of_page,
    rejoined,
)
from mendeley_sync.formats.citation.sources import Source, source_of
from mendeley_sync.formats.citation.tidying import with_whole_words
from mendeley_sync.formats.citation.titles import (
    Parts,
    has_year_behind_authors,
    parts_of,
    title_first,
)
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.reading import Problem, Reading
from mendeley_sync.formats.records import reference_of
from mendeley_sync.formats.text import decoded_leniently, refuse_conflicts

_IDENTIFIERS = ("DOI", "PMID", "PMCID", "ISBN", "arXiv")
_DOUBT = 0.5
_MOST = 20_000_000
_LONGEST = 3000
"""A line of more letters is a paragraph; looking for names in it would only take time."""


def read_citation_lines(data: str | bytes, source: str = "text") -> Reading:
    """References of pasted text; lines that are none are named.

    Raises:
        ConfigError: far more text than a page has, or an unfinished merge.
    """
    if len(data) > _MOST:
        raise ConfigError(
            f"The text has {len(data):,} bytes, too many for citation lines.",
            file=source,
            advice="If it is a list in another format, name it with `--format`.",
        )
    text, _ = decoded_leniently(data, source)
    refuse_conflicts(text, source)
    pieces = pieces_of_page(text) if is_a_web_page(text) else pieces_of(text)
    keys = CitationKeyGenerator()
    references: list[Reference] = []
    problems: list[Problem] = []
    confidence: dict[str, dict[FieldName, float]] = {}
    for piece in _single(rejoined(pieces, lambda text: (_parsed(text) or (None,))[0])):
        found = _parsed(piece.text)
        if found is None:
            message = "this line could not be read as a reference"
            problems.append(Problem(line=piece.line, message=message, text=piece.text[:200]))
            continue
        values, sureness, cut = found
        reference = reference_of(values, keys, line=piece.line, authors_cut=cut)
        references.append(reference)
        confidence[reference.key] = sureness
    return Reading(references=tuple(references), problems=tuple(problems), confidence=confidence)


def _single(pieces: list[Piece]) -> Iterator[Piece]:
    """One piece a citation, also where several stand in one line."""
    for piece in pieces:
        texts = parted(piece.text) if len(piece.text) <= 10 * _LONGEST else [piece.text]
        yield from (Piece(piece.line, text) for text in texts)


@lru_cache(maxsize=64)
def _parsed(text: str) -> tuple[dict[FieldName, FieldValue], dict[FieldName, float], bool] | None:
    """Fields of one citation, how sure each is, and whether its author list is cut.

    Kept for a while: whether a line is whole is asked before it is taken.
    """
    if len(text) > _LONGEST:
        return None
    marks = without_identifiers(with_whole_words(text))
    parts = title_first(marks)
    has_locator = parts is not None or take_locator(marks)
    if "year" not in marks.values and not has_year_behind_authors(marks.text):
        take_year_at_end(marks)
    parts = parts or parts_of(marks)
    if parts is None:
        return None
    source = source_of(parts, marks, has_locator=has_locator)
    if not _is_a_reference(parts, marks, source):
        return None
    values, sureness = _fields(parts, marks, source)
    if _is_unreliable(text, values):
        sureness = {name: min(sure, _DOUBT) for name, sure in sureness.items()}
    return values, sureness, parts.authors is not None and parts.authors.cut


def _is_a_reference(parts: Parts, marks: Marks, source: Source) -> bool:
    """A heading or a sentence of prose is none: something besides a title must stand there."""
    if any(name in marks.values for name in _IDENTIFIERS):
        return True
    has_authors = parts.authors is not None
    evidence = [
        has_authors,
        "year" in marks.values,
        bool(source.container or source.publisher or "URL" in marks.values),
        "volume" in marks.values or "page" in marks.values,
    ]
    if parts.quoted and any(evidence):
        return True
    words = len(parts.title.split())
    is_listed = marks.has_own_year or (parts.authors is not None and is_strict(parts.authors))
    return (len(parts.title) > 3 and sum(evidence) >= 2) or (words >= 3 and is_listed)


def _fields(
    parts: Parts, marks: Marks, source: Source
) -> tuple[dict[FieldName, FieldValue], dict[FieldName, float]]:
    values: dict[FieldName, FieldValue] = {"type": source.type, "title": parts.title}
    sureness: dict[FieldName, float] = {"type": source.type_sure, "title": parts.title_sure}
    if parts.authors is not None:
        name = "editor" if parts.authors.are_editors else "author"
        values[name] = parts.authors.people
        sureness[name] = parts.authors.sure
    for name in ("volume", "issue", "page", *_IDENTIFIERS, "URL", "language"):
        if name in marks.values:
            values[name] = marks.values[name]
            sureness[name] = marks.sureness[name]
    for name, value in source.fields().items():
        values[name] = value
        sureness[name] = source.sure
    issued = _issued(marks)
    if issued is not None:
        values["issued"] = issued
        sureness["issued"] = marks.sureness["year"]
    return values, sureness


def _issued(marks: Marks) -> PartialDate | None:
    year = marks.values.get("year")
    if year is None:
        return None
    day = marks.values.get("day", "")
    month = month_of(marks.values.get("month", ""))
    return PartialDate(
        year=int(re.sub(r"\D", "", year)),
        month=month,
        day=int(day) if day.isdigit() and month else None,
    )


_YEARS_IN_BRACKETS = re.compile(rf"\({YEAR}[a-z]?\)")  # (2004a)
# 2004;36 · 36(2):114 · vol. 36
_NUMBERS = re.compile(
    rf"{YEAR}\s*;\s*\d|\d\s*\(\d+\)\s*[:,]\s*\d|\d+\s*:\s*[A-Z]?\d+\s*[-–]\s*\d"
    rf"|\bvol\.\s*\d|\bpp?\.\s*\d|\bdoi\b|https?:",
    re.IGNORECASE,
)
# Turner, A. L., · Turner AL, · et al
_NAMES = re.compile(
    r"^[A-ZÀ-Þ][\w’'-]+,?\s(?:[A-Z]\.\s?){1,3}[,&]|^[A-ZÀ-Þ][\w’'-]+\s[A-Z]{1,3}(?:,|:|\sand\s)"
    r"|\bet\s+al\b"
)
_LONGEST_JOURNAL = 140


def _is_unreliable(text: str, values: Mapping[FieldName, FieldValue]) -> bool:
    """Whether two citations have run together, or numbers or names stand where a title should."""
    title, container = str(values.get("title", "")), str(values.get("container-title", ""))
    is_run_together = len(set(_YEARS_IN_BRACKETS.findall(text))) > 1
    return (
        (is_run_together and _YEARS_IN_BRACKETS.search(title + container) is not None)
        or _NUMBERS.search(title) is not None
        or _NUMBERS.search(container) is not None
        or _NAMES.search(title) is not None
        or len(container) > _LONGEST_JOURNAL
        or len(title) < 3
    )
