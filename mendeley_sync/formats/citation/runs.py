"""Citations that stand in one line, one behind the other, parted again."""

from __future__ import annotations

import itertools
import re

from mendeley_sync.formats.citation.authors import has_initials
from mendeley_sync.formats.citation.beginnings import leading_authors
from mendeley_sync.formats.citation.identifiers import Marks
from mendeley_sync.formats.citation.locators import YEAR, locator_of
from mendeley_sync.formats.citation.pieces import without_bullet
from mendeley_sync.formats.citation.titles import has_year_behind_authors

_SHORTEST = 40
_LONGEST, _LONGEST_BEGINNING, _MOST_PLACES = 6000, 800, 60
"""Beyond these a line is no list of citations, and looking through it would only take time."""
_PLACE = re.compile(r"(?<=[\d)\]])[.;]?\s+(?=[(\[]?[A-ZÀ-Þ\d]|(?:van|von|de|der)\s)")


def parted(text: str) -> list[str]:
    """The citations of one line, in order: nearly always the line itself.

    A new one begins behind numbers that end the one before, with authors who have initials
    and with a year of its own.
    """
    if len(text) > _LONGEST or len(re.findall(YEAR, text)) < 2:
        return [text]
    for found in itertools.islice(_PLACE.finditer(text), _MOST_PLACES):
        left, right = text[: found.end()].strip(), without_bullet(text[found.end() :])
        if min(len(left), len(right)) < _SHORTEST or not re.search(YEAR, left):
            continue
        if _begins_a_citation(right[:_LONGEST_BEGINNING]) and locator_of(left) is not None:
            return [left, *parted(right)]
    return [text]


def _begins_a_citation(text: str) -> bool:
    if not re.search(YEAR, text):
        return False
    found = leading_authors(Marks(text))
    if found is not None:
        return has_initials(found[1]) and len(text) > found[0]
    return has_year_behind_authors(text)
