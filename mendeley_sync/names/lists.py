"""Lists of authors: cut or whole, and who is named."""

from __future__ import annotations

from collections.abc import Sequence

from mendeley_sync.domain.people import Person
from mendeley_sync.names.words import is_et_al

ET_AL = Person(literal="et al.")
"""The last name of a list that is cut: more people wrote this than are named."""


def is_cut_mark(person: Person) -> bool:
    """True if this name is only the mark of a cut list."""
    return is_et_al(str(person).strip(" ,;"))


def named_people(people: Sequence[Person]) -> tuple[Person, ...]:
    """The people without the mark of a cut list and without empty names."""
    return tuple(person for person in people if not person.is_empty and not is_cut_mark(person))


def is_cut(people: Sequence[Person]) -> bool:
    """True if the list has the mark of a cut list."""
    return any(is_cut_mark(person) for person in people)
