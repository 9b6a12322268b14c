"""Citation lines as people paste them from a page: identifiers first, then structure.

Nothing is looked up and nothing invented: a field is what stands in the line, or it is
empty. Every field says how sure it is; what is unsure is for a person to look at.

Source: docs/decisions/0063-citation-lines.md
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from mendeley_sync.domain.dates import PartialDate, month_of
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.citation.annotations import apart, is_prose
from mendeley_sync.formats.citation.authors import is_strict, leading_authors
from mendeley_sync.formats.citation.identifiers import (
    Marks,
    take_locator,
    take_year_at_end,
    without_identifiers,
)
from mendeley_sync.formats.citation.links import Link, shown, without_links, without_marks
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
    title_year_journal,
)
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.reading import Problem, Reading
from mendeley_sync.formats.records import reference_of
from mendeley_sync.formats.text import decoded_leniently, refuse_conflicts

_IDENTIFIERS = ("DOI", "PMID", "PMCID", "ISBN", "arXiv")
_DOUBT = 0.5
_EMPTY_SECTION = "no citation stands under this heading"
# History of the method · Books:
_HEADING = re.compile(r"(?=.{3,90}$)[A-ZÀ-Þ\d][^.;!?\d]*(?<![,.;]):?")
_MOST = 20_000_000
_LONGEST = 3000
"""A line of more letters is a paragraph; looking for names in it would only take time."""


class Citation(NamedTuple):
    """One citation as read."""

    values: dict[FieldName, FieldValue]
    sureness: dict[FieldName, float]
    authors_cut: bool
    links: tuple[Link, ...]
    labels: tuple[str, ...]
    """Labels of links that had no address."""


def read_citation_lines(data: str | bytes, source: str = "text") -> Reading:
    """References of pasted text or of a page; lines that are none are named.

    A heading becomes the section of the citations under it, the sentences behind or below a
    citation its annotation (`note`), a link with its label one of `custom.links`.

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
    pieces = pieces_of_page(text) if is_a_web_page(text) else pieces_of(without_marks(text))
    forms = Counter(_form_of(shown(piece.text)[:_LONGEST]) for piece in pieces)
    by_title = forms["title first"] >= 3 and forms["title first"] > forms["authors first"]

    def values(text: str) -> dict[FieldName, FieldValue] | None:
        found = _parsed(text, is_title_first=by_title)
        return found.values if found is not None else None

    page = _Page(list(_single(rejoined(pieces, values))), is_title_first=by_title)
    page.read()
    return page.reading()


def _single(pieces: list[Piece]) -> Iterator[Piece]:
    """One piece a citation, also where several stand in one line."""
    for piece in pieces:
        texts = parted(piece.text) if len(piece.text) <= 10 * _LONGEST else [piece.text]
        yield from (piece._replace(text=text) for text in texts)


class _Page:
    """The pieces of one page on their way to references."""

    def __init__(self, pieces: list[Piece], *, is_title_first: bool) -> None:
        self._pieces = pieces
        self._by_title = is_title_first
        self._entries: list[tuple[Piece, Citation, str]] = []
        """Each citation with its piece and section."""
        self._below: dict[int, list[str]] = {}
        """Annotations that stand below a citation, by its place in the entries."""
        self._problems: list[Problem] = []
        self._has_loose_notes = False

    def read(self) -> None:
        """Tell citations, headings and annotations apart."""
        section, last = "", -1
        for number, piece in enumerate(self._pieces):
            found = None if piece.is_heading else _parsed(piece.text, is_title_first=self._by_title)
            if last >= 0 and _is_an_annotation(piece, found):
                self._below.setdefault(last, []).append(shown(piece.text))
                self._has_loose_notes |= piece.is_fresh
            elif found is not None:
                last = len(self._entries)
                self._entries.append((piece, found, section))
            elif piece.is_heading or self._is_a_heading(number):
                section, last = shown(piece.text).strip(" :"), -1
                if not self._heads_something(number):
                    self._problems.append(_problem(piece, _EMPTY_SECTION, is_note=True))
            else:
                self._problems.append(_problem(piece, "this line could not be read as a reference"))

    def _is_a_heading(self, number: int) -> bool:
        piece = self._pieces[number]
        return _HEADING.fullmatch(shown(piece.text)) is not None and self._heads_something(number)

    def _heads_something(self, number: int) -> bool:
        """Whether a citation comes next."""
        following = self._pieces[number + 1 : number + 2]
        return any(
            not one.is_heading and _parsed(one.text, is_title_first=self._by_title) is not None
            for one in following
        )

    def reading(self) -> Reading:
        """The references, each with its sections, links and annotation."""
        keys = CitationKeyGenerator()
        references: list[Reference] = []
        confidence: dict[str, dict[FieldName, float]] = {}
        is_habit = not self._has_loose_notes or 2 * len(self._below) >= len(self._entries) > 1
        for number, (piece, found, section) in enumerate(self._entries):
            values, sureness = dict(found.values), dict(found.sureness)
            below = self._below.get(number, [])
            if below:
                values["note"] = "\n".join(filter(None, [str(values.get("note", "")), *below]))
                sureness["note"] = min(sureness.get("note", 1.0), 0.9 if is_habit else 0.6)
            custom = {"links": [one._asdict() for one in found.links]} if found.links else None
            reference = reference_of(
                values, keys, line=piece.line, authors_cut=found.authors_cut, custom=custom
            )
            if section:
                reference = reference.model_copy(update={"sections": (section,)})
            references.append(reference)
            confidence[reference.key] = sureness
        return Reading(
            references=tuple(references), problems=tuple(self._problems), confidence=confidence
        )


