"""The table of references: listed or not, matched before or not, where the document is.

Like the table of fields it is data: the first row that fits decides.

Source: docs/synchronising.md (The table of references)
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from mendeley_sync.diff.difference import Bucket, DifferenceKind, DifferenceState, RowCode


class Listed(StrEnum):
    """Where the list has the reference."""

    YES = "yes"
    ABSENT = "absent"
    """It is listed as a work that must not be in the library."""
    NO = "no"


class LockFileState(StrEnum):
    """What the lock file has of the pair."""

    NONE = "none"
    BOUND = "bound"
    TOMBSTONE = "tombstone"


class DocumentLocation(StrEnum):
    """Where the document is: that of the stored match, or the one that the matcher found."""

    LIVE = "live"
    TRASH = "trash"
    NOWHERE = "nowhere"


class MatchConfidence(StrEnum):
    """How sure it is that reference and document belong together."""

    NONE = "none"
    """A stored match, or matched by a strong rule."""
    WEAK = "weak"
    """Only weak candidates, or several."""
    REPLACED = "replaced"
    """The document of the stored match is gone, another one is clearly the same work."""


class EntryPush(StrEnum):
    """What a push does with the reference."""

    NOTHING = "nothing"
    FIELDS = "fields"
    """Bind it if it is not bound, then go by the table of fields."""
    CREATE = "create"
    RESTORE = "restore"
    RECREATE = "recreate"
    TRASH = "trash"
    RECORD_REMOVAL = "bury"
    """Turn the binding into a tombstone."""
    HOLD = "hold"

    @property
    def needs_review(self) -> bool:
        """True if a push does nothing until you decide, or name it."""
        return self in (EntryPush.HOLD, EntryPush.RESTORE, EntryPush.RECREATE, EntryPush.TRASH)


class EntrySituation(NamedTuple):
    """The cell of the table that a reference is in."""

    listed: Listed
    memory: LockFileState
    place: DocumentLocation
    doubt: MatchConfidence = MatchConfidence.NONE
    changed: bool = False
    """The document differs from the baseline; looked at only when the reference is removed."""


class EntryRow(NamedTuple):
    """One row of the table; None in a condition fits everything."""

    case: RowCode
    finding: DifferenceKind | None
    """None: not a difference."""
    state: DifferenceState
    push: EntryPush
    bucket: Bucket | None = None
    """Of its reference and its document, where they have no other."""
    advice: str = ""
    """The next step for a reader, `{key}` for the reference and `{document}` for the document."""
    listed: Listed | None = None
    memory: LockFileState | None = None
    place: DocumentLocation | None = None
    doubt: MatchConfidence | None = None
    changed: bool | None = None

    def fits(self, situation: EntrySituation) -> bool:
        """True if every condition of the row holds in that situation."""
        conditions = (self.listed, self.memory, self.place, self.doubt, self.changed)
        return all(
            condition is None or condition == actual
            for condition, actual in zip(conditions, situation, strict=True)
        )


_ROW, _KIND, _STATE, _DO = RowCode, DifferenceKind, DifferenceState, EntryPush
_ABSENT, _NO = Listed.ABSENT, Listed.NO
_BOUND, _TOMBSTONE = LockFileState.BOUND, LockFileState.TOMBSTONE
_LIVE, _TRASH = DocumentLocation.LIVE, DocumentLocation.TRASH

_RESOLVE = "Run `mendeley-sync resolve {key}`."
_DECIDE = "Run `mendeley-sync resolve {key}` to decide if both are the same work."
_PUSH = "Run `mendeley-sync push` to add it."
_ADOPT = "Run `mendeley-sync adopt {document}` to add it to the list."
_RESTORE = "Restore it with `mendeley-sync push --restore N`, or mark the reference `absent: true`."
_RECREATE = (
    "Re-create it with `mendeley-sync push --recreate N`, or mark the reference `absent: true`."
)
_LIST_AGAIN = (
    "To remove it from the library, list it with `absent: true`. "
    "To keep it, add it to the list again."
)

ENTRY_TABLE: tuple[EntryRow, ...] = (
    # Works that must not be in the library.
    EntryRow(_ROW.E12, _KIND.UNDECIDED, _STATE.POSSIBLY_UNWANTED, _DO.HOLD, Bucket.UNDECIDED,
             _DECIDE, listed=_ABSENT, doubt=MatchConfidence.WEAK),
    EntryRow(_ROW.E12, _KIND.UNWANTED, _STATE.UNWANTED, _DO.TRASH, Bucket.MATCHED,
             "Move it to the trash with `mendeley-sync push --allow trash=N`.",
             listed=_ABSENT, place=_LIVE),
    EntryRow(_ROW.E12, None, _STATE.NONE, _DO.RECORD_REMOVAL, Bucket.ABSENT,
             listed=_ABSENT, memory=_BOUND),
    EntryRow(_ROW.E12, None, _STATE.NONE, _DO.NOTHING, Bucket.ABSENT, listed=_ABSENT),
    # References that were removed from the list.
    EntryRow(_ROW.E10, _KIND.LEFT, _STATE.REMOVED_AND_EDITED, _DO.HOLD, Bucket.EXTRA, _LIST_AGAIN,
             listed=_NO, memory=_BOUND, place=_LIVE, changed=True),
    EntryRow(_ROW.E9, _KIND.LEFT, _STATE.REMOVED, _DO.NOTHING, Bucket.EXTRA, _LIST_AGAIN,
             listed=_NO, memory=_BOUND, place=_LIVE),
    EntryRow(_ROW.E11, None, _STATE.NONE, _DO.RECORD_REMOVAL, listed=_NO, memory=_BOUND),
    # Documents that are not on the list.
    EntryRow(_ROW.E19, _KIND.RETURNED, _STATE.RETURNED, _DO.NOTHING, Bucket.EXTRA, _ADOPT,
             listed=_NO, memory=_TOMBSTONE, place=_LIVE),
    EntryRow(_ROW.E13, _KIND.EXTRA, _STATE.EXTRA, _DO.NOTHING, Bucket.EXTRA, _ADOPT,
             listed=_NO, place=_LIVE),
    EntryRow(_ROW.E11, None, _STATE.NONE, _DO.NOTHING, listed=_NO),
    # Possible matches.
    EntryRow(_ROW.E8, _KIND.UNDECIDED, _STATE.REPLACED, _DO.HOLD, Bucket.UNDECIDED, _RESOLVE,
             memory=_BOUND, doubt=MatchConfidence.REPLACED),
    EntryRow(_ROW.E3, _KIND.UNDECIDED, _STATE.POSSIBLE_MATCH, _DO.HOLD, Bucket.UNDECIDED, _DECIDE,
             doubt=MatchConfidence.WEAK),
    # References with a document.
    EntryRow(_ROW.E4, None, _STATE.NONE, _DO.FIELDS, memory=_BOUND, place=_LIVE),
    EntryRow(_ROW.E20, None, _STATE.NONE, _DO.FIELDS, memory=_TOMBSTONE, place=_LIVE),
    EntryRow(_ROW.E2, None, _STATE.NONE, _DO.FIELDS, place=_LIVE),
    EntryRow(_ROW.E20, _KIND.TRASHED, _STATE.TRASHED, _DO.RESTORE, Bucket.TRASHED, _RESTORE,
             memory=_TOMBSTONE, place=_TRASH),
    EntryRow(_ROW.E5, _KIND.TRASHED, _STATE.TRASHED, _DO.RESTORE, Bucket.TRASHED, _RESTORE,
             place=_TRASH),
    # References without one.
    EntryRow(_ROW.E6, _KIND.GONE, _STATE.GONE, _DO.RECREATE, Bucket.MISSING, _RECREATE,
             memory=_BOUND),
    EntryRow(_ROW.E20, _KIND.MISSING, _STATE.MISSING_AGAIN, _DO.CREATE, Bucket.MISSING, _PUSH,
             memory=_TOMBSTONE),
    EntryRow(_ROW.E1, _KIND.MISSING, _STATE.MISSING, _DO.CREATE, Bucket.MISSING, _PUSH),
)  # fmt: skip
"""The rows in the order in which they are asked."""

# Relations between several records, which are not cells of one reference.
DUPLICATE = EntryRow(_ROW.E14, _KIND.DUPLICATE, _STATE.DUPLICATE, _DO.NOTHING, Bucket.DUPLICATE,
    "Merge both in Mendeley. mendeley-sync never changes duplicates.")  # fmt: skip
LISTED_TWICE = EntryRow(_ROW.E15, _KIND.DUPLICATE, _STATE.LISTED_TWICE, _DO.HOLD, Bucket.DUPLICATE,
    "Remove one of them from the list.")  # fmt: skip
SHARED = EntryRow(_ROW.E15, _KIND.CLASH, _STATE.SHARED, _DO.HOLD, Bucket.UNDECIDED, _RESOLVE)
DIFFERENT_WORK = EntryRow(_ROW.E16, _KIND.TURNED, _STATE.DIFFERENT_WORK, _DO.HOLD, Bucket.MATCHED,
    _RESOLVE)  # fmt: skip
RENAMED = EntryRow(_ROW.E18, _KIND.RENAMED, _STATE.RENAMED, _DO.NOTHING, None,
    "No action is needed. The next push records the new citation key.")  # fmt: skip
UNREADABLE = EntryRow(_ROW.M, _KIND.STRANGE, _STATE.UNREADABLE, _DO.NOTHING, None,
    "Check the document in Mendeley. Only its readable values are compared.")  # fmt: skip


def entry_row(situation: EntrySituation) -> EntryRow:
    """The row that decides; the last row fits everything."""
    return next(row for row in ENTRY_TABLE if row.fits(situation))
