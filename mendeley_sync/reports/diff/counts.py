"""How many works stand where: the counts that every rendering shows in the same order."""

from __future__ import annotations

from typing import NamedTuple

from mendeley_sync.diff.difference import Bucket, DiffResult


class StateCount(NamedTuple):
    """One count with its words."""

    name: str
    """Also the class of its colour on the page."""
    words: str
    number: int


def state_counts(differences: DiffResult) -> tuple[StateCount, ...]:
    """References by state, then what only the library holds; empty ones included."""
    references, documents = differences.reference_counts(), differences.document_counts()
    return (
        StateCount("in-step", "in step", differences.in_step),
        StateCount("differs", "differ", len(differences.pairs) - differences.in_step),
        StateCount("missing", "missing", references.get(Bucket.MISSING, 0)),
        StateCount("trashed", "in the trash", references.get(Bucket.TRASHED, 0)),
        StateCount("undecided", "undecided", references.get(Bucket.UNDECIDED, 0)),
        StateCount("extra", "not on the list", documents.get(Bucket.EXTRA, 0)),
        StateCount("duplicate", "further copies", documents.get(Bucket.DUPLICATE, 0)),
    )
