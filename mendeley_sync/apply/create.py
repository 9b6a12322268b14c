"""Adding one document: looked for before and after, never sent twice blindly.

Source: sync-semantics 6.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from mendeley_sync.apply.trash import move
from mendeley_sync.apply.update import not_confirmed, remember_fields
from mendeley_sync.apply.verify import Seen, seen_in
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.diff.equality.fields import library_value
from mendeley_sync.domain.csl import from_csl
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.lock_data import Binding
from mendeley_sync.domain.metadata import Metadata, with_values
from mendeley_sync.errors import (
    MendeleySyncError,
    NotFoundError,
    RefusedChangeError,
    UnknownOutcomeError,
)
from mendeley_sync.mendeley.wire.documents import document_from_wire
from mendeley_sync.mendeley.wire.drafts import document_to_wire, writable_fields
from mendeley_sync.plan.changes import Change, ChangeKind, change_id
from mendeley_sync.plan.outcome import ChangeOutcome, Result, outcome_of
from mendeley_sync.stores.journal import NOTED

LOOK_AGAIN_S = (0.0, 2.0, 8.0, 30.0)
"""Pauses before each look for a document whose create was not confirmed."""
BEFORE_INTENT = timedelta(seconds=2)
"""The service's times may be a little earlier than its `Date`."""
NEWEST = 50
"""Documents that one look takes in."""
TWIN_WITHIN = timedelta(minutes=10)
"""Two equal documents of one account this close together are one document, added twice."""


def payload_of(bench: WriteContext, change: Change) -> Mapping[str, Any]:
    """The new document as it is sent."""
    values: dict[FieldName, FieldValue] = {
        field.field: from_csl(field.field, field.after) for field in change.fields
    }
    return document_to_wire(with_values(Metadata(), values), bench.group_id)


def create(bench: WriteContext, change: Change) -> ChangeOutcome:
    """Add one document, prove it, and bind it.

    Raises:
        AccessError, ServiceError: the run cannot go on; the next one looks first.
    """
    payload = payload_of(bench, change)
    if change.kind is ChangeKind.RECREATE and not _is_gone(bench, change.document or ""):
        return outcome_of(change, Result.STALE, "the document is there again")
    present = find_created(bench, payload, since=bench.pulled_at)
    if len(present) > 1:
        return outcome_of(change, Result.STALE, "several such documents were just added")
    if present:
        return _settle(bench, change, present[0], rule="found")
    bench.intend(change, None, payload)
    try:
        made = bench.client.create_document(payload)
    except UnknownOutcomeError:
        return _look(bench, change, payload)
    except (RefusedChangeError, NotFoundError) as refused:
        bench.failed(change, str(refused), Result.REFUSED.value)
        return outcome_of(change, Result.REFUSED, str(refused))
    except MendeleySyncError as error:
        bench.failed(change, str(error), "not sent")
        raise
    ours = _read(bench, made.id)
    twin = _older_twin(bench, payload, ours)
    if twin is not None:
        return _make_way(bench, change, ours, twin)
    return _settle(bench, change, ours, rule="created")


def _is_gone(bench: WriteContext, document: DocumentId) -> bool:
    """Neither in the library nor in the trash, asked directly."""
    for ask in (bench.client.document, bench.client.trashed_document):
        try:
            ask(document)
        except NotFoundError:
            continue
        return False
    return True


def _read(bench: WriteContext, document: DocumentId) -> Document:
    """The new document; a read may lag behind the write for a moment."""
    for pause_s in LOOK_AGAIN_S[1:]:
        try:
            return bench.client.document(document)
        except NotFoundError:
            bench.client.pause(pause_s)
    return bench.client.document(document)


def _look(bench: WriteContext, change: Change, payload: Mapping[str, Any]) -> ChangeOutcome:
    """The answer was lost: look for the document; it is never simply sent again."""
    since = bench.client.answered_at - BEFORE_INTENT
    for pause_s in LOOK_AGAIN_S:
        if pause_s:
            bench.client.pause(pause_s)
        found = find_created(bench, payload, since=min(since, bench.pulled_at))
        if len(found) == 1:
            return _settle(bench, change, found[0], rule="created")
        if found:
            reason = "sent once, and several such documents are there: look at them"
            bench.failed(change, reason, Result.STALE.value)
            return outcome_of(change, Result.STALE, reason)
    return outcome_of(change, Result.UNKNOWN, not_confirmed(change))


