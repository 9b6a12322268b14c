"""The three-way table: list, library and agreement of one field to what becomes of it.

The table is data: the first row that fits decides. The numbers are those of the
synchronisation semantics (docs/pushing.md says them in words).
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from mendeley_sync.diff.equality.fields import Owner
from mendeley_sync.diff.situation import Base, Mine, Situation, Theirs


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


class Remember(StrEnum):
    """What is remembered although nothing is written to either side."""

    NOTHING = "nothing"
    AGREE = "agree"
    RELEASE = "release"


class Row(NamedTuple):
    """One row of the table; None in a condition fits everything."""

    case: str
    state: str
    """As reports say it; "" for what is no finding."""
    push: Push
    adopt: Adopt
    remember: Remember
    owner: frozenset[Owner] | None = None
    base: frozenset[Base] | None = None
    mine: frozenset[Mine] | None = None
    theirs: Theirs | None = None
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


_LIBRARYS = frozenset({Owner.LIBRARY})
_LISTS = frozenset({Owner.LIST})
_NO_BASE = frozenset({Base.NONE})
_RELEASED = frozenset({Base.RELEASED})
_REFUSED = frozenset({Base.REFUSED})
_ABSENT = frozenset({Mine.ABSENT})
_NULL = frozenset({Mine.NULL})
_VALUE = frozenset({Mine.VALUE})

_SILENT = (Push.NOTHING, Adopt.NOTHING, Remember.NOTHING)
_HELD = (Push.HOLD, Adopt.HOLD, Remember.NOTHING)

TABLE: tuple[Row, ...] = (
    # What nobody may touch.
    Row("F17", "", *_SILENT, protected=True, equal=True),
    Row("F15", "", *_SILENT, protected=True, mine=_ABSENT),
    Row("F17", "protected", *_SILENT, protected=True),
    # The list does not have the field.
    Row("F16k", "", *_SILENT, base=_RELEASED),
    Row("F15", "", *_SILENT, base=_NO_BASE, mine=_ABSENT, theirs=Theirs.EMPTY),
    Row("F13", "only in the library", Push.NOTHING, Adopt.OFFER, Remember.NOTHING,
        base=_NO_BASE, mine=_ABSENT),
    Row("F16", "", Push.NOTHING, Adopt.NOTHING, Remember.RELEASE,
        mine=_ABSENT, theirs=Theirs.EMPTY),
    Row("F16", "released", Push.NOTHING, Adopt.NOTHING, Remember.RELEASE, mine=_ABSENT),
    # Nothing is remembered.
    Row("F11", "", Push.NOTHING, Adopt.NOTHING, Remember.AGREE, base=_NO_BASE, equal=True),
    Row("F1r", "the library's field", *_HELD, owner=_LIBRARYS, base=_NO_BASE,
        theirs=Theirs.EMPTY),
    Row("F12", "fill", Push.WRITE, Adopt.NOTHING, Remember.NOTHING,
        base=_NO_BASE, theirs=Theirs.EMPTY),
    Row("F14", "origin unknown", *_HELD, base=_NO_BASE),
    # Both agreed once; since then ...
    Row("F19", "not accepted", *_SILENT, base=_REFUSED, list_changed=False,
        library_changed=False),
    Row("F0", "", *_SILENT, list_changed=False, library_changed=False),
    Row("F4", "", Push.NOTHING, Adopt.NOTHING, Remember.AGREE, equal=True),
    # ... only the list changed.
    Row("F1r", "the library's field", *_HELD, owner=_LIBRARYS, library_changed=False),
    Row("F8", "pending clear", Push.CLEAR, Adopt.NOTHING, Remember.NOTHING,
        mine=_NULL, library_changed=False),
    Row("F1", "pending", Push.WRITE, Adopt.NOTHING, Remember.NOTHING, library_changed=False),
    # ... only the library changed.
    Row("F9", "drift", Push.OVERWRITE, Adopt.ASK, Remember.NOTHING,
        owner=_LISTS, theirs=Theirs.EMPTY, list_changed=False),
    Row("F9", "news", Push.NOTHING, Adopt.ASK, Remember.NOTHING,
        theirs=Theirs.EMPTY, list_changed=False),
    Row("F2", "drift", Push.OVERWRITE, Adopt.ASK, Remember.NOTHING,
        owner=_LISTS, mine=_NULL, list_changed=False),
    Row("F2", "drift", Push.OVERWRITE, Adopt.OFFER, Remember.NOTHING,
        owner=_LISTS, list_changed=False),
    Row("F3", "news", Push.NOTHING, Adopt.ASK, Remember.NOTHING,
        mine=_NULL, list_changed=False),
    Row("F3", "news", Push.NOTHING, Adopt.OFFER, Remember.NOTHING, list_changed=False),
    # ... both changed.
    Row("F10", "conflict", *_HELD, mine=_NULL),
    Row("F10", "conflict", *_HELD, theirs=Theirs.EMPTY),
    Row("F5", "conflict", *_HELD, owner=_LIBRARYS),
    Row("F6", "merged", Push.MERGE, Adopt.MERGE, Remember.NOTHING, is_set=True),
    Row("F5", "conflict", *_HELD),
)  # fmt: skip
"""The rows in the order in which they are asked."""


@lru_cache(maxsize=4096)
def row_for(situation: Situation) -> Row:
    """The row that decides; the last row fits everything."""
    return next(row for row in TABLE if row.fits(situation))
