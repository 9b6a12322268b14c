"""The table of entries: listed or not, remembered or not, where the document lies.

Like the table of fields it is data: the first row that fits decides.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from mendeley_sync.diff.difference import DifferenceKind


class Listed(StrEnum):
    """What the list says of the entry."""

    YES = "yes"
    ABSENT = "absent"
    """It is listed as a work that the library must not hold."""
    NO = "no"


class LockFileState(StrEnum):
    """What the lock file knows of the pair."""

    NONE = "none"
    BOUND = "bound"
    TOMBSTONE = "tombstone"


class DocumentLocation(StrEnum):
    """Where the document lies: the remembered one, or the one that the matcher found."""

    LIVE = "live"
    TRASH = "trash"
    NOWHERE = "nowhere"


class MatchConfidence(StrEnum):
    """How sure it is that reference and document belong together."""

    NONE = "none"
    """Bound, or matched by a strong rule."""
    WEAK = "weak"
    """Only weak candidates, or several."""
    REPLACED = "replaced"
    """The bound document is gone, another one is clearly the same work."""


class EntryPush(StrEnum):
    """What a push does with the entry."""

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


class EntrySituation(NamedTuple):
    """The cell of the table that an entry is in."""

    listed: Listed
    memory: LockFileState
    place: DocumentLocation
    doubt: MatchConfidence = MatchConfidence.NONE
    changed: bool = False
    """The document differs from what was last agreed; asked only when the entry left."""


class EntryRow(NamedTuple):
    """One row of the table; None in a condition fits everything."""

    case: str
    finding: DifferenceKind | None
    state: str
    push: EntryPush
    listed: Listed | None = None
    memory: LockFileState | None = None
    place: DocumentLocation | None = None
    doubt: MatchConfidence | None = None
    changed: bool | None = None

    def fits(self, situation: EntrySituation) -> bool:
        """Whether this row speaks of that situation."""
        conditions = (self.listed, self.memory, self.place, self.doubt, self.changed)
        return all(
            condition is None or condition == actual
            for condition, actual in zip(conditions, situation, strict=True)
        )


ENTRY_TABLE: tuple[EntryRow, ...] = (
    # Works that the library must not hold.
    EntryRow("E12", DifferenceKind.UNDECIDED, "perhaps unwanted", EntryPush.HOLD,
             listed=Listed.ABSENT, doubt=MatchConfidence.WEAK),
    EntryRow("E12", DifferenceKind.UNWANTED, "must not be there", EntryPush.TRASH,
             listed=Listed.ABSENT, place=DocumentLocation.LIVE),
    EntryRow("E12", None, "", EntryPush.RECORD_REMOVAL, listed=Listed.ABSENT,
             memory=LockFileState.BOUND),
    EntryRow("E12", None, "", EntryPush.NOTHING, listed=Listed.ABSENT),
    # Entries that left the list.
    EntryRow("E10", DifferenceKind.LEFT, "left the list, edited since", EntryPush.HOLD,
             listed=Listed.NO, memory=LockFileState.BOUND, place=DocumentLocation.LIVE,
             changed=True),
    EntryRow("E9", DifferenceKind.LEFT, "left the list", EntryPush.NOTHING,
             listed=Listed.NO, memory=LockFileState.BOUND, place=DocumentLocation.LIVE),
    EntryRow("E11", None, "", EntryPush.RECORD_REMOVAL, listed=Listed.NO,
             memory=LockFileState.BOUND),
    # Documents of no entry.
    EntryRow("E19", DifferenceKind.RETURNED, "came back", EntryPush.NOTHING,
             listed=Listed.NO, memory=LockFileState.TOMBSTONE, place=DocumentLocation.LIVE),
    EntryRow("E13", DifferenceKind.EXTRA, "not listed", EntryPush.NOTHING,
             listed=Listed.NO, place=DocumentLocation.LIVE),
    EntryRow("E11", None, "", EntryPush.NOTHING, listed=Listed.NO),
    # Entries that are doubtful.
    EntryRow("E8", DifferenceKind.UNDECIDED, "made anew by someone", EntryPush.HOLD,
             memory=LockFileState.BOUND, doubt=MatchConfidence.REPLACED),
    EntryRow("E3", DifferenceKind.UNDECIDED, "needs a decision", EntryPush.HOLD,
             doubt=MatchConfidence.WEAK),
    # Entries with a document.
    EntryRow("E4", None, "", EntryPush.FIELDS, memory=LockFileState.BOUND,
             place=DocumentLocation.LIVE),
    EntryRow("E20", None, "", EntryPush.FIELDS, memory=LockFileState.TOMBSTONE,
             place=DocumentLocation.LIVE),
    EntryRow("E2", None, "", EntryPush.FIELDS, place=DocumentLocation.LIVE),
    EntryRow("E20", DifferenceKind.TRASHED, "in the trash", EntryPush.RESTORE,
             memory=LockFileState.TOMBSTONE, place=DocumentLocation.TRASH),
    EntryRow("E5", DifferenceKind.TRASHED, "in the trash", EntryPush.RESTORE,
             place=DocumentLocation.TRASH),
    # Entries without one.
    EntryRow("E6", DifferenceKind.GONE, "gone", EntryPush.RECREATE, memory=LockFileState.BOUND),
    EntryRow("E20", DifferenceKind.MISSING, "missing, listed again", EntryPush.CREATE,
             memory=LockFileState.TOMBSTONE),
    EntryRow("E1", DifferenceKind.MISSING, "missing", EntryPush.CREATE),
)  # fmt: skip
"""The rows in the order in which they are asked. E14 to E18 are no cells of one entry but
relations between several; `pairing` finds them."""


def entry_row(situation: EntrySituation) -> EntryRow:
    """The row that decides; the last row fits everything."""
    return next(row for row in ENTRY_TABLE if row.fits(situation))
