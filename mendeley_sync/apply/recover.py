"""An earlier run that did not finish: what it did is found out by reading, then it is closed.

Nothing of its plan is continued: a new plan is made afterwards. Recovering twice is
recovering once, and a crash on the way changes nothing about that.

Source: sync-semantics 6.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mendeley_sync.apply.create import BEFORE_INTENT, bind_created, find_created
from mendeley_sync.apply.revert import UndoStep, remember_undone
from mendeley_sync.apply.trash import place_of, record_move
from mendeley_sync.apply.update import not_confirmed, remember_fields
from mendeley_sync.apply.verify import check, raw_matches
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.diff.equality.fields import library_value
from mendeley_sync.domain.csl import to_csl
from mendeley_sync.domain.lock_data import BaselineValue
from mendeley_sync.errors import NotFoundError, WriteBlockError
from mendeley_sync.mendeley.wire.documents import document_from_wire
from mendeley_sync.plan.changes import CREATING_KINDS, FIELD_KINDS, TRASHING_KINDS, Change
from mendeley_sync.plan.outcome import ChangeOutcome, Result, outcome_of
from mendeley_sync.stores.journal import DONE, END, INTENT, Journal, JournalRun, read_runs

LATEST_ARRIVAL = timedelta(minutes=10)
"""A create that nobody has seen for so long did not arrive."""


def unfinished_runs(folder: Path) -> tuple[JournalRun, ...]:
    """Runs without an end, the oldest first.

    Raises:
        WriteBlockError: a run carries a stop mark, or its journal cannot be trusted.
    """
    runs = read_runs(folder)
    for run in runs:
        if run.stop_reason:
            raise WriteBlockError(
                f"Run {run.run} stopped: {run.stop_reason}. Nothing is written until a person "
                "has looked.",
                advice=f"Look at the document, then lift the mark with `mendeley-sync push "
                f"--unblock {run.run}`.",
            )
    return tuple(run for run in runs if not run.is_closed and not run.accepted)


def recover(bench: WriteContext, found: JournalRun) -> tuple[ChangeOutcome, ...]:
    """Find out what an unfinished run did, bring the lock file up, close the run.

    `bench.journal` must be the journal of that run.

    Returns:
        What its open changes turned out to be; `unknown` ones leave the run open.
    """
    intents = {one["change"]["id"]: one for one in found.of_kind(INTENT)}
    for record in found.of_kind(DONE):
        intent = intents.get(record["change"])
        if intent is not None:
            _bring_up(bench, intent, record)
    outcomes = tuple(_classify(bench, intent) for intent in _last_of_each(found))
    bench.book.save()
    if not any(outcome.result is Result.UNKNOWN for outcome in outcomes):
        bench.journal.append(END, recovered=True)
    return outcomes


def _last_of_each(found: JournalRun) -> tuple[Mapping[str, Any], ...]:
    """Open intents; of one that was sent again after a foreign edit the last."""
    return tuple({one["change"]["id"]: one for one in found.open_intents()}.values())


def _bring_up(bench: WriteContext, intent: Mapping[str, Any], done: Mapping[str, Any]) -> None:
    """What was done and seen, but perhaps never reached the lock file."""
    change, step = Change.model_validate(intent["change"]), _step_of(intent)
    after = done.get("after")
    if after is None:
        return
    document = document_from_wire(after)
    bench_step(bench, change, step)
    if step is not None:
        remember_undone(bench.book, change, step, bench.client.answered_at)
    elif change.kind in CREATING_KINDS:
        if change.reference and bench.book.document_of(change.reference) != document.id:
            bind_created(bench, change, document, rule="created")
    elif change.kind in FIELD_KINDS:
        if change.reference is not None and change.reference in bench.references:
            names = [field.field for field in change.fields]
            remember_fields(bench, change.reference, names, document)
            _remember_refused(bench, change, done)
    else:
        record_move(bench, change, document)


def _remember_refused(bench: WriteContext, change: Change, done: Mapping[str, Any]) -> None:
    document = document_from_wire(done["after"])
    kept = done.get("unverified") or []
    seen = check(change.fields, {}, document, document)
    if change.reference is None or not kept or seen.is_untouched:
        return

    refused = {
        field.field: BaselineValue(
            value=field.after,
            stored_as=to_csl(field.field, library_value(document, field.field)),
            refused=True,
        )
        for field in change.fields
        if field.field in kept
    }
    bench.book.agree(change.reference, refused, last_modified=document.last_modified)


def bench_step(bench: WriteContext, change: Change, step: UndoStep | None) -> None:
    """Let the bench know the way back of a change that is recovered."""
    if step is not None:
        bench.undo = {**bench.undo, change.id: step}


def _step_of(intent: Mapping[str, Any]) -> UndoStep | None:
    step = intent.get("undo")
    return UndoStep.model_validate(step) if step else None


# -- intents without an outcome -----------------------------------------------------------


def _classify(bench: WriteContext, intent: Mapping[str, Any]) -> ChangeOutcome:
    change = Change.model_validate(intent["change"])
    bench_step(bench, change, _step_of(intent))
    if change.kind in CREATING_KINDS:
        return _classify_create(bench, change, intent)
    if change.kind in FIELD_KINDS:
        return _classify_fields(bench, change, intent)
    return _classify_move(bench, change)


def _classify_fields(
    bench: WriteContext, change: Change, intent: Mapping[str, Any]
) -> ChangeOutcome:
    try:
        now = bench.client.document(change.document or "")
    except NotFoundError:
        return _not_done(bench, change, "the document is no longer in the library")
    request = intent["request"]
    arrived = (
        raw_matches(request, now)
        if change.id in bench.undo
        else check(change.fields, request, now, now).is_done
    )
    if not arrived:
        return _not_done(bench, change, "it had not arrived")
    names = {field.field: None for field in change.fields}
    bench.done(change, now, agreed_before=bench.book.agreed(change.reference or "", names))
    _bring_up(bench, intent, {"after": dict(now.raw)})
    return outcome_of(change, Result.DONE, "found done", last_modified=now.last_modified)


def _classify_create(
    bench: WriteContext, change: Change, intent: Mapping[str, Any]
) -> ChangeOutcome:
    sent_at = datetime.fromisoformat(intent["at"])
    found = find_created(bench, intent["request"], since=sent_at - BEFORE_INTENT)
    if len(found) == 1:
        bench.done(change, found[0], unverified=[], former=None)
        bind_created(bench, change, found[0], rule="created")
        return outcome_of(change, Result.DONE, "found done", document=found[0].id)
    if found:
        return _not_done(bench, change, "several such documents are there: look at them")
    if bench.client.answered_at - sent_at < LATEST_ARRIVAL:
        return outcome_of(change, Result.UNKNOWN, not_confirmed(change))
    return _not_done(bench, change, "it had not arrived")


def _classify_move(bench: WriteContext, change: Change) -> ChangeOutcome:
    place, now = place_of(bench, change.document or "")
    goal = "trash" if change.kind in TRASHING_KINDS else "library"
    if place != goal or now is None:
        return _not_done(bench, change, "it had not arrived")
    known = bench.book.binding(change.reference or "")
    binding = known.model_dump(mode="json", exclude_defaults=True) if known else None
    bench.done(change, now, binding=binding)
    record_move(bench, change, now)
    return outcome_of(change, Result.DONE, "found done", last_modified=now.last_modified)


def _not_done(bench: WriteContext, change: Change, reason: str) -> ChangeOutcome:
    bench.failed(change, reason, "not done")
    return outcome_of(change, Result.SKIPPED, reason)


def journal_of(found: JournalRun) -> Journal:
    """The journal of an unfinished run, to go on behind its last whole record."""
    return Journal.go_on(found)
