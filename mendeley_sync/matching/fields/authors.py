"""Lists of authors compared."""

from typing import Literal, NamedTuple

from mendeley_sync.names.likeness import (
    Person,
    family_only,
    given_fit,
    parse_person,
    same_family,
    simple_person,
    split_people,
)
from mendeley_sync.text.folding import squeeze

AuthorsDegree = Literal["all", "strong", "some", "weak", "unknown", "none"]
"""all: the same people; strong: first author and more agree; some: the first author agrees;
weak: some other author is shared; none: not one in common."""

_MOST = 15
"""People of a list that are compared; the length of the whole list counts, too."""
_NOBODY = frozenset(("unknown", "anonymous", "anon", "na", "noauthor", "unbekannt"))


class Authors:
    """The people of one record in their normal form."""

    __slots__ = ("corporate", "count", "cut", "people")

    def __init__(self, printed: tuple[str, ...], printed_cut: bool = False) -> None:
        people = [simple_person(name) for name in printed]
        names, cut = (printed, False) if None not in people else split_people(printed)
        self.count = len(names)
        """How many people are printed."""
        self.cut = cut or printed_cut
        known = [parse_person(name) for name in names[:_MOST]]
        found = tuple([p for p in known if p.family and p.family not in _NOBODY])
        alone = len(found) == 1
        self.corporate = alone and len(names[0].replace(",", "").split()) >= 4
        """A body instead of people: a council, a group, a society."""
        self.people = (family_only(found[0]),) if self.cut and alone else found


class AuthorsComparison(NamedTuple):
    degree: AuthorsDegree
    reason: str
    shared: int = 0
    """People that stand on both sides."""

    both_missing: bool = False


def compare_authors(a: Authors, b: Authors) -> AuthorsComparison:
    """How far two lists name the same people; no list is unknown, not a contradiction."""
    mine, other = a.people, b.people
    if mine and mine == other and a.count == b.count:
        return AuthorsComparison("all", "all authors agree", len(mine))
    if not mine or not other:
        missing = (
            "neither side has authors" if not mine and not other else "one side has no authors"
        )
        return AuthorsComparison("unknown", missing, both_missing=not mine and not other)
    first = same_person(mine[0], other[0])
    shared = _shared(mine, other)
    if not shared:
        return _nobody_shared(a, b)
    as_many = len(mine) == len(other) and a.count == b.count
    return _degree(shared, min(len(mine), len(other)), first, as_many)


def _degree(shared: int, fewer: int, first: bool, as_many: bool) -> AuthorsComparison:
    if shared == fewer and first and as_many:
        return AuthorsComparison("all", "all authors agree", shared)
    if shared >= 2 and shared * 2 >= fewer:
        return AuthorsComparison("strong", f"{shared} authors agree", shared)
    if first or (fewer == 1 and shared):
        return AuthorsComparison(
            "some", "the first author agrees" if first else "an author agrees", shared
        )
    return AuthorsComparison("weak", "another author than the first agrees")


def _nobody_shared(a: Authors, b: Authors) -> AuthorsComparison:
    if a.corporate != b.corporate:
        return AuthorsComparison("unknown", "a body on one side, people on the other")
    return AuthorsComparison("none", "no author in common")


def same_person(a: Person, b: Person) -> bool:
    if same_family(a, b) and given_fit(a, b):
        return True
    if _unmarked_compound(a, b) or _unmarked_compound(b, a):
        return True
    return _turned(a, b) or _turned(b, a)


def _turned(a: Person, b: Person) -> bool:
    """The family name of one stands among the given names of the other."""
    if not b.given:
        return False
    names = (*b.given[1:], b.family)
    if a.family in ("".join(b.given), b.given[0], *(n for n in b.given if len(n) > 3)):
        return not a.given or any(name[0] == a.given[0][0] for name in names)
    return False


def _unmarked_compound(a: Person, b: Person) -> bool:
    """ "Abrandt Dahlgren" alone can be one family name of two words."""
    if not a.given:
        return False
    if squeeze("".join(a.given) + a.family) == b.family:
        return True
    # "Rafael Camps Paré" against "Rafael Camps": the second surname is left out.
    return len(b.given) > 1 and a.family == squeeze(b.given[-1]) and given_fit(a, b)


def _shared(mine: tuple[Person, ...], other: tuple[Person, ...]) -> int:
    """How many people of the shorter list stand in the longer one, each used once."""
    few, many = (mine, list(other)) if len(mine) <= len(other) else (other, list(mine))
    shared = 0
    for person in few:
        partner = _partner(person, many)
        if partner is not None:
            many.remove(partner)
            shared += 1
    return shared


def _partner(person: Person, people: list[Person]) -> Person | None:
    """The same person among others; one whose family name is equal comes first."""
    for other in people:
        if other.family == person.family and same_person(person, other):
            return other
    for other in people:
        if other.family != person.family and same_person(person, other):
            return other
    return None
