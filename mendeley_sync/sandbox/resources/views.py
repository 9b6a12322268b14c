"""Which fields a document shows in which view, and in which order the service writes them."""

from __future__ import annotations

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
