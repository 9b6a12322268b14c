"""The situation of a field of a pair: each side's value, and who changed it since the baseline."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from mendeley_sync.diff.equality.fields import (
    can_be_held,
    compare_values,
    library_value,
    list_value,
    members,
    same,
    says_nothing,
)
from mendeley_sync.diff.equality.texts import Comparison
from mendeley_sync.diff.source_of_truth import FieldRules, SourceOfTruth
from mendeley_sync.domain.csl import from_csl, to_csl
from mendeley_sync.domain.fields import FieldKind, FieldName, FieldValue
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import BaselineValue
from mendeley_sync.domain.metadata import FIELD_BY_NAME, is_empty
from mendeley_sync.domain.references import Reference


class BaselineState(StrEnum):
    """The baseline of the field."""

    NONE = "none"
    AGREED = "agreed"
    RELEASED = "released"
    REFUSED = "refused"


class ListState(StrEnum):
    """The field in the list."""

    ABSENT = "absent"
    NULL = "null"
    VALUE = "value"


class LibraryState(StrEnum):
    """The field in the library."""

    EMPTY = "empty"
    VALUE = "value"


class Situation(NamedTuple):
    """The cell of the table that a field of a pair is in."""

    owner: SourceOfTruth
    base: BaselineState
    mine: ListState
    theirs: LibraryState
    list_changed: bool
    """Since the baseline; False where there is none."""
    library_changed: bool
    equal: bool
    """For a reader; an explicit null is equal to an empty field."""
    is_set: bool
    protected: bool


class FieldCase(NamedTuple):
    """One field of one pair, with everything that the table looks at."""

    field: FieldName
    mine: FieldValue
    theirs: FieldValue
    agreed: BaselineValue | None
    comparison: Comparison
    situation: Situation


def field_case(
    field: FieldName,
    reference: Reference,
    document: Document,
    agreed: BaselineValue | None,
    rules: FieldRules,
) -> FieldCase:
    """The situation of one field of one pair."""
    mine, theirs = list_value(reference, field), library_value(document, field)
    if not can_be_held(field, mine):
        mine = None
    state = _state_of_list(reference, field, mine)
    if state is ListState.ABSENT and says_nothing(field, theirs):
        theirs = None
    comparison = compare_values(field, mine, theirs)
    base = _base(agreed, state)
    remembered = agreed if base in (BaselineState.AGREED, BaselineState.REFUSED) else None
    return FieldCase(
        field,
        mine,
        theirs,
        agreed,
        comparison,
        Situation(
            owner=rules.owner(field),
            base=base,
            mine=state,
            theirs=LibraryState.EMPTY if is_empty(theirs) else LibraryState.VALUE,
            list_changed=_list_changed(field, mine, remembered),
            library_changed=_library_changed(field, theirs, remembered),
            equal=comparison.equal and state is not ListState.ABSENT,
            is_set=FIELD_BY_NAME[field].kind is FieldKind.SET,
            protected=rules.protects(reference, field),
        ),
    )


def _state_of_list(reference: Reference, field: FieldName, mine: FieldValue) -> ListState:
    if not is_empty(mine):
        return ListState.VALUE
    return ListState.NULL if field in reference.nulls else ListState.ABSENT


def _base(agreed: BaselineValue | None, state: ListState) -> BaselineState:
    if agreed is None:
        return BaselineState.NONE
    if agreed.released:
        # A key that returns has no baseline: the library's value of that time proves nothing now.
        return BaselineState.RELEASED if state is ListState.ABSENT else BaselineState.NONE
    return BaselineState.REFUSED if agreed.refused else BaselineState.AGREED


def stored_value(agreed: BaselineValue) -> object:
    """The library's value in the baseline, as CSL-JSON."""
    if agreed.stored_as is not None or agreed.refused:
        return agreed.stored_as
    return agreed.value


def _list_changed(field: FieldName, mine: FieldValue, agreed: BaselineValue | None) -> bool:
    return agreed is not None and not same(field, mine, from_csl(field, agreed.value))


def _library_changed(field: FieldName, theirs: FieldValue, agreed: BaselineValue | None) -> bool:
    return agreed is not None and not same(field, from_csl(field, stored_value(agreed)), theirs)


def new_baseline(
    field: FieldName, mine: FieldValue, theirs: FieldValue, agreed: BaselineValue | None
) -> BaselineValue | None:
    """The new baseline value once both sides are known; None: they are not the same.

    Of a set the members that both sides have; the others stay as they were.
    """
    if same(field, mine, theirs):
        value, stored = to_csl(field, mine), to_csl(field, theirs)
        return BaselineValue(value=value, stored_as=stored if stored != value else None)
    if FIELD_BY_NAME[field].kind is FieldKind.SET and agreed is not None:
        return BaselineValue(value=_agreed_members(mine, theirs, agreed) or None)
    return None


def _agreed_members(mine: FieldValue, theirs: FieldValue, agreed: BaselineValue) -> list[str]:
    first, second = members(mine), members(theirs)
    before = members(from_csl("keyword", agreed.value))
    both = {key: text for key, text in first.items() if key in second}
    disputed = first.keys() ^ second.keys()
    kept = {key: text for key, text in before.items() if key in disputed}
    return sorted((both | kept).values())


def merged_members(mine: FieldValue, theirs: FieldValue, agreed: BaselineValue) -> tuple[str, ...]:
    """The set with both sides' additions and removals since the baseline."""
    first, second = members(mine), members(theirs)
    before = members(from_csl("keyword", agreed.value))
    everything = second | first
    removed = (before.keys() - first.keys()) | (before.keys() - second.keys())
    return tuple(sorted(text for key, text in everything.items() if key not in removed))
