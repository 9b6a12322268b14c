"""`access`: the registration check."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.errors import EXIT_ACCESS, EXIT_FINE

if TYPE_CHECKING:
    from mendeley_sync.access.rung import AccessReport

ACCESS_FORMATS = ("text", "html", "json")


@click.group(invoke_without_command=True)
@click.option("--profile", default="default", metavar="NAME", help="Another signed-in account.")
@click.option("--strict", is_flag=True, help="Count a warning as a no.")
@click.pass_context
def command(context: click.Context, *, profile: str, strict: bool) -> int:
    """Can a member get in? Check it step by step.

    Looks at everything that stands between a member and the references: the settings,
    the service, the sign-in, the group, its seats, its leaders, the published pages.
    Nothing is changed. The answer comes first; then every step says who can act and how.

    \b
    mendeley-sync access
    mendeley-sync access --profile member      with a member's account
    """
    if context.invoked_subcommand is not None:
        return EXIT_FINE
    app = context.ensure_object(App)
    form = app.format(ACCESS_FORMATS)
    report = _checked(app, profile)
    now = datetime.now(UTC)
    code = EXIT_ACCESS if strict and report.has_warnings else report.exit_code
    app.write_result(_rendered(app, report, form, now, code))
    return code


def _checked(app: App, profile: str) -> AccessReport:
    from mendeley_sync.workflow.access import run_access

    return run_access(
        app.settings,
        profile=profile,
        with_names=app.shows_names,
        has_terminal=app.is_terminal,
    )


def _rendered(app: App, report: AccessReport, form: str, now: datetime, code: int) -> str:
    practice = app.options.sandbox
    if form == "json":
        from mendeley_sync.reports.access_json import render_access_json

        return render_access_json(report, at=now, exit_code=code, practice=practice)
    if form == "html":
        from mendeley_sync.reports.access_html import render_access_html

        return render_access_html(report, at=now, practice=practice)
    from mendeley_sync.reports.access_text import render_access_text

    return render_access_text(report, width=app.width, colour=app.has_colour, practice=practice)
