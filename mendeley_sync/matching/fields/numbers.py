"""Volume, issue, pages and years: the numbers of a citation, and how they compare."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

Answer = Literal["agree", "half", "unknown", "contradict"]
"""half: alike enough not to contradict, too little to prove anything."""

_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN = re.compile(r"^[ivxlcdm]+$")
_NUMBER = re.compile(r"\d+")
_NUMBER_LETTER = re.compile(r"(\d+)([A-Za-z]?)(?![A-Za-z\d])|(\d+)")
_SUPPLEMENT = re.compile(r"suppl|beih|sonderh|special|spec no|hors", re.IGNORECASE)
_VOLUME_ISSUE = re.compile(r"^\s*(\d+)\s*\(\s*([^)]*)\)")
_PAGE = re.compile(r"^([a-z]{0,6})\W{0,2}0*(\d+)([a-z]{0,2})$")
_RANGE = re.compile(r"\s*(?:-|–|—|−|‐|‑|\bto\b|\bbis\b)+\s*")
_WORDS_BEFORE = re.compile(
    r"^(?:pages?|pp?|s|art(?:icle)?|no|seiten?)\b[.:\s]*(?=\w)", re.IGNORECASE
)


def roman_value(text: str) -> int:
    """The value of a roman numeral, 0 if it is none."""
    if not _ROMAN.match(text):
        return 0
    values = [_ROMAN_VALUES[c] for c in text]
    return sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))


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


class Pages(NamedTuple):
    """A page range: letters before and after the number, first and last page."""

    prefix: str
    first: int
    suffix: str
    last: int
    """Equal to `first` where only one page is printed."""

    single: bool
    electronic: bool
    """An article number, or pages counted from 1 because the article stands alone."""

    damaged: int
    """The last page of a range whose first page a spreadsheet destroyed ("t-20"), else 0."""

    others: frozenset[int] = frozenset()
    """First pages of further ranges: an article in two languages has two."""


_NO_PAGES = Pages("", 0, "", 0, True, False, 0)
_ELECTRONIC = frozenset(("e", "cd", "doi", "article", "art", "id", "ec", "o", "bcr", "el"))
_PLAIN_RANGE = re.compile(r"0*([1-9][0-9]{0,8})(?:[-–]([1-9][0-9]{0,8}))?$")
_RANGES = re.compile(r"\s*[,;+]\s*")
_DATE = re.compile(
    r"^\d{1,2}[-.](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE
)


@lru_cache(maxsize=16_384)
def parse_pages(text: str) -> Pages:
    """Take the ranges of a page field apart; `_NO_PAGES` where nothing can be read."""
    if plain := _PLAIN_RANGE.match(text):
        return _plain_range(plain[1], plain[2] or "")
    text = text[:80].strip().strip("\"'").strip()
    if _DATE.match(text):
        return _NO_PAGES
    first, *rest = _RANGES.split(text)[:4]
    parsed = _parse_range(first)
    if not rest:
        return parsed
    firsts = (_parse_range(part) for part in rest if part[:1].isdigit())
    return parsed._replace(others=frozenset(p.first for p in firsts if p.first and not p.single))


def _parse_range(text: str) -> Pages:
    text = _WORDS_BEFORE.sub("", text).strip() if not text[:2].isdigit() else text
    parts = [part.strip(" .") for part in _RANGE.split(text.lower()) if part.strip(" .")]
    if not parts:
        return _NO_PAGES
    first = _PAGE.match(parts[0].replace(" ", ""))
    if not first:
        return _pages_without_first(parts)
    return _range(first, parts[1] if len(parts) > 1 else "")


def _plain_range(first: str, last: str) -> Pages:
    """The commonest form by far, 114-122 or 114-22, without the patterns for the others."""
    number, end = int(first), int(last or first)
    if end < number:
        end = _expanded(first, last)
    electronic = len(first) >= 6 or (number == 1 and end > 1)
    return Pages("", number, "", end, not last, electronic, 0)


def _range(first: re.Match[str], last_text: str) -> Pages:
    prefix, number, suffix = first[1], int(first[2][:12]), first[3]
    found = _PAGE.match(last_text.replace(" ", "")) if last_text else None
    last = int(found[2][:12]) if found else number
    if last < number:
        last = _expanded(first[2], found[2]) if found else number
    single = found is None
    alone = number == 1 and last > 1 and not prefix
    electronic = prefix in _ELECTRONIC or len(first[2]) >= 6 or alone
    electronic = electronic or (len(prefix) == 1 and prefix != "s" and len(first[2]) >= 4)
    return Pages(prefix, number, suffix, last, single, electronic, 0)


def _expanded(first: str, last: str) -> int:
    """269-76 means 269-276."""
    return (
        int((first[: len(first) - len(last)] + last)[:12]) if len(last) < len(first) else int(last)
    )


def _pages_without_first(parts: list[str]) -> Pages:
    if roman := roman_value(parts[0]):
        last = roman_value(parts[-1]) or roman
        return Pages("roman", roman, "", last, len(parts) == 1, False, 0)
    if len(parts) == 2 and (found := _NUMBER.search(parts[1])):
        return _NO_PAGES._replace(damaged=int(found[0][:12]))
    return _NO_PAGES


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
