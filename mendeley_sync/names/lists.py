"""Lists of names: parted, cut or whole, and who is named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mendeley_sync.domain.people import Person
from mendeley_sync.names.words import is_et_al, is_organisation

ET_AL = Person(literal="et al.")
"""The last name of a list that is cut: more people wrote this than are named."""
_LAST_OF_LIST = re.compile(
    r"\s*(?:,\s*)?(?:&|\band\b|\bund\b|\bet\b(?!\s*\.?\s*al))\s*", re.IGNORECASE
)
"""`Hunt, J. & Joyce, D.`, `Balint M, and Balint E`"""
_HARD_BREAK = re.compile(r"\s*(?:;|\||\n)\s*")
"""`Balint, Michael; Balint, Enid`"""
_INITIALS = r"(?:[A-ZÀ-ÖØ-Þ]\.?[ -]?){1,4}"
_INITIALS_ALONE = re.compile(_INITIALS)
"""`G.N.`, `J.-P.`, `DE`"""
_SHORT_NAME = re.compile(rf"[^\W\d_][^,\d]*?\s{_INITIALS}(?:\s(?:Jr|Sr|II|III|IV)\.?)?")
"""`Kjeldmand D`, `van der Berg A.B.`, `Nease DE Jr`"""


def is_cut_mark(person: Person) -> bool:
    """True if this name is only the mark of a cut list."""
    return is_et_al(str(person).strip(" ,;"))


def named_people(people: Sequence[Person]) -> tuple[Person, ...]:
    """The people without the mark of a cut list and without empty names."""
    return tuple(person for person in people if not person.is_empty and not is_cut_mark(person))


def is_cut(people: Sequence[Person]) -> bool:
    """True if the list has the mark of a cut list."""
    return any(is_cut_mark(person) for person in people)


def parted_names(text: str) -> list[str]:
    """The names of one field, each as it is printed.

    `Gatica, G.N., Sequeira, F.A.` are two, `Kjeldmand D, Holmström I.` too; `Nease, D., Jr.`
    is one. What may be one name stays one.
    """
    return [
        name
        for part in _HARD_BREAK.split(text)
        for piece in _parted_by_words(part)
        for name in _parted_by_commas(piece)
        if name.strip(" ,")
    ]


def _parted_by_words(text: str) -> list[str]:
    pieces = _LAST_OF_LIST.split(text)
    if len(pieces) == 1 or is_organisation(text) or text.rstrip().endswith(","):
        return [text]
    return pieces


def _parted_by_commas(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) < 2 or not all(parts) or is_organisation(text):
        return [text]
    if all(_SHORT_NAME.fullmatch(part) for part in parts):
        return parts
    families, rests = parts[::2], parts[1::2]
    if len(parts) >= 4 and len(parts) % 2 == 0 and not _is_initials(*families):
        return [f"{family}, {rest}" for family, rest in zip(families, rests, strict=True)]
    return [text]


def _is_initials(*parts: str) -> bool:
    """True if one of the parts is initials alone, and so no family name."""
    return any(_INITIALS_ALONE.fullmatch(part) for part in parts)
