"""The question before anything is written, and progress while it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.reports.results.plan import plan_lines
from mendeley_sync.reports.values import counted

if TYPE_CHECKING:
    from mendeley_sync.plan.plan import Plan


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


def show_progress(app: App) -> Callable[[int, int], None] | None:
    """A line now and then while writing, where somebody sees it."""
    if not app.shows_progress:
        return None

    def tell(done: int, total: int) -> None:
        if done and done % 25 == 0:
            app.say(f"{done} of {total} written.")

    return tell
