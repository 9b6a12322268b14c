"""`/catalog`, `/metadata` and the two searches."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from difflib import SequenceMatcher
from urllib.parse import parse_qs, quote

from flask import Blueprint, Response, request

from mendeley_sync.sandbox.answers import (
    DOCUMENT,
    JSON,
    Problem,
    absolute,
    answer,
    flag,
    negotiate,
)
from mendeley_sync.sandbox.paging import SEARCH, limit_of, paged
from mendeley_sync.sandbox.session import me, state
from mendeley_sync.sandbox.state import Item
from mendeley_sync.sandbox.views import check_view, document_view, is_empty, names

catalog = Blueprint("catalog", __name__)

LOOKUP = "application/vnd.mendeley-document-lookup.1+json"
_IDENTIFIERS = ("doi", "arxiv", "pmid", "isbn", "issn", "scopus", "pii", "pui", "sgr", "ssrn")
_FILTERS = (*_IDENTIFIERS, "filehash", "url", "document_id", "author_profile_id")
_TEXTS = ("title", "author", "source", "abstract")
_DEFAULT, _MOST = 10, 100
_GOOD_ENOUGH = 0.6

_CORE = names("id title type authors year source identifiers keywords abstract link")
_BIB = names(
    "pages volume issue websites month publisher day city edition institution series chapter "
    "revision editors"
)
_CLIENT = ("file_attached",)
_STATS = names(
    "reader_count reader_count_by_academic_status reader_count_by_subdiscipline "
    "reader_count_by_country reader_count_by_subject_area reader_count_by_user_role group_count"
)
_VIEWS = {"": _CORE, "bib": _CORE + _BIB, "client": _CORE + _CLIENT, "stats": _CORE + _STATS}
_NOT_INDEXED = ("created", "last_modified", "profile_id", "group_id", "authors")


@catalog.get("/catalog")
def find() -> Response:
    """Entries by one identifier; an empty list for none."""
    media_type = negotiate(DOCUMENT)
    given = [name for name in _FILTERS if request.args.get(name)]
    if not given:
        raise Problem(400, "No filter specified")
    if len(given) > 1:
        raise Problem(400, "Conflicting filters specified")
    found = [entry for entry in state().catalog.values() if _fits(entry, given[0])]
    return answer([_shown(entry) for entry in found], media_type)


@catalog.get("/catalog/<catalog_id>")
def one(catalog_id: str) -> Response:
    """One entry."""
    media_type = negotiate(DOCUMENT)
    _check_view()
    entry = state().catalog.get(catalog_id)
    if entry is None:
        raise Problem(404, "Document not found")
    return answer(_shown(entry), media_type)


def _fits(entry: Item, name: str) -> bool:
    wanted = request.args[name].strip().lower()
    if name in _IDENTIFIERS:
        return str(entry.get("identifiers", {}).get(name, "")).lower() == wanted
    if name == "url":
        return request.args[name] in entry.get("websites", ())
    return str(entry.get(name, "")).lower() == wanted


def _check_view() -> str:
    view = request.args.get("view", "")
    if view not in (*_VIEWS, "all"):
        raise Problem(400, "Invalid view")
    return view


def _shown(entry: Item) -> Item:
    view = _check_view()
    fields = entry if view == "all" else _VIEWS[view]
    return {name: entry[name] for name in entry if name in fields and not is_empty(entry[name])}


@catalog.get("/metadata")
def look_up() -> Response:
    """The best entry with a score from 0 to 100; nothing at all under 404."""
    media_type = negotiate(LOOKUP)
    scored = [(_score(entry), str(entry["id"])) for entry in state().catalog.values()]
    best = max(scored, default=(0.0, ""))
    if best[0] < _GOOD_ENOUGH:
        raise Problem(404, media_type=JSON)
    return answer({"catalog_id": best[1], "score": round(100 * best[0])}, media_type)


def _score(entry: Item) -> float:
    given = [name for name in (*_IDENTIFIERS, "filehash") if request.args.get(name)]
    if given:
        return 1.0 if any(_fits(entry, name) for name in given) else 0.0
    title = request.args.get("title", "").lower()
    if not title:
        return 0.0
    return 0.91 * SequenceMatcher(None, title, str(entry.get("title", "")).lower()).ratio()


@catalog.get("/search/catalog")
def search_catalog() -> Response:
    """Entries by words."""
    media_type = negotiate(DOCUMENT)
    _check_view()
    found = [entry for entry in state().catalog.values() if _mentions(entry) and _in_years(entry)]
    if flag("open_access"):
        found = [entry for entry in found if entry.get("open_access")]
    page = paged(state(), found, relations=SEARCH, default=_DEFAULT, most=_MOST)
    return answer([_shown(entry) for entry in page.items], media_type, headers=page.headers)


@catalog.get("/search/documents")
def search_documents() -> Response:
    """Documents of one's own library by words; its pages hang on `page` instead of a marker."""
    media_type = negotiate(DOCUMENT)
    view = request.args.get("view")
    check_view(view)
    own = [
        kept
        for kept in state().documents.values()
        if not kept.get("group_id") and kept.get("profile_id") == me()
    ]
    found = [kept for kept in own if _mentions(kept) and _in_years(kept)]
    items, headers = _numbered_page(found)
    shown = [document_view(kept, view or "bib") for kept in items]
    sparse = [{k: v for k, v in item.items() if k not in _NOT_INDEXED} for item in shown]
    return answer(sparse, media_type, headers=headers)


