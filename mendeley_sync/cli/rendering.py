"""A report in the format that was asked for; each renderer is loaded when it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mendeley_sync.cli.app import App

if TYPE_CHECKING:
    from mendeley_sync.reports.diff.report import DiffReport


def render(app: App, report: DiffReport, *, everything: bool = False) -> str:
    """The whole report as text in the format of `--format`."""
    form = app.format()
    if form == "json":
        from mendeley_sync.reports.diff.json import render_json

        return render_json(report)
    if form == "markdown":
        from mendeley_sync.reports.diff.markdown import render_markdown

        return render_markdown(report)
    if form == "html":
        from mendeley_sync.reports.diff.html import render_html

        return render_html(report)
    if form == "junit":
        from mendeley_sync.reports.diff.junit import render_junit

        return render_junit(report)
    if form == "github":
        from mendeley_sync.reports.diff.github import render_annotations

        return render_annotations(report)
    from mendeley_sync.reports.diff.text import render_text

    return render_text(report, width=app.width, colour=app.has_colour, everything=everything)
