"""Makes labelled pairs of names: a roster's spelling against the name in the group.

The people are made from real family and given names of authors, recombined by a fixed
seed, so that nobody real stands in a roster and the same family name is common. A
society is a roster and a group; of each row the member is known, and so are the
namesakes that are somebody else.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

TITLES = ("Dr.", "Prof.", "Prof. Dr.", "Dr. med.", "Mrs", "PD Dr.")
DEGREES = ("MD", "PhD", "M.D., Ph.D.", "MRCGP", "LCSW", "Dipl.-Psych.", "PsyD")
GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
BARE = str.maketrans("äöüÄÖÜéèêáàâíóôúçñåøčšžřýőűłńęąė", "aouAOUeeeaaaioouccaoacszryoulneae"[:32])


class Human(NamedTuple):
    """Somebody invented."""

    number: int
    given: str
    middle: str
    family: str
    second_family: str = ""


class RosterPair(NamedTuple):
    """A row of a roster and a member of the group, and whether they are one person."""

    society: int
    row: int
    roster_name: str
    member: int
    member_name: tuple[str, str]
    """First name, last name: as the service holds them."""
    same: bool
    variation: str


def real_names(literature: Path) -> tuple[list[str], list[str]]:
    """Family names and given names (whole ones) of the literature's authors."""
    families: set[str] = set()
    givens: set[str] = set()
    for item in json.loads(literature.read_text("utf-8")):
        for name in item.get("author", []):
            families.add(name.get("family", ""))
            givens.update(
                word for word in name.get("given", "").split() if len(word) > 3 and "." not in word
            )
    return sorted(f for f in families if len(f) > 2), sorted(g for g in givens if g.isalpha())


def _plain(human: Human, chance: random.Random) -> str:
    return f"{human.given} {human.family}"


def _listed(human: Human, chance: random.Random) -> str:
    return f"{human.family}, {human.given}"


def _with_middle(human: Human, chance: random.Random) -> str:
    return f"{human.given} {human.middle[0]}. {human.family}"


def _titled(human: Human, chance: random.Random) -> str:
    return f"{chance.choice(TITLES)} {human.given} {human.family}"


def _degreed(human: Human, chance: random.Random) -> str:
    return f"{human.given} {human.family}, {chance.choice(DEGREES)}"


def _listed_with_title(human: Human, chance: random.Random) -> str:
    return f"{human.family}, {chance.choice(TITLES)} {human.given}"


def _initials(human: Human, chance: random.Random) -> str:
    return f"{human.given[0]}. {human.middle[0]}. {human.family}"


def _one_initial(human: Human, chance: random.Random) -> str:
    return f"{human.given[0]}. {human.family}"


def _umlauts_written_out(human: Human, chance: random.Random) -> str:
    return f"{human.given} {human.family}".translate(GERMAN)


def _accents_lost(human: Human, chance: random.Random) -> str:
    return f"{human.given} {human.family}".translate(BARE)


def _capitals(human: Human, chance: random.Random) -> str:
    return f"{human.given} {human.family.upper()}"


def _compound(human: Human, chance: random.Random) -> str:
    return f"{human.given} {human.family}-{human.second_family}"


def _birth_name(human: Human, chance: random.Random) -> str:
    return f"{human.given} {human.second_family} (née {human.family})"


def _changed(human: Human, chance: random.Random) -> str:
    return f"{human.given} {human.second_family}"


VARIATIONS: dict[str, tuple[int, Callable[[Human, random.Random], str]]] = {
    "plain": (14, _plain),
    "listed": (18, _listed),
    "middle": (8, _with_middle),
    "titled": (12, _titled),
    "degreed": (10, _degreed),
    "listed with title": (8, _listed_with_title),
    "initials": (6, _initials),
    "one initial": (2, _one_initial),
    "umlauts written out": (6, _umlauts_written_out),
    "accents lost": (6, _accents_lost),
    "capitals": (4, _capitals),
    "compound": (4, _compound),
    "birth name": (2, _birth_name),
}
"""How rosters are written: weight and maker."""

SUGGESTED: dict[str, Callable[[Human, random.Random], str]] = {"changed surname": _changed}
"""Variations that may only ever be suggested to a person."""


def society(number: int, families: list[str], givens: list[str]) -> list[RosterPair]:
    """One society of 33: half of them share four family names; half the roster is in the group."""
    chance = random.Random(f"society {number}")
    few = chance.sample(families, 4)
    people = _people(chance, few, families, givens)
    in_group = people[: len(people) * 2 // 3]
    on_roster = people[len(people) // 6 :]
    pairs: list[RosterPair] = []
    for row, human in enumerate(on_roster, start=2):
        variation, text = _written(human, chance)
        pairs.extend(
            RosterPair(
                number,
                row,
                text,
                member.number,
                (_first_name(member), member.family),
                member is human,
                variation,
            )
            for member in in_group
            if member is human or member.family == human.family
        )
    return pairs


def _people(
    chance: random.Random, few: list[str], families: list[str], givens: list[str]
) -> list[Human]:
    seen: set[tuple[str, str]] = set()
    people: list[Human] = []
    while len(people) < 33:
        given, middle = chance.sample(givens, 2)
        family = chance.choice(few) if len(people) % 2 else chance.choice(families)
        if (given, family) not in seen:
            seen.add((given, family))
            people.append(Human(len(people), given, middle, family, chance.choice(families)))
    return people


def _first_name(human: Human) -> str:
    """The service's first name field: with a second name for some."""
    return f"{human.given} {human.middle}" if human.number % 3 == 0 else human.given


def _written(human: Human, chance: random.Random) -> tuple[str, str]:
    if chance.random() < 0.02:
        name = chance.choice(sorted(SUGGESTED))
        return name, SUGGESTED[name](human, chance)
    names = list(VARIATIONS)
    weights = [VARIATIONS[name][0] for name in names]
    name = chance.choices(names, weights)[0]
    return name, VARIATIONS[name][1](human, chance)


def all_pairs(literature: Path, societies: range) -> list[RosterPair]:
    """The labelled pairs of several societies."""
    families, givens = real_names(literature)
    return [pair for number in societies for pair in society(number, families, givens)]
