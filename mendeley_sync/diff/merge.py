"""The three-way table: list, library and baseline of one field to what becomes of it.

The table is data: the first row that fits decides.

Source: docs/synchronising.md (The table of fields)
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from mendeley_sync.diff.difference import DifferenceState, RowCode
from mendeley_sync.diff.situation import BaselineState, LibraryState, ListState, Situation
from mendeley_sync.diff.source_of_truth import SourceOfTruth


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
    """The library's value may be copied to the list."""
    MERGE = "merge"
    ASK = "ask"
    """The library emptied the field: emptying the list's needs `--emptied`."""
    HOLD = "hold"


class BaselineAction(StrEnum):
    """What is recorded in the lock file although nothing is written to either side."""

    NOTHING = "nothing"
    AGREE = "agree"
    RELEASE = "release"


class MergeRule(NamedTuple):
    """One row of the table; None in a condition fits everything."""

    case: RowCode
    state: DifferenceState
    push: Push
    adopt: Adopt
    remember: BaselineAction
    advice: str = ""
    """The next step for a reader, `{key}` for the reference."""
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
        """True if every condition of the row holds in that situation."""
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
_WRITTEN = (Push.WRITE, Adopt.NOTHING, BaselineAction.NOTHING)
_OFFERED = (Push.NOTHING, Adopt.OFFER, BaselineAction.NOTHING)
_ASKED = (Push.NOTHING, Adopt.ASK, BaselineAction.NOTHING)
_AGREED = (Push.NOTHING, Adopt.NOTHING, BaselineAction.AGREE)
_RELEASE = (Push.NOTHING, Adopt.NOTHING, BaselineAction.RELEASE)

_ROW, _STATE = RowCode, DifferenceState
PUSH_ADVICE = "Run `mendeley-sync push`."
ADOPT_ADVICE = "Run `mendeley-sync adopt {key}` to copy the library's value to the list."
_PUSH, _ADOPT = PUSH_ADVICE, ADOPT_ADVICE
_RESOLVE = "Run `mendeley-sync resolve {key}`."
_LIST_FORM = "No action is needed. `mendeley-sync push --cosmetic` writes the list's form."
_NOT_WRITTEN = "The reference protects this field, so it is never written."
_NO_LONGER_MANAGED = "No action is needed. The next push stops managing this field."
_LIBRARYS_FIELD = f"The library is the source of truth for this field. {_RESOLVE}"
_ADOPT_OR_RESTORE = (
    "Run `mendeley-sync adopt {key}` to copy the library's value to the list, "
    "or restore the list's with `mendeley-sync push --allow overwrite=N`."
)

