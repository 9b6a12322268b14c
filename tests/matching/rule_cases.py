"""Pairs of records for the rules: what a rule takes, and what changes its mind.

A change names a field and its value: one value for both sides, or two, for the one and the other.
"""

from typing import Any, NamedTuple

from mendeley_sync.matching.explain import Explanation, explain
from mendeley_sync.matching.record import MatchRecord

Changes = dict[str, Any]

SEVEN = "Listening to anxious patients in small rural hospitals at night"
SEVEN_TURNED = "At night in small rural hospitals: listening to anxious patients"
SEVEN_MISSPELT = "Listening to anxious patient in small rural hospitals at night"
SEVEN_AND_MORE = f"{SEVEN}: a study of two wards"
ANGRY = "Listening to angry patients in small rural hospitals at night"
EIGHT = "Listening to anxious patients during long nights in small hospitals"
EIGHT_AND_MORE = f"{EIGHT}: a study of two wards"
FIVE = "Anxious patients in small rural hospitals"
FIVE_MISSPELT = "Anxious patients in small rural hospital"
FOUR = "Anxious patients in small hospitals"
FOUR_MISSPELT = "Anxious patients in small hospital"
THREE = "Anxious hospital patients"
SHORT = "Anxious patients"
SHORT_MISSPELT = "Anxious patient"
SHORT_AND_MORE = f"{SHORT}: a study of two wards"
GRIEF = "Coping with grief on a surgical ward"
"""Titles, named for the words in them that carry something."""

ADLER = "Adler, G."
ADLER_STEIN = "Adler, G.; Stein, L."
ADLER_STEIN_BERG = "Adler, G.; Stein, L.; Berg, A."
ADLER_BERG_LUND = "Adler, G.; Berg, A.; Lund, K."
STEIN_ADLER_RUSZ = "Stein, L.; Adler, G.; Rusz, P."
LUND = "Lund, K."
FIVE_PEOPLE = "Adler, G.; Stein, L.; Berg, A.; Lund, K.; Rusz, P."
FIVE_OTHERS = "Adler, G.; Stein, L.; Otto, F.; Vogt, M.; Zorn, Q."
NOBODY = ""

WHOLE: Changes = {
    "title": SEVEN,
    "authors": ADLER_STEIN,
    "year": 1988,
    "journal": ("Fam Med", "Family Medicine"),
    "volume": "26",
    "issue": "3",
    "pages": "281-284",
}
"""One article in one place, seen from both sides."""

NUMBERLESS: Changes = {"volume": "", "issue": "", "pages": ""}


class RuleCase(NamedTuple):
    """What one rule takes, and what decides after a change to that."""

    rule: str
    takes: Changes
    """Changes to `WHOLE`."""

    instead: tuple[tuple[Changes, str], ...]
    """Further changes, each with the rule that decides then."""


def decided(*changes: Changes) -> Explanation:
    """What the rules say about `WHOLE` after these changes."""
    fields = WHOLE.copy()
    for change in changes:
        fields |= change
    sides = [
        {name: value[n] if isinstance(value, tuple) else value for name, value in fields.items()}
        for n in (0, 1)
    ]
    a, b = (
        MatchRecord(id=name, **(side | {"authors": tuple(side["authors"].split("; "))}))
        for name, side in zip("ab", sides, strict=True)
    )
    return explain(a, b)
