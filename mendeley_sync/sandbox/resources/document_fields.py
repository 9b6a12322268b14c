"""What a document may hold: kinds and longest values, as the description has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mendeley_sync.sandbox.answers import Problem
from mendeley_sync.sandbox.resources.views import BOOLEANS, WRITABLE, names
from mendeley_sync.sandbox.state import Item

TYPES = names(
    "journal book generic book_section conference_proceedings working_paper report web_page "
    "thesis magazine_article statute patent newspaper_article computer_program hearing "
    "television_broadcast encyclopedia_article case film bill"
)

_LONGEST = {
    "title": 500,
    "abstract": 10_000,
    "pages": 50,
    "volume": 20,
    "edition": 20,
    "chapter": 20,
    "short_title": 50,
    "reprint_edition": 10,
    "notes": 1_000_000,
}
_INTEGERS = ("year", "month", "day")
_PEOPLE = ("authors", "editors", "translators")
_SETS = ("keywords", "tags", "folder_uuids")
_LISTS = {"keywords": 300, "tags": 100, "folder_uuids": 36, "websites": 5000}
_FLAGS = (*BOOLEANS, "private_publication")


def checked_fields(sent: Mapping[str, Any], *, status: int) -> Item:
    """The writable members of a body, checked; unknown and server-set ones are ignored.

    Raises:
        Problem: `status` for a value of the wrong kind or too long a value.
    """
    return {
        name: None if value is None else _checked(name, value, status)
        for name, value in sent.items()
        if name in WRITABLE
    }


def _checked(name: str, value: Any, status: int) -> Any:
    if name in _INTEGERS:
        return _of_kind(name, value, int, status)
    if name in _FLAGS:
        if not isinstance(value, bool):
            raise Problem(status, f"{name} must be true or false")
        return value
    if name in _PEOPLE:
        return [_person(name, person, status) for person in _of_kind(name, value, list, status)]
    if name in _LISTS:
        return _texts(name, value, status)
    if name == "identifiers":
        return _identifiers(value, status)
    if name == "type" and value not in TYPES:
        raise Problem(status, "Invalid document type")
    return _text(name, value, _LONGEST.get(name, 255), status)


def _of_kind(name: str, value: Any, kind: type, status: int) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Problem(status, f"Invalid value for {name}")
    return value


def _text(name: str, value: Any, longest: int, status: int) -> str:
    text = str(_of_kind(name, value, str, status))
    if len(text) > longest:
        raise Problem(status, f"{name} must not be longer than {longest} characters")
    return text


def _texts(name: str, value: Any, status: int) -> list[str]:
    texts = [
        _text(name, entry, _LISTS[name], status) for entry in _of_kind(name, value, list, status)
    ]
    return list(dict.fromkeys(texts)) if name in _SETS else texts


def _identifiers(value: Any, status: int) -> Item:
    found = _of_kind("identifiers", value, dict, status)
    return {
        name: _text("identifiers", entry, 500, status)
        for name, entry in found.items()
        if entry is not None
    }


def _person(name: str, value: Any, status: int) -> Item:
    person = _of_kind(name, value, dict, status)
    kept = {
        part: _text(name, person[part], 255, status)
        for part in ("first_name", "last_name", "scopus_author_id")
        if person.get(part) is not None
    }
    if not kept.get("last_name"):
        raise Problem(status, f"{name} must have a last_name")
    return kept
