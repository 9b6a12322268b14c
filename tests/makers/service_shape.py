"""Works as the service writes them, and read back as CSL-JSON.

Written from the service's description and apart from the package's own wire code, so that the
two can contradict each other.
"""

from __future__ import annotations

from typing import Any

from tests.makers.literature import Entry

Item = dict[str, Any]
"""A document in the service's own shape."""

TYPES = {
    "article-journal": "journal",
    "article-magazine": "magazine_article",
    "book": "book",
    "chapter": "book_section",
    "paper-conference": "conference_proceedings",
    "post-weblog": "web_page",
    "review-book": "journal",
    "thesis": "thesis",
    "webpage": "web_page",
}
"""CSL type to the service's; a type that is not here becomes `generic`."""

READ_TYPES = {wire: csl for csl, wire in reversed(TYPES.items())} | {"generic": "document"}

OTHERS = ("et al.", "et al", "and others")

KEEPS_ITS_WORD = frozenset({"article", "manuscript", "post-weblog", "review-book", "speech"})
"""CSL types that the service has no word for: the original word stands in `source_type`."""

TEXTS = {
    "title": "title",
    "container-title": "source",
    "volume": "volume",
    "issue": "issue",
    "page": "pages",
    "edition": "edition",
    "chapter-number": "chapter",
    "publisher": "publisher",
    "publisher-place": "city",
    "language": "language",
    "abstract": "abstract",
    "note": "notes",
}
IDENTIFIERS = {"DOI": "doi", "PMID": "pmid", "ISBN": "isbn", "ISSN": "issn"}
PEOPLE = {"author": "authors", "editor": "editors"}


def as_document(entry: Entry) -> Item:
    """The bibliographic part of a document that says what the entry says."""
    document: Item = {"title": entry["title"], "type": TYPES.get(entry["type"], "generic")}
    if entry["type"] in KEEPS_ITS_WORD:
        document["source_type"] = entry["type"]
    document |= {
        wire: [_person(n) for n in entry[csl]] for csl, wire in PEOPLE.items() if csl in entry
    }
    if "issued" in entry:
        parts = entry["issued"]["date-parts"][0]
        document |= dict(zip(("year", "month", "day"), parts, strict=False))
    document |= {wire: entry[csl] for csl, wire in TEXTS.items() if csl in entry}
    identifiers = {wire: entry[csl] for csl, wire in IDENTIFIERS.items() if csl in entry}
    if identifiers:
        document["identifiers"] = identifiers
    if "URL" in entry:
        document["websites"] = [entry["URL"]]
    return document


def _person(name: Entry) -> Item:
    first = " ".join(filter(None, (name.get("given"), name.get("suffix"))))
    last = name.get("literal") or name["family"]
    return {"first_name": first, "last_name": last} if first else {"last_name": last}


def csl_value(document: Item, field: str) -> Any:
    """What the document says in one field, as CSL-JSON; None when it says nothing."""
    if field in IDENTIFIERS:
        return document.get("identifiers", {}).get(IDENTIFIERS[field])
    if field in PEOPLE:
        people = [_csl_name(p) for p in document.get(PEOPLE[field], ()) if not is_others(p)]
        return people or None
    if field == "issued":
        parts = [document[part] for part in ("year", "month", "day") if part in document]
        return {"date-parts": [parts]} if parts else None
    if field == "URL":
        return next(iter(document.get("websites", ())), None)
    if field == "keyword":
        return sorted(document.get("keywords", ())) or None
    if field == "type":
        return document.get("source_type") or READ_TYPES[document["type"]]
    return document.get(TEXTS[field])


def is_others(person: Item) -> bool:
    """Whether the name is an "et al." that somebody typed as an author."""
    return person["last_name"] in OTHERS


def _csl_name(person: Item) -> Entry:
    name = {"family": person["last_name"]}
    return name | {"given": person["first_name"]} if "first_name" in person else name


COMPARED = (*TEXTS, *IDENTIFIERS, *PEOPLE, "issued", "URL", "keyword", "type")
"""Every field that two documents can differ in."""


def differing_fields(one: Item, other: Item) -> set[str]:
    """The fields in which two documents do not say the same, to the letter."""
    return {field for field in COMPARED if csl_value(one, field) != csl_value(other, field)}
