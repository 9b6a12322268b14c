"""What stands behind the title: a journal, a book with its editors, or a publisher."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.people import Person
from mendeley_sync.formats.citation.authors import ROLE, author_list, is_strict
from mendeley_sync.formats.citation.boundaries import looks_like_a_journal
from mendeley_sync.formats.citation.identifiers import Marks
from mendeley_sync.formats.citation.locators import YEAR, tidy_pages
from mendeley_sync.formats.citation.organisations import is_an_organisation
from mendeley_sync.formats.citation.publishers import (
    Imprint,
    imprint_of,
    names_a_publisher,
    publisher_and_place,
    title_and_imprint,
    without_edition,
)
from mendeley_sync.formats.citation.titles import Parts

# Chapter 16 in Book
_CHAPTER = re.compile(
    r"^(?:Chapter|Chap\.|Kapitel|Chapitre)\s+(?P<number>\w+)[\s,.]+(?:in|of)[:\s]+(?P<book>.+)$",
    re.IGNORECASE,
)
_IN = re.compile(r"^[Ii]n(?::\s*|\s+)(?P<book>.+)$")  # In: Book
# Katz RS, Johnson TA (Eds.), Book
_EDITORS_BEFORE = re.compile(
    rf"^(?P<names>.+?)(?:,?\s*\(\s*{ROLE}\b\.?\s*\)|,\s*{ROLE}\b\.?|\s+{ROLE}\b\.)[\s.,:]*(?P<book>\S.*)$"
)
# , edited by · hrsg. von
_EDITED_BY = re.compile(
    r"[\s,.;(]*\b(?:edited\s+by|eds?\.\s+by|eds?\.|hrsg\.\s+v(?:on|\.)|herausgegeben\s+von"
    r"|sous\s+la\s+direction\s+de)\s+",
    re.IGNORECASE,
)
_END_OF_NAMES = re.compile(r",\s+|\.\s+|\s*\(|$")  # , Routledge · (2nd ed.)
# (pp. 12-34) · S. 12
_PAGES = re.compile(
    r"[\s,(;]*\b(?:pp?|S|seiten|pages?)\.?\s*(?P<page>(?:\d+|[ivxl]+\b)\w*(?:\s*[-–—]{1,2}\s*\w+)?)\)?",
    re.IGNORECASE,
)
_BARE_PAGES = re.compile(r",\s*(?P<page>\d+\s*[-–—]\s*\d+)(?=[.,\s(]|$)")  # , 12-34
_SEVERAL = re.compile(r"\s*;\s*")  # Congress; Lisbon
# Proceedings of the 15th Congress
_MEETING = re.compile(
    r"\b(?:Proceedings|Congress|Conference|Symposium|Kongress\w*|\w*[Tt]agung\w*|Actes\s+d\w+|Congrès|Colloque|Workshop)\b",
    re.IGNORECASE,
)


# Talk delivered in South Africa · Vortrag gehalten in Köln · Conférence donnée à Paris
_TALK = re.compile(
    r"(?:[\w-]+\s){0,3}?(?:talk|lecture|address|speech|seminar|paper|vortrag|referat|rede|conférence|communication|exposé)\s+"
    r"(?:(?:was\s)?(?:delivered|given|held|read)|gehalten|donnée?|prononcée?|faite|présentée?)\s"
    r"(?:in|at|to|on|auf|an|am|beim|vor|à|au|aux|en|lors)\b[^.]{2,120}",
    re.IGNORECASE,
)
# Proceedings of the 15th Congress, Lisbon
_PROCEEDINGS = re.compile(
    r"(?P<meeting>(?:Proceedings|Transactions|Tagungsband|Kongressband|Tagungsbericht|Actes)\s[^;\"“,]{5,120})"
    r"(?:,\s+(?P<place>[A-ZÀ-Þ][^\d,:;()]{1,40}(?:,\s[A-ZÀ-Þ][^\d,:;()]{1,30})?))?"
)
# Edinburgh, Churchill Livingstone, with a preface
_PLACE_FIRST = re.compile(
    r"(?P<place>[A-ZÀ-Þ][^\W\d_][^\d,;:()]{1,24}),\s*(?P<publisher>[A-ZÀ-Þ][^,:\d()]{2,50}?)"
    r"(?:,\s+(?P<more>\S.*))?$"
)


def is_a_talk(text: str) -> bool:
    """`Talk delivered in South Africa`, as a sentence of its own."""
    return _TALK.fullmatch(text.strip(" .")) is not None


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


def is_a_meeting(title: str) -> bool:
    """`Proceedings of the 15th Congress`."""
    return _MEETING.search(title) is not None


def _book_behind_in(rest: str) -> re.Match[str] | None:
    """`Chapter 16 in ...` or `In: ...`, when a text begins so."""
    return _CHAPTER.match(rest) or _IN.match(rest)


def _has_editors(rest: str) -> bool:
    """Whether a text names editors, as only books do."""
    return _EDITED_BY.search(rest) is not None or re.search(rf"\({ROLE}\.?\)", rest) is not None


def _chapter(book: str, number: str, marks: Marks, type_sure: float) -> Source:
    """`Chapter 16 in Book. Place: Publisher`, `In A. Editor (Ed.), Book (pp. 1-9). Publisher`."""
    source = Source(type_sure=type_sure, chapter=number, sure=0.85)
    book = _without_editors(source, _without_pages(book.strip(), marks))
    book, source.edition = without_edition(book)
    title, source.publisher, source.place = title_and_imprint(book.strip(" .,;"))
    source.container = _without_date(source, title, marks)
    source.type = "paper-conference" if is_a_meeting(source.container) else "chapter"
    return source


def _without_pages(book: str, marks: Marks) -> str:
    for pattern in (_PAGES, _BARE_PAGES):
        found = pattern.search(book)
        if found is not None:
            marks.note("page", tidy_pages(found.group("page")), 0.95)
            book = book[: found.start()] + book[found.end() :]
            break
    return re.sub(r"\(\s*[,;]?\s*\)?(?=[.\s]|$)", "", book).strip()


def _without_editors(source: Source, book: str) -> str:
    before = _EDITORS_BEFORE.match(book)
    people = author_list(before.group("names")) if before else None
    if before is not None and people is not None:
        source.editors = people.people
        return before.group("book")
    return _without_edited_by(source, book)


def _without_edited_by(source: Source, book: str) -> str:
    """`Title, edited by Renee S. Katz and Therese Johnson, Routledge`."""
    found = _EDITED_BY.search(book)
    if found is None:
        return book
    behind = book[found.end() :]
    for end in reversed(list(_END_OF_NAMES.finditer(behind))):
        names = behind[: end.start()]
        people = None if names_a_publisher(names) else author_list(names)
        if people is not None and is_strict(people._replace(sure=1.0)):
            source.editors = people.people
            after = behind[end.start() :].strip(" ,.;")
            return f"{book[: found.start()]}. {after}" if after else book[: found.start()]
    return book


def _without_date(source: Source, title: str, marks: Marks) -> str:
    """`Proceedings of the Congress; 2007 Sep 7-11; Lisbon`: when and where it was held."""
    first, *others = _SEVERAL.split(title)
    for text in others:
        year = re.search(YEAR, text)
        if year is not None:
            marks.note("year", year.group(), 0.85)
        elif not source.place:
            source.place = text.strip(" .,")
    return re.sub(r"\s+", " ", first).strip(" .,;:")


_DEGREE = (
    r"(?:thesis|dissertation|Diss\b\.?(?:\s*(?:med|phil|rer\.?\s*nat)\b\.?)?|Diplomarbeit|Doktorarbeit|Masterarbeit"
    r"|Bachelorarbeit|Inauguraldissertation|Habilitation\w*|thèse|mémoire|tesi|tesis)"
)
# Title [doctoral thesis, Uppsala University]
_THESIS_IN_TITLE = re.compile(
    rf"\s*[\[(]\s*(?P<genre>[^\[\](),]*\b{_DEGREE}[^\[\](),]*?)(?:,\s*(?P<school>[^\[\]()]+))?\s*[\])]\s*$",
    re.IGNORECASE,
)
# PhD thesis, Uppsala University
_THESIS = re.compile(
    rf"^[\[(]?(?P<genre>[^,:;\[\]()]*\b{_DEGREE}[^,:;.\[\]()]*)[\])]?\s*[,.:;]?\s*(?P<school>.*)$",
    re.IGNORECASE,
)
# . Paper presented at the 15th Congress
_PAPER = re.compile(
    r"[\s,.;(]*\b(?:paper|poster|lecture|talk|vortrag|abstract|keynote(?:\s+\w+)?)\s+"
    r"(?:presented|given|read|held|gehalten|delivered)\s+(?:at|to|auf|beim|on)\s+(?:the\s+)?(?P<meeting>.+)$",
    re.IGNORECASE,
)


def source_of(parts: Parts, marks: Marks, *, has_locator: bool) -> Source:
    """The source behind a title."""
    rest = parts.rest.strip(" ,")
    rest = rest if has_locator else rest.rstrip(" .")
    inside = _book_behind_in(rest)
    if "volume" not in marks.values:
        if inside is not None:
            number = inside.groupdict().get("number") or ""
            return _chapter(inside.group("book"), number, marks, 0.95)
        if parts.quoted and _has_editors(rest):
            return _chapter(rest, "", marks, 0.85)
    placed = _behind_its_place(rest, marks) if "volume" not in marks.values else None
    if placed is not None and names_a_publisher(placed.publisher):
        return placed
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


def _book_or_journal(parts: Parts, rest: str, marks: Marks) -> Source:
    """No volume and no pages: a book, or an article of which only the journal is told."""
    found = _thesis(parts, rest) or _talk(rest) or _paper(parts, rest) or _meeting(rest)
    found = found or _behind_its_place(rest, marks)
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
    elif (
        rest and not marks.is_print and not looks_like_a_journal(rest) and is_an_organisation(rest)
    ):
        source.type_sure, source.publisher, source.sure = 0.5, _tidy(rest), 0.75
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


def _talk(rest: str) -> Source | None:
    """`Talk delivered in South Africa`: what is known of it stays in its words."""
    return (
        Source(type="speech", type_sure=0.85, genre=rest.strip(" .")) if is_a_talk(rest) else None
    )


def _meeting(rest: str) -> Source | None:
    """`Proceedings of the 15th Congress, Lisbon`."""
    found = _PROCEEDINGS.fullmatch(rest)
    if found is None or imprint_of(rest) is not None:
        return None
    container, place = found.group("meeting"), found.group("place") or ""
    return Source(type="paper-conference", type_sure=0.9, container=_tidy(container), place=place)


def _behind_its_place(rest: str, marks: Marks) -> Source | None:
    """`Edinburgh, Churchill Livingstone`: the place stands before the publisher."""
    found = _PLACE_FIRST.fullmatch(rest)
    if found is None or looks_like_a_journal(rest) or names_a_publisher(found.group("place")):
        return None
    is_known = names_a_publisher(found.group("publisher"))
    if not is_known and (found.group("more") or len(rest.split()) > 5):
        return None
    marks.note("note", found.group("more"), 0.5)
    place, publisher = found.group("place", "publisher")
    return Source(
        "book",
        0.9 if is_known else 0.75,
        publisher=publisher.strip(),
        place=place.strip(),
        sure=0.9 if is_known else 0.75,
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
