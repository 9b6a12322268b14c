"""Does the library look like itself? Five ways in which a pull can be complete and yet wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from mendeley_sync.diff.difference import DifferenceKind
from mendeley_sync.diff.situation import BaselineState
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.safety.facts import SafetyCheckInput

FEWEST_PAIRS = 10
"""Bound pairs from which a snapshot can be implausible."""
SAME_CHANGE_SHARE = 0.20
SAME_CHANGE_LEAST = 5
VANISHED_SHARE = 0.20
VANISHED_LEAST = 5
"""Documents gone or trashed since the last pull that make pushes wait."""
EMPTIED_HELD_SHARE = 0.90
EMPTIED_SHARE = 0.10
COUNT_OFF_SHARE = 0.30


class SuspiciousChange(NamedTuple):
    """Why the picture is not believed."""

    reason: str
    numbers: str
    limit: str
    examples: tuple[str, ...] = ()


def _share_gone(facts: SafetyCheckInput) -> SuspiciousChange | None:
    bound = {binding.reference for binding in facts.ledger.bindings}
    gone = [
        finding
        for finding in facts.compared.differences.of_kind(
            DifferenceKind.GONE, DifferenceKind.TRASHED
        )
        if finding.reference in bound
    ]
    too_many = len(gone) >= VANISHED_LEAST and len(gone) >= VANISHED_SHARE * len(bound)
    if not too_many or facts.options.allow.get(ChangeKind.RESTORE) == len(gone):
        return None
    return SuspiciousChange(
        f"{len(gone)} of {len(bound)} documents are gone or in the trash",
        str(len(gone)),
        f"{VANISHED_SHARE:.0%}",
        tuple(finding.title for finding in gone),
    )


def _nothing_unchanged(facts: SafetyCheckInput) -> SuspiciousChange | None:
    bound = [pair for pair in facts.compared.pairs if pair.binding and pair.binding.fields]
    changed = [
        pair
        for pair in bound
        if any(verdict.case.situation.library_changed for verdict in pair.fields)
    ]
    if len(bound) < FEWEST_PAIRS or len(changed) < len(bound):
        return None
    titles = tuple(pair.reference.metadata.title for pair in changed)
    return SuspiciousChange(
        "not one document is as it was", str(len(changed)), str(len(bound) - 1), titles
    )


def _same_change_everywhere(facts: SafetyCheckInput) -> SuspiciousChange | None:
    bound = [pair for pair in facts.compared.pairs if pair.binding and pair.binding.fields]
    found = Counter(
        (verdict.field, verdict.case.situation.theirs.value)
        for pair in bound
        for verdict in pair.fields
        if verdict.case.situation.library_changed
    )
    if not found:
        return None
    (field, direction), count = max(found.items(), key=lambda item: (item[1], item[0]))
    if count < SAME_CHANGE_LEAST or count < SAME_CHANGE_SHARE * len(bound):
        return None
    what = "was emptied" if direction == "empty" else "was changed"
    return SuspiciousChange(
        f"{field} {what} in {count} of {len(bound)} documents",
        str(count),
        f"{SAME_CHANGE_SHARE:.0%}",
        tuple(
            pair.reference.metadata.title
            for pair in bound
            for verdict in pair.fields
            if verdict.case.situation.library_changed and verdict.field == field
        ),
    )


def _field_emptied(facts: SafetyCheckInput) -> SuspiciousChange | None:
    """A field that nearly every document had is missing in many: a view, not an edit."""
    held: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    bound = [pair for pair in facts.compared.pairs if pair.binding and pair.binding.fields]
    for pair in bound:
        for verdict in pair.fields:
            agreed = verdict.case.agreed
            if (
                agreed is None
                or verdict.case.situation.base is BaselineState.NONE
                or not agreed.value
            ):
                continue
            held[verdict.field] += 1
            missing[verdict.field] += verdict.case.situation.theirs.value == "empty"
    for field, count in sorted(missing.items()):
        if (
            count
            and held[field] > EMPTIED_HELD_SHARE * len(bound)
            and count >= EMPTIED_SHARE * len(bound)
        ):
            return SuspiciousChange(
                f"{field}, which nearly all had, is missing in {count} of {len(bound)}",
                str(count),
                f"{EMPTIED_SHARE:.0%}",
                tuple(
                    pair.reference.metadata.title
                    for pair in bound
                    for verdict in pair.fields
                    if verdict.field == field and verdict.case.situation.theirs.value == "empty"
                ),
            )
    return None


def _count_off(facts: SafetyCheckInput) -> SuspiciousChange | None:
    before, now = facts.last_count, len(facts.library.documents)
    if not before or abs(now - before) <= COUNT_OFF_SHARE * before or abs(now - before) < 5:
        return None
    reason = f"it holds {now} documents, last time {before}"
    return SuspiciousChange(reason, str(now), f"{COUNT_OFF_SHARE:.0%}")


DOUBTS: tuple[Callable[[SafetyCheckInput], SuspiciousChange | None], ...] = (
    _share_gone,
    _nothing_unchanged,
    _same_change_everywhere,
    _field_emptied,
    _count_off,
)
"""Asked in this order."""
