"""One write to the fields of one document: looked at before, proven after.

Source: mendeley-api 2.7 and 2.8; sync-semantics 6.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mendeley_sync.apply.revert import remember_undone
from mendeley_sync.apply.verify import Check, Seen, check, moved_members, raw_matches
from mendeley_sync.apply.write_context import QUIET_S, WriteContext
from mendeley_sync.diff.bindings import describes_another_work
from mendeley_sync.diff.equality.fields import library_value, list_value
from mendeley_sync.diff.situation import new_baseline
from mendeley_sync.domain.csl import from_csl, to_csl
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import BaselineValue
from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import (
    MendeleySyncError,
    NotFoundError,
    PreconditionFailedError,
    RefusedChangeError,
    UnknownOutcomeError,
    WriteBlockError,
)
from mendeley_sync.mendeley.wire.drafts import patch_to_wire
from mendeley_sync.plan.changes import Change, FieldChange
from mendeley_sync.plan.outcome import ChangeOutcome, Result, outcome_of

TRIES = 3
"""Sends of one change: the first, one with the date rounded up, one after a foreign edit."""


class _StaleError(Exception):
    """The document is no longer what was planned for."""


def write_fields(bench: WriteContext, change: Change) -> ChangeOutcome:
    """Write the planned fields of one document.

    Returns:
        What became of it; a change that somebody else's edit has overtaken is `stale`.

    Raises:
        WriteBlockError: the service changed something that was not sent.
        AccessError, ServiceError: the run cannot go on; nothing is known to be half done.
    """
    try:
        before = _pre_read(bench, change)
        _ensure_planned(bench, change, before)
    except NotFoundError:
        return _stale(bench, change, "the document is no longer in the library")
    except _StaleError as stale:
        return _stale(bench, change, str(stale))
    if _has_arrived(bench, change, _patch(bench, change, before), before):
        # Somebody has made the very same change, or an earlier run of ours did.
        _remember(bench, change, before)
        return _done(change, before)
    return _send(bench, change, before)


def _stale(bench: WriteContext, change: Change, reason: str) -> ChangeOutcome:
    return outcome_of(change, Result.STALE, reason)


def _done(change: Change, after: Document) -> ChangeOutcome:
    return outcome_of(change, Result.DONE, last_modified=after.last_modified)


def _pre_read(bench: WriteContext, change: Change) -> Document:
    document = bench.client.document(change.document or "")
    if bench.wait_until_idle(document):
        document = bench.client.document(change.document or "")
    return document


def _ensure_planned(bench: WriteContext, change: Change, document: Document) -> None:
    """Every planned field must still hold what it held when it was planned, or its new value."""
    if document.group_id not in (None, bench.group_id):
        raise _StaleError("the document now belongs to another group")
    if document.last_modified is None:
        raise _StaleError("the document has no readable time of change")
    reference = bench.references.get(change.reference or "")
    if reference is not None and change.id not in bench.undo:
        _ensure_same_work(bench, change, reference, document)
    if (step := bench.undo.get(change.id)) is not None:
        if not (raw_matches(step.left, document) or raw_matches(step.patch, document)):
            raise _StaleError("the document is not as that run left it")
        return
    seen = check(change.fields, {}, document, document).fields
    for name, what in seen.items():
        if what is Seen.OTHER:
            now = to_csl(name, library_value(document, name))
            raise _StaleError(f"{name}: somebody changed it meanwhile, it now says {now!r}")


def _ensure_same_work(
    bench: WriteContext, change: Change, reference: Reference, document: Document
) -> None:
    if describes_another_work(reference, document):
        raise _StaleError("the document now has another title and other identifiers")
    names = [field.field for field in change.fields]
    protected = [name for name in names if bench.rules.protects(reference, name)]
    if protected:
        raise _StaleError(f"{', '.join(protected)}: protected")


# -- sending ----------------------------------------------------------------------------


def _send(bench: WriteContext, change: Change, before: Document) -> ChangeOutcome:
    patch = _patch(bench, change, before)
    bench.intend(change, before, patch)
    round_up, lost = False, False
    for _ in range(TRIES):
        try:
            answer = _patched(bench, before, patch, round_up=round_up)
        except PreconditionFailedError:
            known = before.last_modified
            try:
                before = bench.client.document(before.id)
                _ensure_planned(bench, change, before)
            except (NotFoundError, _StaleError) as stale:
                return _failed(bench, change, Result.STALE, str(stale))
            if _has_arrived(bench, change, patch, before):
                return _verified(bench, change, patch, before, before)
            round_up = before.last_modified == known
            # Somebody may have changed another identifier: what is sent whole is made anew.
            patch = _patch(bench, change, before)
            bench.intend(change, before, patch)
        except UnknownOutcomeError:
            settled = _after_lost_answer(bench, change, before, patch)
            if settled is not None:
                return settled
            if lost:
                return outcome_of(change, Result.UNKNOWN, not_confirmed(change))
            lost = True
        except (RefusedChangeError, NotFoundError) as refused:
            return _failed(bench, change, Result.REFUSED, str(refused))
        except MendeleySyncError as error:
            # Every other error says that the service did nothing.
            bench.failed(change, str(error), "not sent")
            raise
        else:
            return _verify(bench, change, patch, before, answer)
    return _failed(bench, change, Result.STALE, "somebody edits this document again and again")


def not_confirmed(change: Change) -> str:
    """What a person is told when nobody knows whether a write arrived."""
    return (
        f"We sent a change to '{change.title}' and could not confirm that it arrived. Run "
        "`mendeley-sync push` again: it looks first."
    )


def _patch(bench: WriteContext, change: Change, document: Document) -> Mapping[str, Any]:
    if (step := bench.undo.get(change.id)) is not None:
        return step.patch
    values: dict[FieldName, FieldValue] = {
        field.field: from_csl(field.field, field.after) for field in change.fields
    }
    return patch_to_wire(values, document)


def _patched(
    bench: WriteContext, before: Document, patch: Mapping[str, Any], *, round_up: bool
) -> Document:
    if before.last_modified is None:
        raise PreconditionFailedError("the document has no readable time of change")
    return bench.client.update_document(
        before.id, patch, unmodified_since=before.last_modified, round_up=round_up
    )


def _after_lost_answer(
    bench: WriteContext, change: Change, before: Document, patch: Mapping[str, Any]
) -> ChangeOutcome | None:
    """What the library says when no answer did; None: nothing happened, send again."""
    after = bench.client.document(before.id)
    if _has_arrived(bench, change, patch, after):
        return _verified(bench, change, patch, before, after)
    if not moved_members({}, before, after) and after.last_modified == before.last_modified:
        return None
    reason = "sent, not confirmed, and somebody has edited the document since"
    return _failed(bench, change, Result.STALE, reason)


def _has_arrived(
    bench: WriteContext, change: Change, patch: Mapping[str, Any], document: Document
) -> bool:
    if change.id in bench.undo:
        return raw_matches(patch, document)
    return check(change.fields, patch, document, document).is_done


def _failed(bench: WriteContext, change: Change, result: Result, reason: str) -> ChangeOutcome:
    bench.failed(change, reason, result.value)
    return outcome_of(change, result, reason)


# -- proving ----------------------------------------------------------------------------


def _verify(
    bench: WriteContext,
    change: Change,
    patch: Mapping[str, Any],
    before: Document,
    answer: Document,
) -> ChangeOutcome:
    after = bench.client.document(before.id)
    if not _has_arrived(bench, change, patch, after):
        # A read may lag behind a write; asked once more before it counts as a failure.
        bench.client.pause(QUIET_S)
        after = bench.client.document(before.id)
    edited_since = (
        answer.last_modified is not None
        and after.last_modified is not None
        and after.last_modified > answer.last_modified
    )
    if edited_since and _has_arrived(bench, change, patch, after):
        # Somebody edited another field between our write and our look: not our doing.
        before = _without_moved(before, patch, after, answer)
    return _verified(bench, change, patch, before, after)


def _without_moved(
    before: Document, patch: Mapping[str, Any], after: Document, answer: Document
) -> Document:
    """The pre-image, if our own write left everything else alone; else as it was."""
    if moved_members(patch, before, answer) and answer.raw.keys() >= before.raw.keys():
        return before
    return after


def _verified(
    bench: WriteContext,
    change: Change,
    patch: Mapping[str, Any],
    before: Document,
    after: Document,
) -> ChangeOutcome:
    found = check(change.fields, patch, before, after)
    if found.moved:
        moved = ", ".join(found.moved)
        reason = (
            f"writing {', '.join(field.field for field in change.fields)} of document "
            f"{after.id} changed {moved}, too"
        )
        bench.done(change, after, agreed_before=_agreed_before(bench, change))
        bench.stop(reason)
        raise WriteBlockError(
            f"We stopped: {reason}.",
            advice=f"Look at the document, then lift the mark with "
            f"`mendeley-sync push --unblock {bench.journal.run}`.",
        )
    if not _has_arrived(bench, change, patch, after):
        return _not_accepted(bench, change, found, after)
    bench.done(change, after, agreed_before=_agreed_before(bench, change))
    _remember(bench, change, after)
    return _done(change, after)


def _agreed_before(bench: WriteContext, change: Change) -> dict[str, Any]:
    names: dict[FieldName, BaselineValue | None] = {one.field: None for one in change.fields}
    return bench.book.agreed(change.reference or "", names)


def _not_accepted(
    bench: WriteContext, change: Change, found: Check, after: Document
) -> ChangeOutcome:
    """The service said yes and keeps something else: remembered, so that we do not fight."""
    kept = [name for name, seen in found.fields.items() if seen is not Seen.AFTER]
    reason = f"the service said yes, but keeps its own value of {', '.join(kept)}"
    if found.is_untouched:
        reason = "the service said yes, but changed nothing"
    bench.done(change, after, agreed_before=_agreed_before(bench, change), unverified=kept)
    _remember(bench, change, after)
    if change.reference is not None and not found.is_untouched:
        refused = {
            field.field: BaselineValue(
                value=_listed(bench, change, field),
                stored_as=to_csl(field.field, library_value(after, field.field)),
                refused=True,
            )
            for field in change.fields
            if field.field in kept
        }
        bench.book.agree(change.reference, refused, last_modified=after.last_modified)
    return outcome_of(change, Result.UNVERIFIED, reason, last_modified=after.last_modified)


def _listed(bench: WriteContext, change: Change, field: FieldChange) -> Any:
    reference = bench.references.get(change.reference or "")
    if reference is None:
        return field.after
    return to_csl(field.field, list_value(reference, field.field))


def _remember(bench: WriteContext, change: Change, after: Document) -> None:
    """The values on which both sides now agree; of what is taken back nothing."""
    if (step := bench.undo.get(change.id)) is not None:
        remember_undone(bench.book, change, step, bench.client.answered_at)
        return
    reference = bench.references.get(change.reference or "")
    if reference is None:
        return
    remember_fields(bench, reference.key, [field.field for field in change.fields], after)


def remember_fields(bench: WriteContext, key: str, names: list[FieldName], after: Document) -> None:
    """Record the agreement on fields that were written and seen."""
    reference = bench.references[key]
    binding = bench.book.binding(key)
    fields: dict[FieldName, BaselineValue] = {}
    for name in names:
        known = binding.fields.get(name) if binding is not None else None
        found = new_baseline(name, list_value(reference, name), library_value(after, name), known)
        if found is not None:
            fields[name] = found
        bench.book.redo(key, name)
        bench.book.carried_out(key, name)
    bench.book.agree(key, fields, last_modified=after.last_modified)