def find_created(
    bench: WriteContext, payload: Mapping[str, Any], *, since: datetime
) -> tuple[Document, ...]:
    """Documents added since then that hold exactly what is, or was, to be sent."""
    wanted = fingerprint(payload)
    page = bench.client.first_page(
        group_id=bench.group_id, sort="created", order="desc", limit=NEWEST
    )
    found = (document_from_wire(raw) for raw in page.items)
    return tuple(
        document
        for document in found
        if (document.created is None or document.created >= since - BEFORE_INTENT)
        and fingerprint(document.raw) == wanted
        and bench.profile in (None, document.profile_id)
        and not _is_bound(bench, document.id)
    )


def _older_twin(bench: WriteContext, payload: Mapping[str, Any], ours: Document) -> Document | None:
    """The same document, added by our account a moment before ours: by a run elsewhere.

    That run sees ours as the younger one, too, so that exactly one of the two gives way.
    """
    if bench.profile is None or ours.created is None:
        return None
    found = find_created(bench, payload, since=ours.created - TWIN_WITHIN)
    dated = [(one.created, one.id, one) for one in found if one.created is not None]
    oldest = min(dated, default=None)
    if oldest is None or oldest[:2] >= (ours.created, ours.id):
        return None
    return oldest[2]


def _make_way(bench: WriteContext, change: Change, ours: Document, twin: Document) -> ChangeOutcome:
    """Ours goes to the trash again, if nobody touched it; the older one is bound instead."""
    back = Change(
        id=change_id(ChangeKind.UNDO_CREATE, reference=change.reference, document=ours.id),
        kind=ChangeKind.UNDO_CREATE,
        reference=change.reference,
        document=ours.id,
        title=change.title,
        expected_last_modified=ours.last_modified,
        why="Another run added the same at the same moment.",
        undoes=bench.journal.run,
    )
    moved = move(bench, back)
    if moved.result is not Result.DONE:
        settled = _settle(bench, change, ours, rule="created")
        reason = f"another run added the same; both are there now: {moved.reason}"
        return settled.model_copy(update={"reason": settled.reason or reason})
    key = change.reference or ""
    known = bench.book.binding(key)
    former = known.model_dump(mode="json", exclude_defaults=True) if known else None
    bench.journal.append(NOTED, former={key: former})
    return _settle(bench, change, twin, rule="found", twin=True)


def _is_bound(bench: WriteContext, document: DocumentId) -> bool:
    return document in bench.book.ledger.by_document()


def fingerprint(raw: Mapping[str, Any]) -> str:
    """What tells one new document from another: its fields, sorted, in plain form."""
    fields = {key: value for key, value in writable_fields(raw).items() if key != "group_id"}
    return repr(sorted((key, _plain(value)) for key, value in fields.items()))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split()).casefold()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return sorted((key, _plain(item)) for key, item in value.items())
    return value


def _settle(
    bench: WriteContext, change: Change, document: Document, *, rule: str, **more: Any
) -> ChangeOutcome:
    """Bind the new document and remember what both sides agree on."""
    kept = [field.field for field in change.fields if seen_in(document, field) is not Seen.AFTER]
    key = change.reference or ""
    former = bench.book.document_of(key)
    bench.done(change, document, unverified=kept, former=former, **more)
    bind_created(bench, change, document, rule=rule)
    if kept:
        reason = f"added, but the service keeps its own value of {', '.join(kept)}"
        return outcome_of(
            change,
            Result.UNVERIFIED,
            reason,
            document=document.id,
            last_modified=document.last_modified,
        )
    return outcome_of(
        change, Result.DONE, document=document.id, last_modified=document.last_modified
    )


def bind_created(bench: WriteContext, change: Change, document: Document, *, rule: str) -> None:
    """Remember the pair of an entry and the document that was made for it."""
    key = change.reference or ""
    before = bench.book.binding(key)
    former = before.former_documents if before else ()
    if before is not None and before.document != document.id:
        former = (*former, before.document)
    bench.book.bind(
        Binding(
            reference=key,
            document=document.id,
            rule=rule,
            evidence="made from the entry" if rule == "created" else "the same, added meanwhile",
            bound_at=bench.client.answered_at,
            last_modified=document.last_modified,
            former_documents=former,
        )
    )
    bench.book.redo(key, None)
    if key in bench.references:
        nulls = bench.references[key].nulls
        names = [name for name in bench.rules.compared() if _agrees(change, name, document, nulls)]
        remember_fields(bench, key, names, document)


def _agrees(
    change: Change, name: FieldName, document: Document, nulls: frozenset[FieldName]
) -> bool:
    """What was sent and kept, and what the list says is empty; of the rest nothing is agreed."""
    sent = {field.field: field for field in change.fields}
    if name in sent:
        return seen_in(document, sent[name]) is Seen.AFTER
    return name in nulls and not library_value(document, name)