TABLE: tuple[MergeRule, ...] = (
    # Protected fields.
    MergeRule(_ROW.F17, _STATE.NONE, *_SILENT, protected=True, equal=True),
    MergeRule(_ROW.F15, _STATE.NONE, *_SILENT, protected=True, mine=_ABSENT),
    MergeRule(_ROW.F17, _STATE.PROTECTED, *_SILENT, _NOT_WRITTEN, protected=True),
    # The list does not have the field.
    MergeRule(_ROW.F16K, _STATE.NONE, *_SILENT, base=_RELEASED),
    MergeRule(_ROW.F15, _STATE.NONE, *_SILENT, base=_NO_BASE, mine=_ABSENT,
        theirs=LibraryState.EMPTY),
    MergeRule(_ROW.F13, _STATE.LIBRARY_ONLY, *_OFFERED, _ADOPT, base=_NO_BASE, mine=_ABSENT),
    MergeRule(_ROW.F16, _STATE.NONE, *_RELEASE, mine=_ABSENT, theirs=LibraryState.EMPTY),
    MergeRule(_ROW.F16, _STATE.RELEASED, *_RELEASE, _NO_LONGER_MANAGED, mine=_ABSENT),
    # No baseline yet.
    MergeRule(_ROW.F11, _STATE.NONE, *_AGREED, _LIST_FORM, base=_NO_BASE, equal=True),
    MergeRule(_ROW.F1R, _STATE.LIBRARY_FIELD, *_HELD, _LIBRARYS_FIELD, owner=_LIBRARYS,
        base=_NO_BASE, theirs=LibraryState.EMPTY),
    MergeRule(_ROW.F12, _STATE.FILL, *_WRITTEN, _PUSH, base=_NO_BASE, theirs=LibraryState.EMPTY),
    MergeRule(_ROW.F14, _STATE.ORIGIN_UNKNOWN, *_HELD,
        "No baseline yet: run `mendeley-sync resolve {key}` to choose a value.", base=_NO_BASE),
    # Since the baseline ...
    MergeRule(_ROW.F19, _STATE.NOT_ACCEPTED, *_SILENT,
        "Mendeley stored a different value. Change either side to try again.",
        base=_REFUSED, list_changed=False, library_changed=False),
    MergeRule(_ROW.F0, _STATE.NONE, *_SILENT, _LIST_FORM, list_changed=False,
        library_changed=False),
    MergeRule(_ROW.F4, _STATE.NONE, *_AGREED, _LIST_FORM, equal=True),
    # ... only the list changed.
    MergeRule(_ROW.F1R, _STATE.LIBRARY_FIELD, *_HELD, _LIBRARYS_FIELD, owner=_LIBRARYS,
        library_changed=False),
    MergeRule(_ROW.F8, _STATE.PENDING_CLEAR, Push.CLEAR, Adopt.NOTHING, BaselineAction.NOTHING,
        "Run `mendeley-sync push --allow clear=N` to clear it in the library.",
        mine=_NULL, library_changed=False),
    MergeRule(_ROW.F1, _STATE.PENDING, *_WRITTEN, _PUSH, library_changed=False),
    # ... only the library changed.
    MergeRule(_ROW.F9, _STATE.DRIFT, Push.OVERWRITE, Adopt.ASK, BaselineAction.NOTHING,
        _ADOPT_OR_RESTORE, owner=_LISTS, theirs=LibraryState.EMPTY, list_changed=False),
    MergeRule(_ROW.F9, _STATE.NEWS, *_ASKED,
        "Run `mendeley-sync adopt {key}` to clear it in the list, too.",
        theirs=LibraryState.EMPTY, list_changed=False),
    MergeRule(_ROW.F2, _STATE.DRIFT, Push.OVERWRITE, Adopt.ASK, BaselineAction.NOTHING,
        _ADOPT_OR_RESTORE, owner=_LISTS, mine=_NULL, list_changed=False),
    MergeRule(_ROW.F2, _STATE.DRIFT, Push.OVERWRITE, Adopt.OFFER, BaselineAction.NOTHING,
        _ADOPT_OR_RESTORE, owner=_LISTS, list_changed=False),
    MergeRule(_ROW.F3, _STATE.NEWS, *_ASKED, _ADOPT, mine=_NULL, list_changed=False),
    MergeRule(_ROW.F3, _STATE.NEWS, *_OFFERED, _ADOPT, list_changed=False),
    # ... both changed.
    MergeRule(_ROW.F10, _STATE.CONFLICT, *_HELD, _RESOLVE, mine=_NULL),
    MergeRule(_ROW.F10, _STATE.CONFLICT, *_HELD, _RESOLVE, theirs=LibraryState.EMPTY),
    MergeRule(_ROW.F5, _STATE.CONFLICT, *_HELD, _RESOLVE, owner=_LIBRARYS),
    MergeRule(_ROW.F6, _STATE.MERGED, Push.MERGE, Adopt.MERGE, BaselineAction.NOTHING, _PUSH,
        is_set=True),
    MergeRule(_ROW.F5, _STATE.CONFLICT, *_HELD, _RESOLVE),
)  # fmt: skip
"""The rows in the order in which they are asked."""


@lru_cache(maxsize=4096)
def row_for(situation: Situation) -> MergeRule:
    """The row that decides; the last row fits everything."""
    return next(row for row in TABLE if row.fits(situation))
