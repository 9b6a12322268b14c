"""`check`: the list alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.errors import EXIT_DIFFERENCES, EXIT_FINE, UsageError
from mendeley_sync.reports.renderers import formats_of, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mendeley_sync.checks.defects import ListProblem
    from mendeley_sync.domain.references import Reference
    from mendeley_sync.reports.results.checks import Fix
    from mendeley_sync.stores.reference_list.editor import ReferenceListEditor


@click.command()
@click.argument(
    "file", metavar="[FILE]", required=False, type=click.Path(dir_okay=False, path_type=Path)
)
@click.option("--links", is_flag=True, help="Also check whether web addresses work.")
@click.option("--fix", is_flag=True, help="Fix problems that can be fixed safely; asks first.")
@click.option("--yes", is_flag=True, help="With `--fix`: do not ask before writing.")
@click.option("--exit-code", is_flag=True, help="Exit with 3 when there are problems.")
@click.pass_obj
def command(
    app: App, file: Path | None, *, links: bool, fix: bool, yes: bool, exit_code: bool
) -> int:
    """Check the list for problems.

    Finds malformed and duplicate identifiers, references to the same work, impossible dates
    and pages, missing fields, "et al." and degrees among the authors, titles in capitals,
    wrong encodings, and values that are too long for Mendeley. FILE is any list (default: the
    one in the settings). Nothing is contacted without `--links`.

    `--fix` corrects the form of a value, never its meaning: a DOI without its address, an
    ISSN with its hyphen, a hyphen between pages, no stray spaces.

    \b
    mendeley-sync check
    mendeley-sync check references.yaml --fix
    mendeley-sync check --links --format json --output check.json
    """
    from mendeley_sync.checks.defects import CheckContext
    from mendeley_sync.cli.progress import at_work
    from mendeley_sync.stores.reference_list.editor import ReferenceListEditor
    from mendeley_sync.workflow.check import check_list, in_order, is_wrong, planned_fixes
    from mendeley_sync.workflow.service import CAPABILITIES

    chosen = app.format(formats_of("checks"))
    path = file if file is not None else app.settings().require_list()
    if not path.is_file():
        raise UsageError(f"File not found: {path}.")
    started = datetime.now(UTC)
    context = CheckContext(started.year, CAPABILITIES)
    with at_work(app, "Reading the list", size=path.stat().st_size):
        editor = ReferenceListEditor.open(path)
    if fix:
        made = planned_fixes(editor.before.references, context)
        if _mended(app, editor, path, made, yes=yes):
            editor = ReferenceListEditor.open(path)
    references = editor.before.references
    if links and app.options.offline:
        raise UsageError(
            "`--links` cannot be used with `--offline`.", advice="Leave one of them out."
        )
    with at_work(app, "Checking the list", size=path.stat().st_size):
        defects = check_list(references, context)
    if links:
        defects = in_order(references, (*defects, *_asked(app, references)))
    code = EXIT_DIFFERENCES if exit_code and is_wrong(defects) else EXIT_FINE
    known = {"source": str(path), "number": len(references), "at": started, "exit_code": code}
    text = render("checks", chosen, defects, **app.rendering(**known))
    app.write_result(app.surface.plain(text) if chosen == "text" else text)
    return code


def _asked(app: App, references: Sequence[Reference]) -> tuple[ListProblem, ...]:
    from mendeley_sync.cli.progress import counted_progress
    from mendeley_sync.links.list_links import ask_links

    with counted_progress(app, "Checking the addresses") as progress:
        return ask_links(references, progress)


def _mended(
    app: App, editor: ReferenceListEditor, path: Path, made: tuple[Fix, ...], *, yes: bool
) -> bool:
    """Show what would be mended, ask, write; whether the file changed."""
    from mendeley_sync.reports.results.checks import fix_lines

    if not made:
        app.say("No problems can be fixed safely.")
        return False
    for line in fix_lines(made):
        app.warn(line)
    if not yes and not app.confirm(f"Write these fixes to {path}?"):
        app.warn("Nothing was written. Add `--yes` to write the fixes.")
        return False
    for one in made:
        editor.set_values(one.key, {one.name: one.after})
    changed = editor.save(path)
    app.say(f"Written to {path}. Review it, then commit it.")
    return changed
