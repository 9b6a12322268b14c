"""What is sent to Mendeley: a new document, the smallest PATCH; and what is read back.

Source: mendeley-api 2.8 (PATCH: absent is unchanged, null clears, `identifiers` and
lists are replaced as a whole), 3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Any, cast

from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.fields import FieldKind, FieldName, FieldValue
from mendeley_sync.domain.library import Document, GroupId
from mendeley_sync.domain.metadata import (
    FIELD_BY_NAME,
    FIELDS,
    Metadata,
    is_empty,
    names_in,
    value_of,
    with_values,
)
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.service import Image, Values
from mendeley_sync.mendeley.wire import types
from mendeley_sync.mendeley.wire.documents import document_from_wire

WireObject = dict[str, Any]

_MEMBER_OF_FIELD = {name: members[0] for name, members in names_in("mendeley").items()}
"""CSL name and Mendeley's member; `identifiers.doi` is the key `doi` in `identifiers`."""

NOT_OURS_TO_COMPARE = frozenset(
    [
        "id",
        "created",
        "last_modified",
        "profile_id",
        "group_id",
        "file_attached",
        "files",
        "client_data",
        "read",
        "starred",
        "authored",
        "confirmed",
        "hidden",
        "private_publication",
    ]
)
"""Members that Mendeley sets, or that belong to a person's own view of a document."""

_SETS = frozenset({"keywords", "tags", "folder_uuids"})


class MendeleyDrafts:
    """A `domain.service.Drafts` for one group; its methods are described there."""

    def __init__(self, group_id: GroupId) -> None:
        self._group_id = group_id

    def new(self, values: Values) -> Image:
        """A new document with only the members that say something."""
        return Image(document_to_wire(with_values(Metadata(), values), self._group_id))

    def patch(self, values: Values, known: Image) -> Image:
        """The smallest PATCH that gives a document these values."""
        return Image(patch_members(values, known))

    def back(self, sent: Image, before: Image) -> Image:
        """The members of `sent` as they stood before; null where there was none."""
        return Image({member: before.get(member) for member in sent})

    def holds(self, sent: Image, now: Image) -> bool:
        """True if the members are, as JSON, what was sent."""
        wanted, present = writable_fields(sent), writable_fields(now)
        return all(wanted.get(member) == present.get(member) for member in sent)

    def moved(self, sent: Image, before: Image, after: Image) -> tuple[str, ...]:
        """Members that differ and were not sent; of `identifiers`, every key by itself."""
        first, second = writable_fields(before), writable_fields(after)
        moved = _differing(first, second, except_for=sent)
        if "identifiers" in sent:
            asked, earlier, got = (_identifiers_in(one) for one in (sent, first, second))
            ours = {key for key in {*earlier, *asked} if asked.get(key) != earlier.get(key)}
            moved += [f"identifiers.{key}" for key in _differing(earlier, got, except_for=ours)]
        return tuple(moved)

    def fingerprint(self, image: Image) -> str:
        """Its fields, sorted, in plain form: spaces and case do not count."""
        fields = writable_fields(image)
        fields.pop("group_id", None)
        return repr(sorted((key, _plain(value)) for key, value in fields.items()))

    def document(self, image: Image, *, trashed: bool = False) -> Document:
        """The document that an image shows."""
        return document_from_wire(image, trashed=trashed)


