"""What stands behind the title: a journal, a book with its editors, or a publisher."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.people import Person
from mendeley_sync.formats.citation.boundaries import looks_like_a_journal
from mendeley_sync.formats.citation.chapters import (
    book_behind_in,
    has_editors,
    is_a_meeting,
    part_of,
)
from mendeley_sync.formats.citation.identifiers import Marks
from mendeley_sync.formats.citation.publishers import (
    Imprint,
    imprint_of,
    names_a_publisher,
    publisher_and_place,
    without_edition,
)
from mendeley_sync.formats.citation.titles import Parts

_DEGREE = (
    r"(?:thesis|dissertation|Diss\b\.?(?:\s*(?:med|phil|rer\.?\s*nat)\b\.?)?|Diplomarbeit|Doktorarbeit|Masterarbeit"
    r"|Bachelorarbeit|Inauguraldissertation|Habilitation\w*|thèse|mémoire|tesi|tesis)"
)
_THESIS_IN_TITLE = re.compile(
    rf"\s*[\[(]\s*(?P<genre>[^\[\](),]*\b{_DEGREE}[^\[\](),]*?)(?:,\s*(?P<school>[^\[\]()]+))?\s*[\])]\s*$",
    re.IGNORECASE,
)
_THESIS = re.compile(
    rf"^[\[(]?(?P<genre>[^,:;\[\]()]*\b{_DEGREE}[^,:;.\[\]()]*)[\])]?\s*[,.:;]?\s*(?P<school>.*)$",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"[\s,.;(]*\b(?:paper|poster|lecture|talk|vortrag|abstract|keynote(?:\s+\w+)?)\s+"
    r"(?:presented|given|read|held|gehalten|delivered)\s+(?:at|to|auf|beim|on)\s+(?:the\s+)?(?P<meeting>.+)$",
    re.IGNORECASE,
)


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
    genre: str = ""
    editors: tuple[Person, ...] = ()
    sure: float = 0.9

    def fields(self) -> dict[FieldName, FieldValue]:
        """What is known, by field."""
        found: dict[FieldName, FieldValue] = {
            "container-title": self.container,
            "publisher": self.publisher,
            "publisher-place": self.place,
            "edition": self.edition,
            "chapter-number": self.chapter,
            "genre": self.genre,
            "editor": self.editors,
        }
        return {name: value for name, value in found.items() if value}


def source_of(parts: Parts, marks: Marks, *, has_locator: bool) -> Source:
    """The source behind a title."""
    rest = parts.rest.strip(" ,")
    rest = rest if has_locator else rest.rstrip(" .")
    inside = book_behind_in(rest)
    if "volume" not in marks.values:
        if inside is not None:
            number = inside.groupdict().get("number") or ""
            return _chapter(inside.group("book"), number, marks, 0.95)
        if parts.quoted and has_editors(rest):
            return _chapter(rest, "", marks, 0.85)
    if has_locator and rest and not marks.is_book and _is_a_container(rest, marks):
        if inside is not None:
            rest = inside.group("book")
        kind = "paper-conference" if is_a_meeting(rest) else "article-journal"
        return Source(type=kind, type_sure=0.95, container=_tidy(rest), sure=_journal_sure(parts))
    return _book_or_journal(parts, rest, marks)


def _is_a_container(rest: str, marks: Marks) -> bool:
    return "volume" in marks.values or imprint_of(rest) is None


def _journal_sure(parts: Parts) -> float:
    return 0.95 if parts.quoted else parts.title_sure


def _chapter(book: str, number: str, marks: Marks, type_sure: float) -> Source:
    """`Chapter 16 in Book. Place: Publisher`, `In A. Editor (Ed.), Book (pp. 1-9). Publisher`."""
    part = part_of(book, number, marks)
    return Source(
        type="paper-conference" if part.is_meeting else "chapter",
        type_sure=type_sure,
        container=part.title,
        publisher=part.publisher,
        place=part.place,
        edition=part.edition,
        chapter=part.number,
        editors=part.editors,
        sure=0.85,
    )


def _book_or_journal(parts: Parts, rest: str, marks: Marks) -> Source:
    """No volume and no pages: a book, or an article of which only the journal is told."""
    found = _thesis(parts, rest) or _paper(parts, rest)
    if found is not None:
        return found
    source = Source(sure=0.6)
    parts.title, source.edition = without_edition(parts.title)
    rest, edition = without_edition(rest) if rest else ("", "")
    source.edition = source.edition or edition
    whole = imprint_of(rest or parts.title)
    if whole is not None and (rest or len(whole.before) > 10):
        return _placed(source, parts, whole, from_title=not rest)
    is_published = marks.is_book or bool(source.edition) or names_a_publisher(rest)
    if rest and parts.quoted and not marks.is_print:
        source.type, source.type_sure = "article-journal", 0.6
        source.container = _tidy(rest)
    elif rest and is_published and not rest.lower().startswith("journal"):
        source.type, source.type_sure = "book", 0.8
        source.publisher, source.place = publisher_and_place(rest)
    elif rest and not marks.is_print:
        is_journal = looks_like_a_journal(rest)
        source.type, source.type_sure = "article-journal", 0.75 if is_journal else 0.5
        source.container, source.sure = _tidy(rest), 0.75 if is_journal else 0.5
    elif marks.is_print or marks.values.get("ISBN") or source.edition:
        source.type, source.type_sure = "book", 0.8
    elif "URL" in marks.values and "DOI" not in marks.values:
        source.type, source.type_sure = "webpage", 0.6
    return source


def _thesis(parts: Parts, rest: str) -> Source | None:
    """`Title [dissertation]. Uppsala: University; 2006`, `Title. PhD thesis, University`."""
    in_title = _THESIS_IN_TITLE.search(parts.title)
    found = in_title or (_THESIS.match(rest) if rest else None)
    if found is None:
        return None
    school = found.group("school") or (rest if in_title else "")
    if in_title is not None:
        parts.title = parts.title[: in_title.start()].rstrip(" .,")
    publisher, place = publisher_and_place(school)
    return Source(
        type="thesis",
        type_sure=0.9,
        publisher=publisher,
        place=place,
        genre=found.group("genre").strip(" .,"),
        sure=0.85,
    )


def _paper(parts: Parts, rest: str) -> Source | None:
    """`Title, paper presented at the 15th Congress, Lisbon`."""
    found = _PAPER.search(parts.title) or (_PAPER.match(rest) if rest else None)
    if found is None:
        return None
    if found.string == parts.title:
        parts.title = parts.title[: found.start()].rstrip(" .,(")
    container = _tidy(found.group("meeting").rstrip(")"))
    return Source(type="paper-conference", type_sure=0.85, container=container, sure=0.75)


def _placed(source: Source, parts: Parts, found: Imprint, *, from_title: bool) -> Source:
    """`Place: Publisher`, with a series or a book before it."""
    source.type, source.type_sure, source.sure = "book", 0.95, 0.9
    source.place, source.publisher = found.place, found.publisher
    if from_title:
        parts.title = found.before
    elif found.before:
        source.type, source.type_sure, source.container = "chapter", 0.6, _tidy(found.before)
    return source


def _tidy(text: str) -> str:
    """Text without what parts it from its neighbours; `Eur. J. Oncol.` keeps its last stop."""
    text = re.sub(r"\s+", " ", text).strip(" ,;:")
    is_dotted = re.search(r"[^\W\d_]\.\s?(?=\S)", text.rstrip(".")) is not None
    return text.rstrip(" .") + "." if is_dotted and text.endswith(".") else text.strip(" .,;:")
