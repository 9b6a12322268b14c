"""Whether a name on a roster and a name in the group can be one person.

A roster decides who is told "you are in", so this is stricter than comparing the
authors of one work: there the work itself speaks for the pair, here nothing does. The
taking apart of names is the matcher's (`matching/names.py`).
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from mendeley_sync.names.cleanup import CleanName, is_double, is_han, strip_titles
from mendeley_sync.names.likeness import Person, parse_person
from mendeley_sync.names.words import short_forms
from mendeley_sync.text.folding import fold, squeeze

_PARTICLES = frozenset(
    {
        *("van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le"),
        *("ten", "ter", "vom", "zu", "zum", "zur", "af", "av"),
    }
)


class Fit(IntEnum):
    """How well two names fit; INITIAL is accepted only where the family name is rare."""

    DIFFERENT = 0
    POSSIBLE = 1
    """A nickname, a slip of the pen, another surname: a suggestion for a person."""
    INITIAL = 2
    """Family name and one initial."""
    PART = 3
    """Given name in full, and a part of a compound surname."""
    SAME = 4
    """Family name and given name in full, or with all their initials."""


OTHER_SURNAME = "the given name fits, the surname does not"
"""Somebody may have changed it; among many people this says nothing."""


OTHER_SCRIPT = "one is written in another script"
"""Letters can be put into Latin ones in several ways, and Chinese characters share a sound."""


class NameFit(NamedTuple):
    """The verdict and why, in words."""

    fit: Fit
    reason: str


class RosterName(NamedTuple):
    """A name in the forms that are compared."""

    person: Person
    families: frozenset[str]
    """Every form of the family name: whole, its parts, a birth name, a second surname."""
    whole_families: frozenset[str]
    """The family name as a whole, and a birth name."""
    generation: str = ""
    """`junior`, `senior`, `second`, `third` or ""."""
    is_double: bool = False
    """The first given name is a double one: Jean-Pierre."""
    is_several: bool = False
    """Two people stand in one row."""
    is_romanised: bool = False
    """Written in another script, and put into Latin letters by us."""


@lru_cache(maxsize=16_384)
def parse_roster_name(printed: str) -> RosterName:
    """Take a name apart that was written by hand: titles, degrees, birth names, any order."""
    return readings_of(printed)[0]


@lru_cache(maxsize=16_384)
def readings_of(printed: str) -> tuple[RosterName, ...]:
    """Every way to read a name, the likeliest first: where does the family name begin?"""
    written = strip_titles(printed)
    latin = [(way, False) for text in written.ways for way in _family_first(text)]
    other = [(way, True) for text in written.romanised for way in _family_first(text)]
    return tuple(
        _reading(way, written)._replace(is_romanised=is_romanised)
        for way, is_romanised in dict.fromkeys((*latin, *other))
    )


def _reading(text: str, written: CleanName) -> RosterName:
    person = parse_person(text)
    family, _, given = text.partition(",")
    parts = [
        squeeze(fold(part))
        for part in re.split(r"[\s\-‐]+", family)
        if fold(part) not in _PARTICLES and len(fold(part)) > 1
    ]
    birth_name = squeeze(fold(written.birth_name))
    whole = {person.family, "".join(parts), birth_name} - {""}
    return RosterName(
        person,
        frozenset({*whole, *parts}),
        frozenset(whole),
        generation=written.generation,
        is_double=is_double(given),
        is_several=written.is_several,
    )


def _family_first(text: str) -> tuple[str, ...]:
    """ "Jan van der Berg" as "van der Berg, Jan"; what has a comma stays as it is.

    Three words and more can be read in several ways: "Ana García Márquez".
    """
    words = text.split()
    if "," in text or len(words) < 2 or _is_initials(words[-1]):
        return (text,)
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    ways = [start, *(way for way in range(start - 1, 0, -1) if not _is_initials(words[way]))]
    return tuple(f"{' '.join(words[way:])}, {' '.join(words[:way])}" for way in ways)


def _is_initials(word: str) -> bool:
    return len(word.replace(".", "").replace("-", "")) <= 2 and (word.isupper() or "." in word)


def compare_roster_names(one: str, other: str) -> NameFit:
    """How well two written names fit; the same whichever comes first."""
    left, right = readings_of(one), readings_of(other)
    likeliest = _compare(left[0], right[0], parts_count=True)
    others = [
        _compare(a, b, parts_count=False)
        for a in left
        for b in right
        if (a, b) != (left[0], right[0])
    ]
    # A less likely reading must fit well to count: any name can be read to fit a little.
    good = [found for found in others if found.fit >= Fit.INITIAL or found.reason == OTHER_SCRIPT]
    return max([likeliest, *good], key=lambda found: found.fit)


def _compare(left: RosterName, right: RosterName, *, parts_count: bool) -> NameFit:
    if not left.person.family or not right.person.family:
        return NameFit(Fit.DIFFERENT, "one of them is empty")
    if {left.generation, right.generation} == {"junior", "senior"}:
        return NameFit(Fit.DIFFERENT, "one is the junior, the other the senior")
    found = _compare_bare(left, right, parts_count=parts_count)
    if left.generation != right.generation:
        return _at_most_possible(found, "one of them is a junior or senior")
    if left.is_several or right.is_several:
        return _at_most_possible(found, "two people stand in one row")
    if left.is_romanised or right.is_romanised:
        return _at_most_possible(found, OTHER_SCRIPT)
    return found


def _at_most_possible(found: NameFit, reason: str) -> NameFit:
    return NameFit(Fit.POSSIBLE, reason) if found.fit > Fit.POSSIBLE else found


def _compare_bare(left: RosterName, right: RosterName, *, parts_count: bool) -> NameFit:
    given = _compare_given(left, right)
    if left.whole_families & right.whole_families:
        is_one_word = not left.person.given and not right.person.given
        if is_one_word and is_han(left.person.family):
            return NameFit(Fit.SAME, "family name and given names fit")
        return given
    if parts_count and left.families & right.families and _is_compound(left, right):
        return _part(left, right, given)
    if _turned(left.person, right.person):
        return NameFit(Fit.SAME, "given and family name stand the other way round")
    if given.fit is Fit.SAME and len(left.person.given[0]) > 1:
        return NameFit(Fit.POSSIBLE, OTHER_SURNAME)
    return NameFit(Fit.DIFFERENT, "other names")


def _is_compound(left: RosterName, right: RosterName) -> bool:
    return len(left.families) > 1 or len(right.families) > 1


def _part(left: RosterName, right: RosterName, given: NameFit) -> NameFit:
    """Half a surname needs a whole given name beside it, and nobody with another half."""
    if not left.whole_families & right.families and not right.whole_families & left.families:
        given = _at_most_possible(given, "the given name and a part of both surnames fit")
    reason = "the given name and a part of the surname fit"
    if given.fit is Fit.SAME:
        return NameFit(Fit.PART, reason)
    return given if given.fit is Fit.DIFFERENT else NameFit(Fit.POSSIBLE, reason)


def _turned(left: Person, right: Person) -> bool:
    if not left.given or not right.given:
        return False
    return squeeze("".join(left.given)) == right.family and left.family == squeeze(
        "".join(right.given)
    )


def _compare_given(left: RosterName, right: RosterName) -> NameFit:
    one = tuple(squeeze(name) for name in left.person.given)
    other = tuple(squeeze(name) for name in right.person.given)
    if not one or not other:
        return NameFit(Fit.POSSIBLE, "one of them has no given name")
    if "".join(one) == "".join(other):
        return _equal_given(one)
    if len(one[0]) == 1 or len(other[0]) == 1:
        return _compare_initials(one, other)
    if one[0] == other[0]:
        if left.is_double is not right.is_double and 1 in (len(one), len(other)):
            return NameFit(Fit.POSSIBLE, "one may be half of a double name")
        if _rest_agrees(one[1:], other[1:]):
            return NameFit(Fit.SAME, "family name and given name fit")
        return NameFit(Fit.DIFFERENT, "the second given names differ")
    if short_forms(one[0]) & short_forms(other[0]):
        return NameFit(Fit.POSSIBLE, "one may be the short form of the other")
    if one[0] in other[1:] or other[0] in one[1:]:
        return NameFit(Fit.POSSIBLE, "one goes by a second given name")
    return NameFit(Fit.DIFFERENT, "other given names")


def _equal_given(names: tuple[str, ...]) -> NameFit:
    if len(names) == 1 and len(names[0]) == 1:
        return NameFit(Fit.INITIAL, "family name and one initial fit")
    return NameFit(Fit.SAME, "family name and given names fit")


def _compare_initials(one: tuple[str, ...], other: tuple[str, ...]) -> NameFit:
    """Initials on one side at least: two that fit are as good as a name, one is not."""
    shared = min(len(one), len(other))
    if any(not _initial_fits(a, b) for a, b in zip(one, other, strict=False)):
        if any(len(name) > 1 and name in other for name in one):
            return NameFit(Fit.POSSIBLE, "one goes by a second given name")
        return NameFit(Fit.DIFFERENT, "other initials")
    if shared >= 2:
        return NameFit(Fit.SAME, "family name and all initials fit")
    return NameFit(Fit.INITIAL, "family name and one initial fit")


def _initial_fits(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return one == other


def _rest_agrees(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Second names: missing ones say nothing, two that clash say no."""
    return all(_initial_fits(a, b) for a, b in zip(one, other, strict=False))
