"""Dates: what is known of them, and how formats write them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january januar janvier",
            "feb february februar",
            "mar march märz mär",
            "apr april",
            "may mai",
            "jun june juni",
            "jul july juli",
            "aug august",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december dez dezember",
        ],
        start=1,
    )
    for name in names.split()
}
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_NUMERIC = re.compile(r"^\s*(\d{4})(?:[-/.](\d{1,2})?(?:[-/.](\d{1,2})?)?)?(?:[-/.]?.*)?$")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")


class PartialDate(BaseModel):
    """A date of which only the year may be known.

    The parts are kept as found, also impossible ones: a strange date is reported,
    never dropped.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        if self.year is None:
            return ""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
            if self.day is not None:
                text += f"-{self.day:02d}"
        return text


def month_of(text: str) -> int | None:
    """`Feb`, `february`, `2`, `02`; the first month of `Mar-Apr`."""
    stripped = text.strip().strip("{}\"'.").lower()
    if stripped.isascii() and stripped.isdigit():
        return int(stripped)
    for word in _WORD.findall(stripped):
        if word in _MONTHS:
            return _MONTHS[word]
    return None


@lru_cache(maxsize=8192)
def date_of(text: str) -> PartialDate | None:
    """`2004/02/28/`, `2004-02`, `2004 Feb 28`, `28 February 2004`; None without a year."""
    numeric = _NUMERIC.match(text)
    month = month_of(text) if _WORD.search(text) else None
    if numeric and month is None:
        year, month_text, day_text = numeric.groups()
        return PartialDate(
            year=int(year),
            month=int(month_text) if month_text else None,
            day=int(day_text) if month_text and day_text else None,
        )
    found = _YEAR.search(text)
    if found is None:
        return None
    rest = text[: found.start()] + " " + text[found.end() :]
    day = _DAY.search(rest) if month is not None else None
    return PartialDate(
        year=int(found.group(1)), month=month, day=int(day.group(1)) if day else None
    )


def slashed(date: PartialDate, separator: str = "/") -> str:
    """`2004/02/28`, as far as it is known; "" without a year."""
    if date.year is None:
        return ""
    parts = [f"{date.year:04d}"]
    if date.month is not None:
        parts.append(f"{date.month:02d}")
        if date.day is not None:
            parts.append(f"{date.day:02d}")
    return separator.join(parts)


class Dated(NamedTuple):
    """A printed date: its beginning, and the whole of it where it is a range."""

    begins: PartialDate | None
    whole: str = ""
    """`1957/1958`, `2013-09/2013-10` (ISO 8601); "" where the beginning is all."""


_COMPACT = re.compile(r"((?:1[5-9]|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])")
"""`20020628`"""
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})?/(\d{1,2})?(?:/(.*))?")
"""`2020/11//Nov/Dec2020`: year, month, day, and the words of the source behind them"""
_YEARS = re.compile(r"(1[5-9]\d\d|20\d\d)\s*(?:--?|/|–)\s*(\d{4}|\d\d)")
"""`1957/58`, `1957-1958`; `1957-11` is a month"""
_ISO_RANGE = re.compile(r"(\d{4}(?:-\d\d){0,2})/(\d{4}(?:-\d\d){0,2})")
"""`2013-09-30/2013-10-01`"""
_LETTERS = r"[^\W\d_]{3,9}"
_MONTH_RANGE = re.compile(rf"({_LETTERS})\.?\s*(?:-{{1,3}}|/|–|\band\b)\s*({_LETTERS})")
"""`Sep--Oct`, `Nov/Dec`"""


def dated(text: str) -> Dated:
    """A date as it is printed; an impossible month or day is not taken.

    `1994 Sep-Dec` begins in 1994-09 and is whole 1994-09/1994-12.
    """
    stripped = text.strip()
    if compact := _COMPACT.fullmatch(stripped):
        return Dated(_possible(*map(int, compact.groups())))
    if slashed_form := _SLASHED.fullmatch(stripped):
        year, month, day, words = slashed_form.groups()
        if month is None and words:
            return dated(f"{year} {words}" if year not in words else words)
        return Dated(_possible(int(year), int(month or 0), int(day or 0)))
    if iso := _ISO_RANGE.fullmatch(stripped):
        return Dated(dated(iso[1]).begins, stripped)
    if (years := _YEARS.fullmatch(stripped)) and (len(years[2]) == 4 or int(years[2]) > 12):
        last = years[2] if len(years[2]) == 4 else years[1][:2] + years[2]
        whole = f"{years[1]}/{last}" if last > years[1] else ""
        return Dated(PartialDate(year=int(years[1])), whole)
    found = date_of(stripped)
    if found is None or found.year is None:
        return Dated(None)
    months = _MONTH_RANGE.search(stripped)
    first, last_month = (month_of(months[1]), month_of(months[2])) if months else (None, None)
    if first and last_month and first < last_month:
        begins = PartialDate(year=found.year, month=first)
        return Dated(begins, f"{begins}/{PartialDate(year=found.year, month=last_month)}")
    return Dated(_possible(found.year, found.month or 0, found.day or 0))


def _possible(year: int, month: int, day: int) -> PartialDate:
    """The parts that can be; 0 stands for none."""
    if not 1 <= month <= 12:
        return PartialDate(year=year)
    return PartialDate(year=year, month=month, day=day if 1 <= day <= 31 else None)
