"""The cells of the field table: every state of owner, agreement, list and library."""

from __future__ import annotations

from mendeley_sync.diff.merge import MergeRule, row_for
from mendeley_sync.diff.situation import field_case
from mendeley_sync.diff.source_of_truth import FieldRules, SourceOfTruth
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import BaselineValue
from mendeley_sync.domain.references import Reference
from tests.sync_builders import a_document, a_reference, agreed

FIELD = "publisher"
OWNERS = ("list", "shared", "library")
BASES: dict[str, BaselineValue | None] = {
    "none": None,
    "released": agreed("b", released=True),
    "empty": agreed(None),
    "a": agreed("a"),
    "b": agreed("b"),
    "a-kept-b": agreed("a", stored_as="b", refused=True),
}
LISTS = ("absent", "null", "a", "b", "c")
LIBRARIES = ("empty", "a", "b", "c")


def reference(mine: str) -> Reference:
    """An entry whose publisher is absent, null, or a value."""
    if mine == "null":
        return a_reference(nulls=["publisher"])
    return a_reference() if mine == "absent" else a_reference(publisher=mine)


def document(theirs: str) -> Document:
    """A document whose publisher is empty or a value."""
    return a_document() if theirs == "empty" else a_document(publisher=theirs)


def rules(owner: str) -> FieldRules:
    """Rules under which the publisher is somebody's."""
    return FieldRules(owners={FIELD: SourceOfTruth(owner)})


def row(owner: str, base: str, mine: str, theirs: str) -> MergeRule:
    """The row of the table that decides about a cell."""
    case = field_case(FIELD, reference(mine), document(theirs), BASES[base], rules(owner))
    return row_for(case.situation)


PUSH_SIGNS = {"nothing": ".", "write": "w", "clear": "x", "overwrite": "o", "hold": "h"}
ADOPT_SIGNS = {"nothing": ".", "offer": "t", "ask": "?", "hold": "h"}


def code(owner: str, base: str, mine: str, theirs: str) -> str:
    """A cell in short: the row's number, what a push does, what an adoption may do."""
    found = row(owner, base, mine, theirs)
    return f"{found.case}{PUSH_SIGNS[found.push]}{ADOPT_SIGNS[found.adopt]}"
