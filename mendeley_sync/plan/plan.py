"""A plan: changes in a fixed order, with a digest."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import DocumentId
from mendeley_sync.domain.lock_data import BaselineValue, Binding, Tombstone
from mendeley_sync.domain.references import ReferenceKey
from mendeley_sync.plan.changes import TRASHING_KINDS, Change, ChangeKind, FailedCheck, NeedsReview

PLAN_SCHEMA_VERSION = 1


class Inputs(BaseModel):
    """Digests of what the plan was made from. The library is not among them: its part
    is in the changes' own pre-images, so that an unrelated edit does not stale a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    list: str = ""
    lock_file: str = ""
    config: str = ""
    group: str = ""


class Record(BaseModel):
    """What to remember of a pair although nothing is written to the library for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: ReferenceKey
    document: DocumentId
    fields: Mapping[FieldName, BaselineValue] = Field(default_factory=dict)
    last_modified: AwareDatetime | None = None


class Plan(BaseModel):
    """What a push would do, what it holds back, and whether it may run at all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = PLAN_SCHEMA_VERSION
    changes: tuple[Change, ...] = ()
    """In the order in which they are written: creates, fields, restores, removals."""
    withheld: tuple[Change, ...] = ()
    """Changes of kinds that are written only when they are named (`--allow`, `--restore`)."""
    holds: tuple[NeedsReview, ...] = ()
    refusals: tuple[FailedCheck, ...] = ()
    bindings: tuple[Binding, ...] = ()
    """Matches of this run, to be remembered."""
    records: tuple[Record, ...] = ()
    """Values that both sides agree on, to be remembered."""
    tombstones: tuple[Tombstone, ...] = ()
    pairs: int = 0
    """Pairs bound or matched before the first write: what shares are of."""
    inputs: Inputs = Inputs()
    complete: bool = True
    """False when the pull was inexact: such a plan is never applied."""
    digest: str = ""
    """SHA-256 over what it would write or withhold, with the values before, and the inputs."""
    made_at: AwareDatetime | None = None
    """When it was saved; not part of the digest."""

    @property
    def total(self) -> int:
        """Writes to the service."""
        return len(self.changes)

    @property
    def removes(self) -> bool:
        """Whether something would go to the trash; such plans age faster."""
        return any(change.kind in TRASHING_KINDS for change in self.changes)

    def counts(self) -> dict[str, int]:
        """Documents by kind of change; one document may count for several kinds."""
        found = Counter(kind for change in self.changes for kind in change.kinds())
        return {kind.value: found[kind] for kind in ChangeKind if found[kind]}


def plan_digest(changes: tuple[Change, ...], withheld: tuple[Change, ...], inputs: Inputs) -> str:
    """The digest: over single steps, so that naming a withheld kind does not change it.

    It holds no time, no title and no reason, and does not depend on the order.
    """
    steps = sorted(
        json.dumps(step, sort_keys=True, ensure_ascii=False)
        for change in (*changes, *withheld)
        for step in _steps(change)
    )
    text = json.dumps([steps, inputs.model_dump()], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _steps(change: Change) -> list[list[object]]:
    place: list[object] = [change.reference, change.document, change.undoes]
    if not change.fields:
        return [[change.kind.value, *place]]
    whole = change.kind.value if change.document is None else ""
    return [
        [whole or field.kind.value, *place, field.field, field.before, field.after]
        for field in change.fields
    ]