def _mentions(entry: Item) -> bool:
    asked = {name: request.args[name] for name in ("query", *_TEXTS) if request.args.get(name)}
    if not asked:
        raise Problem(400, "No query specified")
    texts = {
        "title": str(entry.get("title", "")),
        "source": str(entry.get("source", "")),
        "abstract": str(entry.get("abstract", "")),
        "author": " ".join(
            f"{person.get('first_name', '')} {person.get('last_name', '')}"
            for person in entry.get("authors", ())
        ),
    }
    texts["query"] = " ".join(texts.values())
    return all(
        word in texts[name].lower() for name, text in asked.items() for word in text.lower().split()
    )


def _in_years(entry: Item) -> bool:
    year = entry.get("year")
    for name, sign in (("min_year", 1), ("max_year", -1)):
        text = request.args.get(name)
        if text is None:
            continue
        if not text.isdigit():
            raise Problem(400, f"Invalid value for {name}")
        if not isinstance(year, int) or (year - int(text)) * sign < 0:
            return False
    return True


def _numbered_page(found: Sequence[Item]) -> tuple[Sequence[Item], list[tuple[str, str]]]:
    """As recorded: the count on the first page, then only `next`, and `first` on the last."""
    first = "page" not in request.args
    limit, start = (limit_of(_DEFAULT, _MOST), 0) if first else _place()
    headers = []
    if first and len(found) > limit:
        headers.append(("Mendeley-Count", str(len(found))))
    if start + limit < len(found):
        headers.append(("Link", _page_link(limit, start + limit, "next")))
    elif start:
        headers.append(("Link", _page_link(limit, None, "first")))
    return found[start : start + limit], headers


def _place() -> tuple[int, int]:
    """Limit and start out of the opaque `page`."""
    try:
        text = base64.b64decode(request.args["page"], validate=True).decode()
        pairs = parse_qs(text)
        marker = pairs.get("marker", ["0-0-0"])[0]
        return int(pairs["limit"][0]), int(marker.split("-")[2])
    except (binascii.Error, UnicodeDecodeError, KeyError, ValueError, IndexError) as error:
        raise Problem(400, "Invalid page") from error


def _page_link(limit: int, start: int | None, relation: str) -> str:
    inner = f"limit={limit}&reverse=false&order=asc"
    if start is not None:
        inner += f"&marker=00000000-0000-{start:04d}-0000-000000000000"
    pairs = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name not in ("page", "limit", "access_token")
    ]
    query = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
    encoded = quote(base64.b64encode(inner.encode()).decode(), safe="=")
    return f'<{absolute(f"{request.path}?{query}&page={encoded}")}>; rel="{relation}"'
