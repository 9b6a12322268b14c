"""Which fields a document shows in which view, and in which order the service writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mendeley_sync.sandbox.answers import Problem
from mendeley_sync.sandbox.state import Item


def names(text: str) -> tuple[str, ...]:
    """The words of a text, for lists of fields that would else fill a page."""
    return tuple(text.split())


_ORDER = names(
    "id title type authors year source identifiers keywords created pages volume issue websites "
    "month publisher day city edition institution series series_number chapter revision "
    "citation_key source_type language short_title reprint_edition genre country translators "
    "series_editor code medium user_context department patent_owner patent_application_number "
    "patent_legal_status editors accessed file_attached profile_id group_id last_modified tags "
    "read starred authored confirmed hidden private_publication folder_uuids notes client_data "
    "abstract"
)
_PLACE = {name: place for place, name in enumerate(_ORDER)}

_CORE = frozenset(
    names(
        "id title type authors year source identifiers keywords created profile_id group_id "
        "last_modified abstract"
    )
)
_BIB = frozenset(
    names(
        "pages volume issue websites month publisher day city edition institution series chapter "
        "revision editors accessed citation_key source_type language short_title reprint_edition "
        "genre country translators series_editor code medium user_context department"
    )
)
BOOLEANS = ("read", "starred", "authored", "confirmed", "hidden", "file_attached")
_PATENT = frozenset(("patent_owner", "patent_application_number", "patent_legal_status"))

_VIEWS: dict[str, frozenset[str]] = {
    "": _CORE,
    "bib": _CORE | _BIB,
    "client": _CORE | frozenset(BOOLEANS),
    "tags": _CORE | {"tags"},
    "patent": _CORE | _PATENT,
}

FOUND_BY = "found_by"
"""Key in the state file: what an entry or a document is found by and does not show."""
SERVER_SET = ("id", "created", "last_modified", "file_attached", "profile_id")
WRITABLE = frozenset(_ORDER) - frozenset(SERVER_SET) - {"client_data"}


def document_view(kept: Item, view: str | None) -> Item:
    """The document as a view shows it: absent and empty members are left out.

    Raises:
        Problem: 400 for an unknown view; `core` is one, though the default is called so.
    """
    check_view(view)
    shown = with_booleans(kept) if view in ("all", "client") else kept
    if view != "all":
        fields = _VIEWS[view or ""]
        shown = {name: value for name, value in shown.items() if name in fields}
    return in_order(shown)


def check_view(view: str | None) -> None:
    """Refuse an unknown view.

    Raises:
        Problem: 400.
    """
    if view and view != "all" and view not in _VIEWS:
        raise Problem(400, "Invalid view")


def with_booleans(kept: Item) -> Item:
    """The booleans of the client view are always there, even when false."""
    return dict.fromkeys(BOOLEANS, False) | kept


def in_order(shown: Item) -> Item:
    """Members in the service's order, unknown ones at the end.

    Nothing, empty objects and empty text are left out; an empty list is in the state only where
    the state file has it, and is shown.
    """
    names = sorted(shown, key=lambda name: _PLACE.get(name, len(_PLACE)))
    return {
        n: shown[n] for n in names if n != FOUND_BY and (shown[n] == [] or not is_empty(shown[n]))
    }


def is_empty(value: object) -> bool:
    """What the service leaves out: nothing, empty lists, empty objects, empty text."""
    return value is None or value in ([], {}, "")


_FILE = names("id document_id catalog_id mime_type file_name size created filehash")


def shown_file(item: Item) -> Item:
    """A file as lists show it, unknown members at the end."""
    return {name: item[name] for name in (*_FILE, *item) if name in item}


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
