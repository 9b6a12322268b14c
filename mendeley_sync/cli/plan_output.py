"""A plan on the screen before it is carried out, and the question whether to do it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from mendeley_sync.cli.app import App
from mendeley_sync.reports.inert import for_terminal

if TYPE_CHECKING:
    from mendeley_sync.plan.changes import Change
    from mendeley_sync.plan.plan import Plan

LONGEST_VALUE = 100


def confirm_plan(app: App, plan: Plan) -> bool:
    """Show every change, before and after, and ask; removals are typed as a number."""
    for line in plan_lines(plan):
        app.warn(line)
    from mendeley_sync.plan.changes import TRASHING_KINDS

    removals = sum(change.kind in TRASHING_KINDS for change in plan.changes)
    if not removals:
        return app.confirm(f"Write these {plan.total} changes to the library?")
    answer = click.prompt(
        f"{removals} documents would go to the trash. Type that number to go on",
        default="",
        show_default=False,
        err=True,
    )
    return bool(answer.strip() == str(removals))


def plan_lines(plan: Plan) -> Iterable[str]:
    """The plan grouped by entry: what each field holds, and what it would hold."""
    for change in plan.changes:
        yield for_terminal(f"{change.kind.value}: {change.title} ({_name(change)})")
        for field in change.fields:
            before, after = shown(field.before), shown(field.after)
            yield for_terminal(f"    {field.field}: {before} → {after}")
    counts = ", ".join(f"{count} {kind}" for kind, count in plan.counts().items())
    yield f"{plan.total} writes: {counts}. Plan {plan.digest[:16]}."


def _name(change: Change) -> str:
    return change.reference or change.document or "new"


def shown(value: Any) -> str:
    """A value on one line, never long."""
    if value is None:
        return "(empty)"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_VALUE else flat[: LONGEST_VALUE - 1] + "…"


def show_progress(app: App) -> Callable[[int, int], None] | None:
    """A line now and then while writing, where somebody sees it."""
    if not app.shows_progress:
        return None

    def tell(done: int, total: int) -> None:
        if done and done % 25 == 0:
            app.say(f"{done} of {total} written.")

    return tell
