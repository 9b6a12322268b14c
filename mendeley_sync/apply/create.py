"""Adding one document: looked for before and after, never sent twice blindly.

Source: docs/synchronising.md (Writing: a lost create).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from mendeley_sync.apply.proof import Arrival, OvertakenError, Proof, Sent
from mendeley_sync.apply.update import Seen, kept_fields, remember_fields, seen_in, values_of
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.diff.equality.fields import library_value
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import Binding
from mendeley_sync.domain.service import Found, Image, Place, Record
from mendeley_sync.plan.changes import Change, ChangeKind, change_id

LOOK_AGAIN_S = (2.0, 8.0, 30.0)
"""Pauses before each further look for a document whose create was not confirmed."""
CLOCKS_APART = timedelta(seconds=2)
"""The service's times may be a little earlier than its `Date`."""
NEWEST = 50
"""Documents that one look takes in."""
TWIN_WITHIN = timedelta(minutes=10)
"""Two equal documents of one account this close together are one document, added twice."""
LATEST_ARRIVAL = timedelta(minutes=10)
"""A create that nobody has seen for so long did not arrive."""


class Create:
    """Adds a document; a `Strategy`."""

    look_again_s: tuple[float, ...] = LOOK_AGAIN_S
    may_resend = False
    latest_arrival = LATEST_ARRIVAL

    def look(self, context: WriteContext, change: Change, sent: Sent | None = None) -> Found:
        """The document that was added, or one like it that was added meanwhile."""
        if sent is not None and sent.answer is not None:
            return Found(Place.LIBRARY, sent.answer)
        new = sent.request if sent is not None else self._new(context, change)
        found = find_created(context, new, since=context.pulled_at)
        if is_ambiguous(found):
            raise OvertakenError("several such documents were added: review them in the library")
        return Found(Place.LIBRARY, found[0]) if found else Found(Place.NOWHERE, None)

    def objection(self, context: WriteContext, change: Change, now: Found) -> str:
        """What is to be made anew must be gone from the library and from the trash."""
        if change.kind is ChangeKind.RECREATE and not is_gone(context, change):
            return "the document is in the library or the trash again"
        return ""

    def request(self, context: WriteContext, change: Change, now: Found) -> Image:
        """The whole document."""
        return self._new(context, change)

    def send(self, context: WriteContext, change: Change, request: Image, now: Found) -> Record:
        """One create."""
        return context.service.create(request)

    def proof(
        self, context: WriteContext, change: Change, sent: Sent, before: Found, now: Found
    ) -> Proof:
        """It is there, with the values that were sent."""
        if now.record is None:
            return Proof(Arrival.NOT_YET)
        kept = kept_fields(change, now.record.document)
        if kept:
            reason = f"added, but Mendeley stored a different value for {', '.join(kept)}"
            return Proof(Arrival.KEPT_OTHER, kept, reason)
        return Proof(Arrival.ARRIVED)

    def memory(self, context: WriteContext, change: Change) -> Mapping[str, object]:
        """The document that the entry was bound to before."""
        return {"former": context.updates.document_of(change.reference or "")}

    def remember(
        self,
        context: WriteContext,
        change: Change,
        now: Record,
        *,
        kept: tuple[str, ...] = (),
        ours: bool = True,
    ) -> None:
        """The pair of an entry and the document that was made for it."""
        key, document = change.reference or "", now.document
        before = context.updates.binding(key)
        if before is not None and before.document == document.id:
            return
        context.updates.bind(
            Binding(
                reference=key,
                document=document.id,
                rule="created" if ours else "found",
                evidence="made from the entry" if ours else "the same, added meanwhile",
                bound_at=context.service.now,
                last_modified=document.last_modified,
                former_documents=(*before.former_documents, before.document) if before else (),
            )
        )
        context.updates.redo(key, None)
        if key in context.references:
            nulls = context.references[key].nulls
            names = [
                name for name in context.rules.compared() if _agrees(change, name, document, nulls)
            ]
            remember_fields(context, key, names, document)

    def follow_up(
        self, context: WriteContext, change: Change, now: Record
    ) -> tuple[Change, Record] | None:
        """Ours goes to the trash again where another run of this account added the same."""
        twin = _older_twin(context, self._new(context, change), now)
        if twin is None:
            return None
        document = now.document
        makes_way = Change(
            id=change_id(ChangeKind.UNDO_CREATE, reference=change.reference, document=document.id),
            kind=ChangeKind.UNDO_CREATE,
            reference=change.reference,
            document=document.id,
            title=change.title,
            expected_last_modified=document.last_modified,
            why="Another run added the same at the same moment.",
            undoes=context.journal.run,
        )
        return makes_way, twin

    def _new(self, context: WriteContext, change: Change) -> Image:
        return context.service.drafts.new(values_of(change))


class Newest:
    """Holds the newest records of a library; a `domain.service.Sink`."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def clear(self) -> None:
        """The listing begins anew."""
        self.records.clear()

    def add(self, records: Iterable[Record], place: Place) -> None:
        """Take in records."""
        self.records += records


def find_created(context: WriteContext, new: Image, *, since: datetime) -> tuple[Record, ...]:
    """Documents added since then that hold exactly what is, or was, to be sent."""
    newest, drafts = Newest(), context.service.drafts
    context.service.snapshot(newest, newest=NEWEST)
    wanted, earliest = drafts.fingerprint(new), since - CLOCKS_APART
    return tuple(
        record
        for record in newest.records
        if is_recent(record.document, earliest)
        and drafts.fingerprint(record.image) == wanted
        and is_own(context, record.document)
        and not context.updates.is_bound(record.document.id)
    )


def is_ambiguous(found: tuple[Record, ...]) -> bool:
    """Whether nobody can say which of them is the one."""
    return len(found) > 1


def is_recent(document: Document, earliest: datetime) -> bool:
    """Whether it was added since then; without a readable time it may have been."""
    return document.created is None or document.created >= earliest


def is_own(context: WriteContext, document: Document) -> bool:
    """Whether our account added it, as far as we know who we are."""
    return context.profile in (None, document.profile_id)


def is_gone(context: WriteContext, change: Change) -> bool:
    """Whether the document that is to be made anew is in no place."""
    return context.service.read(change.document or "").place is Place.NOWHERE


def _older_twin(context: WriteContext, new: Image, ours: Record) -> Record | None:
    """The same document, added by our account a moment before ours: by a run elsewhere.

    That run sees ours as the younger one, too, so that exactly one of the two gives way.
    """
    created = ours.document.created
    if context.profile is None or created is None:
        return None
    found = find_created(context, new, since=created - TWIN_WITHIN)
    return min((one for one in found if is_older(one, ours)), key=_age_of, default=None)


def is_older(one: Record, ours: Record) -> bool:
    """Whether a document was there before ours; at one instant the ids decide."""
    return one.document.created is not None and _age_of(one) < _age_of(ours)


def _age_of(record: Record) -> tuple[datetime, str]:
    return record.document.created or datetime.max.replace(tzinfo=UTC), record.document.id


def _agrees(
    change: Change, name: FieldName, document: Document, nulls: frozenset[FieldName]
) -> bool:
    """What was sent and kept, and what the list says is empty; of the rest nothing is agreed."""
    sent = {field.field: field for field in change.fields}
    if name in sent:
        return seen_in(document, sent[name]) is Seen.AFTER
    return name in nulls and not library_value(document, name)
