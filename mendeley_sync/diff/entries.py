"""The table of entries: listed or not, remembered or not, where the document lies.

Like the table of fields it is data: the first row that fits decides.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from mendeley_sync.diff.difference import FindingKind


class Listed(StrEnum):
    """What the list says of the entry."""

    YES = "yes"
    ABSENT = "absent"
    """It is listed as a work that the library must not hold."""
    NO = "no"


class Memory(StrEnum):
    """What the lock file knows of the pair."""

    NONE = "none"
    BOUND = "bound"
    TOMBSTONE = "tombstone"


class Place(StrEnum):
    """Where the document lies: the remembered one, or the one that the matcher found."""

    LIVE = "live"
    TRASH = "trash"
    NOWHERE = "nowhere"


class Doubt(StrEnum):
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
    BURY = "bury"
    """Turn the binding into a tombstone."""
    HOLD = "hold"


class EntrySituation(NamedTuple):
    """The cell of the table that an entry is in."""

    listed: Listed
    memory: Memory
    place: Place
    doubt: Doubt = Doubt.NONE
    changed: bool = False
    """The document differs from what was last agreed; asked only when the entry left."""


class EntryRow(NamedTuple):
    """One row of the table; None in a condition fits everything."""

    case: str
    finding: FindingKind | None
    state: str
    push: EntryPush
    listed: Listed | None = None
    memory: Memory | None = None
    place: Place | None = None
    doubt: Doubt | None = None
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
    EntryRow("E12", FindingKind.UNDECIDED, "perhaps unwanted", EntryPush.HOLD,
             listed=Listed.ABSENT, doubt=Doubt.WEAK),
    EntryRow("E12", FindingKind.UNWANTED, "must not be there", EntryPush.TRASH,
             listed=Listed.ABSENT, place=Place.LIVE),
    EntryRow("E12", None, "", EntryPush.BURY, listed=Listed.ABSENT, memory=Memory.BOUND),
    EntryRow("E12", None, "", EntryPush.NOTHING, listed=Listed.ABSENT),
    # Entries that left the list.
    EntryRow("E10", FindingKind.LEFT, "left the list, edited since", EntryPush.HOLD,
             listed=Listed.NO, memory=Memory.BOUND, place=Place.LIVE, changed=True),
    EntryRow("E9", FindingKind.LEFT, "left the list", EntryPush.NOTHING,
             listed=Listed.NO, memory=Memory.BOUND, place=Place.LIVE),
    EntryRow("E11", None, "", EntryPush.BURY, listed=Listed.NO, memory=Memory.BOUND),
    # Documents of no entry.
    EntryRow("E19", FindingKind.RETURNED, "came back", EntryPush.NOTHING,
             listed=Listed.NO, memory=Memory.TOMBSTONE, place=Place.LIVE),
    EntryRow("E13", FindingKind.EXTRA, "not listed", EntryPush.NOTHING,
             listed=Listed.NO, place=Place.LIVE),
    EntryRow("E11", None, "", EntryPush.NOTHING, listed=Listed.NO),
    # Entries that are doubtful.
    EntryRow("E8", FindingKind.UNDECIDED, "made anew by someone", EntryPush.HOLD,
             memory=Memory.BOUND, doubt=Doubt.REPLACED),
    EntryRow("E3", FindingKind.UNDECIDED, "needs a decision", EntryPush.HOLD, doubt=Doubt.WEAK),
    # Entries with a document.
    EntryRow("E4", None, "", EntryPush.FIELDS, memory=Memory.BOUND, place=Place.LIVE),
    EntryRow("E20", None, "", EntryPush.FIELDS, memory=Memory.TOMBSTONE, place=Place.LIVE),
    EntryRow("E2", None, "", EntryPush.FIELDS, place=Place.LIVE),
    EntryRow("E20", FindingKind.TRASHED, "in the trash", EntryPush.RESTORE,
             memory=Memory.TOMBSTONE, place=Place.TRASH),
    EntryRow("E5", FindingKind.TRASHED, "in the trash", EntryPush.RESTORE, place=Place.TRASH),
    # Entries without one.
    EntryRow("E6", FindingKind.GONE, "gone", EntryPush.RECREATE, memory=Memory.BOUND),
    EntryRow("E20", FindingKind.MISSING, "missing, listed again", EntryPush.CREATE,
             memory=Memory.TOMBSTONE),
    EntryRow("E1", FindingKind.MISSING, "missing", EntryPush.CREATE),
)  # fmt: skip
"""The rows in the order in which they are asked. E14 to E18 are no cells of one entry but
relations between several; `pairing` finds them."""


def entry_row(situation: EntrySituation) -> EntryRow:
    """The row that decides; the last row fits everything."""
    return next(row for row in ENTRY_TABLE if row.fits(situation))
