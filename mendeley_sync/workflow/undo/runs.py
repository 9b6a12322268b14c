"""What was done when: the runs in the journal, and the stop mark that a run may have left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from mendeley_sync.errors import UsageError, WriteBlockError
from mendeley_sync.settings import Settings
from mendeley_sync.stores.journal import (
    DONE,
    END,
    FAILED,
    INTENT,
    JOURNAL_FOLDER,
    NOTED,
    START,
    JournalRun,
    accept_run,
    find_run,
    read_run,
    read_runs,
)
from mendeley_sync.stores.locks import run_lock


class RunSummary(NamedTuple):
    """One run, in short."""

    run: str
    command: str
    at: str
    plan: str
    """Digest of the plan that was carried out."""
    done: Mapping[str, int]
    """Documents by kind of change."""
    failed: int
    remembered: int
    state: str
    """`finished`, `recovered`, `unfinished`, `stopped`, `accepted`."""
    undoes: str = ""
    """The run that this one took back."""
    entries: tuple[str, ...] = ()
    """Keys of the entries, or ids of the documents, that were written."""


def _named_run(journal: Path) -> JournalRun:
    """A journal that a person named; another file is refused, and not taken for a run."""
    found = read_run(journal)
    if found.start.get("record") != START:
        raise UsageError(
            f"{journal} is no journal of this program",
            advice="Journals lie in the state folder, under `journal`, and end in `.jsonl`.",
        )
    return found


def list_runs(settings: Settings, journal: Path | None = None) -> tuple[RunSummary, ...]:
    """Every run in the journal, the newest first.

    Args:
        journal: one journal file to look at instead, where the state folder is gone.
    """
    if journal is not None:
        return (summary_of(_named_run(journal)),)
    found = read_runs(settings.state_dir / JOURNAL_FOLDER)
    return tuple(summary_of(run) for run in reversed(found))


def summary_of(run: JournalRun) -> RunSummary:
    """One run in short."""
    kinds = {one["change"]["id"]: one["change"] for one in run.of_kind(INTENT)}
    done = [kinds[one["change"]] for one in run.of_kind(DONE) if one["change"] in kinds]
    notes = ("bindings", "records", "adopted", "added")
    noted = sum(len(one.get(name, ())) for one in run.of_kind(NOTED) for name in notes)
    return RunSummary(
        run=run.run,
        command=str(run.start.get("command", "")),
        at=str(run.start.get("at", "")),
        plan=str(run.start.get("plan", "")),
        done=dict(sorted(Counter(str(change["kind"]) for change in done).items())),
        failed=len(run.of_kind(FAILED)),
        remembered=noted,
        state=_state_of(run),
        undoes=str(run.start.get("undoes", "")),
        entries=tuple(str(c.get("reference") or c.get("document") or "") for c in done),
    )


def _state_of(run: JournalRun) -> str:
    if run.accepted:
        return "accepted"
    if run.stop_reason:
        return "stopped"
    if not run.is_closed:
        return "unfinished"
    recovered = any(one.get("recovered") for one in run.of_kind(END))
    return "recovered" if recovered else "finished"


def lift_stop_mark(settings: Settings, run: str) -> str:
    """Let writing go on after a person has looked at a run; its whole id."""
    now = datetime.now(UTC)
    with run_lock(settings.state_dir, command="push --unblock", now=now):
        _ensure_stopped(settings.state_dir / JOURNAL_FOLDER, run)
        return accept_run(settings.state_dir / JOURNAL_FOLDER, run, at=now.isoformat())


def _ensure_stopped(folder: Path, run: str) -> None:
    """An unfinished run without a mark is looked after by the next push, not waved through."""
    try:
        found = find_run(folder, run)
    except WriteBlockError:
        return
    if not found.stop_reason:
        raise UsageError(
            f"run {found.run} has left no stop mark",
            advice="Run `mendeley-sync push`: it looks after unfinished runs by itself.",
        )
