"""What stands behind the title: a journal, a book with its editors, or a publisher."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.people import Person
from mendeley_sync.formats.citation_marks import Marks
from mendeley_sync.formats.citation_people import author_list
from mendeley_sync.formats.citation_titles import Parts

_CHAPTER = re.compile(r"^Chapter\s+(?P<number>\w+)\s+(?:in|of)[:\s]+(?P<book>.+)$", re.IGNORECASE)
_IN = re.compile(r"^In[:\s]+(?P<book>.+)$")
_EDITORS_BEHIND = re.compile(
    r"^(?P<names>.+?)[,\s]*\(?\b(?:Eds?|Editors?|Hrsg|Hg)\b\.?\)?[\s.,:]+(?P<book>.+)$"
)
_EDITED_BY = re.compile(r",?\s*(?:edited by|eds?\.\s+by)\s+(?P<names>[^.]+?)(?=,\s|\.\s|$)", re.I)
_PLACE = re.compile(
    r"^(?P<before>.*?)(?:(?:^|[.,;)?!]\s+)|(?<=[a-z)])\.\s*)"
    r"(?P<place>[A-ZÀ-Þ][\w .’'&/-]{1,38}(?:,\s*[A-Z][\w.]{1,14})?)\s*:\s*"
    r"(?P<publisher>[^:;]{2,80}?)\s*[.;,]*$"
)
_EDITION = re.compile(
    r"[\s,(]*\b(?P<number>\d{1,2})(?:st|nd|rd|th)?\.?\s*(?:ed(?:ition|n)?|Aufl(?:age)?)\b\.?,?",
    re.IGNORECASE,
)
_PAGES_INSIDE = re.compile(
    r"[\s,(]*\b(?:pp?|S)\.\s*(?P<page>\w+(?:\s*[-–—]\s*\w+)?)\)?", re.IGNORECASE
)
_PUBLISHER = re.compile(
    r"\b(?:Press|Publish\w*|Verlag|Books?|Routledge|Springer|Karnac|Pitman\w*|Tavistock|Blackwell"
    r"|Elsevier|Churchill|Livingstone|Wiley|Sons|Huber|Klett|Thieme|Vandenhoeck|Psychosozial|Sage"
    r"|Erlbaum|Dunod|Payot|PUF|Masson|Guilford|Norton|Hogrefe|Schattauer|Fischer|Suhrkamp|Lippincott"
    r"|Éditions|Editions|Edito\w+|Edizioni|Independently published)\b"
)
_JOURNAL = re.compile(
    r"\b(?:Journal|J|Medicine|Medizin|Médecine|Medicina|Psychi\w+|Psycho\w+|Education|Educ|Counsel\w+"
    r"|Couns|Research|Review|Revue|Revista|Zeitschrift|Annals|Archiv\w*|Bulletin|Practi\w+|Physician\w*"
    r"|Lancet|BMJ|Health|Family|Quarterly|Letters|Acta|Nursing|Therap\w+|Clinic\w*|Doctor|Care|Proceedings"
    r"|Studies|Science\w*|Newsletter|Magazine)\b",
    re.IGNORECASE,
)
_THESIS = re.compile(r"\b(?:thesis|dissertation|Diplomarbeit|Doktorarbeit)\b", re.IGNORECASE)
_MEETING = re.compile(r"\b(?:Proceedings|Congress|Conference|Symposium|Kongress)\b", re.IGNORECASE)


@dataclass
class Source:
    """The source of a work, and how sure its reading is."""

    type: str = "document"
    type_sure: float = 0.5
    container: str = ""
    publisher: str = ""
    place: str = ""
    edition: str = ""
    chapter: str = ""
    editors: tuple[Person, ...] = ()
    sure: float = 0.9
    more: dict[FieldName, str] = field(default_factory=dict)

    def fields(self) -> dict[FieldName, FieldValue]:
        """What is known, by field."""
        found: dict[FieldName, FieldValue] = {
            "container-title": self.container,
            "publisher": self.publisher,
            "publisher-place": self.place,
            "edition": self.edition,
            "chapter-number": self.chapter,
            "editor": self.editors,
        }
        return {name: value for name, value in found.items() if value}


def source_of(parts: Parts, marks: Marks, *, has_locator: bool) -> Source:
    """The source behind a title."""
    rest = parts.rest.strip(" .,")
    chapter = _CHAPTER.match(rest) or _IN.match(rest)
    if chapter is not None and not marks.values.get("volume"):
        return _chapter(chapter, marks)
    if (
        has_locator
        and rest
        and not marks.is_book
        and ("volume" in marks.values or not _PLACE.match(rest))
    ):
        if chapter is not None:
            rest = chapter.group("book")
        kind = "paper-conference" if _MEETING.search(rest) else "article-journal"
        return Source(type=kind, type_sure=0.95, container=_tidy(rest), sure=_journal_sure(parts))
    return _book_or_journal(parts, rest, marks)


def _journal_sure(parts: Parts) -> float:
    return 0.95 if parts.quoted else parts.title_sure


def _chapter(found: re.Match[str], marks: Marks) -> Source:
    """`Chapter 16 in Book. Place: Publisher`, `In A. Editor (Ed.), Book (pp. 1-9). Publisher`."""
    source = Source(type="chapter", type_sure=0.95, sure=0.85)
    source.chapter = found.groupdict().get("number") or ""
    book = found.group("book").strip()
    editors = _EDITORS_BEHIND.match(book)
    people = author_list(editors.group("names")) if editors else None
    if editors is not None and people is not None:
        source.editors, book = people.people, editors.group("book")
    book = _take_edited_by(source, _take_inside(source, book, marks))
    title, _, publisher = book.partition(". ")
    if not publisher and ", " in title and _PUBLISHER.search(title.rsplit(", ", 1)[1]):
        title, publisher = title.rsplit(", ", 1)
    _take_publisher(source, publisher)
    source.container = _tidy(title)
    return source


def _take_inside(source: Source, book: str, marks: Marks) -> str:
    """Edition and pages that stand in brackets behind a book's title."""
    pages = _PAGES_INSIDE.search(book)
    if pages is not None:
        marks.note("page", re.sub(r"\s*[-–—]\s*", "-", pages.group("page")), 0.95)
        book = book[: pages.start()] + book[pages.end() :]
    edition = _EDITION.search(book)
    if edition is not None:
        source.edition = edition.group("number")
        book = book[: edition.start()] + book[edition.end() :]
    return re.sub(r"\(\s*[,;]?\s*\)?(?=[.\s]|$)", "", book).strip()


