"""The rest of a citation: authors, title and what it appeared in, told apart by structure."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from mendeley_sync.domain.people import Person
from mendeley_sync.formats.citation.authors import (
    AuthorList,
    author_list,
    has_initials,
    is_strict,
    leading_authors,
    organisation,
    people_before,
    rough_author_list,
)
from mendeley_sync.formats.citation.boundaries import (
    Split,
    ends_of_sentences,
    is_abbreviated,
    looks_like_a_journal,
    split_before_journal,
    tidy_title,
)
from mendeley_sync.formats.citation.identifiers import Marks
from mendeley_sync.formats.citation.locators import YEAR, locator_of, tidy_pages
from mendeley_sync.formats.citation.organisations import without_leading_group
from mendeley_sync.formats.citation.publishers import imprint_of, without_edition

# In: · Chapter 16
_PART_OF = re.compile(
    r"In:?\s|in:\s|Chapter\s|Kapitel\s|Unpublished|Unveröff|\[?(?:Doctoral|Master|PhD)"
)
# Title, Proceedings of the 15th Congress
_MEETING = re.compile(
    r",\s+(?=(?:Proceedings|Proc\.|Transactions|Tagungsband|Kongressband|Tagungsbericht|Actes)\s)"
)
_IMPRINT = re.compile(r"[A-Z][\w. ]{2,25}:\s")  # New York:
_SOURCE = re.compile(rf"{_PART_OF.pattern}|{_IMPRINT.pattern}")  # either of them
_BEHIND_A_COMMA = re.compile(
    r",\s+(?:(?:The\s)?[A-ZÀ-Þ]\w{0,12}\.?\s){0,2}(?P<last>[A-ZÀ-Þ]\w{0,8})$"
)
"""`Title, Aust. Fam. Physician`: the first full stop belongs to the journal."""


def title_and_rest(text: str, *, has_numbers: bool) -> Split:
    """Title, and what stands behind it.

    Args:
        text: a citation without its authors and its locator.
        has_numbers: whether it had a volume or pages, so that a journal or book must be there.
    """
    text = text.strip(" ,;")
    return _with_journal(text) if has_numbers else split_title(text)


def _with_journal(text: str) -> Split:
    """A volume or pages were there, so the last sentence is a journal or a book."""
    for found in ends_of_sentences(text):
        if _PART_OF.match(text, found.end()):
            return Split(tidy_title(text[: found.start()]), text[found.end() :].strip(" ,"), 0.9)
    split = split_before_journal(text)
    dotted = _BEHIND_A_COMMA.search(split.title) if split.rest else None
    if dotted is not None and is_abbreviated(dotted.group("last")):
        place = dotted.start()
        return Split(text[:place], text[place:].lstrip(" ,"), 0.8)
    return split if split.rest else _behind_a_comma(text)


def _behind_a_comma(text: str) -> Split:
    """`Title, in: Journal`, `Title, J. Chem. Phys.`: no full stop stands between them."""
    inside = re.search(r",?\s+in:\s+|,\s+in\s+(?=[A-Z])", text)
    if inside is not None:
        return Split(text[: inside.start()], text[inside.end() :], 0.85)
    for comma in reversed(list(re.finditer(r",\s+(?=[A-ZÀ-Þ])", text))):
        behind = text[comma.end() :]
        if looks_like_a_journal(behind) or re.match(r"(?:[A-Z]\w*\.\s?){2,}", behind):
            return Split(text[: comma.start()], behind, 0.7)
    return Split(text.strip(" .,"), "", 0.6)


def split_title(text: str) -> Split:
    """Title, rest, and how sure the place between them is, where no numbers stood behind."""
    places = ends_of_sentences(text)
    meeting = _MEETING.search(text)
    if meeting is not None and not any(one.start() < meeting.start() for one in places):
        return Split(text[: meeting.start()], text[meeting.end() :].strip(" .,"), 0.9)
    if not places:
        return Split(text.strip(" .,"), "", 0.8)
    chosen = next((one for one in places if _SOURCE.match(text, one.end())), None)
    whole = imprint_of(text) if chosen is None or _IMPRINT.match(text, chosen.end()) else None
    if whole is not None and whole.before:
        title, _ = without_edition(whole.before)
        sure = 0.95 if not ends_of_sentences(title) else 0.75
        return Split(whole.before, f"{whole.place}: {whole.publisher}", sure)
    if chosen is None:
        split = split_before_journal(text)
        if _is_more_title(split.rest):
            return Split(text.strip(" .,"), "", 0.7)
        return split._replace(rest=split.rest.strip(" ,"))
    sure = 0.95 if chosen is places[0] else 0.75
    return Split(tidy_title(text[: chosen.start()]), text[chosen.end() :].strip(" .,"), sure)


def _is_more_title(text: str) -> bool:
    """Whether the last sentence reads as prose and not as a journal, a book or a publisher."""
    words = re.findall(r"[^\W\d_]+", text)
    small = [word for word in words if word[0].islower() and len(word) > 3]
    return len(small) >= 4 and len(small) >= len(words) / 2 and not looks_like_a_journal(text)


_QUOTED = re.compile(r"[\"“„«»](?P<title>[^\"“”„«»]{6,}?)[\"”“»«]")  # “Balint groups”
_ENDED = re.compile(r"[\"“„](?P<title>[^\"“„].{5,}?[.,?!])[\"”](?=\s+[^\s.,)])")
"""A title with its full stop inside the quotation marks may hold others: `“On “X” and Y.” J.`"""
# ‘Balint groups’,
_SINGLE = re.compile(r"(?:^|(?<=[\s.,)]))['‘](?P<title>\S.{6,}?)['’](?=\s*[,.]|\s*$)")
# Turner AL (2004, Feb). Title
_YEAR_AFTER = re.compile(
    rf"^(?P<authors>[^()\[\]]*?(?:\((?:Eds?|Hrsg|Hg|[Dd]ir|[ÉEé]ds?)\.?\))?)[\s,.:]*[(\[]\s*(?P<year>{YEAR})?[a-z]?"
    rf"(?:\s*[,;/–-]\s*(?:\w+\s+){{0,2}}{YEAR}[a-z]?)*(?:,\s*(?P<month>[A-Z][a-z]+)[^)\]]*)?[)\]]\s*[.,:;]?\s*(?P<rest>.+)$"
)
# Turner, A. L., 2004. Title
_BARE_YEAR_AFTER = re.compile(
    rf"^(?P<authors>[^\d\"“]{{2,}}?)[,.:]?\s+(?P<year>{YEAR})[a-z]?(?P<end>\s*[.,:;]?)\s+(?P<rest>\S.+)$"
)
# Title, Turner, A., 2004 Fam Med (36(2):114-22)
_TITLE_FIRST = re.compile(
    rf"^(?P<head>.+?),\s*(?P<year>{YEAR})\s+(?P<journal>[^()]{{2,}}?)"
    r"\s*\((?P<place>[^()]*(?:\([^()]*\))?[^()]*)\)[\s.]*$"
)
# 36(2):114-22
_IN_BRACKETS = re.compile(r"^(?P<volume>[^():,]*)(?:\((?P<issue>[^()]+)\))?(?::\s*(?P<page>.+))?$")
# Title, Turner, A. · Title? Turner AL · Title, by Turner AL
_BEHIND_TITLE = re.compile(
    r"(?:[,.;]|(?<=[?!]))\s+(?:(?:by|von|par)\s+)?(?=[A-ZÀ-Þ])|\s+(?:by|von|par)\s+(?=[A-ZÀ-Þ])"
)
_END_OF_AUTHORS = re.compile(rf"[\s,.;:]*(?:\(\s*(?={YEAR})|\b(?={YEAR}\b)|$)")  # , ( · , 2004
# (2003, 2005), · 2004 ·
_YEARS = re.compile(
    rf"[\s,.(]*(?P<year>{YEAR})[a-z]?(?:\s*[,;/–-]\s*(?:\w+\s+){{0,2}}{YEAR}[a-z]?)*\s*\)?[\s,.:;]*"
)
_MOST_ENDS, _LONGEST_LIST = 40, 600
#  by Laurel Milberg
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
    for reader in (_quoted, _year_behind_authors, _sentences):
        parts = reader(marks)
        if parts is not None and parts.title:
            return parts
    return None


# --- Title, Authors, 2004 Journal (36(2):114-22) -----------------------------------------


def title_year_journal(marks: Marks) -> Parts | None:
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


def title_first(marks: Marks, *, is_page_form: bool, fewest: int = 1) -> Parts | None:
    """A citation whose title stands before its authors; None when it is none.

    Args:
        is_page_form: whether most lines of the page are of this form.
        fewest: so many authors there are where no year follows them.
    """
    if _begins_with_a_name(marks.text):
        return None
    if not is_page_form and (leading_authors(marks) or _year_behind_authors(Marks(marks.text))):
        return None
    for found in itertools.islice(_BEHIND_TITLE.finditer(marks.text), _MOST_ENDS):
        title, behind = tidy_title(marks.text[: found.end()]), marks.text[found.end() :]
        named = _authors_behind_title(behind, is_page_form=is_page_form)
        if named is None or len(title.split()) < (1 if is_page_form else 2):
            continue
        end, authors = named
        year = _YEARS.match(behind, end)
        if year is not None:
            marks.note("year", year.group("year"), 0.95)
            end = year.end()
        rest = behind[end:].strip(" ,;.)")
        is_plain = is_page_form or (looks_like_a_journal(rest) and len(authors.people) >= fewest)
        if year is None and not (rest and is_plain):
            continue
        marks.has_own_year = True
        return Parts(authors, title, rest, 0.9 if is_page_form else 0.85)
    return None


def _begins_with_a_name(text: str) -> bool:
    """`Turner, A. L.`, `van Roy K`: a name with initials, as no title begins."""
    parts = text[:120].split(",", 2)
    firsts = (re.split(r"[:;(]", part)[0] for part in (parts[0], ",".join(parts[:2])))
    return any(people is not None and has_initials(people) for people in map(author_list, firsts))


def _authors_behind_title(text: str, *, is_page_form: bool) -> tuple[int, AuthorList] | None:
    """The people that a text begins with, each with initials, and where they end."""
    end = _END_OF_AUTHORS.search(text)
    before_year = (
        author_list(text[: end.start()] + ("." if end.group().startswith(".") else ""))
        if end
        else None
    )
    if end is not None and before_year is not None and has_initials(before_year):
        return end.end() - len(end.group().lstrip(" ,.")), before_year
    if not re.match(r"[^,.]{2,40}(?:,|\s[A-ZÀ-Þ]{1,3}\b)|[^.]{2,40}\bet\s+al", text):
        return None
    found = leading_authors(Marks(text[:_LONGEST_LIST]))
    if found is None or not has_initials(found[1]):
        return None
    return found if text[found[0] :].strip(" .") else None


# --- "Title" -----------------------------------------------------------------------------


def _quoted(marks: Marks) -> Parts | None:
    """A title in quotation marks: what stands before it are the authors."""
    patterns = (_ENDED, _QUOTED, _SINGLE)
    places = [one for one in (pattern.search(marks.text) for pattern in patterns) if one]
    found = min(places, key=lambda one: one.start(), default=None)
    if found is None or _is_inside_a_title(found, marks.text):
        return None
    before, after = marks.text[: found.start()], marks.text[found.end() :].lstrip('"”“ ')
    before = before.strip(' "“”„')
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
    if found.group("title").rstrip()[-1:] in ".,":
        return False
    if after.lstrip()[:1].islower() and not re.match(r"\s*in:?\s", after):
        return True
    return len(ends_of_sentences(after.strip(" ."))) > 0


def _authors_with_year(marks: Marks, text: str) -> AuthorList | None:
    year = re.search(rf"[\s,.(]*\(?(?P<year>{YEAR})[a-z]?\)?[\s.,:]*$", text)
    if year is not None:
        marks.note("year", year.group("year"))
        dot = "." if "," in text and year.group().startswith(".") else ""
        text = text[: year.start()] + dot
    plain = text.rstrip(" .:")
    return people_before(text) or organisation(plain) or rough_author_list(text)


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
        if "," in named and marks.text[found.end("authors") :].startswith("."):
            named += "."
        authors = _before_a_year(named)
        if named and authors is None:
            continue
        is_bare = pattern is _BARE_YEAR_AFTER
        if is_bare and not found.group("end").strip() and not _may_have_bare_year(authors, marks):
            continue
        marks.note("year", found.group("year"))
        marks.note("month", found.groupdict().get("month"), 0.9)
        marks.has_own_year = marks.has_own_year or pattern is _YEAR_AFTER
        return _title_and_rest(found.group("rest"), authors, marks)
    return None


def _may_have_bare_year(authors: AuthorList | None, marks: Marks) -> bool:
    """`Wager, T. D. 2009 Correlations in ...`; a title can begin with a year as well."""
    return authors is not None and is_strict(authors) and "year" not in marks.values


def _before_a_year(text: str) -> AuthorList | None:
    plain = text.rstrip(" .:,")
    return author_list(text) or author_list(plain) or organisation(plain) or rough_author_list(text)


# --- Authors. Title. Rest ----------------------------------------------------------------


def _sentences(marks: Marks) -> Parts | None:
    """`Authors. Title. Rest`: the longest beginning that is an author list is one."""
    chosen = leading_authors(marks)
    if chosen is None:
        return _title_and_rest(marks.text, None, marks)
    end, authors = chosen
    text, group = without_leading_group(marks.text[end:].strip())
    if group:
        people = (*authors.people, Person(literal=group))
        authors = authors._replace(people=people, sure=min(authors.sure, 0.85))
    parts = _title_and_rest(text, authors, marks)
    if _is_no_title(parts, marks) and not (is_strict(authors) or authors.cut):
        return _without_authors(marks, parts)
    return parts


def _is_no_title(parts: Parts, marks: Marks) -> bool:
    """Whether all behind the "authors" is a journal: `New Literature. Exp. Tech. 13:8`."""
    if not parts.rest:
        return _needs_a_source(marks)
    return len(parts.title) <= 8 and " " not in parts.title and len(parts.rest.split()) <= 6


def _title_and_rest(text: str, authors: AuthorList | None, marks: Marks) -> Parts:
    title, rest, sure = title_and_rest(text, has_numbers=_needs_a_source(marks))
    return Parts(authors, title, rest, sure)


def _needs_a_source(marks: Marks) -> bool:
    return "volume" in marks.values or "page" in marks.values


def _without_authors(marks: Marks, parts: Parts) -> Parts:
    """`Subject Index. Fam Med 36:1`: the numbers need a journal, so the title comes first."""
    split = split_before_journal(marks.text)
    if not split.rest:
        return parts
    return Parts(None, split.title, split.rest, 0.75)
