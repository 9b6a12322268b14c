"""A plan on the screen before it is written: every change, before and after."""

from __future__ import annotations

from collections.abc import Iterable

from mendeley_sync.plan.changes import Change, FieldChange
from mendeley_sync.plan.plan import Plan
from mendeley_sync.reports.layout import wrapped
from mendeley_sync.reports.values import CHANGE_WORDS, counted, label, planned_in_words, shown
from mendeley_sync.text.escaping import for_terminal

LONGEST_VALUE = 200
LABEL_WIDTH = 18


def plan_lines(plan: Plan, width: int) -> Iterable[str]:
    """The plan grouped by entry: what each field holds, and what it would hold."""
    for change in plan.changes:
        words = CHANGE_WORDS[change.kind].format(f'"{change.title}"')
        head = f"{words[0].upper()}{words[1:]} ({_name(change)})"
        yield from wrapped(for_terminal(head), width, rest="  ")
        for field in change.fields:
            yield from _field_lines(field, width)
    yield ""
    summary = f"{counted(plan.total, 'change')}: {planned_in_words(plan.counts())}."
    yield from wrapped(f"{summary} Plan digest: {plan.digest[:16]}.", width)


def _field_lines(field: FieldChange, width: int) -> Iterable[str]:
    before, after = (shown(field.field, value) for value in (field.before, field.after))
    values = f"{before} → {after or '(empty)'}" if before else after
    lead = f"    {label(field.field):<{LABEL_WIDTH}} "
    text = for_terminal(values, LONGEST_VALUE)
    yield from wrapped(text, width, first=lead, rest=" " * len(lead))


def _name(change: Change) -> str:
    return change.reference or change.document or "new"
