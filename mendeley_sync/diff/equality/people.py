"""Lists of people compared: the same names, fewer of them, in another order, or others."""

from __future__ import annotations

from collections.abc import Sequence

from mendeley_sync.diff.difference import Severity
from mendeley_sync.diff.equality.texts import IDENTICAL, Comparison, letters
from mendeley_sync.domain.people import Person
from mendeley_sync.names.lists import is_cut, named_people
from mendeley_sync.text.folding import fold

_SEVERITIES = (
    None,
    Severity.COSMETIC,
    Severity.COMPLETENESS,
    Severity.BIBLIOGRAPHIC,
    Severity.IDENTITY,
)


def compare_people(mine: Sequence[Person], theirs: Sequence[Person]) -> Comparison:
    """Compare author lists; a cut list is less complete than the whole one, not different."""
    first, second = named_people(mine), named_people(theirs)
    if len(first) != len(second):
        return _compare_lengths(first, second, cut=is_cut(mine))
    found = _most_severe(
        [compare_persons(one, other) for one, other in zip(first, second, strict=True)]
    )
    if found.weight is Severity.BIBLIOGRAPHIC and _same_people(first, second):
        return Comparison(Severity.BIBLIOGRAPHIC, "the same people in another order")
    if found.equal and is_cut(theirs) and not is_cut(mine):
        return Comparison(Severity.COMPLETENESS, "the library's list of names ends in “et al.”")
    return found


def _compare_lengths(
    first: tuple[Person, ...], second: tuple[Person, ...], *, cut: bool
) -> Comparison:
    fewer, most = sorted((len(first), len(second)))
    side = "list" if len(first) == fewer else "library"
    pairs = zip(first[:fewer], second[:fewer], strict=True)
    if any(compare_persons(one, other).weight is Severity.BIBLIOGRAPHIC for one, other in pairs):
        return Comparison(
            Severity.BIBLIOGRAPHIC, f"{len(first)} people in the list, {len(second)} in the library"
        )
    # A list without the mark of a cut list is meant to be complete.
    weight = Severity.BIBLIOGRAPHIC if side == "list" and not cut else Severity.COMPLETENESS
    return Comparison(weight, f"the {side} names {fewer} of {most} people")


def _same_people(first: Sequence[Person], second: Sequence[Person]) -> bool:
    rest = list(second)
    for one in first:
        same = next(
            (o for o in rest if compare_persons(one, o).weight is not Severity.BIBLIOGRAPHIC), None
        )
        if same is None:
            return False
        rest.remove(same)
    return True


def _most_severe(found: list[Comparison]) -> Comparison:
    return max(found, key=lambda one: _SEVERITIES.index(one.weight), default=IDENTICAL)


def compare_persons(mine: Person, theirs: Person) -> Comparison:
    """Compare two names by last and first name, the only parts that Mendeley stores."""
    if (mine.last_name, mine.first_name) == (theirs.last_name, theirs.first_name):
        return IDENTICAL
    if letters(mine.last_name) != letters(theirs.last_name):
        return _compare_other_family(mine, theirs)
    if letters(mine.first_name) == letters(theirs.first_name):
        return Comparison(Severity.COSMETIC, "the same name, written differently")
    if _initials_fit(mine.first_name, theirs.first_name):
        is_mine = len(mine.first_name) < len(theirs.first_name)
        side, shorter = ("list", mine) if is_mine else ("library", theirs)
        return Comparison(Severity.COMPLETENESS, f'only initials in the {side} ("{shorter}")')
    return Comparison(Severity.BIBLIOGRAPHIC, f"different names: {mine} and {theirs}")


def _compare_other_family(mine: Person, theirs: Person) -> Comparison:
    if letters(str(mine)) == letters(str(theirs)):
        return Comparison(Severity.COSMETIC, f"{mine}: the same name, split differently")
    swapped = letters(theirs.first_name + theirs.last_name)
    if mine.first_name and theirs.first_name and letters(str(mine)) == swapped:
        return Comparison(Severity.BIBLIOGRAPHIC, f"{theirs}: family and given name are swapped")
    return Comparison(Severity.BIBLIOGRAPHIC, f"different names: {mine} and {theirs}")


def _initials_fit(mine: str, theirs: str) -> bool:
    """`M.B.` fits `Michael Bruce`, `M.` fits both; nothing fits everything."""
    pairs = zip(_given_words(mine), _given_words(theirs), strict=False)
    return all(
        one == other or (1 in (len(one), len(other)) and one[0] == other[0]) for one, other in pairs
    )


def _given_words(text: str) -> list[str]:
    words = fold(text.replace(".", " ").replace("-", " ")).split()
    if len(words) == 1 and text.replace(".", "").isupper() and len(words[0]) <= 3:
        return list(words[0])
    return words
