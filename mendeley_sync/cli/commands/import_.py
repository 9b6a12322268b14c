"""`import FILE…`: references from files into the list."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.errors import EXIT_FINE, ConfigError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_FILE = click.Path(dir_okay=False, allow_dash=True, path_type=Path)


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@click.option("--input-format", metavar="FORMAT", help="Format of the files (default: found out).")
@click.option(
    "--into",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="LIST",
    help="The list to write to (.yaml, .json, .bib, .ris); else the one of the settings.",
)
@click.option("--yes", is_flag=True, help="Add and enrich without asking; never change a value.")
@click.option("--keep-ids", is_flag=True, help="Take the files' own ids where they are free.")
@click.option(
    "--as-new",
    is_flag=True,
    help="Also add what may be in the list already (look at it first).",
)
@click.pass_obj
def command(
    app: App,
    files: Sequence[Path],
    *,
    input_format: str | None,
    into: Path | None,
    yes: bool,
    keep_ids: bool,
    as_new: bool,
) -> int:
    """Add references from files to the list.

    FILE may be citation lines pasted from a page, BibTeX, RIS, CSL-JSON, CSL-YAML, CSV,
    PubMed or EndNote XML; `-` reads standard input. The format is found from name and content,
    or given with --input-format: csl-yaml, csl-json, bibtex, ris, pubmed, endnote, csv, lines.
    The result lists every value that was left out; --verbose or --format json list all values.

    New works are added, empty fields of known works are filled. A value that the list has
    is never changed: where a file says something else, you are told. Nothing is written
    before you agreed, or said --yes. Comments and order of the list stay.

    \b
    mendeley-sync import page.txt
    mendeley-sync import export.bib more.ris --into references.yaml --yes
    """
    from mendeley_sync.cli.progress import at_work
    from mendeley_sync.reports.results.imports import account_lines, as_json, lines_of
    from mendeley_sync.stores.reference_list.editor import ReferenceListEditor
    from mendeley_sync.workflow.exchange.imports import plan_import, read_files, write_import

    output, chosen = _formats(app, input_format)
    path = _list_path(app, into)
    contents = [(str(file), _content(file)) for file in files]
    size = sum(len(content) for _, content in contents)
    with at_work(app, "Reading and holding it against the list", size=size):
        read = read_files(contents, format=chosen)
        editor = ReferenceListEditor.open(path)
        plan = plan_import(
            read,
            editor.before.references,
            keep_ids=keep_ids,
            doubtful_as_new=as_new,
        )
    if output == "json":
        app.write_result(as_json(plan, str(path), datetime.now(UTC)))
    else:
        whole = account_lines(plan, app.width) if app.options.verbose else ()
        app.write_result("\n".join([*lines_of(plan, str(path), app.width), *whole]))
    if not plan.writes:
        return EXIT_FINE
    if not yes and not app.confirm(f"Write this to {path}?"):
        app.warn("Nothing was written. Run it again with --yes to write it.")
        return EXIT_FINE
    with at_work(app, "Writing", size=size):
        write_import(plan, editor, path)
    app.say(f"Written to {path}. Look at it, then commit it.")
    return EXIT_FINE


def _formats(app: App, input_format: str | None) -> tuple[str, str | None]:
    """The format of the result, and that of the files; None where it is to be found out.

    `--format bibtex` named the files' format before there was `--input-format`, and still does.
    """
    from mendeley_sync.formats.registry import ALIASES, FORMAT_NAMES, READ_ALIASES

    aliases = ALIASES | READ_ALIASES
    if app.options.format in ("json", "text", None):
        named = (input_format or "").strip().lstrip(".").lower()
        chosen = aliases.get(named, named)
        if chosen and chosen not in FORMAT_NAMES:
            raise UsageError(
                f'"{input_format}" is not a format of files.',
                advice=f"Choose one of: {', '.join(FORMAT_NAMES)}.",
            )
        return app.options.format or "text", chosen or None
    return "text", app.format(FORMAT_NAMES, aliases=aliases)


def _list_path(app: App, into: Path | None) -> Path:
    if into is None:
        return app.settings().require_list()
    if app.options.sandbox:
        raise UsageError(
            "practice writes to its own list only",
            advice="Leave out --into or --sandbox.",
        )
    return into


def _content(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror or error}", file=str(file)) from error
