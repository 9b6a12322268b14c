"""`init`: settings and a list to begin with, or a setup file for somebody else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mendeley_sync.cli.app import App
from mendeley_sync.errors import EXIT_FINE, UsageError

if TYPE_CHECKING:
    from mendeley_sync.domain.library import Group, GroupId, Library
    from mendeley_sync.settings import Settings
    from mendeley_sync.workflow.init import InitResult


@click.command()
@click.argument("group", required=False, metavar="[GROUP]")
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Make the list from this file, in any format; else from the library.",
)
@click.option(
    "--setup-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a setup file for society admins instead: group, application number, pages.",
)
@click.option("--with-secret", is_flag=True, help="Also put the application's secret into it.")
@click.pass_obj
def command(
    app: App, *, group: str | None, source: Path | None, setup_file: Path | None, with_secret: bool
) -> int:
    """Set up: choose a group and a list.

    GROUP is an id, as `mendeley-sync groups` shows it. What is missing is written to
    config/; nothing that is there is overwritten.

    \b
    mendeley-sync init                          the list from a group's library
    mendeley-sync init --from literature.bib    the list from a file, group later
    """
    if with_secret and setup_file is None:
        raise UsageError("--with-secret goes with --setup-file")
    settings = app.settings()
    if setup_file is not None:
        _write_setup(app, settings, group, setup_file, with_secret=with_secret)
    else:
        _begin(app, settings, group, source)
    return EXIT_FINE


def _begin(app: App, settings: Settings, group: str | None, source: Path | None) -> None:
    from mendeley_sync.workflow.init import run_init

    if group is None and settings.group is None and source is None:
        group = _chosen_group(app, settings)
    done = run_init(
        settings, group=group, source=source, library=lambda g: _pulled(app, settings, g)
    )
    for line in _sentences(done, group or settings.group):
        app.say(line)


def _sentences(done: InitResult, group: str | None) -> list[str]:
    if done.did_nothing:
        return [f"Everything is there already: {done.config_file} and {done.list_file}."]
    lines = []
    if done.references is not None:
        lines.append(f"{done.list_file}: {done.references} references.")
    else:
        lines.append(f"{done.list_file} was there and stays as it is.")
    lines += done.losses
    if done.config_done:
        lines.append(f"{done.config_file}: {done.config_done}.")
    if group is None:
        lines.append("No group is set yet; `mendeley-sync init GROUP` sets it.")
    lines.append("Next: `mendeley-sync check`, then `mendeley-sync diff`.")
    return lines


def _chosen_group(app: App, settings: Settings) -> GroupId:
    groups = _groups(app, settings)
    if not groups:
        raise UsageError(
            "this account sees no group",
            advice="Ask the group's owner to invite the address that you use for Mendeley, or "
            "begin with a file: `mendeley-sync init --from FILE`.",
        )
    if not app.is_terminal:
        ids = ", ".join(group.id for group in groups)
        raise UsageError(
            "which group?", advice=f"Name one: `mendeley-sync init GROUP`. Seen: {ids}."
        )
    for number, group in enumerate(groups, start=1):
        app.warn(f"{number:3}  {_printable(group.name)}  ({group.id}, you are {group.role})")
    number = click.prompt("Which one?", type=click.IntRange(1, len(groups)), err=True)
    return groups[number - 1].id


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "�" for char in text)


def _groups(app: App, settings: Settings) -> tuple[Group, ...]:
    from mendeley_sync.workflow.service import open_client

    with open_client(settings, has_terminal=app.is_terminal, command="init") as client:
        return client.groups()


def _pulled(app: App, settings: Settings, group: GroupId) -> Library:
    from mendeley_sync.pull.pull import pull
    from mendeley_sync.workflow.service import library_service, open_client, open_mirror

    with (
        open_mirror(settings.state_dir) as mirror,
        open_client(settings, has_terminal=app.is_terminal, command="init") as client,
    ):
        pull(library_service(client, group), mirror, group_id=group, full=True)
        library = mirror.library(group)
    assert library is not None  # a pull that returned has left one
    return library


def _write_setup(
    app: App, settings: Settings, group: str | None, path: Path, *, with_secret: bool
) -> None:
    from mendeley_sync.workflow.init import write_setup
    from mendeley_sync.workflow.service import credentials_of

    credentials = credentials_of(settings, has_terminal=app.is_terminal, environ=os.environ)
    write_setup(
        path,
        group=group or settings.require_group(),
        application=credentials.application(redirect_uri=settings.config.service.redirect_uri),
        pages=settings.config.access.pages,
        with_secret=with_secret,
    )
    app.say(f"Written to {path}. Whoever gets it runs `mendeley-sync login --setup-file FILE`.")
    if with_secret:
        app.warn("It holds the application's secret: send it to nobody but the admins.")
