"""Dates: what is known of them, and how formats write them."""

from __future__ import annotations

import re
from functools import lru_cache

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
