"""`/catalog`, `/metadata` and `/search`: by an identifier, by what is known, by words.

A search in the catalog finds what has any of the words, in any of the fields asked for; what has
more of them stands first. So recorded: a title and an author together find a hundred times what
the title finds alone. Among one's own documents fields narrow each other: a hit has a word in
every field asked for, recorded as well. `use_and` asks for all words. Pages go by their place.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping, Sequence
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
from mendeley_sync.sandbox.resources.paging import limit_of
from mendeley_sync.sandbox.resources.views import (
    FOUND_BY,
    check_view,
    document_view,
    is_empty,
    names,
)
from mendeley_sync.sandbox.session import me, state
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


search = Blueprint("search", __name__)

_TEXTS = ("title", "author", "source", "abstract")
_DEFAULT, _MOST = 10, 100
_NOT_INDEXED = ("created", "last_modified", "profile_id", "group_id")
_MARKER = re.compile(r"0{8}-0{4}-(\d{4,})-0{4}-0{12}$")
_GENERATED = ("limit", "reverse", "order", "marker", "page", "access_token")


@search.get("/search/catalog")
def search_catalog() -> Response:
    """Entries by words; `first` beside `next` on later pages."""
    media_type = negotiate(DOCUMENT)
    check_catalog_view()
    found = _hits(state().catalog.values())
    if flag("open_access"):
        found = [entry for entry in found if entry.get("open_access")]
    limit = limit_of(_DEFAULT, _MOST)
    start = _place(request.args["marker"]) if "marker" in request.args else 0
    headers = _count(found, limit, first="marker" not in request.args)
    if start + limit < len(found):
        headers.append(_link(_catalog_address(limit, start + limit), "next"))
    if start:
        headers.append(_link(_catalog_address(limit, None), "first"))
    shown = [shown_entry(entry) for entry in found[start : start + limit]]
    return answer(shown, media_type, headers=headers)


@search.get("/search/documents")
def search_documents() -> Response:
    """Documents of one's own library by words; the page lies in `page`, in base 64."""
    media_type = negotiate(DOCUMENT)
    view = request.args.get("view")
    check_view(view)
    own = [
        kept
        for kept in state().documents.values()
        if not kept.get("group_id") and kept.get("profile_id") == me()
    ]
    found = _hits(own, in_every_field=True)
    first = "page" not in request.args
    limit, start = (limit_of(_DEFAULT, _MOST), 0) if first else _numbered_page()
    headers = _count(found, limit, first=first)
    # As recorded: only `next`, and `first` on the last page alone.
    if start + limit < len(found):
        headers.append(_link(_documents_address(limit, start + limit), "next"))
    elif start:
        headers.append(_link(_documents_address(limit, None), "first"))
    shown = [document_view(kept, view) for kept in found[start : start + limit]]
    sparse = [{k: v for k, v in item.items() if k not in _NOT_INDEXED} for item in shown]
    return answer(sparse, media_type, headers=headers)


# --- what is found --------------------------------------------------------------------


def _hits(items: Iterable[Item], *, in_every_field: bool = False) -> list[Item]:
    """What has a word of the query, most words first; equals in the order in which they lie.

    Args:
        in_every_field: a hit has a word in each field that is asked for.

    Raises:
        Problem: 400 for a query without a word, or a year that is none.
    """
    asked = {
        name: request.args[name].lower().split()
        for name in ("query", *_TEXTS, "identifier", "tag")
        if request.args.get(name)
    }
    words = sum(len(of_field) for of_field in asked.values())
    if not words:
        raise Problem(400, "No query specified")
    least = words if flag("use_and") else 1
    hits = []
    for item in items:
        met = _words_met(item, asked)
        if sum(met) >= least and _in_years(item) and (all(met) or not in_every_field):
            hits.append((sum(met), item))
    return [item for _, item in sorted(hits, key=lambda hit: -hit[0])]


def _words_met(item: Item, asked: Mapping[str, Sequence[str]]) -> list[int]:
    """How many words each field asked for has."""
    texts = _texts(item)
    return [sum(word in texts[name] for word in of_field) for name, of_field in asked.items()]


def _texts(item: Item) -> dict[str, str]:
    """The searchable text of an item by parameter, and whatever its `found_by` adds."""
    people = item.get("authors", ())
    names = [f"{p.get('first_name', '')} {p.get('last_name', '')}" for p in people]
    texts = {name: str(item.get(name, "")) for name in ("title", "source", "abstract")}
    texts["author"] = " ".join(names)
    texts["query"] = " ".join(texts.values())
    texts["identifier"] = " ".join(str(value) for value in item.get("identifiers", {}).values())
    texts["tag"] = " ".join(str(tag) for tag in item.get("tags", ()))
    return {name: " ".join([text, *hidden(item, name)]).lower() for name, text in texts.items()}


def _in_years(item: Item) -> bool:
    year = item.get("year")
    for name, sign in (("min_year", 1), ("max_year", -1)):
        text = request.args.get(name)
        if text is None:
            continue
        if not text.isdigit():
            raise Problem(400, f"Invalid value for {name}")
        if not isinstance(year, int) or (year - int(text)) * sign < 0:
            return False
    return True


# --- pages ----------------------------------------------------------------------------


def _count(found: Sequence[Item], limit: int, *, first: bool) -> list[tuple[str, str]]:
    """The count on the first page, and only if there is a second."""
    return [("Mendeley-Count", str(len(found)))] if first and len(found) > limit else []


def _link(address: str, relation: str) -> tuple[str, str]:
    return "Link", f'<{address}>; rel="{relation}"'


def _place(marker: str) -> int:
    """Where a page begins: markers of searches hold a number, not an id.

    Raises:
        Problem: 400 for a marker that was made up.
    """
    match = _MARKER.match(marker)
    if match is None:
        raise Problem(400, "Invalid marker")
    return int(match[1])


def _marker(start: int) -> str:
    return f"00000000-0000-{start:04d}-0000-000000000000"


def _numbered_page() -> tuple[int, int]:
    """Limit and start out of the opaque `page`."""
    try:
        text = base64.b64decode(request.args["page"], validate=True).decode()
        pairs = parse_qs(text)
        marker = pairs.get("marker", [_marker(0)])[0]
        return int(pairs["limit"][0]), _place(marker)
    except (binascii.Error, UnicodeDecodeError, KeyError, ValueError) as error:
        raise Problem(400, "Invalid page") from error


def _asked() -> str:
    pairs = [
        (name, value) for name, value in request.args.items(multi=True) if name not in _GENERATED
    ]
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)


def _catalog_address(limit: int, start: int | None) -> str:
    query = f"limit={limit}&reverse=false&order=asc"
    if start is not None:
        query += f"&marker={_marker(start)}"
    return absolute(f"{request.path}?{query}&{_asked()}")


def _documents_address(limit: int, start: int | None) -> str:
    inner = f"limit={limit}&reverse=false&order=asc"
    if start is not None:
        inner += f"&marker={_marker(start)}"
    page = quote(base64.b64encode(inner.encode()).decode(), safe="=")
    return absolute(f"{request.path}?{_asked()}&page={page}")
