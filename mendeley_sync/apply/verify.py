"""Did a write do what was planned, and nothing else? Asked of what the service reads back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from mendeley_sync.diff.equality.fields import library_value, same
from mendeley_sync.domain.csl import from_csl, to_csl
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.metadata import value_of
from mendeley_sync.mendeley.wire.drafts import writable_fields
from mendeley_sync.names.lists import is_cut
from mendeley_sync.plan.changes import FieldChange


class Seen(StrEnum):
    """What the library holds in a planned field."""

    AFTER = "after"
    """What was planned."""
    BEFORE = "before"
    """What was there before."""
    OTHER = "other"


class Check(NamedTuple):
    """What a read-back shows."""

    fields: Mapping[FieldName, Seen]
    moved: tuple[str, ...]
    """Members of the document that changed although nobody asked for it."""

    @property
    def is_done(self) -> bool:
        """Every planned field has its value."""
        return all(seen is Seen.AFTER for seen in self.fields.values())

    @property
    def is_untouched(self) -> bool:
        """No planned field has changed at all."""
        return all(seen is Seen.BEFORE for seen in self.fields.values())


def seen_in(document: Document, change: FieldChange) -> Seen:
    """What a document holds in the field of one change."""
    after = from_csl(change.field, change.after)
    now = library_value(document, change.field)
    if _is(change.field, now, change.after):
        return Seen.AFTER
    if _is(change.field, now, change.before):
        return Seen.BEFORE
    # Equal for a reader, but still the old writing: a change of the writing alone is not done.
    if same(change.field, after, now) and not same(
        change.field, after, from_csl(change.field, change.before)
    ):
        # "et al." in the library is what was to go; it counts as not yet done.
        return Seen.OTHER if change.field == "author" and is_cut(now) else Seen.AFTER  # type: ignore[arg-type]  # authors are people
    return Seen.OTHER


def _is(field: FieldName, now: Any, wanted: Any) -> bool:
    return bool(to_csl(field, now) == to_csl(field, from_csl(field, wanted)))


def check(
    fields: Iterable[FieldChange], patch: Mapping[str, Any], before: Document, after: Document
) -> Check:
    """Hold what is read back against what was planned and what was there before.

    Args:
        patch: what was sent; its members may have changed, no other may.
        before: the pre-image.
        after: the read-back.
    """
    return Check(
        {change.field: seen_in(after, change) for change in fields},
        moved_members(patch, before, after),
    )


def moved_members(patch: Mapping[str, Any], before: Document, after: Document) -> tuple[str, ...]:
    """Members that differ between pre-image and read-back and were not sent.

    Of `identifiers` every key counts by itself, since it is sent whole.
    """
    first, second = writable_fields(before.raw), writable_fields(after.raw)
    moved = [
        member
        for member in sorted(first.keys() | second.keys())
        if member not in patch and first.get(member) != second.get(member)
    ]
    if "identifiers" in patch:
        sent = patch["identifiers"] or {}
        got = second.get("identifiers", {})
        earlier = first.get("identifiers", {})
        moved += [
            f"identifiers.{key}"
            for key in sorted(earlier.keys() | got.keys())
            if sent.get(key) == earlier.get(key) and got.get(key) != earlier.get(key)
        ]
    return tuple(moved)


def raw_matches(patch: Mapping[str, Any], document: Document) -> bool:
    """Whether a document's members are, as JSON, what was sent."""
    wanted = writable_fields(patch)
    present = writable_fields(document.raw)
    return all(wanted.get(member) == present.get(member) for member in patch)


def metadata_equal(before: Document, after: Document, fields: Iterable[FieldName]) -> bool:
    """Whether two readings of a document hold the same in these fields, to the letter."""
    return all(value_of(before.metadata, name) == value_of(after.metadata, name) for name in fields)
