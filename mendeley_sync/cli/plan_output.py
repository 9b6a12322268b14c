"""A plan on the screen before it is carried out, and the question whether to do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.reports.layout import wrapped
from mendeley_sync.reports.values import CHANGE_WORDS, counted, label, planned_in_words, shown
from mendeley_sync.text.escaping import for_terminal

if TYPE_CHECKING:
    from mendeley_sync.plan.changes import Change, FieldChange
    from mendeley_sync.plan.plan import Plan

LONGEST_VALUE = 200
LABEL_WIDTH = 18


def confirm_plan(app: App, plan: Plan) -> bool:
    """Show every change, before and after, and ask; removals are typed as a number."""
    if not plan.changes:
        return app.confirm("The library stays as it is. Take back what that run remembered?")
    for line in plan_lines(plan, app.width):
        app.warn(line)
    from mendeley_sync.plan.changes import TRASHING_KINDS

    removals = sum(change.kind in TRASHING_KINDS for change in plan.changes)
    if not removals:
        these = "this change" if plan.total == 1 else f"these {plan.total:,} changes"
        return app.confirm(f"Write {these} to the library?")
    answer = click.prompt(
        f"{counted(removals, 'document')} would go to the trash. Type {removals} to go on",
        default="",
        show_default=False,
        err=True,
    )
    return bool(answer.strip() == str(removals))


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


def show_progress(app: App) -> Callable[[int, int], None] | None:
    """A line now and then while writing, where somebody sees it."""
    if not app.shows_progress:
        return None

    def tell(done: int, total: int) -> None:
        if done and done % 25 == 0:
            app.say(f"{done} of {total} written.")

    return tell
