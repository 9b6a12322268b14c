"""Suspicious changes of a library: five ways in which a complete pull can be wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from mendeley_sync.diff.difference import DifferenceKind
from mendeley_sync.diff.situation import BaselineState, LibraryState
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
    """A change of the library that a person should check."""

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
        f"{len(gone)} of {len(bound)} documents are in the trash or no longer in the library",
        str(len(gone)),
        f"{VANISHED_SHARE:.0%}",
        tuple(one.title for one in gone),
    )


def _nothing_unchanged(facts: SafetyCheckInput) -> SuspiciousChange | None:
    bound = [pair for pair in facts.compared.pairs if pair.binding and pair.binding.fields]
    changed = [
        pair for pair in bound if any(one.case.situation.library_changed for one in pair.fields)
    ]
    if len(bound) < FEWEST_PAIRS or len(changed) < len(bound):
        return None
    titles = tuple(pair.reference.metadata.title for pair in changed)
    return SuspiciousChange(
        "every document changed", str(len(changed)), str(len(bound) - 1), titles
    )


def _same_change_everywhere(facts: SafetyCheckInput) -> SuspiciousChange | None:
    bound = [pair for pair in facts.compared.pairs if pair.binding and pair.binding.fields]
    found = Counter(
        (one.field, one.case.situation.theirs)
        for pair in bound
        for one in pair.fields
        if one.case.situation.library_changed
    )
    if not found:
        return None
    (field, now), count = max(found.items(), key=lambda item: (item[1], item[0]))
    if count < SAME_CHANGE_LEAST or count < SAME_CHANGE_SHARE * len(bound):
        return None
    what = "was emptied" if now is LibraryState.EMPTY else "was changed"
    return SuspiciousChange(
        f"{field} {what} in {count} of {len(bound)} documents",
        str(count),
        f"{SAME_CHANGE_SHARE:.0%}",
        tuple(
            pair.reference.metadata.title
            for pair in bound
            for one in pair.fields
            if one.case.situation.library_changed and one.field == field
        ),
    )


def _field_emptied(facts: SafetyCheckInput) -> SuspiciousChange | None:
    """A field that nearly every document had is missing in many."""
    had: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    bound = [pair for pair in facts.compared.pairs if pair.binding and pair.binding.fields]
    for pair in bound:
        for one in pair.fields:
            agreed = one.case.agreed
            if agreed is None or one.case.situation.base is BaselineState.NONE or not agreed.value:
                continue
            had[one.field] += 1
            missing[one.field] += one.case.situation.theirs is LibraryState.EMPTY
    for field, count in sorted(missing.items()):
        if (
            count
            and had[field] > EMPTIED_HELD_SHARE * len(bound)
            and count >= EMPTIED_SHARE * len(bound)
        ):
            return SuspiciousChange(
                f"{field} is missing in {count} of {len(bound)} documents, and nearly all had it",
                str(count),
                f"{EMPTIED_SHARE:.0%}",
                tuple(
                    pair.reference.metadata.title
                    for pair in bound
                    for one in pair.fields
                    if one.field == field and one.case.situation.theirs is LibraryState.EMPTY
                ),
            )
    return None


def _count_off(facts: SafetyCheckInput) -> SuspiciousChange | None:
    before, now = facts.last_count, len(facts.library.documents)
    if not before or abs(now - before) <= COUNT_OFF_SHARE * before or abs(now - before) < 5:
        return None
    reason = f"it has {now} documents; at the last pull it had {before}"
    return SuspiciousChange(reason, str(now), f"{COUNT_OFF_SHARE:.0%}")


SUSPICIOUS_CHANGES: tuple[Callable[[SafetyCheckInput], SuspiciousChange | None], ...] = (
    _share_gone,
    _nothing_unchanged,
    _same_change_everywhere,
    _field_emptied,
    _count_off,
)
"""Asked in this order."""
