"""Fields of one document: are they as planned, did they arrive, and nothing else?

Source: docs/service.md (Updating a document), docs/synchronising.md (Writing).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from mendeley_sync.apply.proof import Arrival, OvertakenError, Proof, Sent
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.diff.bindings import describes_another_work
from mendeley_sync.diff.equality.fields import library_value, list_value, same
from mendeley_sync.diff.situation import new_baseline
from mendeley_sync.diff.source_of_truth import FieldRules
from mendeley_sync.domain.csl import from_csl, to_csl
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import BaselineValue
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.domain.service import Found, Image, Place, Record
from mendeley_sync.names.lists import is_cut
from mendeley_sync.plan.changes import Change, FieldChange


class Seen(StrEnum):
    """What the library holds in a planned field."""

    AFTER = "after"
    """What was planned."""
    BEFORE = "before"
    """What was there before."""
    OTHER = "other"


class Update:
    """Writes fields of a document that exists; a `Strategy`."""

    look_again_s: tuple[float, ...] = ()
    may_resend = True
    latest_arrival = timedelta()

    def look(self, context: WriteContext, change: Change, sent: Sent | None = None) -> Found:
        """The document, in the library."""
        found = context.service.read(change.document or "")
        if found.place is not Place.LIBRARY:
            raise OvertakenError("the document is no longer in the library")
        return found

    def objection(self, context: WriteContext, change: Change, now: Found) -> str:
        """Every planned field must hold what it held when it was planned, or its new value."""
        document = document_in(now)
        if document.last_modified is None:
            return "the document has no readable time of change"
        return self._not_as_planned(context, change, now)

    def request(self, context: WriteContext, change: Change, now: Found) -> Image:
        """The smallest patch."""
        return context.service.drafts.patch(values_of(change), record_in(now).image)

    def send(self, context: WriteContext, change: Change, request: Image, now: Found) -> Record:
        """One update, on the condition that nobody has edited the document since."""
        return context.service.update(request, known=record_in(now))

    def proof(
        self, context: WriteContext, change: Change, sent: Sent, before: Found, now: Found
    ) -> Proof:
        """The planned fields have their values, and no other member has moved."""
        first, last = record_in(before), record_in(now)
        arrived = self._has_arrived(context, change, sent.request, last)
        if sent.answer is not None and arrived and _edited_since(sent.answer, last):
            # Someone edited another field between our write and our look: not our doing.
            first = _without_theirs(context, sent, first, last)
        moved = context.service.drafts.moved(sent.request, first.image, last.image)
        if moved and (arrived or sent.answered):
            return Proof(Arrival.MOVED_MORE, moved)
        if arrived:
            return Proof(Arrival.ARRIVED)
        if sent.answered:
            kept = kept_fields(change, last.document)
            names = ", ".join(kept)
            reason = f"Mendeley accepted the change but stored a different value for {names}"
            if is_untouched(change, last.document):
                reason = "Mendeley accepted the change but changed nothing"
            return Proof(Arrival.KEPT_OTHER, kept, reason)
        if was_edited(context, first, last):
            raise OvertakenError("sent, but not confirmed, and someone has edited the document")
        return Proof(Arrival.NOT_YET)

    def memory(self, context: WriteContext, change: Change) -> Mapping[str, object]:
        """The values last agreed on."""
        names: dict[FieldName, BaselineValue | None] = {one.field: None for one in change.fields}
        return {"agreed_before": context.updates.agreed(change.reference or "", names)}

    def remember(
        self,
        context: WriteContext,
        change: Change,
        now: Record,
        *,
        kept: tuple[str, ...] = (),
        ours: bool = True,
    ) -> None:
        """The values on which both sides now agree, and those that the service keeps."""
        key = change.reference
        if key is None or key not in context.references:
            return
        remember_fields(context, key, [field.field for field in change.fields], now.document)
        if is_untouched(change, now.document):
            return
        # Remembered, so that two writers of a value do not fight.
        refused = {
            name: BaselineValue(
                value=to_csl(name, list_value(context.references[key], name)),
                stored_as=to_csl(name, library_value(now.document, name)),
                refused=True,
            )
            for name in kept
        }
        context.updates.agree(key, refused, last_modified=now.document.last_modified)

    def follow_up(
        self, context: WriteContext, change: Change, now: Record
    ) -> tuple[Change, Record] | None:
        """Nothing follows."""
        return None

    def _not_as_planned(self, context: WriteContext, change: Change, now: Found) -> str:
        document = document_in(now)
        reference = context.references.get(change.reference or "")
        if reference is not None:
            if describes_another_work(reference, document):
                return "the document now has another title and other identifiers"
            if names := protected_fields(context.rules, reference, change):
                return f"{', '.join(names)}: protected"
        if name := edited_field(change, document):
            value = to_csl(name, library_value(document, name))
            return f"someone edited {name} after the pull: it is now {value!r}"
        return ""

    def _has_arrived(
        self, context: WriteContext, change: Change, request: Image, now: Record
    ) -> bool:
        return all(seen_in(now.document, field) is Seen.AFTER for field in change.fields)


def protected_fields(
    rules: FieldRules, reference: Reference, change: Change
) -> tuple[FieldName, ...]:
    """Fields of the change that are never written; the planner has left them out before."""
    return tuple(one.field for one in change.fields if rules.protects(reference, one.field))


def edited_field(change: Change, document: Document) -> FieldName | None:
    """A planned field that somebody has edited since, if there is one."""
    edited = (one.field for one in change.fields if seen_in(document, one) is Seen.OTHER)
    return next(edited, None)


def was_edited(context: WriteContext, before: Record, now: Record) -> bool:
    """Whether anything has changed in the document since."""
    moved = context.service.drafts.moved(Image({}), before.image, now.image)
    return bool(moved) or before.document.last_modified != now.document.last_modified


def kept_fields(change: Change, document: Document) -> tuple[FieldName, ...]:
    """Planned fields in which the service holds something else than was sent."""
    return tuple(one.field for one in change.fields if seen_in(document, one) is not Seen.AFTER)


def values_of(change: Change) -> dict[FieldName, FieldValue]:
    """The values that a change writes, by field."""
    return {one.field: from_csl(one.field, one.after) for one in change.fields}


def record_in(found: Found) -> Record:
    """The record of what a look found."""
    assert found.record is not None  # `look` or `objection` has refused what is nowhere
    return found.record


def document_in(found: Found) -> Document:
    """The document of what a look found."""
    return record_in(found).document


def seen_in(document: Document, change: FieldChange) -> Seen:
    """What a document holds in the field of one change."""
    name, now = change.field, library_value(document, change.field)
    before, after = (from_csl(name, value) for value in (change.before, change.after))
    if to_csl(name, now) == to_csl(name, after):
        return Seen.AFTER
    if to_csl(name, now) == to_csl(name, before):
        return Seen.BEFORE
    # Equal for a reader, but still the old writing: a change of the writing alone is not done.
    if same(name, after, now) and not same(name, after, before):
        # "et al." in the library is what was to go; it counts as not yet done.
        return Seen.OTHER if name == "author" and is_cut(now) else Seen.AFTER  # type: ignore[arg-type]  # authors are people
    return Seen.OTHER


def is_untouched(change: Change, document: Document) -> bool:
    """Whether no planned field has changed at all."""
    return all(seen_in(document, field) is Seen.BEFORE for field in change.fields)


def remember_fields(
    context: WriteContext, key: ReferenceKey, names: list[FieldName], after: Document
) -> None:
    """Record the agreement on fields that were written and seen."""
    reference, binding = context.references[key], context.updates.binding(key)
    fields: dict[FieldName, BaselineValue] = {}
    for name in names:
        known = binding.fields.get(name) if binding is not None else None
        found = new_baseline(name, list_value(reference, name), library_value(after, name), known)
        if found is not None:
            fields[name] = found
        context.updates.redo(key, name)
        context.updates.carried_out(key, name)
    context.updates.agree(key, fields, last_modified=after.last_modified)


def _edited_since(answer: Record, now: Record) -> bool:
    ours, theirs = answer.document.last_modified, now.document.last_modified
    return ours is not None and theirs is not None and theirs > ours


def _without_theirs(context: WriteContext, sent: Sent, before: Record, now: Record) -> Record:
    """What to compare with: the pre-image, if our own write did not leave all else alone."""
    assert sent.answer is not None
    answer = sent.answer.image
    moved = context.service.drafts.moved(sent.request, before.image, answer)
    return before if moved and answer.keys() >= before.image.keys() else now
