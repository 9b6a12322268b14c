"""The input of a plan, and the draft that gathers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mendeley_sync.diff.compare import Compared
from mendeley_sync.diff.source_of_truth import FieldRules
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import Library
from mendeley_sync.domain.lock_data import Binding, LockFileData, Tombstone, UndoneChange
from mendeley_sync.domain.references import ReferenceKey
from mendeley_sync.plan.changes import Change, ChangeKind, NeedsReview
from mendeley_sync.plan.plan import Record
from mendeley_sync.plan.safety.limits import PushOptions

ORDER = (
    ChangeKind.CREATE,
    ChangeKind.FILL,
    ChangeKind.UPDATE,
    ChangeKind.CLEAR,
    ChangeKind.OVERWRITE,
    ChangeKind.RESTORE,
    ChangeKind.RECREATE,
    ChangeKind.TRASH,
)
"""Additions first, removals last; of a document's fields the last kind names the change."""

RANK = {kind: rank for rank, kind in enumerate(ORDER)}


@dataclass(frozen=True)
class Context:
    """Everything a plan depends on."""

    compared: Compared
    library: Library
    lock_data: LockFileData
    rules: FieldRules
    options: PushOptions
    now: datetime

    @property
    def accepted(self) -> frozenset[str]:
        """Ids of the accepted differences."""
        return frozenset(finding.id for finding in self.compared.differences.accepted)

    @property
    def undone(self) -> Mapping[tuple[ReferenceKey, FieldName | None], UndoneChange]:
        """Undone changes, by reference and field."""
        return {(one.reference, one.field): one for one in self.lock_data.undone}


@dataclass
class Draft:
    """The parts gathered so far."""

    changes: list[Change] = field(default_factory=list)
    withheld: list[Change] = field(default_factory=list)
    holds: list[NeedsReview] = field(default_factory=list)
    bindings: list[Binding] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    tombstones: list[Tombstone] = field(default_factory=list)
