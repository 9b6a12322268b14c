"""Whether a document is plain: nothing in it that reading would have to remark on.

Nearly all are. A pull keeps their JSON as it came and reads them into the domain when
somebody compares them; only the others are read at once, for their oddities.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from mendeley_sync.mendeley.wire.documents import TEXT_MEMBERS
from mendeley_sync.mendeley.wire.types import CSL_OF_WIRE

_DATE = re.compile(r"[12]\d{3}-[01]\d-[0-3]\d")


def is_plain(raw: Mapping[str, Any]) -> bool:
    """True only where `document_from_wire` would find nothing strange; False says nothing."""
    if "title" not in raw or "type" not in raw:
        return False
    return all(_CHECKS[member](value) for member, value in raw.items() if member in _CHECKS)


def _is_text(value: Any) -> bool:
    return type(value) is str


def _is_full_text(value: Any) -> bool:
    return type(value) is str and bool(value) and not value.isspace()


def _is_type(value: Any) -> bool:
    return type(value) is str and value in CSL_OF_WIRE


def _between(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _is_time(value: Any) -> bool:
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _is_date(value: Any) -> bool:
    return type(value) is str and _DATE.fullmatch(value) is not None


def _are_texts(value: Any) -> bool:
    return type(value) is list and all(map(_is_full_text, value))


def _are_people(value: Any) -> bool:
    return type(value) is list and all(map(_is_person, value))


def _is_person(value: Any) -> bool:
    if type(value) is not dict or not _is_full_text(value.get("last_name")):
        return False
    return type(value.get("first_name", "")) is str


def _are_identifiers(value: Any) -> bool:
    return type(value) is dict and all(map(_is_text, value.values()))


_CHECKS: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(TEXT_MEMBERS, _is_text),
    "title": _is_full_text,
    "type": _is_type,
    "year": _between(1000, 2999),
    "month": _between(1, 12),
    "day": _between(1, 31),
    "accessed": _is_date,
    "created": _is_time,
    "last_modified": _is_time,
    "authors": _are_people,
    "editors": _are_people,
    "translators": _are_people,
    "keywords": _are_texts,
    "websites": _are_texts,
    "tags": _are_texts,
    "identifiers": _are_identifiers,
}
