"""One CSL item and one Reference: the same thing in two shapes.

What CSL has no variable for stands in `custom` (docs/formats.md): `sections`,
`authors-cut`, `formerly`, `absent`, `protect`, `arXiv`. What we have no field for is
kept in `Reference.extra`, so that it comes out again as it went in.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from mendeley_sync.domain.csl import CslValue, from_csl, metadata_to_csl
from mendeley_sync.domain.fields import FieldKind, FieldName, FieldValue
from mendeley_sync.domain.metadata import FIELD_BY_NAME, FIELDS, Metadata, value_of
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.references import WHOLE_ENTRY, Reference
from mendeley_sync.formats.csl.names import (
    CSL_VARIABLES,
    CUSTOM_FIELDS,
    CUSTOM_NAMES,
    NAME_PARTS,
)

_USUAL_PARTS = {"family", "given"}
_TEXT_KINDS = frozenset(kind for kind in FieldKind if kind.is_text)


class ItemError(ValueError):
    """An item that cannot be a reference; `key` is the field that is wrong."""

    def __init__(self, message: str, key: str | None = None) -> None:
        super().__init__(message)
        self.key = key


def reference_from_item(item: Mapping[str, Any], *, line: int | None = None) -> Reference:
    """A CSL item as a Reference.

    Raises:
        ItemError: no id, a misspelt field, or a value that cannot be read.
    """
    key = _key_of(item)
    custom = item.get("custom")
    if custom is not None and not isinstance(custom, Mapping):
        raise ItemError("`custom` must hold names with values", "custom")
    values, nulls, extra = _split(item)
    own: dict[str, Any] = {}
    if custom:
        own = _own_fields(custom)
        _take_custom_fields(custom, values, nulls)
        rest = {name: value for name, value in custom.items() if name not in CUSTOM_NAMES}
        extra |= {"custom": rest} if rest else {}
    return Reference(
        key=key,
        metadata=Metadata(**values),
        nulls=frozenset(nulls),
        extra=extra,
        line=line,
        **own,
    )


def item_from_reference(reference: Reference) -> dict[str, Any]:
    """A Reference as a CSL item; explicit nulls stand as null."""
    extra = dict(reference.extra)
    custom = {**_own_custom(reference), **dict(extra.pop("custom", None) or {})}
    item: dict[str, Any] = {"id": reference.key}
    found = metadata_to_csl(reference.metadata)
    for field in FIELDS:
        name = field.name
        if name in found or name in reference.nulls:
            value = _as_it_stood(name, found.get(name), extra, reference.metadata)
            (custom if name in CUSTOM_FIELDS else item)[name] = value
    item |= {name: value for name, value in extra.items() if name not in item}
    if custom:
        item["custom"] = custom
    return item


def with_item_values(
    reference: Reference, values: Mapping[str, CslValue], without: Iterable[str] = ()
) -> Reference:
    """The same reference with some fields set, None as an explicit null.

    What stands in `custom` goes by its path, such as `custom.authors-cut`.

    Args:
        without: fields that the reference shall not have at all.
    """
    item = item_from_reference(reference)
    custom = dict(item.pop("custom", {}))
    for name, value in values.items():
        place, short = place_of(name)
        (custom if place else item)[short] = value
    for name in without:
        place, short = place_of(name)
        (custom if place else item).pop(short, None)
    if custom:
        item["custom"] = custom
    return reference_from_item(item, line=reference.line)


def place_of(name: str) -> tuple[bool, str]:
    """Whether a name stands in `custom`, and what it is called there."""
    if name.startswith("custom."):
        return True, name.removeprefix("custom.")
    return name in CUSTOM_FIELDS, name


def misspelt(name: str) -> str | None:
    """The field that a name is probably meant to be, or None when it may well be its own."""
    if name in CSL_VARIABLES:
        return None
    lowered = {known.lower(): known for known in sorted(CSL_VARIABLES)}
    plain = name.lower().replace("_", "-").replace(" ", "-")
    if plain in lowered:
        return lowered[plain]
    if plain == "arxiv":
        return "custom: {arXiv: …}"
    close = difflib.get_close_matches(plain, lowered, n=1, cutoff=0.8)
    return lowered[close[0]] if close else None


def _key_of(item: Mapping[str, Any]) -> str:
    key = item.get("id")
    if isinstance(key, bool) or not isinstance(key, str | int | float) or str(key).strip() == "":
        raise ItemError("the entry has no `id`", "id")
    return str(key)


def _split(
    item: Mapping[str, Any],
) -> tuple[dict[str, FieldValue], list[FieldName], dict[str, Any]]:
    """Attributes of Metadata, names of explicit nulls, and what is neither."""
    values: dict[str, FieldValue] = {}
    nulls: list[FieldName] = []
    extra: dict[str, Any] = {}
    for name, raw in item.items():
        field = FIELD_BY_NAME.get(name)
        if name in ("id", "custom"):
            continue
        if field is None or name in CUSTOM_FIELDS:
            _refuse_misspelt(name)
            extra[name] = raw
        elif raw is None:
            nulls.append(name)
        elif type(raw) is str and field.kind in _TEXT_KINDS:
            values[field.attribute] = raw  # nearly every value of a list: the short way
        elif field.kind is FieldKind.PEOPLE and (people := _plain_people(raw)):
            values[field.attribute] = people
        else:
            values[field.attribute] = _read(name, raw)
            if values[field.attribute] is not None and _holds_more(name, raw):
                extra[name] = raw
    return values, nulls, extra


def _plain_people(raw: Any) -> tuple[Person, ...]:
    """Names of a family and a given name, as nearly all are; () where one is anything else."""
    if type(raw) is not list:
        return ()
    people = []
    for name in raw:
        if not isinstance(name, dict) or name.keys() != _USUAL_PARTS:
            return ()
        family, given = name["family"], name["given"]
        if type(family) is not str or type(given) is not str:
            return ()
        people.append(_usual_person(family, given))
    return tuple(people)


@lru_cache(maxsize=16_384)
def _usual_person(family: str, given: str) -> Person:
    return Person(family=family, given=given)


def _take_custom_fields(
    custom: Mapping[str, Any], values: dict[str, FieldValue], nulls: list[FieldName]
) -> None:
    for name in CUSTOM_FIELDS & custom.keys():
        if custom[name] is None:
            nulls.append(name)
        else:
            values[FIELD_BY_NAME[name].attribute] = _read(name, custom[name])
    if "keywords" in custom:
        values["keywords"] = _read("keyword", custom["keywords"])
    nulls += [name for name in _words(custom, "empty") if name in FIELD_BY_NAME]


def _refuse_misspelt(name: str) -> None:
    meant = misspelt(name)
    if meant is not None:
        raise ItemError(f"`{name}` is not a field; did you mean `{meant}`?", name)


def _read(name: FieldName, raw: Any) -> FieldValue:
    try:
        return from_csl(name, raw)
    except ValueError as error:
        raise ItemError(f"`{name}`: {error}", name) from error


def _holds_more(name: FieldName, raw: Any) -> bool:
    """Whether a value says more than our field can hold: a range, a season, a circa, ..."""
    kind = FIELD_BY_NAME[name].kind
    if kind is FieldKind.PEOPLE and isinstance(raw, list):
        return any(isinstance(one, Mapping) and not one.keys() <= NAME_PARTS for one in raw)
    if kind is not FieldKind.DATE:
        return False
    if isinstance(raw, list):
        return len(raw) > 1 or any(_holds_more(name, one) for one in raw)
    if isinstance(raw, Mapping):
        parts = raw.get("date-parts")
        several = isinstance(parts, list) and len(parts) > 1
        return several or not raw.keys() <= {"date-parts", "year", "month", "day"}
    return isinstance(raw, str) and ("/" in raw or raw.endswith(("~", "?", "%")))


def _as_it_stood(name: FieldName, value: Any, extra: dict[str, Any], metadata: Metadata) -> Any:
    """The fuller form from `extra`, as long as it still says what the field says."""
    if name in extra and from_csl(name, extra[name]) == value_of(metadata, name):
        return extra[name]
    return value


def _own_fields(custom: Mapping[str, Any]) -> dict[str, Any]:
    for name in ("authors-cut", "absent"):
        if not isinstance(custom.get(name), bool | None):
            raise ItemError(f"`custom: {name}` must be true or false", name)
    protect = custom.get("protect")
    everything = protect is True
    return {
        "sections": _words(custom, "sections"),
        "formerly": _words(custom, "formerly"),
        "authors_cut": bool(custom.get("authors-cut")),
        "absent": bool(custom.get("absent")),
        "protect": frozenset([WHOLE_ENTRY] if everything else _protected(custom)),
    }


def _protected(custom: Mapping[str, Any]) -> tuple[str, ...]:
    names = _words(custom, "protect")
    for name in names:
        if name != WHOLE_ENTRY and name not in FIELD_BY_NAME:
            close = difflib.get_close_matches(name, FIELD_BY_NAME, n=1, cutoff=0.5)
            hint = f"; did you mean `{close[0]}`?" if close else ""
            raise ItemError(f"`custom: protect` names no field: `{name}`{hint}", "protect")
    return names


def _words(custom: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = custom.get(name)
    if value is None or value is True or value is False:
        return ()
    members = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str | int | float) for one in members):
        raise ItemError(f"`custom: {name}` must be a list of words", name)
    return tuple(str(one) for one in members)


def _own_custom(reference: Reference) -> dict[str, Any]:
    own: dict[str, Any] = {}
    if reference.sections:
        own["sections"] = list(reference.sections)
    if reference.authors_cut:
        own["authors-cut"] = True
    if reference.formerly:
        own["formerly"] = list(reference.formerly)
    if reference.absent:
        own["absent"] = True
    if reference.protect:
        everything = WHOLE_ENTRY in reference.protect
        own["protect"] = True if everything else sorted(reference.protect)
    return own
