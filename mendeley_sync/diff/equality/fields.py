"""When two values of a field count as equal.

Equality decides only whether something is written; what is written is always the
source of truth's own value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mendeley_sync.diff.difference import Severity
from mendeley_sync.diff.equality.people import compare_people
from mendeley_sync.diff.equality.texts import (
    IDENTICAL,
    Comparison,
    compare_addresses,
    compare_containers,
    compare_editions,
    compare_languages,
    compare_numbers,
    compare_pages,
    compare_plain,
    compare_prose,
    compare_titles,
)
from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.fields import FieldKind, FieldName, FieldValue
from mendeley_sync.domain.identifiers import NORMAL_FORMS, identifiers_agree
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.metadata import FIELD_BY_NAME, LIST_ONLY_FIELDS, is_empty, value_of
from mendeley_sync.domain.references import Reference
from mendeley_sync.names.lists import ET_AL


def list_value(reference: Reference, field: FieldName) -> FieldValue:
    """The list's value as it is compared: a cut author list ends in its mark."""
    value = value_of(reference.metadata, field)
    if field == "author" and reference.authors_cut and value:
        return (*reference.metadata.authors, ET_AL)
    return value


def library_value(document: Document, field: FieldName) -> FieldValue:
    """The library's value as it is compared: a cut author list ends in its mark."""
    value = value_of(document.metadata, field)
    if field == "author" and document.authors_cut:
        return (*document.metadata.authors, ET_AL)
    return value


def compare_values(field: FieldName, mine: FieldValue, theirs: FieldValue) -> Comparison:
    """Compare the list's value of a field with the library's."""
    if is_empty(mine) or is_empty(theirs):
        return _compare_with_empty(mine, theirs)
    if mine == theirs:
        return IDENTICAL
    kind = FIELD_BY_NAME[field].kind
    if kind is FieldKind.IDENTIFIER:
        return _compare_identifiers(field, mine, theirs)
    return _COMPARERS[kind](mine, theirs)


def same(field: FieldName, mine: FieldValue, theirs: FieldValue) -> bool:
    """True if two values are the same for a reader."""
    return compare_values(field, mine, theirs).equal


def _compare_with_empty(mine: FieldValue, theirs: FieldValue) -> Comparison:
    if is_empty(mine) and is_empty(theirs):
        return IDENTICAL
    side = "library" if is_empty(mine) else "list"
    return Comparison(Severity.COMPLETENESS, f"only in the {side}")


_DECIDING_IDENTIFIERS = frozenset({"DOI", "PMID", "ISBN", "arXiv"})
"""Two of these that differ may mean two works; an ISSN names the journal only."""


def _compare_identifiers(field: FieldName, mine: Any, theirs: Any) -> Comparison:
    if identifiers_agree(field, mine, theirs):
        return Comparison(Severity.COSMETIC, f"the same {field}, written differently")
    for side, text in (("list", mine), ("library", theirs)):
        if NORMAL_FORMS[field](text) is None:
            return Comparison(Severity.BIBLIOGRAPHIC, f"the {side}'s value is not a valid {field}")
    if field in _DECIDING_IDENTIFIERS:
        return Comparison(Severity.IDENTITY, f"two different {field}s: it may be a different work")
    return Comparison(Severity.BIBLIOGRAPHIC, f"two different {field}s")


def _compare_sets(mine: Any, theirs: Any) -> Comparison:
    first, second = members(mine), members(theirs)
    if first.keys() == second.keys():
        return Comparison(Severity.COSMETIC, "the same members, written differently")
    only = sorted(first[key] for key in first.keys() - second.keys())
    other = sorted(second[key] for key in second.keys() - first.keys())
    parts = [("only the list", only), ("only the library", other)]
    reason = "; ".join(f"{side} has {', '.join(some)}" for side, some in parts if some)
    return Comparison(Severity.COMPLETENESS, reason)


def members(value: FieldValue) -> dict[str, str]:
    """The members of a set by their comparable form; case and spaces do not count."""
    texts = [str(member) for member in value] if isinstance(value, tuple) else []
    return {" ".join(text.split()).casefold(): text for text in sorted(texts, reverse=True)}


def _compare_dates(mine: Any, theirs: Any) -> Comparison:
    first, second = _parts(mine), _parts(theirs)
    shorter = min(len(first), len(second))
    if first[:shorter] == second[:shorter]:
        side = "list" if len(first) < len(second) else "library"
        return Comparison(Severity.COMPLETENESS, f"the {side}'s date is less exact")
    if mine.year and theirs.year and abs(mine.year - theirs.year) == 1:
        return Comparison(Severity.BIBLIOGRAPHIC, "1 year apart, as online and print often are")
    return Comparison(Severity.BIBLIOGRAPHIC, "the dates differ")


def _parts(date: PartialDate) -> tuple[int | None, ...]:
    parts = [date.year, date.month, date.day]
    while parts and parts[-1] is None:
        parts.pop()
    return tuple(parts)


# Mendeley has one word for all types of a row, so these cannot differ there. Every other type
# comes back as it was sent. Source: docs/service.md (Types)
_TYPE_FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({"article-journal", "review", "review-book"}),
    frozenset({"book", "classic"}),
    frozenset({"entry-encyclopedia", "entry", "entry-dictionary"}),
    frozenset({"webpage", "post", "post-weblog"}),
    frozenset({"legislation", "regulation"}),
)
NO_PARTICULAR_TYPE = "document"
"""The type of a document for which no type was chosen."""


def type_family(csl_type: str) -> frozenset[str]:
    """The CSL types that Mendeley does not tell apart from this one, itself included."""
    own = frozenset({csl_type})
    return next((family for family in _TYPE_FAMILIES if csl_type in family), own)


def _compare_types(mine: str, theirs: str) -> Comparison:
    if type_family(mine) == type_family(theirs):
        return Comparison(Severity.COSMETIC, "Mendeley has one word for both types")
    if NO_PARTICULAR_TYPE in (mine, theirs):
        side = "list" if mine == NO_PARTICULAR_TYPE else "library"
        return Comparison(Severity.COMPLETENESS, f"the {side} has no particular type")
    return Comparison(Severity.BIBLIOGRAPHIC, "the types differ")


_COMPARERS: Mapping[FieldKind, Callable[[Any, Any], Comparison]] = {
    FieldKind.TYPE: _compare_types,
    FieldKind.TITLE: compare_titles,
    FieldKind.TEXT: compare_plain,
    FieldKind.CONTAINER: compare_containers,
    FieldKind.NUMBER: compare_numbers,
    FieldKind.PAGES: compare_pages,
    FieldKind.EDITION: compare_editions,
    FieldKind.LANGUAGE: compare_languages,
    FieldKind.ADDRESS: compare_addresses,
    FieldKind.PROSE: compare_prose,
    FieldKind.SET: _compare_sets,
    FieldKind.PEOPLE: compare_people,
    FieldKind.DATE: _compare_dates,
}


def can_be_held(field: FieldName, value: FieldValue) -> bool:
    """True if Mendeley can store this value; the list alone has the others."""
    if field == "accessed" and isinstance(value, PartialDate):
        return None not in (value.year, value.month, value.day)
    if field == "issued" and isinstance(value, PartialDate):
        return value.year is not None
    return field not in LIST_ONLY_FIELDS


def says_nothing(field: FieldName, value: FieldValue) -> bool:
    """True if a value of the library adds nothing to a list that does not have the field."""
    return is_empty(value) or (field == "type" and value == NO_PARTICULAR_TYPE)
