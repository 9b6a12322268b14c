"""A list of documents as the query asks for it: filtered, sorted, paged, in a view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flask import Response, request

from mendeley_sync.sandbox.answers import (
    DOCUMENT,
    Problem,
    answer,
    answer_text,
    flag,
    one_of,
)
from mendeley_sync.sandbox.clock import as_moment, as_text
from mendeley_sync.sandbox.resources.paging import FULL, paged
from mendeley_sync.sandbox.resources.views import check_view, document_view, shown_file
from mendeley_sync.sandbox.session import me, state
from mendeley_sync.sandbox.state import Item

BIBTEX = "application/x-bibtex"

_KINDS = {
    "journal": "article",
    "magazine_article": "article",
    "newspaper_article": "article",
    "book": "book",
    "book_section": "incollection",
    "encyclopedia_article": "incollection",
    "conference_proceedings": "inproceedings",
    "thesis": "phdthesis",
    "report": "techreport",
    "working_paper": "techreport",
}
_NAMES = {
    "title": "title",
    "source": "journal",
    "year": "year",
    "volume": "volume",
    "issue": "number",
    "pages": "pages",
    "publisher": "publisher",
    "city": "address",
    "edition": "edition",
    "abstract": "abstract",
}


def as_bibtex(documents: Iterable[Item]) -> str:
    """One entry a document, in the order given."""
    return "\n".join(_entry(document) for document in documents)


def _entry(document: Item) -> str:
    kind = _KINDS.get(str(document.get("type")), "misc")
    fields = {name: document[key] for key, name in _NAMES.items() if key in document}
    people = [_person(person) for person in document.get("authors", ())]
    if people:
        fields["author"] = " and ".join(people)
    fields |= document.get("identifiers", {})
    lines = "".join(f"{name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{kind}{{{document.get('citation_key', document['id'])},\n{lines}}}\n"


def _person(person: Item) -> str:
    last = person.get("last_name", "")
    first = person.get("first_name")
    return f"{last}, {first}" if first else f"{{{last}}}"


WITH_FILES = "application/vnd.mendeley-document-with-files-list+json"
SUMMARY = "application/vnd.mendeley-document-summary+json"
OFFERS = (DOCUMENT, WITH_FILES, SUMMARY, BIBTEX)
_SUMMARY = ("id", "title", "type", "authors", "year", "source", "identifiers")
"""A guess: the description names the media type and not what it holds."""


def document_page(
    kept: Iterable[Item], media_type: str, *, sort_keys: Mapping[str, str]
) -> Response:
    """One page of documents.

    `sort_keys`: what the query may sort by, and the field that stands for it.

    Raises:
        Problem: 400 for an unusable view, limit, marker, order, sort or time; 403 or 404
            for a group that the signed-in person is not in.
    """
    check_view(request.args.get("view"))
    chosen = sorted_as_asked(_filtered(in_asked_library(kept)), sort_keys)
    page = paged(state(), chosen, relations=FULL)
    return shown_as(page.items, media_type, headers=page.headers)


def deleted_page(media_type: str) -> Response:
    """Bare ids of what is gone for good; what lies in the trash is not among them."""
    moment = since("deleted_since") or ""
    gone = [item for item in in_asked_library(state().deleted) if item["deleted_at"] >= moment]
    page = paged(state(), [{"id": item["id"]} for item in gone], relations=FULL)
    return answer(page.items, media_type, headers=page.headers)


def sorted_as_asked(items: Iterable[Item], sort_keys: Mapping[str, str]) -> list[Item]:
    """In the order of the query; by creation if it names none.

    Raises:
        Problem: 400.
    """
    sort = one_of("sort", ("", *sort_keys), "", "Invalid sort")
    order = one_of("order", ("asc", "desc"), "asc", "Invalid order")
    key = sort_keys.get(sort, "created")
    return sorted(items, key=lambda item: str(item.get(key, "")), reverse=order == "desc")


def _filtered(items: Iterable[Item]) -> Iterator[Item]:
    """Those that pass every filter of the query; `tag` may repeat and means any of them."""
    moment = since("modified_since") or ""
    folder_id = request.args.get("folder_id")
    tags = set(request.args.getlist("tag"))
    flags = {name: wish for name in ("authored", "starred") if (wish := flag(name)) is not None}
    for item in items:
        if item["last_modified"] < moment:
            continue
        if folder_id is not None and folder_id not in item.get("folder_uuids", ()):
            continue
        if tags and tags.isdisjoint(item.get("tags", ())):
            continue
        if all(item.get(name, False) == wish for name, wish in flags.items()):
            yield item


def shown_as(
    kept: Sequence[Item],
    media_type: str,
    *,
    single: bool = False,
    headers: Sequence[tuple[str, str]] = (),
) -> Response:
    """Documents in the view of the query, as JSON or BibTeX.

    Raises:
        Problem: 400 for an unknown view.
    """
    view = request.args.get("view")
    shown = [document_view(item, view) for item in kept]
    if media_type == BIBTEX:
        return answer_text(as_bibtex(shown), BIBTEX, headers=headers)
    if media_type == SUMMARY:
        shown = [{name: item[name] for name in _SUMMARY if name in item} for item in shown]
    if media_type == WITH_FILES:
        shown = [item | _files_of(item["id"]) for item in shown]
    return answer(shown[0] if single else shown, media_type, headers=headers)


def _files_of(document_id: str) -> Item:
    found = [
        shown_file(item)
        for item in state().files.values()
        if item.get("document_id") == document_id
    ]
    return {"files": found} if found else {}


def since(name: str) -> str | None:
    """The time in a query parameter, in the form the service stores.

    Raises:
        Problem: 400 for what is no ISO 8601 time.
    """
    text = request.args.get(name)
    if text is None:
        return None
    try:
        return as_text(as_moment(text))
    except ValueError as error:
        raise Problem(400, f"Invalid value for {name}") from error


def in_asked_library(items: Iterable[Item]) -> list[Item]:
    """Those of the group in the query; without one, those of one's own library.

    Raises:
        Problem: 403 or 404 for a group that the signed-in person is not in.
    """
    group_id = request.args.get("group_id")
    if group_id:
        if state().role(group_id, me()) is None:
            return _foreign_group(group_id)
        return [item for item in items if item.get("group_id") == group_id]
    owner = me()
    if request.args.get("profile_id", owner) != owner:
        return []
    return [item for item in items if not item.get("group_id") and item.get("profile_id") == owner]


def _foreign_group(group_id: str) -> list[Item]:
    manner = state().switches.foreign_group_documents
    if manner == "empty":
        return []
    if manner == "404" or group_id not in state().groups:
        raise Problem(404, f"Group [{group_id}] does not exist", media_type=DOCUMENT, plain=True)
    raise Problem(403, "You do not have permission to access this group")
