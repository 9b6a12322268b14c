"""Decisions, and whether they are still valid.

A decision is valid for the values that were shown. When they change it lapses, and the
item needs review again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from mendeley_sync.diff.difference import Difference
from mendeley_sync.domain.csl import CslValue, metadata_to_csl
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.lock_data import Decision, LockFileData
from mendeley_sync.domain.references import Reference, ReferenceKey

_CONTENT_DIGITS = 16


def value_content(field: FieldName, mine: CslValue, theirs: CslValue) -> str:
    """The digest of two values of a field as they are shown for review."""
    return _digest([field, mine, theirs])


def finding_content(finding: Difference) -> str:
    """The digest of a difference as it is shown for review: `Decision.content`."""
    if finding.field is not None:
        return value_content(finding.field, finding.list, finding.library)
    return _digest([finding.kind.value, finding.reference, finding.document, finding.others])


def pair_content(reference: Reference, document: Document) -> str:
    """The digest of two records that were decided to be the same work, or not."""
    return _digest([metadata_to_csl(reference.metadata), metadata_to_csl(document.metadata)])


def _digest(content: object) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_CONTENT_DIGITS]


def is_still_valid(decision: Decision, content: str, now: datetime) -> bool:
    """True if a decision is valid for this content at this time."""
    if decision.until is not None and decision.until <= now:
        return False
    return not decision.content or decision.content == content


class Decisions:
    """The decisions of a lock file, by what they are about."""

    def __init__(self, lock_data: LockFileData, now: datetime) -> None:
        self._now = now
        self._fields = {
            (one.reference, one.field): one
            for one in lock_data.decisions
            if one.kind in ("take-list", "take-library")
        }
        self._accepted = {
            one.finding: one
            for one in lock_data.decisions
            if one.kind == "accepted" and one.finding
        }
        self._pairs = [
            one for one in lock_data.decisions if one.kind in ("same-work", "different-works")
        ]

    def side_taken(
        self, reference: ReferenceKey, field: FieldName, mine: CslValue, theirs: CslValue
    ) -> str | None:
        """`take-list` or `take-library`, where a valid decision is about this difference."""
        found = self._fields.get((reference, field)) or self._fields.get((reference, None))
        content = value_content(field, mine, theirs)
        return found.kind if found and is_still_valid(found, content, self._now) else None

    def accepts(self, finding: Difference) -> bool:
        """True if this difference is accepted."""
        found = self._accepted.get(finding.id)
        return found is not None and is_still_valid(found, finding_content(finding), self._now)

    def same_works(
        self, references: Iterable[Reference], documents: Iterable[Document]
    ) -> dict[tuple[ReferenceKey, DocumentId], bool]:
        """The pairs that were decided: True for the same work, False for different works."""
        mine = {reference.key: reference for reference in references}
        theirs = {document.id: document for document in documents}
        found: dict[tuple[ReferenceKey, DocumentId], bool] = {}
        for one in self._pairs:
            if one.reference in mine and one.document in theirs:
                content = pair_content(mine[one.reference], theirs[one.document])
                if is_still_valid(one, content, self._now):
                    found[one.reference, one.document] = one.kind == "same-work"
        return found
