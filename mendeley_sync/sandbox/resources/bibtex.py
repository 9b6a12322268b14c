"""Documents as BibTeX text, which the service gives out beside JSON."""

from __future__ import annotations

from collections.abc import Iterable

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
