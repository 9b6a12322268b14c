"""Names as formats write them, to Person and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from mendeley_sync.domain.people import Person
from mendeley_sync.names.words import PARTICLES, is_degree, is_et_al, is_organisation, is_suffix

_BEHIND = re.compile(r"(?<=\w)[,;]?\s*\bet\.?\s+al\b\.?$")
_INITIALS = re.compile(r"[A-ZÀ-ÖØ-Þ]{1,4}(?:-[A-Z])?")
_DOTTED_INITIALS = re.compile(r"(?:[A-ZÀ-ÖØ-Þ]\.-?){1,4}|[A-ZÀ-ÖØ-Þ]{1,3}")
"""`D.`, `G.N.`, `J.-P.`, `DE`"""


@lru_cache(maxsize=16_384)
def person_of(text: str) -> Person:
    """One name: `Family, Given`, `Family, Given, Jr.`, `Given Family`, or `Organisation,`.

    RIS and EndNote end the name of an organisation in a comma.
    """
    parts = [part.strip() for part in text.split(",")]
    if (len(parts) > 1 and not parts[-1]) or (len(parts) == 1 and is_organisation(text)):
        return Person(literal=text.strip().rstrip(",").strip())
    family, *rest = [part for part in parts if part] or [text.strip()]
    if rest:
        family, *behind = _without_suffix(family)
        rest = [*_without_suffix(rest[0]), *rest[1:], *behind]
    # Behind the family name, `M. A.` are initials; `PhD` is never a given name.
    given = [part for n, part in enumerate(rest) if not _is_title(part, is_first=n == 0)]
    suffix = next((one for n, one in enumerate(given) if _is_suffix_at(one, n)), "")
    first = ", ".join(one for one in given if one != suffix)
    if not first:
        return _unparted(family).model_copy(update={"suffix": suffix} if suffix else {})
    return Person(family=family, given=first, suffix=suffix)


def _without_suffix(part: str) -> list[str]:
    """`Nease Jr.` → `Nease`, `Jr.`; `Donald E Jr` likewise. A lone `V` may be an initial."""
    words = part.split()
    if len(words) > 1 and is_suffix(words[-1]) and len(words[-1].rstrip(".")) > 1:
        return [" ".join(words[:-1]), words[-1]]
    return [part]


def _is_title(part: str, *, is_first: bool) -> bool:
    return is_degree(part) and not (is_first and part.replace(".", "").replace(" ", "").isupper())


def _is_suffix_at(part: str, position: int) -> bool:
    return is_suffix(part) and (position > 0 or len(part.rstrip(".")) > 1)


def inverted(person: Person) -> str:
    """`Family, Given` or `Family, Given, Jr.`; an organisation with a comma behind it."""
    if person.is_organisation:
        return person.literal + ","
    given = " ".join(filter(None, (person.given, person.dropping_particle)))
    return ", ".join(filter(None, (person.last_name, given, person.suffix)))


def pubmed_person(text: str) -> Person:
    """`Balint E` or `Nease DE Jr`, as PubMed shortens names."""
    words = text.split()
    suffix = words.pop() if len(words) > 2 and is_suffix(words[-1]) else ""
    if len(words) > 1 and _INITIALS.fullmatch(words[-1]):
        return Person(family=" ".join(words[:-1]), given=words[-1], suffix=suffix)
    return Person(literal=text.strip())


def people_of(names: Iterable[str]) -> tuple[tuple[Person, ...], bool]:
    """Names to people, and whether the list ends in "et al."."""
    people: list[Person] = []
    cut = False
    for name in names:
        plain = name.strip()
        stripped = _BEHIND.sub("", plain)
        if is_et_al(plain):
            cut = True
        elif stripped.strip(" ,"):
            cut = cut or stripped != plain
            people.append(person_of(stripped))
    return tuple(people), cut


def _unparted(text: str) -> Person:
    """`Given von Family`; a name of one word has no given name."""
    words = text.split()
    suffix = words.pop() if len(words) > 2 and is_suffix(words[-1]) else ""
    if len(words) < 2:
        return Person(family=text.strip())
    if _DOTTED_INITIALS.fullmatch(words[-1]) and not is_degree(words[-1]):
        # `Holmstrom I.`: a family name is never initials.
        return Person(family=" ".join(words[:-1]), given=words[-1], suffix=suffix)
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    if words[0].lower() in PARTICLES:
        return Person(family=" ".join(words), suffix=suffix)
    return Person(family=" ".join(words[start:]), given=" ".join(words[:start]), suffix=suffix)