def _is_an_annotation(piece: Piece, found: Citation | None) -> bool:
    """Whether a piece is whole sentences about the citation before it."""
    text = shown(piece.text)
    if found is not None and {"author", "editor", "volume", "page"} & set(found.values):
        return False
    return not piece.is_heading and len(text.split()) >= 5 and is_prose(text)


def _problem(piece: Piece, message: str, *, is_note: bool = False) -> Problem:
    text = shown(piece.text)[:200]
    return Problem(line=piece.line, message=message, text=text, is_note=is_note)


@lru_cache(maxsize=256)
def _parsed(text: str, *, is_title_first: bool = False) -> Citation | None:
    """Fields of one citation, and how sure each is; None when it is none.

    Kept for a while: whether a line is whole is asked before it is taken.

    Args:
        text: with its links marked.
        is_title_first: whether most lines of the page begin with their titles.
    """
    plain, links, labels = without_links(text)
    annotated = apart(with_whole_words(plain[:_LONGEST]))
    if len(plain) > _LONGEST:
        if not annotated.note:
            return None
        annotated = annotated._replace(note=annotated.note + plain[_LONGEST:])
    marks = without_identifiers(annotated.citation)
    _take_identifiers(marks, links)
    parts = title_year_journal(marks)
    has_locator = take_locator(marks) if parts is None else True
    parts = parts or title_first(marks, is_page_form=is_title_first, fewest=2)
    if parts is None:
        if "year" not in marks.values and not has_year_behind_authors(marks.text):
            take_year_at_end(marks)
        parts = parts_of(marks)
    if parts is None:
        return None
    source = source_of(parts, marks, has_locator=has_locator)
    if not _is_a_reference(parts, marks, source):
        return None
    values, sureness = _fields(parts, marks, source)
    if _is_unreliable(annotated.citation, values):
        sureness = {name: min(sure, _DOUBT) for name, sure in sureness.items()}
    notes = [one for one in (marks.values.get("note", ""), annotated.note) if one]
    if notes:
        values["note"] = "\n".join(notes)
        sureness["note"] = min(annotated.sure, marks.sureness.get("note", 1.0))
    return Citation(
        values, sureness, parts.authors is not None and parts.authors.cut, links, labels
    )


def _take_identifiers(marks: Marks, links: tuple[Link, ...]) -> None:
    """The numbers of a work that addresses of its links are."""
    for link in links:
        found = without_identifiers(f"Title {link.url}")
        for name in _IDENTIFIERS:
            marks.note(name, found.values.get(name))


def _form_of(text: str) -> str:
    """Whether a line plainly begins with its authors or its title; "" when neither is plain."""
    marks = without_identifiers(apart(with_whole_words(without_links(text)[0])).citation)
    found = leading_authors(marks)
    if found is not None and is_strict(found[1]):
        return "authors first"
    if title_year_journal(marks) is not None:
        return "title first"
    take_locator(marks)
    return "title first" if title_first(marks, is_page_form=False) is not None else ""


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