def _take_edited_by(source: Source, book: str) -> str:
    found = _EDITED_BY.search(book)
    people = author_list(found.group("names")) if found else None
    if found is None or people is None:
        return book
    source.editors = people.people
    after = book[found.end() :].lstrip(" ,.")
    return f"{book[: found.start()]}. {after}" if after else book[: found.start()]


def _take_publisher(source: Source, text: str) -> None:
    text = text.strip(" .,;")
    found = _PLACE.match(text)
    if found is not None:
        source.place = found.group("place").strip()
        source.publisher = found.group("publisher").strip(" .,;")
    elif text:
        source.publisher = text


def _book_or_journal(parts: Parts, rest: str, marks: Marks) -> Source:
    """No volume and no pages: a book, or an article of which only the journal is told."""
    source = Source(sure=0.6)
    rest = _take_inside(source, rest, marks)
    whole = _PLACE.match(rest) if rest else _place_in_title(parts)
    if whole is not None:
        return _placed(source, parts, whole, from_title=not rest)
    if _THESIS.search(rest):
        source.type, source.type_sure, source.publisher = "thesis", 0.8, _after_comma(rest)
    elif rest and parts.quoted and not marks.is_print:
        source.type, source.type_sure = "article-journal", 0.6
        source.container = _tidy(rest)
    elif (
        rest
        and (marks.is_book or _PUBLISHER.search(rest))
        and not rest.lower().startswith("journal")
    ):
        source.type, source.type_sure, source.publisher = "book", 0.8, rest.strip(" .,")
    elif rest and not marks.is_print:
        is_journal = _JOURNAL.search(rest) is not None
        source.type, source.type_sure = "article-journal", 0.75 if is_journal else 0.5
        source.container, source.sure = _tidy(rest), 0.75 if is_journal else 0.5
    elif marks.is_print or marks.values.get("ISBN"):
        source.type, source.type_sure = "book", 0.8
    return source


def _place_in_title(parts: Parts) -> re.Match[str] | None:
    """`Title. London: Pitman` whose boundary was missed."""
    found = _PLACE.match(parts.title)
    return found if found and len(found.group("before")) > 10 else None


def _placed(source: Source, parts: Parts, found: re.Match[str], *, from_title: bool) -> Source:
    """`Place: Publisher`, with a series or a book before it."""
    source.type, source.type_sure, source.sure = "book", 0.95, 0.9
    source.place = found.group("place").strip()
    source.publisher = found.group("publisher").strip(" .,;")
    before = found.group("before").strip(" .,;")
    if from_title:
        parts.title = before
    elif before:
        source.type, source.type_sure, source.container = "chapter", 0.6, _tidy(before)
    return source


def _after_comma(text: str) -> str:
    return text.rsplit(",", 1)[1].strip(" .)]") if "," in text else ""


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" .,;:")
