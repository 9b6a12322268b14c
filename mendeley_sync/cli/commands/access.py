"""`access`: the registration check; `access roster`: a society's members against the group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.cli.options import add_global_options
from mendeley_sync.errors import EXIT_ACCESS, EXIT_FINE, UsageError
from mendeley_sync.reports.renderers import formats_of

if TYPE_CHECKING:
    from mendeley_sync.access.check_result import AccessReport
    from mendeley_sync.workflow.access.roster import RosterRun

NEEDS_MENDELEY = "This check needs Mendeley: leave out `--offline`."
ROSTER_FORMATS = ("text", "html", "json", "csv")

PROFILE = "mendeley_sync.access.profile"
"""Where the subcommand finds a `--profile` that stood before it."""

SPREADSHEET_MARK = "\ufeff"
"""At the beginning of a file, so that a spreadsheet program takes it for UTF-8."""


@click.group(invoke_without_command=True)
@click.option("--profile", default="default", metavar="NAME", help="Use this account.")
@click.option("--page", "pages", multiple=True, metavar="URL", help="Check this published page.")
@click.option("--api-check", is_flag=True, help="Check the form of Mendeley's responses.")
@click.option("--drift", is_flag=True, hidden=True)
@click.option("--strict", is_flag=True, help="Treat warnings as No.")
@click.pass_context
def command(
    context: click.Context,
    *,
    profile: str,
    pages: tuple[str, ...],
    api_check: bool,
    drift: bool,
    strict: bool,
) -> int:
    """Check whether members can open the group.

    Checks everything that a member needs to open the references: the settings, Mendeley,
    the sign-in, the group, its seats, its owner and admins, the published pages.
    Nothing is changed. The answer comes first, then each check with its next step.

    \b
    mendeley-sync access
    mendeley-sync access --profile member      with the account of a member
    mendeley-sync access --page URL            a published page; no account needed
    mendeley-sync access roster FILE.csv       a society's members, one by one
    """
    app = context.ensure_object(App)
    if context.invoked_subcommand is not None:
        context.meta[PROFILE] = profile
        return EXIT_FINE
    if pages and (api_check or drift):
        raise UsageError(
            "`--page` and `--api-check` cannot be used together.", advice="Leave one of them out."
        )
    if app.options.offline:
        raise UsageError(NEEDS_MENDELEY)
    if api_check or drift:
        return _api_check(app, profile)
    form = app.format(formats_of("access"))
    report = _pages(app, pages) if pages else _ladder(app, profile)
    code = report.strict_exit_code() if strict else report.exit_code
    app.write_result(_rendered(app, report, form, code))
    if code != report.exit_code:
        app.say("Warnings are treated as No (`--strict`).")
    return code


def _ladder(app: App, profile: str) -> AccessReport:
    from mendeley_sync.workflow.access.gather import run_access

    with _bar(app, "Checking the links of the pages") as progress:
        return run_access(
            app.settings,
            profile=profile,
            with_names=app.shows_names,
            has_terminal=app.is_terminal,
            progress=progress,
        )


def _pages(app: App, pages: tuple[str, ...]) -> AccessReport:
    from mendeley_sync.access.page_checks import check_published
    from mendeley_sync.links.pages import check_pages, new_checker

    checker = new_checker(may_stay_here=app.options.sandbox)
    with _bar(app, "Checking the links of the pages") as progress:
        return check_published(check_pages(pages, checker, progress=progress))


def _rendered(app: App, report: AccessReport, form: str, code: int) -> str:
    from mendeley_sync.reports.renderers import render

    return render("access", form, report, **app.rendering(exit_code=code))


def _api_check(app: App, profile: str) -> int:
    from mendeley_sync.reports.renderers import render
    from mendeley_sync.workflow.access.api_check_run import run_drift

    form = app.format(formats_of("api check"))
    report = run_drift(app.settings(), profile=profile, has_terminal=app.is_terminal)
    app.write_result(render("api check", form, report, **app.rendering()))
    return report.exit_code


# -- roster --------------------------------------------------------------------------------


@command.command("roster")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--profile", metavar="NAME", help="Use this account.")
@click.option("--confirm", is_flag=True, help="Write the profile IDs of found members to FILE.")
@click.option("--strict", is_flag=True, help="Treat unreadable rows as No.")
@click.pass_context
def roster(
    context: click.Context,
    *,
    file: Path | None,
    profile: str | None,
    confirm: bool,
    strict: bool,
) -> int:
    """Compare a roster with the group: in the group, invited, not in the group, ambiguous.

    FILE is a table (CSV) with names and, optionally, email addresses, societies and profile
    IDs (default: the roster in the settings). No one is invited or removed. Names and
    addresses are shown in a terminal; in files only with `--names`.
    """
    app = context.ensure_object(App)
    form = app.format(ROSTER_FORMATS)
    if app.options.offline:
        raise UsageError(NEEDS_MENDELEY)
    run = _compared(app, file, profile or context.meta.get(PROFILE, "default"), confirm)
    code = run.report.exit_code
    if strict and run.report.problems:
        code = EXIT_ACCESS
    app.write_result(_roster_rendered(app, run, form, code))
    return code


add_global_options(roster)


def _compared(app: App, file: Path | None, profile: str, confirm: bool) -> RosterRun:
    from mendeley_sync.workflow.access.roster import run_roster

    settings = app.settings()
    with _bar(app, "Reading the members' names") as progress:
        return run_roster(
            settings,
            file or settings.roster_path,
            profile=profile,
            confirm=confirm,
            has_terminal=app.is_terminal,
            progress=progress,
        )


def _roster_rendered(app: App, run: RosterRun, form: str, code: int) -> str:
    from mendeley_sync.reports.access import roster as reports

    now, practice, names = datetime.now(UTC), app.options.sandbox, _shows_names(app, form)
    if form == "json":
        return reports.render_roster_json(
            run.report,
            at=now,
            exit_code=code,
            with_names=names,
            practice=practice,
            written_ids=run.written,
        )
    if form == "csv":
        mark = SPREADSHEET_MARK if app.options.output is not None else ""
        return mark + reports.render_roster_csv(run.report, with_names=names)
    if form == "html":
        from mendeley_sync.reports.access.html import render_roster_html

        return render_roster_html(run.report, at=now, with_names=names, practice=practice)
    return reports.render_roster_text(
        run.report,
        with_names=names,
        width=app.width,
        colour=app.has_colour,
        practice=practice,
        written_ids=run.written,
    )


def _shows_names(app: App, form: str) -> bool:
    """Names in a terminal, or asked for; a table is made to be saved, so it must be asked for."""
    return app.options.names or (app.prints_to_terminal and form == "text")


# -- progress ------------------------------------------------------------------------------


@contextmanager
def _bar(app: App, what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr while something is asked for one by one; gone at the end."""
    if not app.shows_progress:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=True)
