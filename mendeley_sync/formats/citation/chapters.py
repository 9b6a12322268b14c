"""A part of a book: what stands behind `In`, its editors, pages and publisher."""

from __future__ import annotations

import re

from mendeley_sync.domain.people import Person
from mendeley_sync.formats.citation.authors import author_list, is_strict
from mendeley_sync.formats.citation.identifiers import Marks
from mendeley_sync.formats.citation.locators import YEAR, tidy_pages
from mendeley_sync.formats.citation.publishers import (
    names_a_publisher,
    title_and_imprint,
    without_edition,
)

_CHAPTER = re.compile(
    r"^(?:Chapter|Chap\.|Kapitel|Chapitre)\s+(?P<number>\w+)[\s,.]+(?:in|of)[:\s]+(?P<book>.+)$",
    re.IGNORECASE,
)
_IN = re.compile(r"^[Ii]n(?::\s*|\s+)(?P<book>.+)$")
_ROLE = r"(?:[Ee]ds?|[Ee]ditors?|Hrsg|Hg|[Dd]ir|coord)"
_EDITORS_BEFORE = re.compile(
    rf"^(?P<names>.+?)(?:,?\s*\(\s*{_ROLE}\b\.?\s*\)|,\s*{_ROLE}\b\.?|\s+{_ROLE}\b\.)[\s.,:]*(?P<book>\S.*)$"
)
_EDITED_BY = re.compile(
    r"[\s,.;(]*\b(?:edited\s+by|eds?\.\s+by|eds?\.|hrsg\.\s+v(?:on|\.)|herausgegeben\s+von"
    r"|sous\s+la\s+direction\s+de)\s+",
    re.IGNORECASE,
)
_END_OF_NAMES = re.compile(r",\s+|\.\s+|\s*\(|$")
_PAGES = re.compile(
    r"[\s,(;]*\b(?:pp?|S|seiten|pages?)\.?\s*(?P<page>(?:\d+|[ivxl]+\b)\w*(?:\s*[-–—]{1,2}\s*\w+)?)\)?",
    re.IGNORECASE,
)
_BARE_PAGES = re.compile(r",\s*(?P<page>\d+\s*[-–—]\s*\d+)(?=[.,\s(]|$)")
_SEVERAL = re.compile(r"\s*;\s*")
_MEETING = re.compile(
    r"\b(?:Proceedings|Congress|Conference|Symposium|Kongress|Congrès|Workshop)\b", re.IGNORECASE
)


class Part:
    """What is told of the book that a work is part of."""

    def __init__(self) -> None:
        self.number = self.title = self.publisher = self.place = self.edition = ""
        self.editors: tuple[Person, ...] = ()

    @property
    def is_meeting(self) -> bool:
        """Whether the book holds the papers of a meeting."""
        return is_a_meeting(self.title)


def is_a_meeting(title: str) -> bool:
    """`Proceedings of the 15th Congress`."""
    return _MEETING.search(title) is not None


def book_behind_in(rest: str) -> re.Match[str] | None:
    """`Chapter 16 in ...` or `In: ...`, when a text begins so."""
    return _CHAPTER.match(rest) or _IN.match(rest)


def has_editors(rest: str) -> bool:
    """Whether a text names editors, as only books do."""
    return _EDITED_BY.search(rest) is not None or re.search(rf"\({_ROLE}\.?\)", rest) is not None


def part_of(book: str, number: str, marks: Marks) -> Part:
    """The book of a chapter, from the text behind `In`."""
    part = Part()
    part.number = number
    book = _without_pages(book.strip(), marks)
    book = _without_editors(part, book)
    book, part.edition = without_edition(book)
    title, part.publisher, part.place = title_and_imprint(book.strip(" .,;"))
    part.title = _without_date(part, title, marks)
    return part


def _without_pages(book: str, marks: Marks) -> str:
    for pattern in (_PAGES, _BARE_PAGES):
        found = pattern.search(book)
        if found is not None:
            marks.note("page", tidy_pages(found.group("page")), 0.95)
            book = book[: found.start()] + book[found.end() :]
            break
    return re.sub(r"\(\s*[,;]?\s*\)?(?=[.\s]|$)", "", book).strip()


def _without_editors(part: Part, book: str) -> str:
    before = _EDITORS_BEFORE.match(book)
    people = author_list(before.group("names")) if before else None
    if before is not None and people is not None:
        part.editors = people.people
        return before.group("book")
    return _without_edited_by(part, book)


def _without_edited_by(part: Part, book: str) -> str:
    """`Title, edited by Renee S. Katz and Therese Johnson, Routledge`."""
    found = _EDITED_BY.search(book)
    if found is None:
        return book
    behind = book[found.end() :]
    for end in reversed(list(_END_OF_NAMES.finditer(behind))):
        names = behind[: end.start()]
        people = None if names_a_publisher(names) else author_list(names)
        if people is not None and is_strict(people._replace(sure=1.0)):
            part.editors = people.people
            after = behind[end.start() :].strip(" ,.;")
            return f"{book[: found.start()]}. {after}" if after else book[: found.start()]
    return book


def _without_date(part: Part, title: str, marks: Marks) -> str:
    """`Proceedings of the Congress; 2007 Sep 7-11; Lisbon`: when and where it was held."""
    first, *others = _SEVERAL.split(title)
    for text in others:
        year = re.search(YEAR, text)
        if year is not None:
            marks.note("year", year.group(), 0.85)
        elif not part.place:
            part.place = text.strip(" .,")
    return re.sub(r"\s+", " ", first).strip(" .,;:")
