"""Page ranges: parted and joined, shortened forms, article numbers."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import NamedTuple

_RANGE = re.compile(r"\s*([^\s–—‐‑−-]+)\s*(?:-{1,2}|[–—‐‑−])\s*([^\s–—‐‑−-]+)\s*")
_DASHES = re.compile(r"\s*(?:[-‐‑‒–—−]|\bto\b|\bbis\b)+\s*")
_DIGITS = re.compile(r"\d+")
_PAGE = re.compile(r"^([a-z]{0,6})\W{0,2}0*(\d+)([a-z]{0,2})$")
_WORDS_BEFORE = re.compile(
    r"^(?:pages?|pp?|s|art(?:icle)?|no|seiten?)\b[.:\s]*(?=\w)", re.IGNORECASE
)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN = re.compile(r"^[ivxlcdm]+$")


def first_and_last(page: str) -> tuple[str, str]:
    """`269-76` → (`269`, `76`); what is no plain range stays whole in the first."""
    found = _RANGE.fullmatch(page)
    if found is None or joined_pages(*found.groups()) != page:
        return page, ""
    return found.group(1), found.group(2)


def joined_pages(first: str, last: str) -> str:
    """The two ends as one text; an end that the first holds already is not repeated."""
    ends = _RANGE.fullmatch(first)
    if not last or last == first or (ends is not None and ends[2] == last):
        return first
    if not first:
        return last
    return f"{first}-{last}"


def completed(first: str, last: str) -> str:
    """The last page written in full: `269`, `76` → `276`; both are digits."""
    return first[: max(0, len(first) - len(last))] + last


def page_range(text: str) -> tuple[str, ...]:
    """`pp. 269–76` → `("269", "276")`; text that is no range stays one part."""
    cleaned = _WORDS_BEFORE.sub("", html.unescape(text).strip().lower()).rstrip(".")
    parts = [part.strip() for part in _DASHES.split(cleaned) if part.strip()]
    if len(parts) != 2:
        return tuple(parts)
    first, last = parts
    if first.isdigit() and last.isdigit():
        last = completed(first, last)
    return (first,) if first == last else (first, last)


def roman_value(text: str) -> int:
    """The value of a roman numeral, 0 if it is none."""
    if not _ROMAN.match(text):
        return 0
    values = [_ROMAN_VALUES[c] for c in text]
    return sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))


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
    parts = [part.strip(" .") for part in _DASHES.split(text.lower()) if part.strip(" .")]
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
        end = int(completed(first, last)[:12])
    electronic = len(first) >= 6 or (number == 1 and end > 1)
    return Pages("", number, "", end, not last, electronic, 0)


def _range(first: re.Match[str], last_text: str) -> Pages:
    prefix, number, suffix = first[1], int(first[2][:12]), first[3]
    found = _PAGE.match(last_text.replace(" ", "")) if last_text else None
    last = int(found[2][:12]) if found else number
    if last < number:
        last = int(completed(first[2], found[2])[:12]) if found else number
    single = found is None
    alone = number == 1 and last > 1 and not prefix
    electronic = prefix in _ELECTRONIC or len(first[2]) >= 6 or alone
    electronic = electronic or (len(prefix) == 1 and prefix != "s" and len(first[2]) >= 4)
    return Pages(prefix, number, suffix, last, single, electronic, 0)


def _pages_without_first(parts: list[str]) -> Pages:
    if roman := roman_value(parts[0]):
        last = roman_value(parts[-1]) or roman
        return Pages("roman", roman, "", last, len(parts) == 1, False, 0)
    if len(parts) == 2 and (found := _DIGITS.search(parts[1])):
        return _NO_PAGES._replace(damaged=int(found[0][:12]))
    return _NO_PAGES
