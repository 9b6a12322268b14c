"""The rest of a citation: authors, title and what it appeared in, told apart by structure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mendeley_sync.domain.people import Person
from mendeley_sync.formats.citation_boundaries import (
    BOUNDARY,
    ends_of_sentences,
    looks_like_a_journal,
    split_before_journal,
)
from mendeley_sync.formats.citation_locators import YEAR, locator_of, tidy_pages
from mendeley_sync.formats.citation_marks import Marks
from mendeley_sync.formats.citation_people import (
    AuthorList,
    author_list,
    is_strict,
    organisation,
)

_QUOTED = re.compile(r"[\"“„«»](?P<title>[^\"“”„«»]{6,}?)[\"”“»«]")
_SINGLE = re.compile(r"(?:^|(?<=[\s.,)]))['‘](?P<title>\S.{6,}?)['’](?=\s*[,.]|\s*$)")
_YEAR_AFTER = re.compile(
    rf"^(?P<authors>[^()\[\]]*?)[\s,.:]*[(\[]\s*(?P<year>{YEAR})?[a-z]?"
    r"(?:[/–-]\d{4})?(?:,\s*(?P<month>[A-Z][a-z]+)[^)\]]*)?[)\]]\s*[.,:;]?\s*(?P<rest>.+)$"
)
_BARE_YEAR_AFTER = re.compile(
    rf"^(?P<authors>[^\d\"“]{{2,}}?)[,.:]?\s+(?P<year>{YEAR})[a-z]?(?P<end>\s*[.,:;]?)\s+(?P<rest>\S.+)$"
)
_TITLE_FIRST = re.compile(
    rf"^(?P<head>.+?),\s*(?P<year>{YEAR})\s+(?P<journal>[^()]{{2,}}?)"
    r"\s*\((?P<place>[^()]*(?:\([^()]*\))?[^()]*)\)[\s.]*$"
)
_IN_BRACKETS = re.compile(r"^(?P<volume>[^():,]*)(?:\((?P<issue>[^()]+)\))?(?::\s*(?P<page>.+))?$")
_PROSE = re.compile(
    r"\b(?!(?:van|von|de|der|den|del|della|la|le|du|da|dos|et|al|und|and|zu|zur|ten|ter|y|e)\b)"
    r"[a-zà-ÿ]{2,}\s+(?!(?:van|von|de|der|den|al|et|and|und)\b)[a-zà-ÿ]{2,}"
)
_SOURCE = re.compile(
    r"In:?\s|in:\s|Chapter\s|Kapitel\s|[A-Z][\w. ]{2,25}:\s|Unpublished|Unveröff|\[?(?:Doctoral|Master|PhD)"
)
_STUDY_GROUP = re.compile(
    r"(?:(?:and|for|on behalf of)\s+)?(?:the\s+)?(?P<name>[A-Z][^.:;]{2,60}\s"
    r"(?:Investigators|Collaborat\w+|(?:Study|Working|Research|Trial|Task)?\s?Group|Consortium|Network))"
    r"\.\s+(?=\S.*[.?!]\s)"
)
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


# --- Title, Authors, 2004 Journal (36(2):114-22) -----------------------------------------


def title_first(marks: Marks) -> Parts | None:
    """A line that begins with its title and ends in `2004 Journal (36(2):114-22)`."""
    found = _TITLE_FIRST.match(marks.text)
    place = _IN_BRACKETS.match(found.group("place").strip()) if found else None
    if found is None or place is None or locator_of(marks.text) is not None:
        return None
    title, authors = _title_and_authors(found.group("head"))
    marks.note("year", found.group("year"), 0.95)
    for name in ("volume", "issue"):
        marks.note(name, place.group(name), 0.9)
    if place.group("page"):
        marks.note("page", tidy_pages(place.group("page")), 0.9)
    journal = found.group("journal").strip(' ,;"“”')
    return Parts(authors, title, journal, 0.9 if authors else 0.75)


def _title_and_authors(head: str) -> tuple[str, AuthorList | None]:
    """The longest, surest list of people behind a comma."""
    best: tuple[float, int, AuthorList] | None = None
    for comma in re.finditer(r",\s+", head):
        people = author_list(head[comma.end() :])
        if people is not None and (best is None or people.sure > best[0]):
            best = people.sure, comma.start(), people
    if best is None:
        return head.strip(" ,"), None
    return head[: best[1]].strip(" ,"), best[2]


# --- "Title" -----------------------------------------------------------------------------


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
    if after.lstrip()[:1].islower() and not re.match(r"\s*in:?\s", after):
        return True
    ends_itself = found.group("title").rstrip()[-1:] in ".,"
    return not ends_itself and len(ends_of_sentences(after.strip(" ."))) > 0


def _authors_with_year(marks: Marks, text: str) -> AuthorList | None:
    year = re.search(rf"[\s,.(]*\(?(?P<year>{YEAR})[a-z]?\)?[\s.,:]*$", text)
    if year is not None:
        marks.note("year", year.group("year"))
        text = text[: year.start()]
    plain = text.rstrip(" .:")
    return author_list(plain) or author_list(text) or organisation(plain)


# --- Authors (2004) Title ----------------------------------------------------------------


def has_year_behind_authors(text: str) -> bool:
    """Whether the line begins as `Authors (2015)`, so that a year at its end is another one."""
    return _year_behind_authors(Marks(text)) is not None


def _year_behind_authors(marks: Marks) -> Parts | None:
    """`Authors (2015). Title. Rest`, `Authors, 2015. Title. Rest`."""
    for pattern in (_YEAR_AFTER, _BARE_YEAR_AFTER):
        found = pattern.match(marks.text)
        if found is None or not (found.group("year") or found.group("authors").strip()):
            continue
        named = found.group("authors").strip()
        authors = _before_a_year(named)
        if named and authors is None:
            continue
        is_bare = pattern is _BARE_YEAR_AFTER
        if is_bare and not found.group("end").strip():
            # `Wager, T. D. 2009 Correlations in ...`; a title can begin with a year as well.
            if authors is None or not is_strict(authors) or "year" in marks.values:
                continue
        marks.note("year", found.group("year"))
        marks.note("month", found.groupdict().get("month"), 0.9)
        marks.has_own_year = marks.has_own_year or pattern is _YEAR_AFTER
        return _title_and_rest(found.group("rest"), authors, marks)
    return None


def _before_a_year(text: str) -> AuthorList | None:
    plain = text.rstrip(" .:,")
    return author_list(text) or author_list(plain) or organisation(plain)


# --- Authors. Title. Rest ----------------------------------------------------------------


def _sentences(marks: Marks) -> Parts | None:
    """`Authors. Title. Rest`: the longest beginning that is an author list is one."""
    chosen = leading_authors(marks)
    if chosen is None:
        return _title_and_rest(marks.text, None, marks)
    end, authors = chosen
    text, authors = _with_study_group(marks.text[end:].strip(), authors)
    parts = _title_and_rest(text, authors, marks)
    if _is_no_title(parts, marks) and not (is_strict(authors) or authors.cut):
        return _without_authors(marks, parts)
    return parts


def _with_study_group(text: str, authors: AuthorList) -> tuple[str, AuthorList]:
    """`Sabatine MS, et al. PEACE Investigators. Title`: the group is an author as well."""
    found = _STUDY_GROUP.match(text)
    if found is None:
        return text, authors
    people = (*authors.people, Person(literal=found.group("name")))
    return text[found.end() :], authors._replace(people=people, sure=min(authors.sure, 0.85))


def _is_no_title(parts: Parts, marks: Marks) -> bool:
    """Whether all that is left behind the authors is a journal: `New Literature. Exp. Tech. 13:8`."""
    if not parts.rest:
        return _needs_a_source(marks)
    return len(parts.title) <= 8 and " " not in parts.title and len(parts.rest.split()) <= 6


def _needs_a_source(marks: Marks) -> bool:
    return "volume" in marks.values or "page" in marks.values


def _without_authors(marks: Marks, parts: Parts) -> Parts:
    """`Subject Index. Fam Med 36:1`: the numbers need a journal, so the first words are the title."""
    split = split_before_journal(marks.text)
    if not split.rest:
        return parts
    return Parts(None, split.title, split.rest, 0.75)


def leading_authors(marks: Marks) -> tuple[int, AuthorList] | None:
    """The author list that a line begins with, and where it ends."""
    text = marks.text
    chosen: tuple[int, AuthorList] | None = None
    for end, must_be_strict in _possible_ends(text):
        plain = text[:end].rstrip(" .:,;")
        authors = (
            author_list(plain, families_only=marks.is_society)
            or author_list(text[:end].rstrip(" :,;"))
            or author_list(text[:end])
        )
        if authors is None or (must_be_strict and not _stands_alone(authors)):
            continue
        if _is_better(authors, chosen[1] if chosen else None):
            chosen = end, authors
    if chosen is not None:
        return chosen[0] + len(re.match(r"[\s.,:;]*", text[chosen[0] :]).group()), chosen[1]  # type: ignore[union-attr]  # * always matches
    first = next(iter(ends_of_sentences(text)), None)
    named = organisation(text[: first.start()]) if first else None
    if first is not None and named is not None and len(ends_of_sentences(text)) > 1:
        return first.end(), named
    return None


def _stands_alone(authors: AuthorList) -> bool:
    """Whether a list is one for sure, even where no full stop ends it."""
    named = [one for one in authors.people if one.given and one.family]
    return is_strict(authors) or (authors.cut and len(named) > len(authors.people) / 2)


def _possible_ends(text: str) -> list[tuple[int, bool]]:
    """Where an author list may end; behind a comma or colon only one with given names may.

    A list of people holds no prose, so nothing is looked for behind the first of it.
    """
    prose = _PROSE.search(text)
    limit = min(len(text), prose.start() if prose else 1500)
    ends = [(found.start(), False) for found in BOUNDARY.finditer(text) if found.start() <= limit]
    ends += [
        (found.start(), True)
        for found in re.finditer(r"[,:](?=\s+[\"“‘'(\[]?[A-ZÀ-Þ\d\u0391-\u03a9])|:(?=\s+\S)", text)
        if found.start() <= limit
    ]
    return sorted(ends)


def _is_better(longer: AuthorList, shorter: AuthorList | None) -> bool:
    """Whether a longer beginning of the line is still the author list.

    What is surely one with `Malm RL` is not made longer by a short title behind it.
    """
    if shorter is None or (longer.cut and not shorter.cut):
        return True
    return longer.sure >= shorter.sure and len(longer.people) >= len(shorter.people)


# --- Title. Rest -------------------------------------------------------------------------


def _title_and_rest(text: str, authors: AuthorList | None, marks: Marks) -> Parts:
    text = text.strip(" ,;")
    if _needs_a_source(marks):
        return _with_journal(text, authors)
    title, rest, sure = split_title(text)
    return Parts(authors, title, rest, sure)


def _with_journal(text: str, authors: AuthorList | None) -> Parts:
    """A volume or pages were there, so the last sentence is a journal or a book."""
    for found in ends_of_sentences(text):
        if _SOURCE.match(text[found.end() :]) and not re.match(
            r"[A-Z][\w. ]{2,25}:\s", text[found.end() :]
        ):
            title = text[: found.start()].strip()
            title = title if title.endswith(("?", "!")) else title.rstrip(" .,")
            return Parts(authors, title, text[found.end() :].strip(" ,"), 0.9)
    split = split_before_journal(text)
    if split.rest:
        return Parts(authors, split.title, split.rest, split.sure)
    return _behind_a_comma(text, authors)


def _behind_a_comma(text: str, authors: AuthorList | None) -> Parts:
    """`Title, in: Journal`, `Title, J. Chem. Phys.`: no full stop stands between them."""
    inside = re.search(r",?\s+in:\s+|,\s+in\s+(?=[A-Z])", text)
    if inside is not None:
        return Parts(authors, text[: inside.start()], text[inside.end() :], 0.85)
    for comma in reversed(list(re.finditer(r",\s+(?=[A-ZÀ-Þ])", text))):
        behind = text[comma.end() :]
        if looks_like_a_journal(behind) or re.match(r"(?:[A-Z]\w*\.\s?){2,}", behind):
            return Parts(authors, text[: comma.start()], behind, 0.7)
    return Parts(authors, text.strip(" .,"), "", 0.6)


def split_title(text: str) -> tuple[str, str, float]:
    """Title, rest, and how sure the place between them is, where no numbers stood behind."""
    places = ends_of_sentences(text)
    if not places:
        return text.strip(" .,"), "", 0.8
    chosen = next((one for one in places if _SOURCE.match(text[one.end() :])), None)
    if chosen is None:
        split = split_before_journal(text)
        if _is_more_title(split.rest):
            return text.strip(" .,"), "", 0.7
        return split.title, split.rest.strip(" ,"), min(split.sure, 0.95)
    title = text[: chosen.start()].strip()
    title = title if title.endswith(("?", "!")) else title.rstrip(" .,")
    sure = 0.95 if len(places) == 1 else 0.75
    return title, text[chosen.end() :].strip(" .,"), sure


def _is_more_title(text: str) -> bool:
    """Whether the last sentence reads as prose and not as a journal, a book or a publisher."""
    words = re.findall(r"[^\W\d_]+", text)
    small = [word for word in words if word[0].islower() and len(word) > 3]
    return len(small) >= 4 and len(small) >= len(words) / 2 and not looks_like_a_journal(text)
