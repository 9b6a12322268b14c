"""The author list that a citation begins with, and where it ends."""

from __future__ import annotations

import re

from mendeley_sync.formats.citation.authors import (
    AuthorList,
    author_list,
    is_strict,
    organisation,
)
from mendeley_sync.formats.citation.boundaries import BOUNDARY, ends_of_sentences
from mendeley_sync.formats.citation.identifiers import Marks

_PROSE = (
    r"\b(?!(?:van|von|de|der|den|del|della|la|le|du|da|dos|et|al|und|and|zu|zur|ten|ter|y|e)\b)"
    r"[a-zà-ÿ]{2,}\s+(?!(?:van|von|de|der|den|al|et|and|und)\b)[a-zà-ÿ]{2,}"
)
_SEPARATOR = re.compile(r"[,:](?=\s+[\"“‘'(\[]?[A-ZÀ-Þ\dΑ-Ω])|:(?=\s+\S)")
_NO_NAME = re.compile(rf"{_PROSE}|\d{{4}}")
_LONGEST, _MOST_ENDS = 1500, 150


def leading_authors(marks: Marks) -> tuple[int, AuthorList] | None:
    """The author list that a line begins with, and where it ends."""
    text = marks.text
    chosen: tuple[int, AuthorList] | None = None
    for end, must_be_strict in _possible_ends(text):
        authors = people_before(text[:end].rstrip(" :,;"), families_only=marks.is_society)
        if authors is None or (must_be_strict and not _stands_alone(authors)):
            continue
        if _is_better(authors, chosen[1] if chosen else None):
            chosen = end, authors
    if chosen is not None:
        end, authors = chosen
        return len(text) - len(text[end:].lstrip(" .,:;")), authors
    first = next(iter(ends_of_sentences(text)), None)
    named = organisation(text[: first.start()]) if first else None
    if first is not None and named is not None:
        return first.end(), named
    return None


def people_before(text: str, *, families_only: bool = False) -> AuthorList | None:
    """The people of a text; a dot at its end is an initial's, or ends the list."""
    without_dot = text.rstrip(" .")
    forms = (text, without_dot) if "," in text else (without_dot, text)
    for form in dict.fromkeys(forms):
        authors = author_list(form, families_only=families_only)
        if authors is not None:
            return authors
    return author_list(text) if families_only else None


def _stands_alone(authors: AuthorList) -> bool:
    """Whether a list is one for sure, even where no full stop ends it."""
    named = [one for one in authors.people if one.given and one.family]
    return is_strict(authors) or (authors.cut and len(named) > len(authors.people) / 2)


def _possible_ends(text: str) -> list[tuple[int, bool]]:
    """Where an author list may end; behind a comma or colon only one with given names may.

    A list of people holds neither prose nor a year, so nothing is looked for behind them.
    """
    no_name = _NO_NAME.search(text)
    limit = min(len(text), no_name.start() if no_name else _LONGEST)
    ends = [(found.start(), False) for found in BOUNDARY.finditer(text) if found.start() <= limit]
    ends += [(found.start(), True) for found in _SEPARATOR.finditer(text) if found.start() <= limit]
    return sorted(ends)[:_MOST_ENDS]


def _is_better(longer: AuthorList, shorter: AuthorList | None) -> bool:
    """Whether a longer beginning of the line is still the author list.

    What is surely one with `Malm RL` is not made longer by a short title behind it.
    """
    if shorter is None or (longer.cut and not shorter.cut):
        return True
    return longer.sure >= shorter.sure and len(longer.people) >= len(shorter.people)
