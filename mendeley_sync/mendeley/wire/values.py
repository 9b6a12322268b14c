"""Single values as Mendeley speaks them: texts, numbers, names, times.

Each reader takes whatever came and gives a value, and adds a sentence to `oddities`
where it could not be read as it stood. None of them raises: a strange value never
stops a pull.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.people import Person

Oddities = list[str]

_AND_OTHERS = re.compile(
    r"^(?:et\.?\s*al(?:ii|\.)?|and others|others|u\.\s?a\.)\W*$", re.IGNORECASE
)
# One quick look at every name; the two exact ones only see those few that it finds.
_MAY_BE_OTHERS = re.compile(r"\bal\b|\balii\b|others|\bu\.|^et$", re.IGNORECASE | re.MULTILINE)
_TRAILING_AND_OTHERS = re.compile(r"[\s,;]+(?:et\.?\s*al\.?|and others)\W*$", re.IGNORECASE)


def shown(value: object) -> str:
    """A value in a sentence, never long."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def text_of(raw: Mapping[str, Any], member: str, oddities: Oddities) -> str:
    """One text member; "" when it is absent. A number keeps its digits."""
    value = raw.get(member)
    if value is None or isinstance(value, str):
        return value or ""
    oddities.append(f"{member} is not text: {shown(value)}")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value)


def number_of(raw: Mapping[str, Any], member: str, oddities: Oddities) -> int | None:
    """One whole number; digits in a text count, and are said to be odd."""
    value = raw.get(member)
    if value is None or type(value) is int:
        return value
    oddities.append(f"{member} is not a whole number: {shown(value)}")
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,6}\s*", value):
        return int(value)
    return None


def texts_of(raw: Mapping[str, Any], member: str, oddities: Oddities) -> tuple[str, ...]:
    """A list of texts in its order, without the empty ones."""
    value = raw.get(member)
    if value is None:
        return ()
    if isinstance(value, str):
        oddities.append(f"{member} is one text, not a list")
        return (value,) if value.strip() else ()
    if not isinstance(value, list):
        oddities.append(f"{member} is not a list: {shown(value)}")
        return ()
    if all(type(item) is str and item and not item.isspace() for item in value):
        return tuple(value)
    if not all(isinstance(item, str) for item in value):
        oddities.append(f"{member} holds something else than text: {shown(value)}")
    return tuple(item for item in value if isinstance(item, str) and item.strip())


def time_of(raw: Mapping[str, Any], member: str, oddities: Oddities) -> datetime | None:
    """A time of Mendeley, UTC; with or without milliseconds."""
    value = raw.get(member)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        oddities.append(f"{member} is not a time: {shown(value)}")
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def issued_of(raw: Mapping[str, Any], oddities: Oddities) -> PartialDate | None:
    """`year`, `month`, `day` as one date, impossible ones as they stand."""
    year, month, day = (number_of(raw, part, oddities) for part in ("year", "month", "day"))
    if year is None and month is None and day is None:
        return None
    if year is not None and not 1000 <= year <= 2999:
        oddities.append(f"year {year} is no likely year")
    if month is not None and not 1 <= month <= 12:
        oddities.append(f"month {month} does not exist")
    if day is not None and not 1 <= day <= 31:
        oddities.append(f"day {day} does not exist")
    return _date(year, month, day)


def accessed_of(raw: Mapping[str, Any], oddities: Oddities) -> PartialDate | None:
    """`accessed`: `2014-09-03`, or `[2014, 9, 3]` as the old catalog has it."""
    value = raw.get("accessed")
    if value is None or value == "":
        return None
    parts: list[Any] = value if isinstance(value, list) else str(value)[:10].split("-")
    try:
        numbers = [int(part) for part in parts]
    except (TypeError, ValueError):
        numbers = []
    if not 1 <= len(numbers) <= 3:
        oddities.append(f"accessed is not a date: {shown(value)}")
        return None
    return _date(*numbers)


def people_of(
    raw: Mapping[str, Any], member: str, oddities: Oddities
) -> tuple[tuple[Person, ...], bool]:
    """A list of names, and whether somebody typed "et al." among them."""
    value = raw.get(member)
    if value is None:
        return (), False
    if not isinstance(value, list):
        oddities.append(f"{member} is not a list: {shown(value)}")
        return (), False
    people: list[Person] = []
    cut = False
    for position, name in enumerate(value, start=1):
        person, others = _person_of(name)
        cut = cut or others
        if person is not None:
            people.append(person)
        elif not others:
            oddities.append(f"{member} {position} has no name")
    return tuple(people), cut


def _person_of(name: Any) -> tuple[Person | None, bool]:
    """One name, or None when it says nothing; and whether it stands for others."""
    last, first = _name_parts(name)
    others = False
    if _MAY_BE_OTHERS.search(f"{last}\n{first}"):
        if _stands_for_others(last, first):
            return None, True
        kept = [_TRAILING_AND_OTHERS.sub("", part) for part in (last, first)]
        others = kept != [last, first]
        last, first = kept
    if not (last or first):
        return None, others
    return _person(last, first), others


# People and dates come again and again, and never change: each is made and kept once.
@lru_cache(maxsize=20_000)
def _person(last: str, first: str) -> Person:
    if not first and " " in last:
        # Mendeley has no place for organisations: they stand in the last name alone.
        return Person(literal=last)
    return Person(family=last, given=first)


@lru_cache(maxsize=2_000)
def _date(year: int | None, month: int | None = None, day: int | None = None) -> PartialDate:
    return PartialDate(year=year, month=month, day=day)


def _stands_for_others(last: str, first: str) -> bool:
    if not (last and first):
        return _AND_OTHERS.match(last or first) is not None
    # "et al." split into its two words by an importer.
    return any(_AND_OTHERS.match(both) for both in (f"{first} {last}", f"{last} {first}"))


def _name_parts(name: Any) -> tuple[str, str]:
    if isinstance(name, str):
        return name.strip(), ""
    if not isinstance(name, Mapping):
        return "", ""
    last, first = _part(name, "last_name"), _part(name, "first_name")
    # Some old exports put the whole name into one member.
    return (last, first) if last or first else (_part(name, "name"), "")


def _part(name: Mapping[str, Any], key: str) -> str:
    value = name.get(key)
    return value.strip() if isinstance(value, str) else ""
