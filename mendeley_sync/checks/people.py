"""What people type into author lists that is no author: "et al.", degrees, several names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mendeley_sync.checks.defects import CheckContext, ListProblem, ProblemKind, problem_in
from mendeley_sync.domain.csl import CslValue, person_to_csl
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.references import Reference
from mendeley_sync.names.words import is_degree, is_et_al

_DEGREE_AT_END = re.compile(r"[\s,]+([\w.]+)$")
_SEVERAL = re.compile(r";|\s(?:and|&)\s", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_NO_PERSON = re.compile(
    r"^\s*(?:unknown|anonymous|anon\.?|n\.?\s?n\.?|none|n/a|-+)\s*$", re.IGNORECASE
)
_ROLES = (("author", "authors"), ("editor", "editors"), ("translator", "translators"))


def people_problems(reference: Reference, context: CheckContext) -> Iterator[ListProblem]:
    """What is wrong with the people of one entry."""
    for name, attribute in _ROLES:
        people: tuple[Person, ...] = getattr(reference.metadata, attribute)
        if any(_is_et_al(person) for person in people):
            yield _et_al(reference, name, people)
        for person in people:
            message = "" if _is_et_al(person) else _wrong_with(person)
            if message:
                yield problem_in(ProblemKind.AUTHORS, reference, name, message, value=str(person))


def _et_al(reference: Reference, name: str, people: tuple[Person, ...]) -> ListProblem:
    """Only at the end it says what the flag says; elsewhere a person must look."""
    kept = [person for person in people if not _is_et_al(person)]
    fix: dict[str, CslValue] = {}
    if name == "author" and kept and not any(_is_et_al(person) for person in people[:-1]):
        fix = {"author": [person_to_csl(one) for one in kept], "custom.authors-cut": True}
    return problem_in(
        ProblemKind.AUTHORS,
        reference,
        name,
        "`et al.` is no author; `custom: {authors-cut: true}` says that more people wrote it",
        value="; ".join(str(person) for person in people),
        fix=fix,
    )


def _is_et_al(person: Person) -> bool:
    whole = " ".join(filter(None, (person.given, person.last_name)))
    turned = " ".join(filter(None, (person.last_name, person.given)))
    return is_et_al(whole) or is_et_al(turned)


def _wrong_with(person: Person) -> str:
    if person.is_empty:
        return "the name is empty"
    if _NO_PERSON.match(str(person)):
        return "this is no name; leave the author out instead"
    if person.is_organisation:
        return ""
    for text in (person.family, person.given, person.suffix):
        found = _DEGREE_AT_END.search(text)
        if found is not None and is_degree(found.group(1)) and not found.group(1).isupper():
            return f"`{found.group(1)}` is a degree, no part of a name"
    if is_degree(person.suffix) or (is_degree(person.given) and not person.given.isupper()):
        return "a degree stands in the place of a name"
    if _SEVERAL.search(person.family):
        return "more than one name stands in one"
    if _DIGIT.search(person.family):
        return "there is a digit in the name"
    return ""