def _identifiers_in(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    present = raw.get("identifiers")
    return present if isinstance(present, Mapping) else {}


def _differing(
    first: Mapping[str, Any], second: Mapping[str, Any], *, except_for: Container[str]
) -> list[str]:
    names = sorted(first.keys() | second.keys())
    return [
        name for name in names if name not in except_for and first.get(name) != second.get(name)
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split()).casefold()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return sorted((key, _plain(item)) for key, item in value.items())
    return value


def document_to_wire(metadata: Metadata, group_id: GroupId) -> WireObject:
    """A new document, with only the members that say something.

    What Mendeley has no place for (PMCID) stays behind.
    """
    changes = {
        field.name: value
        for field in FIELDS
        if not is_empty(value := value_of(metadata, field.name))
    }
    wire = _wire_of(changes, {})
    wire.setdefault("type", types.GENERIC)
    return {"title": metadata.title, **wire, "group_id": group_id}


def patch_members(changes: Values, present: Mapping[str, Any]) -> WireObject:
    """The smallest PATCH that gives a document these values; None or empty clears.

    `identifiers` goes whole, merged into what the document has, unknown keys kept. `URL`
    replaces the first address and keeps the others. Year, month and day go together.
    People go whole; a name that stays keeps what else Mendeley knows of it.

    Raises:
        ValueError: title or type would be cleared, or a field that does not exist is named.
    """
    for name in ("title", "type"):
        if name in changes and is_empty(changes[name]):
            raise ValueError(f"{name} cannot be cleared: Mendeley requires it")
    unknown = [name for name in changes if name not in FIELD_BY_NAME]
    if unknown:
        raise ValueError(f"no such field: {', '.join(unknown)}")
    return _wire_of(changes, present)


def _wire_of(changes: Values, raw: Mapping[str, Any]) -> WireObject:
    wire: WireObject = {}
    identifiers: dict[str, FieldValue] = {}
    for name, value in changes.items():
        kind, member = FIELD_BY_NAME[name].kind, _MEMBER_OF_FIELD.get(name, "")
        if name in _SPECIAL:
            wire.update(_SPECIAL[name](value, raw))
        elif kind is FieldKind.PEOPLE:
            wire[member] = _people(cast(tuple[Person, ...], value or ()), raw.get(member)) or None
        elif kind is FieldKind.IDENTIFIER and member:
            identifiers[member.removeprefix("identifiers.")] = value
        elif member:
            wire[member] = value or None
    if identifiers:
        wire["identifiers"] = _identifiers(identifiers, _identifiers_in(raw)) or None
    return wire


def _identifiers(changes: Values, present: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(present)
    for key, value in changes.items():
        if value:
            merged[key] = value
        else:
            merged.pop(key, None)
    return merged


def _people(people: tuple[Person, ...], present: Any) -> list[dict[str, Any]]:
    known = [name for name in present or () if isinstance(name, Mapping)]
    return [_name_of(person, known) for person in people]


def _name_of(person: Person, known: list[Mapping[str, Any]]) -> dict[str, Any]:
    # Mendeley demands a last name, and takes an organisation's name as one.
    last, first = person.last_name, person.first_name
    name = {"last_name": last or first}
    if last and first:
        name["first_name"] = first
    for present in known:
        names = {key: present[key] for key in ("last_name", "first_name") if present.get(key)}
        if names == name:
            return dict(present)
    return name


def _type(value: FieldValue, raw: Mapping[str, Any]) -> WireObject:
    csl = str(value)
    word = types.wire_type(csl)
    wire: WireObject = {"type": word}
    if types.is_lossy(csl):
        wire["source_type"] = csl
    elif types.csl_type(word, raw.get("source_type")) != csl:
        # What stands there would make Mendeley's word read as another CSL type.
        wire["source_type"] = None
    return wire


def _issued(value: FieldValue, raw: Mapping[str, Any]) -> WireObject:
    date = value if isinstance(value, PartialDate) else PartialDate()
    parts = {"year": date.year, "month": date.month, "day": date.day}
    return {
        member: part
        for member, part in parts.items()
        if part is not None or raw.get(member) is not None
    }


def _accessed(value: FieldValue, raw: Mapping[str, Any]) -> WireObject:
    if not isinstance(value, PartialDate) or is_empty(value):
        return {"accessed": None}
    # Mendeley takes whole dates only; half a date stays on our side.
    whole = value.year is not None and value.month is not None and value.day is not None
    return {"accessed": str(value)} if whole else {}


def _keywords(value: FieldValue, raw: Mapping[str, Any]) -> WireObject:
    return {"keywords": sorted(cast(tuple[str, ...], value)) if value else None}


def _url(value: FieldValue, raw: Mapping[str, Any]) -> WireObject:
    present = raw.get("websites")
    sites = present if isinstance(present, list) else []
    others = [item for item in sites if isinstance(item, str) and item.strip()][1:]
    if not value:
        return {"websites": others or None}
    return {"websites": [value, *(item for item in others if item != value)]}


_SPECIAL: dict[FieldName, Callable[[FieldValue, Mapping[str, Any]], WireObject]] = {
    "type": _type,
    "issued": _issued,
    "accessed": _accessed,
    "keyword": _keywords,
    "URL": _url,
}


def writable_fields(raw: Mapping[str, Any]) -> WireObject:
    """What a read-back compares: every member that a write could have changed.

    Sets are sorted, and empty members left out, since Mendeley leaves them out or not
    as it likes. Two documents are the same when their results are.
    """
    return {
        member: _canonical(member, value)
        for member, value in sorted(raw.items())
        if member not in NOT_OURS_TO_COMPARE and value not in (None, "", [], {})
    }


def _canonical(member: str, value: Any) -> Any:
    if member in _SETS and isinstance(value, list):
        return sorted(set(value)) if all(isinstance(item, str) for item in value) else value
    if isinstance(value, Mapping):
        return {key: item for key, item in sorted(value.items()) if item not in (None, "")}
    return value
