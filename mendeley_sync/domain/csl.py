"""Values of fields as CSL-JSON has them, both ways.

Source: https://docs.citationstyles.org (CSL 1.0.2); citeproc-js (CSL-JSON's names and dates).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.fields import FieldKind, FieldName, FieldValue
from mendeley_sync.domain.metadata import FIELD_BY_NAME, FIELDS, Metadata, is_empty, value_of
from mendeley_sync.domain.people import Person

CslValue: TypeAlias = Any
"""JSON: a string, a list of name objects, a date object, a list of strings, or None."""


def to_csl(name: FieldName, value: FieldValue) -> CslValue:
    """One value as CSL-JSON has it; None when it is empty. `keyword` becomes a list."""
    if value is None or is_empty(value):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, PartialDate):
        return _date_to_csl(value)
    if FIELD_BY_NAME[name].kind is FieldKind.PEOPLE:
        return [person_to_csl(person) for person in value if isinstance(person, Person)]
    return [str(member) for member in value]


def from_csl(name: FieldName, value: CslValue) -> FieldValue:
    """One value read from CSL-JSON as `Metadata` holds it.

    Takes every form that pandoc, Quarto and Zotero write.

    Raises:
        ValueError: the value cannot be read as this field; the text says why.
    """
    kind = FIELD_BY_NAME[name].kind
    if kind is FieldKind.PEOPLE:
        return people_from_csl(value)
    if kind is FieldKind.DATE:
        return date_from_csl(value)
    if kind is FieldKind.SET:
        return keywords_from_csl(value)
    return text_from_csl(value)


def metadata_to_csl(metadata: Metadata) -> dict[FieldName, CslValue]:
    """All fields that say something, as CSL-JSON, in the order of `FIELDS`."""
    return {
        field.name: to_csl(field.name, value_of(metadata, field.name))
        for field in FIELDS
        if not is_empty(value_of(metadata, field.name))
    }


def text_from_csl(value: CslValue) -> str:
    """A plain value as text; numbers keep their digits."""
    if value is None:
        return ""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return value[0]  # Crossref's own JSON has every title in a list.
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"expected text, found {_shown(value)}")
    return str(value)


def keywords_from_csl(value: CslValue) -> tuple[str, ...]:
    """A list, or one string with commas or semicolons between; sorted, each once."""
    if value is None:
        return ()
    if isinstance(value, str):
        members = re.split(r"\s*[;,]\s*", value)
    elif isinstance(value, list) and all(isinstance(member, str) for member in value):
        members = value
    else:
        raise ValueError(f"expected keywords as a list or a string, found {_shown(value)}")
    return tuple(sorted({member.strip() for member in members if member.strip()}))


_NAME_PARTS = {
    "family": "family",
    "given": "given",
    "literal": "literal",
    "suffix": "suffix",
    "dropping-particle": "dropping_particle",
    "non-dropping-particle": "non_dropping_particle",
}


def person_to_csl(person: Person) -> dict[str, str]:
    """One name as a CSL name object, without its empty parts."""
    return {
        part: text
        for part, attribute in _NAME_PARTS.items()
        if (text := getattr(person, attribute))
    }


def people_from_csl(value: CslValue) -> tuple[Person, ...]:
    """A list of CSL name objects; a bare string is an organisation or an unparted name."""
    if value is None:
        return ()
    names = value if isinstance(value, list) else [value]
    return tuple(_person_from_csl(name) for name in names)


def _person_from_csl(value: CslValue) -> Person:
    if isinstance(value, str):
        return Person(literal=value)
    if not isinstance(value, Mapping):
        raise ValueError(f"expected a name, found {_shown(value)}")
    parts = {
        attribute: text_from_csl(value[part])
        for part, attribute in _NAME_PARTS.items()
        if value.get(part) is not None
    }
    if not parts:
        raise ValueError(f"a name needs `family` or `literal`, found {_shown(value)}")
    return Person(**parts)


_ISO_DATE = re.compile(r"(-?\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def date_from_csl(value: CslValue) -> PartialDate | None:
    """`date-parts`, an ISO string or number, or pandoc's `{year, month, day}`.

    Of a range the first date is taken.
    """
    if value is None or value == "":
        return None
    if isinstance(value, list) and value:
        return date_from_csl(value[0])
    if isinstance(value, Mapping):
        return _date_from_mapping(value)
    found = _ISO_DATE.match(str(value).strip())
    if found is None or isinstance(value, bool):
        raise ValueError(f"expected a date such as 2004-02-28, found {_shown(value)}")
    return PartialDate(
        **dict(zip(("year", "month", "day"), _integers(found.groups()), strict=False))
    )


def _date_from_mapping(value: Mapping[str, Any]) -> PartialDate | None:
    if "date-parts" in value:
        parts = value["date-parts"]
        if isinstance(parts, list) and parts and isinstance(parts[0], int):
            parts = [parts]
        if not isinstance(parts, list) or not parts or not isinstance(parts[0], list):
            raise ValueError(f"expected date-parts as a list of lists, found {_shown(parts)}")
        numbers = _integers(parts[0])
    elif "year" in value:
        numbers = _integers([value.get("year"), value.get("month"), value.get("day")])
    else:
        text = value.get("raw", value.get("literal"))
        if text is None:
            raise ValueError(f"expected a date, found {_shown(value)}")
        return date_from_csl(text)
    if not any(numbers):
        return None  # Crossref writes `[[null]]` for a work without a date.
    return PartialDate(**dict(zip(("year", "month", "day"), numbers, strict=False)))


def _integers(parts: Any) -> list[int | None]:
    try:
        return [None if part in (None, "") else int(str(part)) for part in parts]
    except ValueError as error:
        raise ValueError(f"expected whole numbers in a date, found {_shown(parts)}") from error


def _date_to_csl(date: PartialDate) -> CslValue:
    parts = [part for part in (date.year, date.month, date.day) if part is not None]
    return {"date-parts": [parts]}


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
