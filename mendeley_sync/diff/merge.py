"""The three-way table: list, library and agreement of one field to what becomes of it.

The table is data: the first row that fits decides. The numbers are those of the
synchronisation semantics (docs/pushing.md says them in words).
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from mendeley_sync.diff.equality.fields import SourceOfTruth
from mendeley_sync.diff.situation import BaselineState, LibraryState, ListState, Situation


class Push(StrEnum):
    """What a push does with the field."""

    NOTHING = "nothing"
    WRITE = "write"
    """The list's value: a fill where the library is empty, else an update."""
    CLEAR = "clear"
    OVERWRITE = "overwrite"
    """The list's value over an edit in the library; only when named."""
    MERGE = "merge"
    """The merged set."""
    HOLD = "hold"


class Adopt(StrEnum):
    """What an adoption may do with the field."""

    NOTHING = "nothing"
    OFFER = "offer"
    """The library's value may be taken into the list."""
    MERGE = "merge"
    ASK = "ask"
    """The library emptied the field: emptying the list's needs a person's word."""
    HOLD = "hold"


class BaselineAction(StrEnum):
    """What is remembered although nothing is written to either side."""

    NOTHING = "nothing"
    AGREE = "agree"
    RELEASE = "release"


class MergeRule(NamedTuple):
    """One row of the table; None in a condition fits everything."""

    case: str
    state: str
    """As reports say it; "" for what is no finding."""
    push: Push
    adopt: Adopt
    remember: BaselineAction
    owner: frozenset[SourceOfTruth] | None = None
    base: frozenset[BaselineState] | None = None
    mine: frozenset[ListState] | None = None
    theirs: LibraryState | None = None
    list_changed: bool | None = None
    library_changed: bool | None = None
    equal: bool | None = None
    is_set: bool | None = None
    protected: bool | None = None

    def fits(self, situation: Situation) -> bool:
        """Whether this row speaks of that situation."""
        return all(
            condition is None or (actual in condition)
            for condition, actual in (
                (self.owner, situation.owner),
                (self.base, situation.base),
                (self.mine, situation.mine),
            )
        ) and all(
            condition is None or condition == actual
            for condition, actual in (
                (self.theirs, situation.theirs),
                (self.list_changed, situation.list_changed),
                (self.library_changed, situation.library_changed),
                (self.equal, situation.equal),
                (self.is_set, situation.is_set),
                (self.protected, situation.protected),
            )
        )


_LIBRARYS = frozenset({SourceOfTruth.LIBRARY})
_LISTS = frozenset({SourceOfTruth.LIST})
_NO_BASE = frozenset({BaselineState.NONE})
_RELEASED = frozenset({BaselineState.RELEASED})
_REFUSED = frozenset({BaselineState.REFUSED})
_ABSENT = frozenset({ListState.ABSENT})
_NULL = frozenset({ListState.NULL})
_VALUE = frozenset({ListState.VALUE})

_SILENT = (Push.NOTHING, Adopt.NOTHING, BaselineAction.NOTHING)
_HELD = (Push.HOLD, Adopt.HOLD, BaselineAction.NOTHING)

TABLE: tuple[MergeRule, ...] = (
    # What nobody may touch.
    MergeRule("F17", "", *_SILENT, protected=True, equal=True),
    MergeRule("F15", "", *_SILENT, protected=True, mine=_ABSENT),
    MergeRule("F17", "protected", *_SILENT, protected=True),
    # The list does not have the field.
    MergeRule("F16k", "", *_SILENT, base=_RELEASED),
    MergeRule("F15", "", *_SILENT, base=_NO_BASE, mine=_ABSENT, theirs=LibraryState.EMPTY),
    MergeRule("F13", "only in the library", Push.NOTHING, Adopt.OFFER, BaselineAction.NOTHING,
        base=_NO_BASE, mine=_ABSENT),
    MergeRule("F16", "", Push.NOTHING, Adopt.NOTHING, BaselineAction.RELEASE,
        mine=_ABSENT, theirs=LibraryState.EMPTY),
    MergeRule("F16", "released", Push.NOTHING, Adopt.NOTHING, BaselineAction.RELEASE, mine=_ABSENT),
    # Nothing is remembered.
    MergeRule("F11", "", Push.NOTHING, Adopt.NOTHING, BaselineAction.AGREE, base=_NO_BASE,
        equal=True),
    MergeRule("F1r", "the library's field", *_HELD, owner=_LIBRARYS, base=_NO_BASE,
        theirs=LibraryState.EMPTY),
    MergeRule("F12", "fill", Push.WRITE, Adopt.NOTHING, BaselineAction.NOTHING,
        base=_NO_BASE, theirs=LibraryState.EMPTY),
    MergeRule("F14", "origin unknown", *_HELD, base=_NO_BASE),
    # Both agreed once; since then ...
    MergeRule("F19", "not accepted", *_SILENT, base=_REFUSED, list_changed=False,
        library_changed=False),
    MergeRule("F0", "", *_SILENT, list_changed=False, library_changed=False),
    MergeRule("F4", "", Push.NOTHING, Adopt.NOTHING, BaselineAction.AGREE, equal=True),
    # ... only the list changed.
    MergeRule("F1r", "the library's field", *_HELD, owner=_LIBRARYS, library_changed=False),
    MergeRule("F8", "pending clear", Push.CLEAR, Adopt.NOTHING, BaselineAction.NOTHING,
        mine=_NULL, library_changed=False),
    MergeRule("F1", "pending", Push.WRITE, Adopt.NOTHING, BaselineAction.NOTHING,
        library_changed=False),
    # ... only the library changed.
    MergeRule("F9", "drift", Push.OVERWRITE, Adopt.ASK, BaselineAction.NOTHING,
        owner=_LISTS, theirs=LibraryState.EMPTY, list_changed=False),
    MergeRule("F9", "news", Push.NOTHING, Adopt.ASK, BaselineAction.NOTHING,
        theirs=LibraryState.EMPTY, list_changed=False),
    MergeRule("F2", "drift", Push.OVERWRITE, Adopt.ASK, BaselineAction.NOTHING,
        owner=_LISTS, mine=_NULL, list_changed=False),
    MergeRule("F2", "drift", Push.OVERWRITE, Adopt.OFFER, BaselineAction.NOTHING,
        owner=_LISTS, list_changed=False),
    MergeRule("F3", "news", Push.NOTHING, Adopt.ASK, BaselineAction.NOTHING,
        mine=_NULL, list_changed=False),
    MergeRule("F3", "news", Push.NOTHING, Adopt.OFFER, BaselineAction.NOTHING, list_changed=False),
    # ... both changed.
    MergeRule("F10", "conflict", *_HELD, mine=_NULL),
    MergeRule("F10", "conflict", *_HELD, theirs=LibraryState.EMPTY),
    MergeRule("F5", "conflict", *_HELD, owner=_LIBRARYS),
    MergeRule("F6", "merged", Push.MERGE, Adopt.MERGE, BaselineAction.NOTHING, is_set=True),
    MergeRule("F5", "conflict", *_HELD),
)  # fmt: skip
"""The rows in the order in which they are asked."""


@lru_cache(maxsize=4096)
def row_for(situation: Situation) -> MergeRule:
    """The row that decides; the last row fits everything."""
    return next(row for row in TABLE if row.fits(situation))
