"""Volume, issue, pages and years: the numbers of a citation, and how they compare."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from mendeley_sync.domain.pages import Pages, roman_value

Answer = Literal["agree", "half", "unknown", "contradict"]
"""half: alike enough not to contradict, too little to prove anything."""

_NUMBER = re.compile(r"\d+")
_NUMBER_LETTER = re.compile(r"(\d+)([A-Za-z]?)(?![A-Za-z\d])|(\d+)")
_SUPPLEMENT = re.compile(r"suppl|beih|sonderh|special|spec no|hors", re.IGNORECASE)
_VOLUME_ISSUE = re.compile(r"^\s*(\d+)\s*\(\s*([^)]*)\)")


class Volume(NamedTuple):
    """A volume with what was printed beside it."""

    number: str
    """The leading number, "" where there is none."""

    letter: str
    """A letter right behind it: 90A."""

    issue: str
    """An issue printed in the volume field: 17(3)."""

    supplement: bool


@lru_cache(maxsize=16_384)
def parse_volume(text: str) -> Volume:
    """Take "17(3)", "8 Suppl 19", "XIX", "Vol. 12" apart."""
    if text.isdigit() and text.isascii():
        return Volume(text.lstrip("0"), "", "", False)
    text = text[:60].strip()
    issue = found[2].strip() if (found := _VOLUME_ISSUE.match(text)) else ""
    letter = ""
    if number := _NUMBER_LETTER.search(text):
        value, letter = (number[1] or number[3]).lstrip("0"), (number[2] or "").lower()
    else:
        roman = roman_value(text.lower().removeprefix("vol").strip(" ."))
        value = str(roman) if roman else ""
    return Volume(
        value, letter, issue if _NUMBER.match(issue) else "", bool(_SUPPLEMENT.search(text))
    )


class Issue(NamedTuple):
    numbers: tuple[str, ...]
    supplement: bool


@lru_cache(maxsize=16_384)
def parse_issue(text: str) -> Issue:
    """The numbers of an issue ("7-8" has two), and whether it is a supplement."""
    text = text[:60]
    numbers = tuple(n.lstrip("0") for n in _NUMBER.findall(text))
    if not numbers and (roman := roman_value(text.strip(" .").lower())):
        numbers = (str(roman),)
    return Issue(numbers, bool(_SUPPLEMENT.search(text)))


def compare_volumes(a: Volume, b: Volume, years: tuple[int | None, int | None]) -> Answer:
    """A year in the volume field says nothing about the volume."""
    if not a.number or not b.number:
        return "unknown"
    if a.number == b.number:
        return (
            "agree"
            if a.letter == b.letter
            else "half"
            if not a.letter or not b.letter
            else "contradict"
        )
    printed_years = {str(year) for year in years if year}
    return "unknown" if a.number in printed_years or b.number in printed_years else "contradict"


def compare_issues(a: Issue, b: Issue) -> Answer:
    if a.supplement != b.supplement and (a.numbers or a.supplement) and (b.numbers or b.supplement):
        return "contradict"
    if not a.numbers or not b.numbers:
        return "unknown"
    return "agree" if set(a.numbers) & set(b.numbers) else "contradict"


def compare_pages(a: Pages, b: Pages) -> Answer:
    """Equal first pages agree; what publishers, spreadsheets and typists do is half or unknown."""
    if a.damaged or b.damaged:
        return _compare_damaged(a, b)
    if not a.first or not b.first:
        return "unknown"
    if a.first == b.first:
        return _compare_equal_first(a, b)
    if a.first in b.others or b.first in a.others:
        return "agree"
    if a.electronic != b.electronic or (a.electronic and b.electronic and a.prefix != b.prefix):
        return "unknown"
    if a.last == b.last and a.prefix == b.prefix and not (a.single and b.single):
        return "half"
    return "half" if _one_slip(a, b) else "contradict"


def _compare_equal_first(a: Pages, b: Pages) -> Answer:
    if a.prefix != b.prefix and a.prefix and b.prefix:
        return "contradict"
    if a.electronic and b.electronic and a.first == 1:
        return "half" if a.last == b.last else "unknown"
    if a.single or b.single or a.last == b.last:
        return "agree"
    return "half" if a.first > 9 else "contradict"


def _compare_damaged(a: Pages, b: Pages) -> Answer:
    damaged, whole = (a, b) if a.damaged else (b, a)
    if whole.damaged:
        return "half" if damaged.damaged == whole.damaged else "unknown"
    if not whole.first:
        return "unknown"
    return "half" if str(whole.last).endswith(str(damaged.damaged)) else "unknown"


def _one_slip(a: Pages, b: Pages) -> bool:
    """One digit mistyped or two swapped in a first page of three digits or more."""
    one, other = str(a.first), str(b.first)
    if len(one) != len(other) or len(one) < 3 or a.prefix != b.prefix:
        return False
    differing = [i for i in range(len(one)) if one[i] != other[i]]
    swapped = sorted(one) == sorted(other) and len(differing) == 2
    return swapped and differing[1] == differing[0] + 1
