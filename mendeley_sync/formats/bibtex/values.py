"""What a BibTeX file says in several places: abbreviations, joined texts, cross-references.

Source: `Tame the BeaST` (BibTeX's macros and crossref), biblatex manual, appendix B
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

_PARTS_OF_BOOKS = frozenset({"inbook", "incollection", "inproceedings", "conference", "suppbook"})
_OWN_FIELDS = """
abstract annotation author crossref doi eprint eprinttype entrysubtype file keywords note pages
pmid pmcid shorttitle subtitle title url urldate xref
"""
_OF_ITS_OWN = frozenset(_OWN_FIELDS.split())
"""What a book says of itself and not of its parts."""
_DATES = frozenset({"date", "year", "month", "day"})


def abbreviations(strings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """`@string` by name in small letters; a later one may use those before it."""
    known: dict[str, str] = {}
    for name, raw in strings:
        known[name.lower()] = value_of(raw, known)
    return known


def value_of(raw: str, known: Mapping[str, str]) -> str:
    """`jf # " Suppl"`: a field's text without what encloses it, its parts joined."""
    return "".join(_part(part.strip(), known) for part in _parts(raw))


def with_inherited(
    kind: str, fields: Mapping[str, str], parents: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, str], bool]:
    """Fields of an entry with those of the book that its `crossref` names.

    Returns:
        The fields, and whether there was a book to inherit from.
    """
    parent = parents.get(fields.get("crossref", "").strip().lower())
    if parent is None:
        return dict(fields), False
    inherited = {name: value for name, value in parent.items() if name not in _OF_ITS_OWN}
    if _DATES & set(fields):
        inherited = {name: value for name, value in inherited.items() if name not in _DATES}
    if kind.lower() in _PARTS_OF_BOOKS and parent.get("title"):
        inherited.setdefault("booktitle", parent["title"])
    own = {name: value for name, value in fields.items() if name != "crossref"}
    return inherited | own, True


def _parts(raw: str) -> Iterator[str]:
    if "#" not in raw:
        yield raw
        return
    depth, quoted, start = 0, False, 0
    for position, sign in enumerate(raw):
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == '"' and depth == 0:
            quoted = not quoted
        elif sign == "#" and depth == 0 and not quoted:
            yield raw[start:position]
            start = position + 1
    yield raw[start:]


def _part(text: str, known: Mapping[str, str]) -> str:
    if len(text) > 1 and (text[0], text[-1]) in (("{", "}"), ('"', '"')):
        return text[1:-1]
    return known.get(text.lower(), text)
