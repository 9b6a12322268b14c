"""What left the library since the last pull, and not by our hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from mendeley_sync.domain.library import DocumentId
from mendeley_sync.plan.changes import TRASHING_KINDS, ChangeKind
from mendeley_sync.pull.pull import PullResult
from mendeley_sync.stores.journal import DONE, INTENT, JOURNAL_FOLDER, read_runs

LATELY = timedelta(days=7)


def documents_removed_by_others(result: PullResult, ours: frozenset[DocumentId]) -> int:
    """Documents gone or trashed since the pull before, without those that we removed."""
    moved = (*result.movement.gone, *result.movement.trashed)
    return sum(document not in ours for document in moved)


def removed_by_us(state_dir: Path, since: datetime | None) -> frozenset[DocumentId]:
    """Documents that runs of ours moved to the trash after a time, undone creates among them.

    Args:
        since: service clock; None: ever.
    """
    kinds = {kind.value for kind in TRASHING_KINDS}
    removed: set[DocumentId] = set()
    for run in read_runs(state_dir / JOURNAL_FOLDER):
        done = {one["change"] for one in run.of_kind(DONE)}
        removed.update(
            str(intent["change"]["document"])
            for intent in run.of_kind(INTENT)
            if intent["change"]["kind"] in kinds
            and intent["change"]["id"] in done
            and (since is None or datetime.fromisoformat(intent["at"]) >= since)
        )
    return frozenset(removed)


def is_lately(at: datetime, now: datetime) -> bool:
    """Whether it was within the last seven days."""
    return now - at <= LATELY


def trashed_lately(state_dir: Path, now: datetime) -> int:
    """Documents that runs of the last seven days moved to the trash, undone creates apart."""
    count = 0
    for run in read_runs(state_dir / JOURNAL_FOLDER):
        trashes = {
            one["change"]["id"]
            for one in run.of_kind(INTENT)
            if one["change"]["kind"] == ChangeKind.TRASH.value
            and is_lately(datetime.fromisoformat(one["at"]), now)
        }
        count += sum(one["change"] in trashes for one in run.of_kind(DONE))
    return count
