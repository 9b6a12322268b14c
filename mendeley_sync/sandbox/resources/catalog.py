"""`/catalog` and `/metadata`: entries by an identifier, by their id, by what is known of them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from flask import Blueprint, Response, request

from mendeley_sync.sandbox.answers import (
    DOCUMENT,
    JSON,
    Problem,
    answer,
    negotiate,
)
from mendeley_sync.sandbox.resources.views import FOUND_BY, is_empty, names
from mendeley_sync.sandbox.session import state
from mendeley_sync.sandbox.state import Item

catalog = Blueprint("catalog", __name__)

LOOKUP = "application/vnd.mendeley-document-lookup.1+json"
PLAIN = "application/vnd.mendeley-plain-document.1+json"
_IDENTIFIERS = ("doi", "arxiv", "pmid", "isbn", "issn", "scopus", "pii", "pui", "sgr", "ssrn")
_FILTERS = (*_IDENTIFIERS, "filehash", "url", "document_id", "author_profile_id")
_GOOD_ENOUGH = 0.6

_CORE = names("id title type authors year source identifiers keywords abstract link")
_BIB = names(
    "pages volume issue websites month publisher day city edition institution series chapter "
    "revision editors"
)
_PLAIN = names(
    "title type authors editors year month day source volume issue pages publisher city edition "
    "institution series series_number chapter revision department identifiers keywords websites "
    "abstract"
)
_CLIENT = ("file_attached",)
_STATS = names(
    "reader_count reader_count_by_academic_status reader_count_by_subdiscipline "
    "reader_count_by_country reader_count_by_subject_area reader_count_by_user_role group_count"
)
_VIEWS = {"": _CORE, "bib": _CORE + _BIB, "client": _CORE + _CLIENT, "stats": _CORE + _STATS}
_PREFIX = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:|arxiv:|pmid:)\s*")


@catalog.get("/catalog")
def find() -> Response:
    """Entries by one identifier; an empty list for none."""
    media_type = negotiate(DOCUMENT)
    check_catalog_view()
    given = [name for name in _FILTERS if request.args.get(name)]
    if not given:
        raise Problem(400, "No filter specified")
    if len(given) > 1:
        raise Problem(400, "Conflicting filters specified")
    found = [entry for entry in state().catalog.values() if _fits(entry, given[0])]
    return answer([shown_entry(entry) for entry in found], media_type)


@catalog.get("/catalog/<catalog_id>")
def one(catalog_id: str) -> Response:
    """One entry."""
    media_type = negotiate(DOCUMENT)
    check_catalog_view()
    entry = state().catalog.get(catalog_id)
    if entry is None:
        raise Problem(404, "Document not found")
    return answer(shown_entry(entry), media_type)


def _fits(entry: Item, name: str) -> bool:
    wanted = _plain(name, request.args[name])
    if wanted in [_plain(name, value) for value in _hidden_too(entry, name)]:
        return True
    if name in _IDENTIFIERS:
        return _plain(name, str(entry.get("identifiers", {}).get(name, ""))) == wanted
    if name == "url":
        return request.args[name] in entry.get("websites", ())
    return _plain(name, str(entry.get(name, ""))) == wanted


def hidden(item: Item, name: str) -> list[str]:
    """What an item is found by under a parameter though it does not show it."""
    found = item.get(FOUND_BY, {}).get(name, [])
    return [str(value) for value in (found if isinstance(found, list) else [found])]


def _hidden_too(entry: Item, name: str) -> list[str]:
    """The same, with the hash of the entry's files."""
    if name != "filehash":
        return hidden(entry, name)
    of_entry = [f for f in state().files.values() if f.get("catalog_id") == entry["id"]]
    return [*hidden(entry, name), *(str(f["filehash"]) for f in of_entry)]


def _plain(name: str, text: str) -> str:
    """A value without what people write round it; the service finds it all the same."""
    plain = _PREFIX.sub("", text.strip().lower())
    return re.sub(r"[\s-]", "", plain) if name in ("isbn", "issn") else plain


def check_catalog_view() -> str:
    """The view that the query asks for.

    Raises:
        Problem: 400 for one that the catalog does not have.
    """
    view = request.args.get("view", "")
    if view not in (*_VIEWS, "all"):
        raise Problem(400, "Invalid view")
    return view


def shown_entry(entry: Item) -> Item:
    """The entry in the view that the query asks for; absent and empty members are left out."""
    view = check_catalog_view()
    fields = [name for name in entry if name != FOUND_BY] if view == "all" else _VIEWS[view]
    shown = {name: entry[name] for name in entry if name in fields and not is_empty(entry[name])}
    if state().switches.catalog_identifiers == "arrays" and "identifiers" in shown:
        shown["identifiers"] = {name: [value] for name, value in shown["identifiers"].items()}
    return shown


@catalog.get("/metadata")
def look_up() -> Response:
    """The best entry with a score from 0 to 100; nothing at all under 404."""
    media_type = negotiate(LOOKUP, PLAIN)
    scored = [(_score(entry), str(entry["id"])) for entry in state().catalog.values()]
    best = max(scored, default=(0.0, ""))
    if best[0] < _GOOD_ENOUGH:
        raise Problem(404, media_type=JSON)
    if media_type == PLAIN:
        entry = state().catalog[best[1]]
        return answer({name: entry[name] for name in _PLAIN if name in entry}, PLAIN)
    return answer({"catalog_id": best[1], "score": round(100 * best[0])}, media_type)


def _score(entry: Item) -> float:
    given = [name for name in (*_IDENTIFIERS, "filehash") if request.args.get(name)]
    if any(_fits(entry, name) for name in given):
        return 1.0
    title = request.args.get("title", "").lower()
    if not title:
        return 0.0
    known = [str(entry.get("title", "")), *hidden(entry, "title")]
    return 0.91 * max(SequenceMatcher(None, title, one.lower()).ratio() for one in known)
