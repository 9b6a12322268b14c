"""`push`: bring the library in step with the list."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.cli.confirm import confirm_plan, show_progress
from mendeley_sync.cli.progress import pull_progress
from mendeley_sync.errors import UsageError

if TYPE_CHECKING:
    from mendeley_sync.plan.changes import ChangeKind
    from mendeley_sync.workflow.push.write_run import Pushed

NO_TERMINAL = "Confirmation is needed, but this is not a terminal."
ACCEPTABLE = ("settings-changed", "library-changed", "list-shorter", "library-empty")


@click.command()
@click.argument(
    "plan_file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.option("--digest", default="", metavar="SHA256", help="Push only the plan with this digest.")
@click.option(
    "--allow",
    multiple=True,
    metavar="KIND=N",
    help="Allow N changes of KIND: fill, create, update, clear, overwrite, trash.",
)
@click.option("--restore", type=int, metavar="N", help="Restore N documents from the trash.")
@click.option(
    "--recreate",
    type=int,
    metavar="N",
    help="Re-create N documents that are no longer in the library.",
)
@click.option(
    "--override",
    "accept",
    multiple=True,
    type=click.Choice(ACCEPTABLE),
    help="Override this safety check.",
)
@click.option("--accept", "old_accept", multiple=True, type=click.Choice(ACCEPTABLE), hidden=True)
@click.option("--cosmetic", is_flag=True, help="Also write cosmetic differences.")
@click.option(
    "--with-files", is_flag=True, help="Also move documents with files or notes to the trash."
)
@click.option("--unblock", metavar="RUN", help="Allow writing again after you reviewed RUN.")
@click.option("--accept-run", metavar="RUN", hidden=True)
@click.pass_obj
def command(
    app: App,
    *,
    plan_file: Path | None,
    yes: bool,
    digest: str,
    allow: tuple[str, ...],
    restore: int | None,
    recreate: int | None,
    accept: tuple[str, ...],
    old_accept: tuple[str, ...],
    cosmetic: bool,
    with_files: bool,
    unblock: str | None,
    accept_run: str | None,
) -> int:
    """Update the group library from the list.

    Shows the plan and asks first. A plan that exceeds a limit is refused before anything is
    written. A document edited after the pull is skipped and reported. Nothing is deleted
    permanently.

    \b
    mendeley-sync push                      review, confirm, write
    mendeley-sync push plan.json --yes      only the plan that you reviewed
    mendeley-sync push --allow overwrite=2  also overwrite two library edits
    """
    from mendeley_sync.plan.safety.limits import PushOptions
    from mendeley_sync.text.escaping import for_terminal
    from mendeley_sync.workflow.push.push import PushRequest, run_push
    from mendeley_sync.workflow.undo.runs import lift_stop_mark

    app.format()
    if unblock or accept_run:
        run = lift_stop_mark(app.settings(), unblock or accept_run or "")
        app.say(f"Writing is allowed again after run {run}. Run `mendeley-sync push`.")
        return 0
    if not yes and plan_file is None and not app.is_terminal:
        raise UsageError(
            NO_TERMINAL,
            advice="Add `--yes`, or push a saved plan: `mendeley-sync push FILE --yes`.",
            impact="Nothing was written.",
        )
    options = PushOptions(
        allow=_allowed(allow, restore, recreate),
        accept=frozenset((*accept, *old_accept)),
        trash_with_files=with_files,
    )
    request = PushRequest(
        plan_file=plan_file,
        digest=digest,
        yes=yes or (plan_file is not None and not app.is_terminal),
        options=options,
        cosmetic=cosmetic,
    )
    with pull_progress(app) as progress:
        pushed = run_push(
            app.settings,
            request,
            confirm=lambda plan: confirm_plan(app, plan),
            progress=progress,
            tell=show_progress(app),
            say=lambda line: app.warn(for_terminal(line)),
        )
    return finish(app, pushed)


def _allowed(
    allow: tuple[str, ...], restore: int | None, recreate: int | None
) -> Mapping[ChangeKind, int]:
    from mendeley_sync.plan.changes import ChangeKind
    from mendeley_sync.plan.safety.limits import EXACT_KINDS, KINDS

    nameable = [kind for kind, rule in KINDS.items() if rule.limit is not None]
    found: dict[ChangeKind, int] = {}
    for text in allow:
        name, equals, number = text.partition("=")
        if name not in nameable or not equals or not number.isdigit():
            names = ", ".join(kind.value for kind in nameable)
            raise UsageError(
                f"`--allow {text}`: expected KIND=N, such as update=7",
                advice=f"KIND is one of: {names}.",
            )
        found[ChangeKind(name)] = int(number)
    exact = {ChangeKind.RESTORE: restore, ChangeKind.RECREATE: recreate}
    return found | {kind: n for kind in EXACT_KINDS if (n := exact[kind]) is not None}


def finish(app: App, pushed: Pushed) -> int:
    """Print the report; a refused run says why and how to go on."""
    report = pushed.report
    declined = report.outcome is None and pushed.error is None
    if declined and app.prints_to_terminal and app.format() == "text":
        # The person has just read the plan; the whole report would hide the answer.
        app.say("Nothing was written.")
        return report.exit_code
    if report.plan is None and app.prints_to_terminal and pushed.error is not None:
        # There is no picture to show: what went wrong and how to go on is all there is.
        raise pushed.error
    app.write_result(app.report_text(report))
    if pushed.error is not None:
        raise pushed.error
    outcome = report.outcome
    if outcome is None:
        app.say("Nothing was written.")
    elif outcome.run and not report.practice:
        app.say("Commit the list and the lock file, so that your colleagues have the same state.")
    return report.exit_code
