"""A document as Mendeley speaks it, read into the domain.

Nothing is dropped: what has no place in the domain stays in the image, and what
could not be read as it stood is said in `Document.strange`.

Source: mendeley-api 3.1 (attributes), 3.3 (identifiers), 6 (quirks met in real data).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from mendeley_sync.domain.fields import FieldKind
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.metadata import FIELDS, Metadata
from mendeley_sync.domain.service import Image, Record
from mendeley_sync.mendeley.wire import types
from mendeley_sync.mendeley.wire.values import (
    Oddities,
    accessed_of,
    issued_of,
    people_of,
    shown,
    text_of,
    texts_of,
    time_of,
)

TEXT_MEMBERS: dict[str, str] = {
    field.mendeley: field.attribute
    for field in FIELDS
    if field.kind.is_text and field.mendeley.isidentifier()
}
"""Mendeley's member and the attribute of `Metadata` that it fills, for plain texts."""

IDENTIFIER_KEYS: dict[str, str] = {
    field.mendeley.removeprefix("identifiers."): field.attribute
    for field in FIELDS
    if field.kind is FieldKind.IDENTIFIER and field.mendeley
}
"""Mendeley's key in `identifiers` and the attribute of `Metadata`."""

CLIENT_MEMBERS = frozenset({"read", "starred", "authored", "confirmed", "hidden", "file_attached"})
"""Members that view `all` always has, also when they are false (mendeley-api 2.6): where
none of them is there, Mendeley answered with another view."""

KNOWN_MEMBERS = (
    frozenset(TEXT_MEMBERS)
    | CLIENT_MEMBERS
    | frozenset(
        [
            "id",
            "type",
            "authors",
            "editors",
            "translators",
            "year",
            "month",
            "day",
            "accessed",
            "identifiers",
            "keywords",
            "websites",
            "tags",
            "created",
            "last_modified",
            "profile_id",
            "group_id",
            "institution",
            "revision",
            "citation_key",
            "source_type",
            "reprint_edition",
            "country",
            "series_editor",
            "code",
            "user_context",
            "department",
            "patent_owner",
            "patent_application_number",
            "patent_legal_status",
            "private_publication",
            "folder_uuids",
            "client_data",
            "files",
        ]
    )
)
"""Every member that the descriptions name; others are kept, and reported once a pull."""

_NO_IDENTIFIERS: Mapping[str, str] = MappingProxyType({})


def document_from_wire(raw: Mapping[str, Any], *, trashed: bool = False) -> Document:
    """One document of Mendeley, however strange it is.

    Args:
        raw: the JSON object as it came.
        trashed: whether it came from the trash.

    Raises:
        ValueError: it has no `id`, so that nothing could ever refer to it.
    """
    identity = raw.get("id")
    if not isinstance(identity, str) or not identity:
        raise ValueError(f"a document without an id: {shown(raw)}")
    oddities: Oddities = []
    metadata, authors_cut, others, websites = _metadata(raw, oddities)
    return Document(
        id=identity,
        group_id=_id_of(raw, "group_id"),
        profile_id=_id_of(raw, "profile_id"),
        created=time_of(raw, "created", oddities),
        last_modified=time_of(raw, "last_modified", oddities),
        metadata=metadata,
        other_identifiers=others,
        websites=websites,
        tags=tuple(dict.fromkeys(texts_of(raw, "tags", oddities))),
        folders=texts_of(raw, "folder_uuids", oddities),
        file_attached=raw.get("file_attached") is True,
        trashed=trashed,
        authors_cut=authors_cut,
        strange=tuple(oddities),
    )


def record_from_wire(raw: Mapping[str, Any], *, trashed: bool = False) -> Record:
    """Return the document, and the object as it came.

    Raises:
        ValueError: as `document_from_wire`.
    """
    return Record(document_from_wire(raw, trashed=trashed), Image(raw))


def _metadata(
    raw: Mapping[str, Any], oddities: Oddities
) -> tuple[Metadata, bool, Mapping[str, str], tuple[str, ...]]:
    values: dict[str, Any] = {
        TEXT_MEMBERS[member]: value if type(value) is str else text_of(raw, member, oddities)
        for member, value in raw.items()
        if member in TEXT_MEMBERS
    }
    if not values.get("title", "").strip():
        oddities.append("title is missing")
    values["type"] = _type_of(raw, oddities)
    values["authors"], authors_cut = people_of(raw, "authors", oddities)
    values["editors"], _ = people_of(raw, "editors", oddities)
    values["translators"], _ = people_of(raw, "translators", oddities)
    values["issued"] = issued_of(raw, oddities)
    values["accessed"] = accessed_of(raw, oddities)
    values["keywords"] = tuple(
        sorted({keyword.strip() for keyword in texts_of(raw, "keywords", oddities)})
    )
    websites = texts_of(raw, "websites", oddities)
    values["url"] = websites[0] if websites else ""
    named, others = _identifiers_of(raw, oddities)
    return Metadata(**values, **named), authors_cut, others, websites


def _type_of(raw: Mapping[str, Any], oddities: Oddities) -> str:
    word = text_of(raw, "type", oddities)
    known = types.csl_type(word, raw.get("source_type"))
    if known is None:
        oddities.append(f"type {shown(word)} is unknown" if word else "type is missing")
    return known or "document"


def _identifiers_of(
    raw: Mapping[str, Any], oddities: Oddities
) -> tuple[dict[str, str], Mapping[str, str]]:
    value = raw.get("identifiers")
    if value is None:
        return {}, _NO_IDENTIFIERS
    if not isinstance(value, Mapping):
        oddities.append(f"identifiers is not an object: {shown(value)}")
        return {}, _NO_IDENTIFIERS
    named: dict[str, str] = {}
    others: dict[str, str] = {}
    for key in value:
        if text := text_of(value, key, oddities):
            target = named if key in IDENTIFIER_KEYS else others
            target[IDENTIFIER_KEYS.get(str(key), str(key))] = text
    return named, MappingProxyType(others) if others else _NO_IDENTIFIERS


def _id_of(raw: Mapping[str, Any], member: str) -> str | None:
    value = raw.get(member)
    return value if isinstance(value, str) and value else None
