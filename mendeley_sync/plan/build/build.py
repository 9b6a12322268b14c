"""From differences to a plan: the changes, and what needs review and why."""

from __future__ import annotations

from datetime import datetime

from mendeley_sync.diff.compare import Compared
from mendeley_sync.diff.entries import EntryPush
from mendeley_sync.diff.source_of_truth import FieldRules
from mendeley_sync.domain.library import Library
from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.plan.build.draft import RANK, Context, Draft
from mendeley_sync.plan.build.entries import EntryPlanner
from mendeley_sync.plan.build.fields import PairPlanner
from mendeley_sync.plan.changes import Change
from mendeley_sync.plan.plan import Inputs, Plan, plan_digest
from mendeley_sync.plan.safety.limits import PushOptions


def build_plan(
    compared: Compared,
    library: Library,
    lock_data: LockFileData,
    rules: FieldRules,
    options: PushOptions,
    inputs: Inputs,
    now: datetime,
) -> Plan:
    """Make the plan of a push: its changes in a fixed order, and what needs review.

    Args:
        compared: the differences.
        library: the pull it was made from.
        lock_data: stored matches; a scheduled run does not repeat undone changes.
        rules: sources of truth, and protected fields.
        options: the kinds of change that this run writes.
        inputs: digests of what all this was made from.
        now: for bindings, and for what was edited too recently.

    Returns:
        A plan without failed checks: the safety checks look at it afterwards.
    """
    context = Context(compared, library, lock_data, rules, options, now)
    draft = Draft()
    pairs, entries = PairPlanner(context, draft), EntryPlanner(context, draft)
    for pair in compared.pairs:
        pairs.add(pair)
    for entry in compared.entries:
        entries.add(entry)
    return _plan_of(draft, context, inputs)


def _plan_of(draft: Draft, context: Context, inputs: Inputs) -> Plan:
    changes = tuple(sorted(draft.changes, key=_position))
    withheld = tuple(sorted(draft.withheld, key=_position))
    return Plan(
        changes=changes,
        withheld=withheld,
        holds=tuple(draft.holds),
        bindings=tuple(sorted(draft.bindings, key=lambda one: one.reference)),
        records=tuple(sorted(draft.records, key=lambda one: one.reference)),
        tombstones=tuple(sorted(draft.tombstones, key=lambda one: one.reference)),
        pairs=_pairs_before(context.compared),
        inputs=inputs,
        complete=context.library.exact,
        digest=plan_digest(changes, withheld, inputs),
    )


def _pairs_before(compared: Compared) -> int:
    """Pairs bound or matched before the first write; works that must go are pairs, too."""
    unwanted = sum(entry.row.push is EntryPush.TRASH for entry in compared.entries)
    return len(compared.pairs) + unwanted


def _position(change: Change) -> tuple[int, str, str]:
    return RANK[change.kind], change.reference or "", change.document or ""
