"""First disagreements settled in bulk: for the list or for the library, shown before.

Nothing is written to either side here: a decision is remembered, and the next push or
adoption carries it out, under its own limits. A decision holds only for the values that
were shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple

from mendeley_sync.apply.lock_file_updates import LockFileUpdates
from mendeley_sync.diff.decisions import finding_content
from mendeley_sync.diff.difference import Difference, DifferenceKind, DiffResult, Severity
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.lock_data import Decision, LockFileData
from mendeley_sync.domain.references import ReferenceKey
from mendeley_sync.settings import Settings
from mendeley_sync.stores.lock_file import write_lock_file
from mendeley_sync.stores.locks import run_lock

Side = Literal["list", "library"]

SETTLED_CASES = frozenset({"F1r", "F2", "F5", "F9", "F10", "F14"})
"""Rows of the table in which both sides claim a field, or somebody edited the list's."""


class Settled(NamedTuple):
    """What a bulk decision comes to."""

    findings: tuple[Difference, ...]
    """The differences that it settles, as they stand now."""
    decisions: tuple[Decision, ...]


def settle_in_bulk(
    differences: DiffResult,
    prefer: Side,
    *,
    now: datetime,
    fields: Iterable[FieldName] = (),
    references: Iterable[ReferenceKey] = (),
    reason: str = "",
) -> Settled:
    """Decide for one side wherever nobody can know which is right.

    Args:
        prefer: whose value shall count.
        fields: only these; empty: all.
        references: only these entries; empty: all.
    """
    wanted_fields, wanted_keys = frozenset(fields), frozenset(references)
    findings = tuple(
        finding
        for finding in differences.of_kind(DifferenceKind.DIFFERS)
        if finding.case in SETTLED_CASES
        and finding.weight is not Severity.COSMETIC
        and (not wanted_fields or finding.field in wanted_fields)
        and (not wanted_keys or finding.reference in wanted_keys)
    )
    return Settled(findings, tuple(_decision(one, prefer, now, reason) for one in findings))


def _decision(finding: Difference, prefer: Side, now: datetime, reason: str) -> Decision:
    return Decision(
        kind="take-list" if prefer == "list" else "take-library",
        reference=finding.reference,
        field=finding.field,
        reason=reason,
        decided_at=now,
        content=finding_content(finding),
    )


def save_decisions(
    settings: Settings, ledger: LockFileData, decisions: tuple[Decision, ...], *, now: datetime
) -> LockFileData:
    """Write decisions into the lock file, under the run lock; the new ledger.

    Raises:
        LockedError: another run holds the state folder.
        OSError: the lock file cannot be written.
    """
    with run_lock(settings.state_dir, command="resolve", now=now):
        book = LockFileUpdates(ledger, settings.lock_path)
        book.decide(decisions)
        return write_lock_file(settings.lock_path, book.ledger)
