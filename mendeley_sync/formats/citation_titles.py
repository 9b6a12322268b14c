"""The rest of a citation: authors, title and what it appeared in, told apart by structure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mendeley_sync.formats.citation_marks import YEAR, Marks
from mendeley_sync.formats.citation_people import AuthorList, author_list

_QUOTED = re.compile(r"[\"“„«»](?P<title>[^\"“”„«»]{6,}?)[\"”“»«]")
_SINGLE = re.compile(r"(?:^|(?<=[\s.,)]))['‘](?P<title>\S.{6,}?)['’](?=\s*[,.]|\s*$)")
_YEAR_AFTER = re.compile(
    rf"^(?P<authors>[^()\[\]]{{2,}}?)[\s,.]*[(\[]\s*(?P<year>{YEAR})[a-z]?"
    r"(?:,\s*(?P<month>[A-Z][a-z]+)[^)\]]*)?[)\]]\s*[.,:]?\s*(?P<rest>.+)$"
)
_BARE_YEAR_AFTER = re.compile(
    rf"^(?P<authors>[^\d\"“]{{2,}}?)[,.]?\s+(?P<year>{YEAR})[a-z]?\s*[.,:]\s*(?P<rest>[^\d].+)$"
)
_BOUNDARY = re.compile(
    r"(?<=[.?!])(?:[\"”’)\]]*)\s+(?=[\"“„«‘'(\[]?\w)|(?<=[a-zà-ÿ)][.?!])(?=[A-ZÀ-Þ])"
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(.])(?:[A-Z]|vs|Dr|St|Mr|Mrs|Prof|cf|No|Vol|ed|eds|J|Am|Br|Brit|Can|Aust|Eur|Int|Med"
    r"|Fam|Pract|Psychosom|Psychother|Psychoanal|Educ|Couns|Res|Rev|Arch|Ann|Acad|Clin|Gen|Proc|Soc"
    r"|Scand|Z|Dtsch|Bull|Health|Psychol|Univ|Hosp|Coll|R|Roy)\.$"
)
_SOURCE = re.compile(r"In:?\s|Chapter\s|[A-Z][\w. ]{2,25}:\s|Unpublished|Doctoral|Master")
_BY = re.compile(r"^\s*[,.]?\s*by\s+(?P<authors>.+?)(?=\.\s|\.?$)", re.IGNORECASE)


@dataclass
class Parts:
    """The parts of a citation as text."""

    authors: AuthorList | None = None
    title: str = ""
    rest: str = ""
    """What stands behind the title: a journal, a book, a publisher."""
    title_sure: float = 1.0
    quoted: bool = False


def parts_of(marks: Marks) -> Parts | None:
    """Authors, title and rest of a text whose locator is gone; None when it has no title."""
    for way in (_quoted, _year_behind_authors, _sentences):
        parts = way(marks)
        if parts is not None and parts.title:
            return parts
    return None


def _quoted(marks: Marks) -> Parts | None:
    """A title in quotation marks: what stands before it are the authors."""
    places = [one for one in (_QUOTED.search(marks.text), _SINGLE.search(marks.text)) if one]
    found = min(places, key=lambda one: one.start(), default=None)
    if found is None or _is_inside_a_title(found, marks.text):
        return None
    before, after = marks.text[: found.start()].strip(), marks.text[found.end() :]
    authors = None
    if before:
        authors = _authors_with_year(marks, before)
        if authors is None:
            return None
    else:
        by = _BY.match(after)
        if by is not None:
            authors = author_list(by.group("authors"))
            after = after[by.end() :]
    title = found.group("title").strip()
    return Parts(authors, title.rstrip(".,"), after.strip(" .,"), quoted=True)


def _is_inside_a_title(found: re.Match[str], text: str) -> bool:
    """Whether a title only begins with a quotation: it goes on behind it."""
    after = text[found.end() :]
    if not after.strip(" .,)]") or _BY.match(after) or after.lstrip()[:1] in ",.;(":
        return False
    if after.lstrip()[:1].islower():
        return True
    ends_itself = found.group("title").rstrip()[-1:] in ".,"
    return not ends_itself and len(_true_boundaries(after.strip(" ."))) > 0


def _authors_with_year(marks: Marks, text: str) -> AuthorList | None:
    year = re.search(rf"[\s,.(]*\(?(?P<year>{YEAR})[a-z]?\)?[\s.,:]*$", text)
    if year is not None:
        marks.note("year", year.group("year"))
        text = text[: year.start()]
    return author_list(text.rstrip(" .")) or author_list(text)


def _year_behind_authors(marks: Marks) -> Parts | None:
    """`Authors (2015). Title. Rest`, `Authors, 2015. Title. Rest`."""
    for pattern in (_YEAR_AFTER, _BARE_YEAR_AFTER):
        found = pattern.match(marks.text)
        authors = author_list(found.group("authors")) if found else None
        if found is None or authors is None:
            continue
        marks.note("year", found.group("year"))
        marks.note("month", found.groupdict().get("month"), 0.9)
        return _title_and_rest(found.group("rest"), authors)
    return None


def _sentences(marks: Marks) -> Parts | None:
    """`Authors. Title. Rest`: the longest beginning that is an author list is one."""
    boundaries = [found.start() for found in _BOUNDARY.finditer(marks.text)]
    chosen: tuple[int, AuthorList] | None = None
    for position in boundaries[:14]:
        authors = author_list(
            marks.text[:position].rstrip(" ."), families_only=marks.is_society
        ) or author_list(marks.text[:position])
        if authors is not None and _is_better(authors, chosen[1] if chosen else None):
            chosen = position, authors
    if chosen is None:
        return _title_and_rest(marks.text, None)
    return _title_and_rest(marks.text[chosen[0] :].strip(), chosen[1])


def _is_better(longer: AuthorList, shorter: AuthorList | None) -> bool:
    """Whether a longer beginning of the line is still the author list.

    What is surely one with `Malm RL` is not made longer by a short title behind it.
    """
    if shorter is None:
        return True
    return longer.sure >= shorter.sure and len(longer.people) >= len(shorter.people)


def _title_and_rest(text: str, authors: AuthorList | None) -> Parts:
    title, rest, sure = split_title(text.strip())
    return Parts(authors, title, rest, sure)


def split_title(text: str) -> tuple[str, str, float]:
    """Title, rest, and how sure the place between them is."""
    places = _true_boundaries(text)
    if not places:
        return text.strip(" .,"), "", 0.8
    chosen = next((one for one in places if _begins_a_source(text[one.end() :])), places[-1])
    title = text[: chosen.start()].strip()
    title = title if title.endswith(("?", "!")) else title.rstrip(" .,")
    sure = 0.95 if len(places) == 1 else 0.75
    return title, text[chosen.end() :].strip(" .,"), sure


def _true_boundaries(text: str) -> list[re.Match[str]]:
    """Ends of sentences, those behind an abbreviation left out."""
    return [
        found
        for found in _BOUNDARY.finditer(text)
        if not _ABBREVIATED.search(text[: found.start()]) and text[found.end() :].strip(" .")
    ]


def _begins_a_source(text: str) -> bool:
    return _SOURCE.match(text) is not None
