"""The fields one by one: their name in the list, their kind, their value as CSL-JSON.

Everything that treats fields alike (comparing, plans, the lock file, reports) goes
through this table, so that a field is added in one place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from mendeley_sync.domain.metadata import Metadata, PartialDate
from mendeley_sync.domain.people import Person

FieldName: TypeAlias = str
"""A CSL variable: `title`, `container-title`, `DOI`."""

FieldValue: TypeAlias = str | PartialDate | tuple[Person, ...] | tuple[str, ...] | None
"""A field's value in `Metadata`; "" and () and None all mean: empty."""

CslValue: TypeAlias = Any
"""JSON: a string, a list of name objects, a date object, a list of strings, or None."""


class FieldKind(StrEnum):
    """How two changes of one field can be brought together."""

    SCALAR = "scalar"
    IDENTIFIER = "identifier"
    """A scalar that has a normal form; sent to the service with all its siblings."""
    SET = "set"
    """Merged member by member."""
    PEOPLE = "people"
    """An ordered list, never interleaved."""
    DATE = "date"
    """Year, month and day as one unit."""


class Field(NamedTuple):
    """One field: its CSL name, its attribute in `Metadata`, its kind."""

    name: FieldName
    attribute: str
    kind: FieldKind


FIELDS: tuple[Field, ...] = (
    Field("type", "type", FieldKind.SCALAR),
    Field("title", "title", FieldKind.SCALAR),
    Field("author", "authors", FieldKind.PEOPLE),
    Field("editor", "editors", FieldKind.PEOPLE),
    Field("translator", "translators", FieldKind.PEOPLE),
    Field("container-title", "container_title", FieldKind.SCALAR),
    Field("issued", "issued", FieldKind.DATE),
    Field("volume", "volume", FieldKind.SCALAR),
    Field("issue", "issue", FieldKind.SCALAR),
    Field("page", "page", FieldKind.SCALAR),
    Field("DOI", "doi", FieldKind.IDENTIFIER),
    Field("PMID", "pmid", FieldKind.IDENTIFIER),
    Field("PMCID", "pmcid", FieldKind.IDENTIFIER),
    Field("ISBN", "isbn", FieldKind.IDENTIFIER),
    Field("ISSN", "issn", FieldKind.IDENTIFIER),
    Field("arXiv", "arxiv", FieldKind.IDENTIFIER),
    Field("URL", "url", FieldKind.SCALAR),
    Field("publisher", "publisher", FieldKind.SCALAR),
    Field("publisher-place", "publisher_place", FieldKind.SCALAR),
    Field("edition", "edition", FieldKind.SCALAR),
    Field("collection-title", "collection_title", FieldKind.SCALAR),
    Field("collection-number", "collection_number", FieldKind.SCALAR),
    Field("chapter-number", "chapter_number", FieldKind.SCALAR),
    Field("genre", "genre", FieldKind.SCALAR),
    Field("medium", "medium", FieldKind.SCALAR),
    Field("language", "language", FieldKind.SCALAR),
    Field("title-short", "title_short", FieldKind.SCALAR),
    Field("accessed", "accessed", FieldKind.DATE),
    Field("keyword", "keywords", FieldKind.SET),
    Field("abstract", "abstract", FieldKind.SCALAR),
    Field("note", "note", FieldKind.SCALAR),
)
"""Every field, in the order in which reports show them."""

FIELD_BY_NAME: dict[FieldName, Field] = {field.name: field for field in FIELDS}

LIST_ONLY_FIELDS = frozenset({"PMCID"})
"""Fields that the service has no place for: kept in the list, never a difference."""


def value_of(metadata: Metadata, name: FieldName) -> FieldValue:
    """The value of one field, by its CSL name; KeyError for a name that is none."""
    value: FieldValue = getattr(metadata, FIELD_BY_NAME[name].attribute)
    return value


def is_empty(value: FieldValue) -> bool:
    """True when the value says nothing."""
    if isinstance(value, PartialDate):
        return value == PartialDate()
    return not value


def with_values(metadata: Metadata, values: Mapping[FieldName, FieldValue]) -> Metadata:
    """The same metadata with some fields replaced; None empties a field."""
    blank = Metadata()
    update = {
        FIELD_BY_NAME[name].attribute: value_of(blank, name) if value is None else value
        for name, value in values.items()
    }
    return metadata.model_copy(update=update)


def filled_fields(metadata: Metadata) -> tuple[FieldName, ...]:
    """Names of the fields that say something, in the order of `FIELDS`."""
    return tuple(field.name for field in FIELDS if not is_empty(value_of(metadata, field.name)))


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
